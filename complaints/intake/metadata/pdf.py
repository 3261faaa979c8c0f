"""PDF: document information, XMP, authors of comments, thumbnails, and what photographs inside carry."""

import io
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from complaints.intake.metadata import jpeg
from complaints.intake.metadata.faults import (
    BrokenFileError,
    NotCleanedError,
    OtherFileError,
    ProtectedFileError,
    TooMuchError,
)

PAGES_MAX = 2_000
OBJECTS_MAX = 20_000  # about two seconds' work
# Of any dictionary: when, by which programme, with which history; and the small picture of a page.
EVERYWHERE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/SpiderInfo", "/CreatorInfo")
# Of a comment: who wrote it and when, and the identity programmes give it.
OF_COMMENTS = ("/T", "/M", "/CreationDate", "/NM")
TOLD_BY = (b"Exif\x00", b"http://ns.adobe.com/", b"Photoshop")


def clean(data: bytes) -> bytes:
    """The document written anew from its root: older versions of it that lie in the file do not come along.

    Raises ProtectedFileError for an encrypted or signed document, OtherFileError for one with files attached to it,
    TooMuchError for one of more than 2,000 pages or 20,000 objects.
    """
    try:
        return _written_anew(data)
    except NotCleanedError:
        raise
    except (
        PyPdfError,
        RecursionError,
        MemoryError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ):
        raise BrokenFileError from None
    except (OSError, NotImplementedError, AssertionError):
        raise BrokenFileError from None


def _written_anew(data: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise ProtectedFileError
    if sum(len(places) for places in (*reader.xref.values(), reader.xref_objStm)) > OBJECTS_MAX:
        raise TooMuchError
    if len(reader.pages) > PAGES_MAX:
        raise TooMuchError
    for dictionary in _dictionaries(reader.root_object):
        _clean_dictionary(dictionary)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer._ID = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionaries(root: PdfObject) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached, streams among them, each once."""
    waiting: list[object] = [root]
    seen: set[tuple[int, int]] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            if len(seen) > OBJECTS_MAX:
                raise TooMuchError
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found  # what is taken out of it here is not followed
            waiting.extend(found.values())
        elif isinstance(found, ArrayObject):
            waiting.extend(found)


def _clean_dictionary(found: DictionaryObject) -> None:
    if "/ByteRange" in found or (found.get("/FT") == "/Sig" and "/V" in found):
        raise ProtectedFileError
    if "/EmbeddedFiles" in found or found.get("/Type") == "/EmbeddedFile":
        raise OtherFileError
    is_comment = "/Rect" in found and found.get("/Subtype") != "/Widget"
    for key in (*EVERYWHERE, *(OF_COMMENTS if is_comment else ())):
        found.pop(key, None)
    if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image":
        _clean_picture(found)


def _clean_picture(found: StreamObject) -> None:
    """A photograph lies in the document as the camera's own file; other kinds of pictures carry nothing but pixels."""
    filters = found.get("/Filter")
    if filters not in ("/DCTDecode", ["/DCTDecode"]):
        return
    try:
        found._data = jpeg.clean(found._data)
    except BrokenFileError:
        if any(sign in found._data for sign in TOLD_BY):
            raise
