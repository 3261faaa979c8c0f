"""The text of an attachment, for the search for personal numbers and for dates; never stored, never logged.

`readable` is a promise: everything a reader of the file could see has been looked through. A picture, a
scanned page, an embedded file or a part beyond the limits breaks it, and a named person has to look through
the file instead. What text there is is searched all the same.
"""

import csv
import io
import logging
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import docx
import openpyxl
import pypdf
from defusedxml import ElementTree
from django.utils.translation import gettext as _

from cms.attachment_checks import AttachmentRefusedError, Checked, Kind

logger = logging.getLogger(__name__)

MAX_PAGES = 1_000
MAX_ROWS = 50_000
MAX_CELLS = 2_000_000
MAX_CHARACTERS = 10_000_000
SCANNED_BELOW = 20
"""Characters; a page with a picture and fewer is taken for a scanned one."""

_WORDS = frozenset({"t", "delText", "instrText"})
"""Local names of the elements that hold words in office files, deleted and hidden ones included."""
_PARAGRAPHS = frozenset({"p", "si", "text"})
"""What holds words together: a paragraph, a shared string, a cell's note."""
_GAPS = frozenset({"tab", "br", "cr"})
_EDGES = frozenset(f"{when}{edge}" for when in ("odd", "even", "first") for edge in ("Header", "Footer"))
_FETCHING = ("/attachedTemplate", "/oleObject", "/frame", "/image", "/subDocument")
_PICTURES = ("/media/", "/embeddings/", "/activeX/")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class AttachmentText:
    """What could be read, and whether that was everything."""

    text: str
    readable: bool


def read_text(checked: Checked, content: bytes) -> AttachmentText:
    """The text of an upload that passed `check_upload`. Raises AttachmentRefusedError for encryption and wrong
    encodings.

    A file that its parser cannot make sense of counts as unreadable: people may still be able to open it.
    """
    reader = _READERS[checked.kind]
    try:
        return reader(content)
    except AttachmentRefusedError:
        raise
    except Exception as error:  # noqa: BLE001 - a parser of foreign files may fail in any way
        # The class alone: a message may quote the file.
        logger.info("attachment of kind %s not read: %s", checked.kind, type(error).__name__)
        return AttachmentText("", readable=False)


def _no_text(_content: bytes) -> AttachmentText:
    return AttachmentText("", readable=False)


class _Parts:
    """Gathers what a reader finds: the words of the document, those beside them, and whether that is
    everything.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._length = 0
        self._has_words = False
        self._complete = True

    @property
    def full(self) -> bool:
        """Whether the limit is reached: nothing more is taken."""
        return self._length > MAX_CHARACTERS

    def add(self, texts: Iterable[str], *, beside: bool = False) -> None:
        """Take texts; those `beside` the document (properties, notes) do not make it readable by
        themselves.
        """
        for text in texts:
            if self.full:
                self.miss()
                return
            if text.strip():
                self._texts.append(text)
                self._length += len(text) + 1
                self._has_words = self._has_words or not beside

    def miss(self) -> None:
        """Note that something was not looked through."""
        self._complete = False

    def result(self) -> AttachmentText:
        """The text, and whether it is everything a reader of the file sees."""
        return AttachmentText("\n".join(self._texts), readable=self._complete and self._has_words)


# --- PDF
# ------------------------------------------------------------------------------------------------------


def _pdf(content: bytes) -> AttachmentText:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise AttachmentRefusedError(_("文件设有密码，无法检查个人信息。请去掉密码后重新上传。"))
    if _acts(reader.root_object):
        raise AttachmentRefusedError(
            _("PDF 内嵌有程序或其他文件。请重新导出为普通 PDF，内嵌的文件另行上传。")
        )
    parts = _Parts()
    parts.add((str(value) for value in (reader.metadata or {}).values()), beside=True)
    fields = reader.get_fields() or {}
    parts.add(str(field.value) for field in fields.values() if field.value)
    if len(reader.pages) > MAX_PAGES:
        parts.miss()
    for _number, page in zip(range(MAX_PAGES), reader.pages, strict=False):
        words = page.extract_text()
        if len(words.strip()) < SCANNED_BELOW and _has_pictures(page):
            parts.miss()
        parts.add([words])
        parts.add(_notes(page), beside=True)
    return parts.result()


def _acts(root: Any) -> bool:
    """Whether a document carries a script, starts something when it is opened, or holds other files."""
    names = root.get("/Names")
    listed = names.get_object() if names is not None else {}
    if "/JavaScript" in listed or "/EmbeddedFiles" in listed:
        return True
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    # A page to begin at is an array, anything else an action.
    return isinstance(opening, dict) and opening.get("/S") in ("/JavaScript", "/Launch")


def _has_pictures(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    return bool(objects)


def _notes(page: Any) -> Iterator[str]:
    for note in page.get("/Annots") or ():
        said = note.get_object().get("/Contents")
        if said:
            yield str(said)


# --- Office files: XML in a package
# ---------------------------------------------------------------------------


def _lines(blob: bytes) -> Iterator[str]:
    """The words of an XML part, one string a paragraph: a number split over runs comes together again."""
    root = ElementTree.fromstring(blob, forbid_dtd=True)
    found = False
    for element in root.iter():
        if _local(element) in _PARAGRAPHS:
            found = True
            yield "".join(
                (inner.text or "") if _local(inner) in _WORDS else " "
                for inner in element.iter()
                if _local(inner) in _WORDS | _GAPS
            )
    if not found:
        # Properties and the like hold their words directly.
        yield from (text.strip() for text in root.itertext() if text.strip())


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _docx(content: bytes) -> AttachmentText:
    document = docx.Document(io.BytesIO(content))
    parts = _Parts()
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if any(folder in name for folder in _PICTURES):
            parts.miss()
        elif name.endswith(".xml"):
            parts.add(_lines(part.blob), beside=not name.startswith("/word/"))
        parts.add(_links(part), beside=True)
    return parts.result()


def _links(part: Any) -> Iterator[str]:
    """Addresses a part points to (mailto:, tel:). Raises AttachmentRefusedError where it fetches contents from
    elsewhere.
    """
    for link in part.rels.values():
        if not link.is_external:
            continue
        if link.reltype.endswith(_FETCHING):
            raise AttachmentRefusedError(
                _("文件引用了外部的模板、图片或对象。请把内容复制到新文件，或转换为 PDF 后上传。")
            )
        yield link.target_ref


# --- Spreadsheets
# ---------------------------------------------------------------------------------------------


def _xlsx(content: bytes) -> AttachmentText:
    parts = _Parts()
    # What a cell shows and what it computes are two texts; both may hold a number.
    for shown in (True, False):
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=shown, keep_links=False, rich_text=False
        )
        try:
            for sheet in book.worksheets:
                parts.add(_rows(sheet, parts))
        finally:
            book.close()
    parts.add(_side_texts(content, parts), beside=True)
    return parts.result()


def _rows(sheet: Any, parts: _Parts) -> Iterator[str]:
    """Rows as lines. No `max_col`: it would cut a row off unseen, and a cell far to the right must not
    hide.
    """
    cells = 0
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True), start=1):
        filled = [_cell(value) for value in row if value is not None]
        cells += len(row)
        if (filled and number > MAX_ROWS) or cells > MAX_CELLS:
            parts.miss()
            return
        if filled:
            yield "\t".join(filled)


def _cell(value: Any) -> str:
    # A telephone number typed as a number is read as 13800000000.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _side_texts(content: bytes, parts: _Parts) -> Iterator[str]:
    """Words beside the cells: notes, text boxes, properties, page headers, texts that no cell uses any
    more.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if any(folder in f"/{name}" for folder in _PICTURES):
                parts.miss()
            elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    yield from _page_edges(sheet)
            elif name.endswith(".xml"):
                yield from _lines(archive.read(name))


def _page_edges(sheet: IO[bytes]) -> Iterator[str]:
    """Headers and footers of a sheet's printed pages; the sheet is read as a stream."""
    for _event, element in ElementTree.iterparse(sheet, forbid_dtd=True):
        if _local(element) in _EDGES and element.text:
            yield element.text
        element.clear()


# --- Plain text
# -----------------------------------------------------------------------------------------------


def _plain(content: bytes) -> AttachmentText:
    parts = _Parts()
    parts.add(decode(content).splitlines())
    return parts.result()


def _csv(content: bytes) -> AttachmentText:
    parts = _Parts()
    parts.add("\t".join(row) for row in csv.reader(io.StringIO(decode(content))))
    return parts.result()


def decode(content: bytes) -> str:
    """The words of a text file: UTF-8 with or without its mark, else GB 18030. Raises AttachmentRefusedError."""
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AttachmentRefusedError(_("文字的编码无法识别。请用记事本打开，另存为 UTF-8 编码后重新上传。"))


_READERS: dict[Kind, Callable[[bytes], AttachmentText]] = {
    Kind.PDF: _pdf,
    Kind.DOCX: _docx,
    Kind.XLSX: _xlsx,
    Kind.CSV: _csv,
    Kind.TXT: _plain,
    Kind.PNG: _no_text,
    Kind.JPEG: _no_text,
}
