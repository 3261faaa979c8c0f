"""Characters and bytes written as escapes: percent, quoted-printable, backslashes, entities; undone wherever they crowd.

Undone and not enumerated, because every program escapes other characters and leaves the rest as they are.
"""

import re
from collections.abc import Callable, Iterator

GAP = 40
"""Bytes between two escapes of one text. A longer stretch without any is found as it is."""

CROWD = 2
"""Escapes close to each other that are hardly chance."""

PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\", b"'": b"'", b'"': b'"', b"/": b"/"}
Undo = Callable[[re.Match[bytes]], bytes]


def two_digits(match: re.Match[bytes]) -> bytes:
    """A byte as two hex digits."""
    return bytes.fromhex(match.group(1).decode())


def backslash(match: re.Match[bytes]) -> bytes:
    """What JSON, Python and PostgreSQL write after a backslash."""
    point, byte, octal, letter = match.groups()
    if point:
        return chr(int(point, 16)).encode("utf-8", "surrogatepass")
    if byte:
        return bytes([int(byte, 16)])
    return bytes([int(octal, 8)]) if octal else PLAIN[letter]


def entity(match: re.Match[bytes]) -> bytes:
    """A character by its number; one that does not exist stays as it is."""
    decimal, digits = match.groups()
    point = int(decimal) if decimal else int(digits, 16)
    return chr(point).encode("utf-8", "surrogatepass") if point < 0x110000 else match.group()


KINDS: tuple[tuple[str, re.Pattern[bytes], Undo], ...] = (
    ("percent", re.compile(rb"%([0-9A-Fa-f]{2})"), two_digits),
    ("quoted-printable", re.compile(rb"=([0-9A-Fa-f]{2})"), two_digits),
    (
        "backslashes",
        re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|([nrt\\'\"/]))"),
        backslash,
    ),
    ("entities", re.compile(rb"&#(?:([0-9]{1,7})|[xX]([0-9A-Fa-f]{1,6}));"), entity),
)


SPACES = {"percent": b"+", "quoted-printable": b"_"}
"""How forms and the headers of mail write a space."""


def unescaped(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each stretch of the data that is full of escapes of one kind, with them undone, and the name of the kind."""
    for name, escape, undo in KINDS:
        for begin, end in crowds(escape, data):
            crowd = data[max(0, begin - GAP) : end + GAP]
            yield name, escape.sub(undo, crowd)
            if name in SPACES:
                yield f"{name}, spaces", escape.sub(undo, crowd.replace(SPACES[name], b" "))


def crowds(escape: re.Pattern[bytes], data: bytes) -> Iterator[tuple[int, int]]:
    """Where escapes stand close together: the first byte of the first, the last of the last."""
    begin, end, count = 0, -GAP - 1, 0
    for match in escape.finditer(data):
        if match.start() - end > GAP:
            if count >= CROWD:
                yield begin, end
            begin, count = match.start(), 0
        end = match.end()
        count += 1
    if count >= CROWD:
        yield begin, end
