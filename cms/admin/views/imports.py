"""The wizard that takes spreadsheets in: upload, check with progress, preview row by row, confirm or abandon.

Three targets share the pages; who may enter and act is the target's business (`cms.admin.import_targets`). Pages work
without script: while a check runs, the page asks for itself again by a header, and offers a link that does the same.
"""

import io
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.actions.imports import (
    abandon_import,
    check_again,
    check_import,
    confirm_import,
    is_small,
    start_import,
)
from cms.admin import access
from cms.admin.base import Crumb, refuse
from cms.admin.forms.imports import HistoryUploadForm, ReadingForm, UploadForm
from cms.admin.import_preview import (
    FILTERS,
    LISTED,
    SHOWN,
    difference,
    finding,
    headings_of,
    is_stale,
    preview_rows,
)
from cms.admin.import_targets import ExternalTarget, HistoryTarget, ListTarget, Target
from cms.attachment_checks import clean_name
from cms.import_files import STORE, ResultLostError, get_rows
from cms.models import OPEN_STATES, ImportKind, ImportRun, ImportState
from cms.regulation.citation import cite
from cms.spreadsheets.columns import Column
from cms.spreadsheets.csv_files import first_lines
from cms.spreadsheets.packing import Format, detect
from cms.spreadsheets.problems import FileRefused, Problem
from cms.spreadsheets.written import REQUIRED_WORDS, report_csv, report_rows, report_xlsx

PER_PAGE = 50
ASK_AGAIN = "3"
"""Seconds after which the browser asks how far the check is."""

RECENT = 5
WAITING = (ImportState.UPLOADED, ImportState.CHECKING)


class Upload(Target):
    """上传表格: the file, the templates to fill in, and earlier imports of the same target."""

    template_name = "cms/admin/import_upload.html"
    header_icon = "upload"

    def get_page_title(self) -> str:
        """从表格导入."""
        return _("从表格导入")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(self.form())

    def form(self, *args: Any) -> UploadForm:
        """The form of this kind; older awards name their source."""
        return HistoryUploadForm(*args) if self.kind == ImportKind.HISTORY else UploadForm(*args)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take the file; a small one is checked before the next page is shown."""
        self.check_act()
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            run = start_import(
                kind=self.kind,
                file_name=clean_name(upload.name or ""),
                content=content,
                by=request.user,
                notice=self.notice,
                scheme=self.scheme,
                source=form.cleaned_data.get("source", ""),
            )
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        if is_small(content):
            check_import(run_id=run.pk, check_no=run.check_no)
        return redirect(self.address(self.run_name, run.pk))

    def page(self, form: UploadForm) -> HttpResponseBase:
        """The form, what can be downloaded, what was uploaded lately."""
        return self.show(
            form=form,
            what=self.what(),
            kind=self.kind,
            columns=[_column_line(column) for column in self.layout().columns if column.is_read],
            offers=self.offers(),
            template_url=self.address(self.template_address),
            home_url=self.home_url(),
            recent=[(run, self.address(self.run_name, run.pk)) for run in self.runs()[:RECENT]],
            may_act=access.may(self.check_act),
        )


def _column_line(column: Column) -> dict[str, str]:
    """A column of the template as the page lists it."""
    return {
        "heading": column.heading,
        "required": _(REQUIRED_WORDS[column.required]),
        "help": _(column.help),
        "articles": "、".join(cite(ref) for ref in column.articles),
    }


class Template(Target):
    """A file to fill in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The file that the query names: `rows` is an offer, `format` is xlsx or csv."""
        wanted = request.GET.get("rows", "blank")
        offer = next((offer for offer in self.offers() if offer.key == wanted), None)
        if offer is None:
            raise Http404
        return self.download(offer, request.GET.get("format", "xlsx"))


class RunPage(Target):
    """A page of one import."""

    run: ImportRun

    def load(self, **kwargs: Any) -> None:
        """The target, then its run."""
        super().load(**kwargs)
        self.run = get_object_or_404(self.runs(), pk=kwargs["run_id"])


class Run(RunPage):
    """One import: how far the check is, what was found, what would change; to confirm, to abandon, to read it otherwise."""

    template_name = "cms/admin/import_run.html"
    header_icon = "upload"

    def get_page_title(self) -> str:
        """The file's name."""
        return _("导入：%(name)s") % {"name": self.run.file_name}

    def trail(self) -> list[Crumb]:
        """Down to the upload."""
        here = {"url": self.address(self.upload_name), "label": _("从表格导入")}
        return [*super().trail(), here]

    def here(self) -> str:
        """This page."""
        return self.address(self.run_name, self.run.pk)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page of the run's state."""
        common = {
            "run": self.run,
            "what": self.what(),
            "here": self.here(),
            "upload_url": self.address(self.upload_name),
            "home_url": self.home_url(),
            "may_act": access.may(self.check_act),
            "problems": [
                finding(Problem.from_json(stored)) for stored in self.run.report.get("problems", ())
            ],
        }
        if self.run.state in WAITING:
            answer = self.show(**common, waiting=True)
            answer["Refresh"] = ASK_AGAIN
            return answer
        if self.run.state == ImportState.CHECKED:
            return self.show(**common, **self._preview())
        return self.show(**common, reading=self._reading())

    def _reading(self, data: Any = None) -> ReadingForm | None:
        """The choice of sheet and encoding, where there is one."""
        if self.run.state not in OPEN_STATES:
            return None
        report = self.run.report
        sheets = list(report.get("sheets", ()))
        initial = {"sheet": report.get("sheet", ""), "encoding": self.run.encoding}
        form = ReadingForm(data, initial=initial, sheets=sheets, is_text=self._is_text())
        return form if form.fields else None

    def _content(self) -> bytes:
        try:
            return STORE.get(self.run.sha256)
        except FileNotFoundError:
            return b""

    def _is_text(self) -> bool:
        try:
            return detect(self.run.file_name, self._content()) is Format.CSV
        except FileRefused:
            return False

    def _sample(self) -> list[str]:
        """The first lines of a text table as they were read."""
        if not self._is_text():
            return []
        try:
            return first_lines(self._content(), self.run.encoding)
        except FileRefused:
            return []

    def _preview(self) -> dict[str, Any]:
        try:
            rows, _used = get_rows(self.run)
        except ResultLostError:
            return {"lost": True, "reading": self._reading()}
        shown = self.request.GET.get("show", "")
        if shown not in FILTERS:
            shown = "errors" if any(row.has_errors for row in rows) else "all"
        headings, columns = headings_of(self.run)
        page = Paginator([row for row in rows if FILTERS[shown](row)], PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        return {
            "page": page,
            "rows": preview_rows(list(page), headings, columns),
            "headings": headings,
            "shown": shown,
            "filters": [
                (key, words, sum(map(FILTERS[key], rows)), f"?{urlencode({'show': key})}")
                for key, words in SHOWN.items()
            ],
            "counts": self.run.report.get("counts", []),
            "diff": difference(self.run),
            "listed": LISTED,
            "stale": is_stale(self.run),
            "reading": self._reading(),
            "sample": self._sample(),
            "report_url": self.address(self.report_name, self.run.pk),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Confirm, abandon, or check again."""
        self.check_act()
        try:
            if "confirm" in request.POST:
                return self._confirm()
            if "abandon" in request.POST:
                abandon_import(run=self.run, by=request.user)
                return self.done(_("已放弃导入，文件已经删除。"), self.address(self.upload_name))
            return self._again()
        except PermissionDenied as refusal:
            messages.error(request, str(refusal))
            return redirect(self.here())

    def _confirm(self) -> HttpResponseBase:
        run = confirm_import(run=self.run, by=self.request.user)
        said = {
            ImportKind.LIST: _("名单已导入草稿，共%(n)d条。"),
            ImportKind.HISTORY: _("已补录%(n)d条记录，须由另一人复核后才进入名册。"),
            ImportKind.EXTERNAL: _("已导入%(n)d条，均标明“未经核实”。"),
        }
        return self.done(said[ImportKind(run.kind)] % {"n": run.taken}, self.home_url())

    def _again(self) -> HttpResponseBase:
        form = self._reading(self.request.POST)
        chosen = form.cleaned_data if form is not None and form.is_valid() else {}
        if form is not None and not form.is_valid():
            raise access.Refused(_("请从列出的工作表和编码中选择。"))
        run = check_again(
            run=self.run,
            sheet=chosen.get("sheet", self.run.sheet),
            encoding=chosen.get("encoding", self.run.encoding),
        )
        if is_small(self._content()):
            check_import(run_id=run.pk, check_no=run.check_no)
        return redirect(self.here())


class Report(RunPage):
    """Everything that is wrong with the file, to hand back to whoever made it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The report as .xlsx or .csv."""
        try:
            rows, _used = get_rows(self.run)
        except ResultLostError:
            raise access.Refused(_("检查结果已不在服务器上。请重新检查或重新上传。")) from None
        problems = [Problem.from_json(stored) for stored in self.run.report.get("problems", ())]
        cells = report_rows(problems, rows, _)
        is_csv = request.GET.get("format") == "csv"
        content = report_csv(cells) if is_csv else report_xlsx(cells)
        name = _("检查结果 %(name)s") % {"name": self.run.file_name.rpartition(".")[0]}
        ending = "csv" if is_csv else "xlsx"
        return FileResponse(io.BytesIO(content), as_attachment=True, filename=f"{name}.{ending}")


class ListUpload(Upload, ListTarget):
    """The list of a draft: upload."""


class ListTemplate(Template, ListTarget):
    """The list of a draft: files to fill in."""


class ListRun(Run, ListTarget):
    """The list of a draft: one import."""


class ListReport(Report, ListTarget):
    """The list of a draft: what is wrong."""


class HistoryUpload(Upload, HistoryTarget):
    """Older awards: upload."""


class HistoryTemplate(Template, HistoryTarget):
    """Older awards: files to fill in."""


class HistoryRun(Run, HistoryTarget):
    """Older awards: one import."""


class HistoryReport(Report, HistoryTarget):
    """Older awards: what is wrong."""


class ExternalUpload(Upload, ExternalTarget):
    """Awards of other schemes: upload."""


class ExternalTemplate(Template, ExternalTarget):
    """Awards of other schemes: files to fill in."""


class ExternalRun(Run, ExternalTarget):
    """Awards of other schemes: one import."""


class ExternalReport(Report, ExternalTarget):
    """Awards of other schemes: what is wrong."""
