"""What a programme writes into a document about its author is gone; what the author wrote is there."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from complaints.intake import strip
from complaints.intake.metadata import office, pdf

PLANTED = "PLANTED-4c1d"
WORDS = "举报事实原文"
PDF = "application/pdf"
DOCX, XLSX = office.MAIN["wordprocessingml.document"], office.MAIN["spreadsheetml.sheet"]


RELATIONSHIPS = b"http://schemas.openxmlformats.org/package/2006/relationships"
TEMPLATE = (
    b'<?xml version="1.0"?><Relationships xmlns="'
    + RELATIONSHIPS
    + b'"><Relationship Id="r" TargetMode="External"'
    b' Type="attachedTemplate" Target="file:///C:/' + PLANTED.encode() + b'/a.dotx"/></Relationships>'
)


def photo() -> bytes:
    out = io.BytesIO()
    record = Image.Exif()
    record[0x010F] = PLANTED
    Image.radial_gradient("L").convert("RGB").save(out, "JPEG", exif=record, comment=PLANTED)
    return out.getvalue()


def inflated(data: bytes) -> bytes:
    """The bytes and everything in them that a deflate stream or an archive holds."""
    found = [data]
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        with_end = zlib.decompressobj()
        try:
            found.append(with_end.decompress(data[start.start() :]))
        except zlib.error:
            continue
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            found += [package.comment]
            found += [inflated(package.read(name)) + name.encode() for name in package.namelist()]
    return b"\x00".join(found)


def planted_in(data: bytes) -> bool:
    everything = inflated(data)
    return any(PLANTED.encode(encoding) in everything for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def make_pdf(change: Callable[[PdfWriter], None] | None = None) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf (facts) Tj ET q /Im0 Do Q")
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    image = StreamObject()
    image._data = photo()
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Metadata"): xmp(writer),
        }
    )
    objects = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): objects})
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject(PLANTED)})
    page[NameObject("/Thumb")] = xmp(writer)
    note = Text(rect=(1, 1, 9, 9), text=WORDS)
    note[NameObject("/T")] = TextStringObject(PLANTED)
    note[NameObject("/M")] = TextStringObject(PLANTED)
    writer.add_annotation(0, note)
    writer.add_metadata({"/Author": PLANTED, "/Producer": PLANTED, "/Title": PLANTED})
    writer._root_object[NameObject("/Metadata")] = xmp(writer)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def xmp(writer: PdfWriter) -> object:
    stream = DecodedStreamObject()
    stream.set_data(f"<x:xmpmeta>{PLANTED}</x:xmpmeta>".encode())
    return writer._add_object(stream.flate_encode())


def test_a_pdf_loses_its_author_and_keeps_its_content() -> None:
    data = make_pdf()
    assert planted_in(data)
    # An earlier version of the document lies in the file too, as after saving changes.
    cleaned = strip.clean(data.replace(b"%%EOF", b"%%EOF\n%" + PLANTED.encode() + b"\n"), PDF).data
    assert not planted_in(cleaned)
    reader = PdfReader(io.BytesIO(cleaned))
    assert reader.metadata is None
    (page,) = reader.pages
    assert b"(facts) Tj" in page.get_contents().get_data()  # type: ignore[union-attr]
    (note,) = page["/Annots"]  # type: ignore[union-attr]
    assert note.get_object()["/Contents"] == WORDS
    inside = page["/Resources"]["/XObject"]["/Im0"]  # type: ignore[index]
    with Image.open(io.BytesIO(inside.get_data())) as image, Image.open(io.BytesIO(photo())) as before:
        assert image.tobytes() == before.tobytes()


def signed(writer: PdfWriter) -> None:
    signature = DictionaryObject({NameObject("/ByteRange"): ArrayObject()})
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): signature})
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([writer._add_object(field)])}
    )


def attached(writer: PdfWriter) -> None:
    writer.add_attachment("a.bin", b"x")


def encrypted(writer: PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="RC4-128")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (signed, strip.ProtectedFileError),
        (encrypted, strip.ProtectedFileError),
        (attached, strip.OtherFileError),
    ],
)
def test_a_pdf_that_would_be_spoiled_stays(
    change: Callable[[PdfWriter], None], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        strip.clean(make_pdf(change), PDF)


def test_a_pdf_of_too_many_pages_or_none_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGES_MAX", 0)
    with pytest.raises(strip.TooMuchError):
        strip.clean(make_pdf(), PDF)
    with pytest.raises(strip.BrokenFileError):
        strip.clean(b"%PDF-1.7\n" + b"rubbish " * 100, PDF)


def make_docx() -> bytes:
    document = docx.Document()
    document.core_properties.author = PLANTED
    document.core_properties.last_modified_by = PLANTED
    paragraph = document.add_paragraph(f'{WORDS} author="保留"')
    document.add_picture(io.BytesIO(photo()))
    document.add_comment(paragraph.runs, text="批注", author=PLANTED, initials=PLANTED)
    out = io.BytesIO()
    document.save(out)
    return repacked(
        out.getvalue(),
        {
            "word/document.xml": lambda text: text.replace(
                b"<w:p>", b'<w:p w:rsidR="' + PLANTED.encode() + b'"><w:ins w:id="9" w:author=\'' + PLANTED.encode()
                + b"' w:date=\"2026-11-20T08:00:00Z\"/>", 1,
            ),
            "docProps/thumbnail.jpeg": lambda _none: photo(),
            "_rels/.rels": lambda text: text.replace(
                b"</Relationships>",
                b'<Relationship Id="rIdT" Type="' + RELATIONSHIPS + b'/metadata/thumbnail"'
                b' Target="docProps/thumbnail.jpeg"/></Relationships>',
            ),
            "word/_rels/settings.xml.rels": lambda _none: TEMPLATE,
        },
    )  # fmt: skip


def repacked(data: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = PLANTED.encode()
        for name in dict.fromkeys([*old.namelist(), *changes]):
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, changes[name](content) if name in changes else content)
    return out.getvalue()


def test_a_text_document_loses_its_people_and_keeps_its_words() -> None:
    data = make_docx()
    assert planted_in(data)
    cleaned = strip.clean(data, "application/zip")  # told from the first bytes it is only an archive
    assert cleaned.media_type == DOCX
    assert not planted_in(cleaned.data)
    document = docx.Document(io.BytesIO(cleaned.data))
    assert document.paragraphs[0].text == f'{WORDS} author="保留"'
    assert document.core_properties.author == ""
    assert [comment.text for comment in document.comments] == ["批注"]
    with zipfile.ZipFile(io.BytesIO(cleaned.data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_spreadsheet_loses_its_people_and_keeps_its_cells() -> None:
    book = openpyxl.Workbook()
    book.properties.creator = PLANTED
    book.active["A1"] = WORDS
    book.active["A1"].comment = Comment("批注", PLANTED)
    out = io.BytesIO()
    book.save(out)
    data = repacked(
        out.getvalue(),
        {
            "xl/workbook.xml": lambda text: text.replace(
                b"<sheets>", b'<x15ac:absPath url="C:\\' + PLANTED.encode() + b'" xmlns:x15ac="x"/><sheets>'
            )
        },
    )
    assert planted_in(data)
    cleaned = strip.clean(data, XLSX)
    assert not planted_in(cleaned.data)
    sheet = openpyxl.load_workbook(io.BytesIO(cleaned.data)).active
    assert sheet["A1"].value == WORDS
    assert sheet["A1"].comment.text == "批注"


def test_what_cannot_be_taken_apart_safely_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(strip.OtherFileError):
        strip.clean(plain_zip(), "application/zip")
    with pytest.raises(strip.OtherFileError):
        strip.clean(
            repacked(make_docx(), {"word/embeddings/ole1.bin": lambda _none: b"\xd0\xcf\x11\xe0"}), DOCX
        )
    with pytest.raises(strip.ProtectedFileError):
        strip.clean(repacked(make_docx(), {"_xmlsignatures/sig1.xml": lambda _none: b"<x/>"}), DOCX)
    with pytest.raises(strip.BrokenFileError):
        strip.clean(make_docx()[:-400], DOCX)
    monkeypatch.setattr(office, "SIZE_MAX", 10_000)
    with pytest.raises(strip.TooMuchError):
        strip.clean(make_docx(), DOCX)
    monkeypatch.setattr(office, "PARTS_MAX", 3)
    with pytest.raises(strip.TooMuchError):
        strip.clean(make_docx(), DOCX)


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", WORDS)
    return out.getvalue()
