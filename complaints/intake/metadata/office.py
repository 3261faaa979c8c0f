"""Office documents (ISO/IEC 29500: docx, xlsx, pptx): properties, authors of changes and comments, thumbnails, pictures."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from complaints.intake.metadata.faults import (
    BrokenFileError,
    OtherFileError,
    ProtectedFileError,
    TooMuchError,
)

PARTS_MAX = 2_000
SIZE_MAX = 64 * 1024**2  # bytes of all parts together once inflated
EDITED_MAX = 8 * 1024**2  # bytes of a part that is searched for names: about a second's work
DEPTH_MAX = 2  # documents inside documents

TYPES = "[Content_Types].xml"
HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DOCUMENT = b"http://schemas.openxmlformats.org/officeDocument/2006/"
# What the parts with properties become, told by the type that the package gives them.
EMPTY = {
    "core-properties+xml": HEADER + b'<cp:coreProperties xmlns:cp="' + _PACKAGE + b'"/>',
    "extended-properties+xml": HEADER + b'<Properties xmlns="' + _DOCUMENT + b'extended-properties"/>',
    "custom-properties+xml": HEADER + b'<Properties xmlns="' + _DOCUMENT + b'custom-properties"/>',
}
MAIN = {
    "wordprocessingml.document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "spreadsheetml.sheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "presentationml.presentation": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
THUMBNAIL = b"/metadata/thumbnail"

# Parts in which changes, comments and people stand; cells and slides name nobody.
_NAMING = re.compile(
    r"word/.*\.xml|ppt/(comments/.*|commentAuthors|authors|presProps|presentation)\.xml"
    r"|xl/(comments.*|persons/.*|threadedComments/.*|workbook|revisions/.*)\.xml"
)
_PEOPLE = re.compile(r"ppt/(commentAuthors|authors)\.xml|xl/persons/.*\.xml|xl/revisions/userNames\.xml")
_VALUE = rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
_PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_BLANKED = re.compile(
    rb"(\s" + _PREFIX + rb"(?:author|initials|userId|providerId|userName|lastModifiedBy))" + _VALUE
)
_DROPPED = re.compile(rb"\s" + _PREFIX + rb"(?:date|dateUtc|dT|rsid\w*)" + _VALUE)
_DROPPED_IN_COMMENTS = re.compile(rb"\s(?:dt|created)" + _VALUE)
_NAMES = re.compile(rb"(\s(?:name|displayName))" + _VALUE)
_AUTHORS = re.compile(rb"(<" + _PREFIX + rb"author>)[^<]*")
_PATHS = re.compile(rb"<" + _PREFIX + rb"absPath\b[^<>]*/>|<" + _PREFIX + rb"rsid(?:Root)?\b[^<>]*/>")
_FILE_TARGET = re.compile(rb"""(\sTarget\s*=\s*)(?:"file:[^"]*"|'file:[^']*')""")
_THUMBNAIL_LINK = re.compile(rb"<" + _PREFIX + rb"Relationship\b[^<>]*" + THUMBNAIL + rb"[^<>]*?/>")
_MEDIA = re.compile(r"(word|xl|ppt)/media/[^/]+")
_EMBEDDED = re.compile(r"(word|xl|ppt)/embeddings/[^/]+")

Pictures = Callable[[bytes], bytes]


def clean(data: bytes, pictures: Pictures, depth: int = 0) -> tuple[bytes, str]:
    """The document with its text and tables, and its media type.

    :param pictures: cleans a picture by what its bytes say it is; raises NotCleanedError where it cannot.
    :raises ProtectedFileError: it is encrypted or signed.
    :raises OtherFileError: the archive is no such document, or objects of other programmes lie inside.
    :raises TooMuchError: more parts, or more bytes once inflated, than are taken apart.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise BrokenFileError from None
    if TYPES not in parts:
        raise OtherFileError
    media_type, emptied = _types(parts[TYPES])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if name.startswith("docProps/thumbnail"):
                continue
            if name.startswith("_xmlsignatures/"):
                raise ProtectedFileError
            entry = zipfile.ZipInfo(name)  # dated 1980, without the times and remarks of the original
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, emptied.get(name) or _cleaned(name, content, pictures, depth))
    return out.getvalue(), media_type


def _parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > PARTS_MAX:
        raise TooMuchError
    parts: dict[str, bytes] = {}
    left = SIZE_MAX
    for entry in entries:
        if entry.flag_bits & 1:
            raise ProtectedFileError
        with package.open(entry) as stream:
            content = stream.read(left + 1)  # what the directory says of its size proves nothing
        left -= len(content)
        if left < 0:
            raise TooMuchError
        if entry.filename in parts:
            raise BrokenFileError
        parts[entry.filename] = content
    return parts


def _types(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The document's media type, and the parts that become empty."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError):
        raise BrokenFileError from None
    media_type, emptied = "", {}
    for override in root:
        kind, name = override.get("ContentType", ""), override.get("PartName", "").lstrip("/")
        for ending, empty in EMPTY.items():
            if kind.endswith(ending):
                emptied[name] = empty
        for word, whole in MAIN.items():
            if kind.endswith(f"{word}.main+xml"):
                media_type = whole
    if not media_type:
        raise OtherFileError
    return media_type, emptied


def _cleaned(name: str, content: bytes, pictures: Pictures, depth: int) -> bytes:
    if _MEDIA.fullmatch(name):
        return pictures(content)
    if _EMBEDDED.fullmatch(name):
        if depth >= DEPTH_MAX or not name.endswith((".docx", ".xlsx", ".pptx")):
            raise OtherFileError
        return clean(content, pictures, depth + 1)[0]
    if name.endswith(".rels"):
        return _FILE_TARGET.sub(rb'\1"file:///"', _THUMBNAIL_LINK.sub(b"", _plain(content)))
    if _NAMING.fullmatch(name):
        return _without_people(name, _plain(content))
    return content


def _plain(content: bytes) -> bytes:
    if len(content) > EDITED_MAX:
        raise TooMuchError
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in content[:8]:
        raise OtherFileError  # UTF-16: nobody writes it, and the patterns would pass it by
    return content


def _without_people(name: str, content: bytes) -> bytes:
    people, comments = bool(_PEOPLE.fullmatch(name)), "omments" in name

    def tag(match: re.Match[bytes]) -> bytes:
        found = _DROPPED.sub(b"", _BLANKED.sub(rb'\1=""', match[0]))
        if comments:
            found = _DROPPED_IN_COMMENTS.sub(b"", found)
        return _NAMES.sub(rb'\1=""', found) if people else found

    return _AUTHORS.sub(rb"\1", _PATHS.sub(b"", _TAG.sub(tag, content)))
