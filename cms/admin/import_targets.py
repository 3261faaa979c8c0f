"""What an import is for, as the wizard's pages see it: the list of a draft, older awards of a scheme, or awards of other
schemes. Each says who may enter and act, where its pages are, and which files it offers to fill in."""

import io
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin import access
from cms.admin.base import Crumb, OfficeView, notice_crumbs, notice_url, scheme_crumb
from cms.admin.fields import has_list
from cms.models import ImportKind, ImportRun, Notice, SchemePage
from cms.roles import ENTER_HISTORY, IMPORT_ROWS, Doors
from cms.selectors.lists import draft_list_rows, earlier_rows
from cms.spreadsheets.checking import Layout
from cms.spreadsheets.external_columns import external_layout
from cms.spreadsheets.history_columns import history_layout
from cms.spreadsheets.list_export import cells_of
from cms.spreadsheets.list_rows import list_layout
from cms.spreadsheets.written import template, template_csv


@dataclass(frozen=True)
class Offer:
    """A file to fill in: its name in the address, what it is called, and the rows it already has."""

    key: str
    label: str
    rows: Callable[[], list[dict[str, Any]]]


class Target(OfficeView):
    """What every page of the wizard knows about what the file is for."""

    kind: ImportKind
    notice: Notice | None = None
    scheme: SchemePage | None = None
    upload_name = ""
    run_name = ""
    template_address = ""
    report_name = ""

    @abstractmethod
    def layout(self) -> Layout:
        """The columns and checks. Raises Refused where there is none."""

    def check_act(self) -> None:
        """May this person upload, confirm and abandon? Raises Refused."""

    def target_args(self) -> list[int]:
        """The numbers in the addresses before that of the run."""
        return []

    def address(self, name: str, *more: int) -> str:
        """The address of a page of this wizard."""
        return reverse(f"gongshi:{name}", args=[*self.target_args(), *more])

    def runs(self) -> Any:
        """The imports of the same kind and target."""
        return ImportRun.objects.filter(kind=self.kind, notice=self.notice, scheme=self.scheme)

    def what(self) -> str:
        """What is imported, for titles and file names."""
        return str(ImportKind(self.kind).label)

    def home_url(self) -> str:
        """Where it was started from."""
        return reverse("gongshi:desk")

    def offers(self) -> list[Offer]:
        """Files to fill in."""
        return [Offer("blank", _("空白模板"), list)]

    def download(self, offer: Offer, form: str) -> FileResponse:
        """One of them, as .xlsx or .csv."""
        columns = self.layout().columns
        rows = [cells_of(row, columns) for row in offer.rows()]
        title = f"{self.what()} {offer.label}"
        content = template_csv(columns, rows) if form == "csv" else template(columns, title, _, rows)
        ending = "csv" if form == "csv" else "xlsx"
        return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{title}.{ending}")


class ListTarget(Target):
    """The list of a draft notice."""

    door = Doors.WORK
    kind = ImportKind.LIST
    upload_name, run_name = "import_list", "import_list_run"
    template_address, report_name = "import_list_template", "import_list_report"
    notice: Notice
    draft: Notice

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft whose stage has a list, for those who work on it."""
        self.notice = get_object_or_404(Notice, pk=notice_id)
        self.draft = self.notice.get_latest_revision_as_object()
        access.check_notice(self.request.user, self.draft)
        if not has_list(self.draft) or self.draft.stage is None:
            raise access.Refused(_("这份公告不含名单。"))

    def check_act(self) -> None:
        """Like changing the draft."""
        access.check_change(self.request.user, self.draft)

    def layout(self) -> Layout:
        """That of the stage under the edition's measure."""
        stage = self.draft.stage
        if stage is None:
            raise access.Refused(_("这份公告不含名单。"))
        return list_layout(self.draft.edition.regulation, stage)

    def target_args(self) -> list[int]:
        """The notice."""
        return [self.notice.pk]

    def trail(self) -> list[Crumb]:
        """Down to the notice and its list."""
        here = {"url": reverse("gongshi:list", args=[self.notice.pk]), "label": _("名单")}
        return [*notice_crumbs(self.draft), here]

    def back_url(self) -> str:
        """The draft."""
        notice = getattr(self, "notice", None)
        return notice_url(notice) if notice else super().back_url()

    def home_url(self) -> str:
        """The list."""
        return reverse("gongshi:list", args=[self.notice.pk])

    def what(self) -> str:
        """The stage's list."""
        name = self.draft.stage.name if self.draft.stage else ""
        return f"{self.draft.edition.scheme.title}{self.draft.edition.title}{name}"

    def offers(self) -> list[Offer]:
        """Blank, as the list stands, as the stage before published it."""
        found = super().offers()
        if self.draft.entry_list_id:
            found.append(Offer("current", _("现有名单"), lambda: draft_list_rows(self.draft)))
        if earlier_rows(self.draft):
            found.append(Offer("earlier", _("上一环节已公布的名单"), lambda: earlier_rows(self.draft)))
        return found


class HistoryTarget(Target):
    """Awards of a scheme from before the portal."""

    door = Doors.ENTERING_HISTORY
    kind = ImportKind.HISTORY
    upload_name, run_name = "import_history", "import_history_run"
    template_address, report_name = "import_history_template", "import_history_report"
    scheme: SchemePage

    def load(self, *, scheme_id: int, **kwargs: Any) -> None:
        """A scheme with a measure, for those who may enter its history."""
        self.scheme = get_object_or_404(SchemePage, pk=scheme_id)
        access.check_holds(self.request.user, ENTER_HISTORY, self.scheme)

    def layout(self) -> Layout:
        """By the measure in force."""
        measure = self.scheme.current_measure()
        if measure is None:
            raise access.Refused(_("尚未载入办法，不能补录。"))
        return history_layout(measure.regulation)

    def target_args(self) -> list[int]:
        """The scheme."""
        return [self.scheme.pk]

    def trail(self) -> list[Crumb]:
        """Down to the scheme's older awards."""
        return [scheme_crumb(self.scheme), {"url": self.home_url(), "label": ImportKind.HISTORY.label}]

    def home_url(self) -> str:
        """The scheme's older awards, where they wait for a second person."""
        return reverse("gongshi:history", args=[self.scheme.pk])

    def what(self) -> str:
        """The scheme's older awards."""
        return f"{self.scheme.title}{ImportKind.HISTORY.label}"


class ExternalTarget(Target):
    """Past awards of other schemes."""

    door = Doors.IMPORTS
    kind = ImportKind.EXTERNAL
    upload_name, run_name = "import_external", "import_external_run"
    template_address, report_name = "import_external_template", "import_external_report"

    def load(self, **kwargs: Any) -> None:
        """For those with the permission."""
        if not self.request.user.has_perm(IMPORT_ROWS):
            raise access.Refused(_("您没有导入其他奖项获奖情况的权限。"))

    def layout(self) -> Layout:
        """The same for everybody."""
        return external_layout()

    def trail(self) -> list[Crumb]:
        """Down to what was taken in."""
        return [{"url": self.home_url(), "label": ImportKind.EXTERNAL.label}]

    def home_url(self) -> str:
        """What was taken in."""
        return reverse("gongshi:external")
