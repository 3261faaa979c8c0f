"""What both formats give: the sheets of a file, and the lines of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cms.spreadsheets.cells import Line
from cms.spreadsheets.problems import Problem


@dataclass(frozen=True)
class Table:
    """The lines of one sheet that hold something, in order, and what was found while reading them.

    sheet       the sheet that was read, "" for a text file
    others      the other sheets of the file, hidden ones left out
    encoding    how a text file was read, "" for a workbook
    merges      merged areas: first column, first row, last column, last row
    problems    findings about the file and the sheet; those about cells come later
    """

    sheet: str
    lines: Sequence[Line]
    others: tuple[str, ...] = ()
    encoding: str = ""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    problems: tuple[Problem, ...] = field(default=())
