"""What a file calls itself and what it is, from a name and first bytes that anybody may have made up. Pure."""

import codecs
import unicodedata

import filetype

HEAD = 8 * 1024
"""Bytes that are enough to tell what a file is."""

NAME_MAX = 200
EXTENSION_MAX = 16
NAMELESS = "未命名"
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

_HIDDEN = {
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
}  # control, bidi and joiners, halves of pairs, unassigned, breaks
_RESERVED = set('<>:"|?*')
# Brands of the ISO base format under which pictures come, also where the library looks at the first brand only.
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"avif": "image/avif",
    b"avis": "image/avif",
}


def clean_name(given: str) -> str:
    """A name fit for display: no path, no control or bidirectional sign, no sign that systems reserve, 200 at most.

    It is never used as a name on disk. What is cut off when it is too long stands before its extension.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(
        " " if sign.isspace() else sign
        for sign in name
        if sign.isspace() or (unicodedata.category(sign) not in _HIDDEN and sign not in _RESERVED)
    )
    name = " ".join(name.split()).strip(". ")
    if not name:
        return NAMELESS
    if len(name) <= NAME_MAX:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > EXTENSION_MAX:
        return name[:NAME_MAX]
    return stem[: NAME_MAX - len(extension) - 1].rstrip() + dot + extension


def media_type(head: bytes) -> str:
    """The type by the first `HEAD` bytes; `application/octet-stream` where they tell nothing."""
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return _BRANDS[head[8:12]]
    kind = filetype.guess(head)
    if kind is not None:
        return str(kind.mime)
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """Whether it reads as plain text in UTF-8, UTF-16 or GB18030; marked-up text may carry metadata and is none."""
    if not head.strip() or head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:1] in {b"<", b"{"}:
        return False
    encodings = ("utf-16",) if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)  # may end within a sign
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in text)
    return False
