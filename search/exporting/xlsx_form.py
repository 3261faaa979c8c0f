"""A workbook: row by row to the disk, further sheets past the last row a sheet can have, and what it is on the last one."""

import contextlib
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from search.exporting.fields import COLUMNS, Row, cells

MOST_ROWS = 1_048_576
"""Rows of a sheet, its headings among them."""

SHEET = "获奖记录"
ABOUT = "说明"
FILL = PatternFill("solid", fgColor="DCE6F1")
DAY_FORMAT = "yyyy-mm-dd"
FIRST_DAY = dt.date(1900, 3, 1)
"""Days before it are counted differently by different programs; they are written as texts."""

LONGEST = 32_767
"""UTF-16 units a cell can hold."""

CUT = "……（超出表格上限，全文见 CSV 或 JSON）"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
CALCULATED = ("=", "+", "-", "@")


def writable(text: str) -> str:
    """The text as a workbook holds it: what XML cannot have is `_xHHHH_` (ECMA-376 part 1, ST_Xstring)."""
    escaped = LOOKS_ESCAPED.sub("_x005F_", text)
    escaped = UNWRITABLE.sub(lambda found: f"_x{ord(found.group()):04X}_", escaped)
    if len(escaped.encode("utf-16-le")) // 2 <= LONGEST:
        return escaped
    return escaped.encode("utf-16-le")[: (LONGEST - 50) * 2].decode("utf-16-le", "ignore") + CUT


class _Sheets:
    """The sheets of a workbook, one after the other."""

    def __init__(self, book: Workbook, most_rows: int) -> None:
        self.book, self.most_rows = book, most_rows
        self.made = 0
        self.left = 0
        self.sheet: WriteOnlyWorksheet

    def next(self) -> None:
        self.made += 1
        self.sheet = self.book.create_sheet(SHEET if self.made == 1 else f"{SHEET}{self.made}")
        self.sheet.freeze_panes = "B2"
        for place, column in enumerate(COLUMNS, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = column.width
        self.sheet.append([_heading(self.sheet, column.heading) for column in COLUMNS])
        self.left = self.most_rows - 1

    def add(self, values: Sequence[str | int | dt.date]) -> None:
        if not self.left:
            self.next()
        self.sheet.append([_cell(self.sheet, value) for value in values])
        self.left -= 1


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.fill = Font(bold=True), FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: str | int | dt.date) -> Any:
    """A day as a day, a number as a number, every text as a text: openpyxl would make a formula of one with an equals sign."""
    if isinstance(value, dt.date):
        if value < FIRST_DAY:
            return value.isoformat()
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DAY_FORMAT
        return cell
    if isinstance(value, int):
        return value
    if not value:
        return None
    text = writable(value)
    if text.startswith(CALCULATED) or text in ERROR_CODES:
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    return text


def write(
    target: IO[bytes], rows: Iterable[Row], about: Sequence[tuple[str, str]], *, most_rows: int = MOST_ROWS
) -> int:
    """Write a workbook to a file and return how many awards are in it. `about` is the last sheet: names and what they say.

    Memory does not grow with the rows. What openpyxl puts beside on the disk is gone afterwards, whatever happens.
    """
    book = Workbook(write_only=True)
    sheets, count = _Sheets(book, most_rows), 0
    try:
        sheets.next()
        for row in rows:
            sheets.add(cells(row))
            count += 1
        notes = book.create_sheet(ABOUT)
        notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 22, 100
        for name, text in about:
            notes.append([_heading(notes, name), _wrapped(notes, text)])
        book.save(target)
    finally:
        _tidy_up(book)
    return count


def _wrapped(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, writable(text))
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _tidy_up(book: Workbook) -> None:
    """Remove the sheets that openpyxl keeps in files until a workbook is saved, for one that was not."""
    for sheet in book.worksheets:
        writer = sheet._writer
        if writer is not None and Path(writer.out).exists():
            if not sheet.closed:
                sheet.close()
            writer.cleanup()


def forget_abandoned(before: float) -> None:
    """Remove sheets that were last written before that time (seconds, as `time.time`): of a process that was killed."""
    for left in Path(tempfile.gettempdir()).glob("openpyxl.*"):
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < before:
                left.unlink()
