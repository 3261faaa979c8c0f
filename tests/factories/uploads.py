"""Files to upload in tests, made in memory: honest ones, and those that must be refused."""

import io
import zipfile
from collections.abc import Iterable, Sequence

import docx
import openpyxl
import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf.actions import JavaScript
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

ID_NUMBER = "110101199003074514"
"""An identity number of nobody: the region and the check digit are right, the person is invented."""
MOBILE = "13800138000"

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """The upload a form would hand over."""
    return SimpleUploadedFile(name, content)


def pdf(*pages: str) -> bytes:
    """A PDF with one line of Latin text on each page; an empty string makes a page with nothing on it."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for words in pages or ("",):
        page = writer.add_blank_page(595, 842)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return _written(writer)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def pdf_with_script() -> bytes:
    """A PDF that runs a script when it is opened."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_open_action(JavaScript("app.alert(1)"))
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def word(*paragraphs: str | Sequence[str], cells: Iterable[str] = (), footer: str = "") -> bytes:
    """A Word file; a paragraph given as a sequence is written in several runs."""
    document = docx.Document()
    for paragraph in paragraphs:
        runs = [paragraph] if isinstance(paragraph, str) else paragraph
        written = document.add_paragraph()
        for run in runs:
            written.add_run(run)
    listed = list(cells)
    if listed:
        row = document.add_table(rows=1, cols=len(listed)).rows[0]
        for cell, words in zip(row.cells, listed, strict=True):
            cell.text = words
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def spreadsheet(rows: Iterable[Sequence[object]], *, far: tuple[str, object] | None = None) -> bytes:
    """A spreadsheet; `far` sets one more cell by its address."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if far is not None:
        sheet[far[0]] = far[1]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(content: bytes, **added: bytes) -> bytes:
    """An office file with members added; `__` in a keyword stands for `/`, `_dot_` for a full stop."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in added.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return target.getvalue()
