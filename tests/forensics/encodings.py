"""The bytes a secret may be found as: character sets, groups of digits, and what wraps bytes into other bytes.

What is compressed, or escaped character by character, is undone first: `layers`, `escapes`."""

import base64
import contextlib
from collections.abc import Iterator

from tests.forensics.markers import Marker

CHARACTER_SETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
# A plus and a low line are the spaces of forms and of mail's headers.
SEPARATORS = {
    " ": "spaces",
    "-": "hyphens",
    ".": "dots",
    "·": "middle dots",
    "\u00a0": "hard spaces",
    "+": "pluses",
    "_": "low lines",
}
SPACES = {"": "without spaces", "+": "pluses", "_": "low lines"}
GROUP = 4
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def forms(marker: Marker) -> Iterator[tuple[str, bytes]]:
    """The bytes to look for, each with the name of its encoding. The same bytes may come under two names."""
    if isinstance(marker.value, bytes):
        yield from byte_forms("bytes", marker.value)
        yield "latin-1 read as text, utf-8", marker.value.decode("latin-1").encode()
        return
    for spelling, text in spellings(marker):
        for name, found in text_forms(text):
            yield f"{spelling}{name}", found


def spellings(marker: Marker) -> Iterator[tuple[str, str]]:
    """A code with and without its groups, in full-width digits too; other text with its spaces as each writes them."""
    assert isinstance(marker.value, str)
    if not marker.digits:
        yield "", marker.value
        if " " in marker.value:
            yield from ((f"{name}, ", marker.value.replace(" ", space)) for space, name in SPACES.items())
        return
    groups = [marker.value[at : at + GROUP] for at in range(0, len(marker.value), GROUP)]
    yield "digits, ", marker.value
    for separator, name in SEPARATORS.items():
        yield f"digits with {name}, ", separator.join(groups)
    yield "full-width digits, ", marker.value.translate(FULL_WIDTH)


def text_forms(text: str) -> Iterator[tuple[str, bytes]]:
    """Text in every character set, wrapped in every way, and as read in the wrong one."""
    for charset in CHARACTER_SETS:
        yield from byte_forms(charset, text.encode(charset))
    yield "utf-8 read as latin-1", text.encode().decode("latin-1").encode()
    with contextlib.suppress(UnicodeEncodeError):
        yield "latin-1", text.encode("latin-1")


def byte_forms(name: str, value: bytes) -> Iterator[tuple[str, bytes]]:
    """Bytes as they are, in hex, in base64, and inside PostgreSQL's compression."""
    yield name, value
    for written in (value.hex(), value.hex().upper()):
        yield f"{name}, hex", written.encode()
    for alphabet, encode in (("base64", base64.b64encode), ("base64 of URLs", base64.urlsafe_b64encode)):
        for offset in range(3):
            yield (
                f"{name}, {alphabet} at offset {offset}",
                within_base64(encode(bytes(offset) + value), offset),
            )
    for offset in range(8):
        yield f"{name}, PostgreSQL's compression", literals(value, offset)


def within_base64(encoded: bytes, offset: int) -> bytes:
    """The characters that depend on the value alone, wherever the value stands in what was encoded."""
    whole = encoded.rstrip(b"=")
    # A character holds six bits: those that also hold bits of a neighbour are left out.
    first = {0: 0, 1: 2, 2: 3}[offset]
    last = len(whole) if len(whole) % 4 == 0 else len(whole) - 1
    return whole[first:last]


def literals(value: bytes, offset: int) -> bytes:
    """Bytes that pglz could not shorten: a control byte of zero before each eight of them."""
    parts = [value[:offset], *(value[at : at + 8] for at in range(offset, len(value), 8))]
    return b"\0".join(part for part in parts if part)
