"""A text file of a reporter as plain text: decoded, cut, and without signs that would show it as other than it is. Pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 256 * 1024
"""Bytes of a text that a page shows; what follows is in the original."""

_KEPT = frozenset("\t\n")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


@dataclass(frozen=True, repr=False)
class PlainText:
    """What a page shows of a text file. `cut`: it goes on in the original. `marked`: unseen signs were made visible."""

    text: str
    cut: bool
    marked: bool


def plain_text(pieces: Iterable[bytes], length: int) -> PlainText:
    """The beginning of a text file.

    :param pieces: the whole file's bytes: all are read, so that a file which is not whole shows nothing of itself.
    Signs that change how others are read (directions, joiners, controls) are written as their numbers.
    """
    whole = b"".join(pieces)
    text = _decoded(whole[:SHOWN]).replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(_visible(sign) for sign in text)
    return PlainText(shown, length > SHOWN, shown != text)


def _decoded(data: bytes) -> str:
    """By its mark, else UTF-8, else GB18030; a sign cut at the end is left out, others that do not decode are marked."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data[: len(data) // 2 * 2].decode("utf-16", "replace").rstrip("\ufffd")
    data = data.removeprefix(b"\xef\xbb\xbf")
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode("utf-8")
        except UnicodeDecodeError as wrong:
            if wrong.start < len(data) - 4:
                break
    return data.decode("gb18030", "replace").rstrip("\ufffd")


def _visible(sign: str) -> str:
    if sign in _KEPT or unicodedata.category(sign) not in _UNSEEN:
        return sign
    return f"⟨U+{ord(sign):04X}⟩"
