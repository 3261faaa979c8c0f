"""Cells as they stand in the file, the same for both formats, and the cleaning of their text."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from cms.regulation.rules.identity import fold

CellValue = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

_BLANKS = " \t\r\n\f\v\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff"
"""What is cut off at both ends: blanks of any width, and marks that show nothing."""

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_STORED_CONTROL = re.compile(r"_x00([0-1][0-9A-Fa-f])_")
_LINE_BREAK = re.compile(r"[ \t\u3000]*(?:\r\n|\r|\n|\v|\f|\u2028|\u2029|\x85)+[ \t\u3000]*")
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the reading direction: what is read is then not what is stored."""


class CellKind(StrEnum):
    """What a cell holds."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `column` counts from 1; `value` is str, int, float, bool or a date by its kind; text is as stored."""

    column: int
    kind: CellKind
    value: CellValue = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in it."""
        return self.kind is CellKind.EMPTY or (
            self.kind is CellKind.TEXT and not str(self.value).strip(_BLANKS)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file with its number as the spreadsheet shows it; only cells that hold something."""

    number: int
    cells: tuple[Cell, ...]

    def __bool__(self) -> bool:
        return any(not cell.is_blank for cell in self.cells)


def from_stored(text: str) -> str:
    """Text of an .xlsx cell with the control characters that the format writes as _x000D_ put back."""
    return _STORED_CONTROL.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x00" in text else text


def tidy(text: str) -> str:
    """NFC, without blanks and invisible marks at both ends; line breaks stay."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip(_BLANKS)


def one_line(text: str) -> str:
    """Tidy text in one line: a break between two Chinese characters vanishes, any other becomes a space."""

    def joined(found: re.Match[str]) -> str:
        before, after = found.string[found.start() - 1], found.string[found.end()]
        return "" if ord(before) > 0x2E7F and ord(after) > 0x2E7F else " "

    return _LINE_BREAK.sub(joined, tidy(text))


def has_line_break(text: str) -> bool:
    """Whether tidy text stands in several lines."""
    return bool(_LINE_BREAK.search(tidy(text)))


def unreadable(text: str) -> str:
    """The first character that must not be published, by its code such as U+0007; empty when there is none.

    Control characters, marks that turn the reading direction, halves of pairs, and � for what a conversion lost.
    """
    for char in text:
        if char in "\t\n\r\v\f\u2028\u2029\x85":
            continue
        if char in _TURNING or char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cs", "Cn"):
            return f"U+{ord(char):04X}"
    return ""


def made_up(text: str) -> str:
    """The first character from the private area (造字), by its code; empty when there is none."""
    return next((f"U+{ord(char):04X}" for char in text if unicodedata.category(char) == "Co"), "")


def heading_key(text: str) -> str:
    """A heading for comparison: NFKC, lower case, without blanks, line breaks and trailing notes in brackets' stars."""
    return fold(_INVISIBLE.sub("", text)).strip("*:：﹡")
