"""Looking at what reporters handed in: as pictures and plain text made here, or as the original, at one's own risk.

A file's own bytes are never shown by the browser: pictures and pages of PDF are drawn anew in a confined process
(`complaints.viewer`), text is shown as text, and everything else is only handed over, as an attachment of no type.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.admin import access
from cms.admin.base import Crumb
from complaints import vault
from complaints.actions import exporting
from complaints.case_masks import hidden_files, masks_of
from complaints.desk.base import CaseView
from complaints.desk.panels import Spot, panel
from complaints.errors import CaseGone
from complaints.intake.file_facts import TEXT
from complaints.models import Entry
from complaints.reading import OpenEntry, open_file
from complaints.rights import Act
from complaints.staged import StagedFile
from complaints.viewer import pictures
from complaints.viewer.pictures import NotShown, Pages, TurnMissed
from complaints.viewer.texts import PlainText, plain_text

UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, repr=False)
class FileLine:
    """A file in the list. `shown` is how it can be looked at: `picture`, `text` or empty."""

    file: StagedFile
    entry: OpenEntry
    day: dt.date
    shown: str
    masked: bool

    @property
    def digest(self) -> str:
        """SHA-256 of the original, as others reckon it."""
        return self.file.sha256.hex()


def shown_as(file: StagedFile) -> str:
    """How a file can be looked at, by its type and size: `picture`, `text`, or empty where only the original is left."""
    if file.length == 0 or file.length > pictures.SIZE_MAX:
        return ""
    if file.media_type in pictures.VIEWABLE:
        return "picture"
    return "text" if file.media_type == TEXT else ""


class Evidence(CaseView):
    """Every file of the case."""

    template_name = "complaints/desk/evidence/list.html"

    def get_page_title(self) -> str:
        """举报人提交的文件."""
        return _("举报人提交的文件")

    def trail(self) -> list[Crumb]:
        """The case."""
        return [{"url": self.case_url, "label": self.case.number}]

    @sensitive_variables()
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The list."""
        return self.show(case=self.case, files=self.lines)

    @cached_property
    def lines(self) -> tuple[FileLine, ...]:
        """The files in the order in which they came."""
        days = dict(Entry.objects.filter(case=self.case).values_list("pk", "day"))
        hidden = hidden_files(masks_of(self.opened))
        return tuple(
            FileLine(file, entry, days[entry.id], shown_as(file), file.blob in hidden)
            for entry in self.opened.entries
            for file in entry.files
        )


class FileView(Evidence):
    """A page about one file of the case."""

    line: FileLine

    def load_case(self, blob: str, **kwargs: Any) -> None:
        """Find it. Raises Http404 for a file of no case as for one of another."""
        found = next((line for line in self.lines if line.file.blob == blob), None)
        if found is None:
            raise Http404
        self.line = found

    def get_page_title(self) -> str:
        """The file's name."""
        return self.line.file.name

    def trail(self) -> list[Crumb]:
        """The case, its files."""
        listed = reverse("channel_desk:evidence", args=[self.case.pk])
        return [*super().trail(), {"url": listed, "label": _("举报人提交的文件")}]

    def pieces(self) -> Iterator[bytes]:
        """The file's bytes. Raises FileNotFoundError, and vault.Refused where it is not what was sealed."""
        return open_file(self.line.file)


class FilePage(FileView):
    """One file, a page at a time."""

    template_name = "complaints/desk/evidence/file.html"

    @sensitive_variables()
    def get(self, request: HttpRequest, blob: str, page: int = 1, **kwargs: Any) -> HttpResponseBase:
        """The file, or why it cannot be shown."""
        found, text, why = Pages(0, more=False), None, ""
        try:
            if self.line.shown == "picture":
                found = self.count()
            elif self.line.shown == "text":
                text = self.text()
        except TurnMissed:
            why = "busy"
        except NotShown:
            why = "unreadable"
        except (vault.Refused, FileNotFoundError):
            why = "changed"
        pages = found.count
        if pages and not 1 <= page <= pages:
            raise Http404
        return self.show(
            case=self.case,
            line=self.line,
            page=page,
            pages=pages,
            more=found.more,
            before=page - 1,
            after=page + 1 if page < pages else 0,
            text=text,
            why=why,
        )

    @sensitive_variables()
    def count(self) -> Pages:
        """Pages of the file."""
        file = self.line.file
        return pictures.count_pages(self.pieces(), media_type=file.media_type, length=file.length)

    @sensitive_variables()
    def text(self) -> PlainText:
        """The beginning of a text."""
        return plain_text(self.pieces(), self.line.file.length)


class FilePicture(FileView):
    """A page of a file as a picture made here; what it shows was decoded elsewhere and encoded anew."""

    @sensitive_variables()
    def get(self, request: HttpRequest, blob: str, page: int, **kwargs: Any) -> HttpResponseBase:
        """The picture alone. A file that cannot be drawn is a 404, a full house a 503: the page says what to do."""
        file = self.line.file
        if self.line.shown != "picture":
            raise Http404
        try:
            made = pictures.draw(self.pieces(), media_type=file.media_type, length=file.length, page=page - 1)
        except TurnMissed:
            return HttpResponse(status=503)
        except (NotShown, vault.Refused, FileNotFoundError):
            raise Http404 from None
        return HttpResponse(made.data, content_type=made.media_type)


class TakeFile(FileView):
    """The original. Sent for by a button alone, recorded, and handed over as an attachment that no browser opens."""

    act = Act.EXPORT
    http_method_names = ["post"]

    @sensitive_variables()
    def post(self, request: HttpRequest, blob: str, **kwargs: Any) -> HttpResponseBase:
        """The bytes as they were given. Each piece is verified before it is sent; a file that was changed breaks off."""
        try:
            file, pieces = exporting.take_file(case=self.case, blob=blob, by=self.at_work, now=clock.now())
        except CaseGone:
            raise Http404 from None
        except vault.Refused:
            raise access.Refused(_("这个文件没有通过核验，不能下载。请告知系统管理人员。")) from None
        answer = StreamingHttpResponse(pieces, content_type=UNKNOWN)
        answer["Content-Length"] = str(file.length)
        answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        return answer


panel(Act.READ, gettext_lazy("举报人提交的文件"), "evidence", 210)
panel(Act.READ, gettext_lazy("查看"), "file", 210, spot=Spot.FILE)
