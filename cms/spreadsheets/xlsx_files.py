"""Reading the cells of one sheet of an .xlsx file that `packing` has judged safe.

Never trusts the size a sheet declares: rows and columns are asked for within the portal's own bounds. Formulas are read as
formulas, for their stored result may be missing or old.
"""

import datetime as dt
import io
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl

from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.cells import Cell, CellKind, Line, from_stored
from cms.spreadsheets.packing import LAST_ROW, MAX_COLUMNS, MAX_ROWS, SheetScan, inspect
from cms.spreadsheets.problems import FileRefused, Level, Problem
from cms.spreadsheets.tables import Table

NOTES_SHEET = "填表说明"
"""The sheet of a template that explains the columns; never read."""

REPORT_EVERY = 500

Progress = Callable[[int], None]
"""Told now and then how many rows were dealt with."""


def no_progress(_rows: int) -> None:
    """Tell nobody."""


def read_xlsx(content: bytes, sheet: str = "", progress: Progress = no_progress) -> Table:
    """The lines of a sheet: the one named, else the first that can be seen and is no explanation.

    Raises FileRefused where the file cannot be read, or has no such sheet.
    """
    scans = inspect(content)
    # openpyxl warns of what it leaves out (validations, styles), which is nothing that is read here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = _open(content)
        try:
            chosen, others = _choose(book, sheet)
            lines = _lines(chosen, progress)
        except FileRefused:
            raise
        except Exception:  # noqa: BLE001 - openpyxl raises whatever a broken part makes it stumble over
            raise _broken() from None
        finally:
            book.close()
    scan = scans.get(chosen._worksheet_path.lstrip("/"), SheetScan())
    problems = tuple(_problems(chosen.title, lines, scan))
    return Table(chosen.title, lines[:LAST_ROW], others, merges=scan.merges, problems=problems)


def _broken() -> FileRefused:
    return FileRefused(
        "file.broken", _("文件已经损坏，或者不是 .xlsx 文件。请在原来的程序中打开、另存后重新上传。")
    )


def _open(content: bytes) -> Any:
    try:
        return openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False, keep_vba=False
        )
    except Exception:  # noqa: BLE001 - see read_xlsx
        raise _broken() from None


def _choose(book: Any, wanted: str) -> tuple[Any, tuple[str, ...]]:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    names = [sheet.title for sheet in visible if sheet.title != NOTES_SHEET]
    if wanted and wanted not in names:
        raise FileRefused(
            "file.sheet", _("文件中没有名为“%(sheet)s”的工作表。请重新选择工作表。"), {"sheet": wanted}
        )
    if not names:
        raise FileRefused(
            "file.no_sheet", _("文件中没有可以读取的工作表（隐藏的工作表不读取）。请核对后重新上传。")
        )
    taken = wanted or names[0]
    chosen = next(sheet for sheet in visible if sheet.title == taken)
    return chosen, tuple(name for name in names if name != taken)


def _lines(sheet: Any, progress: Progress) -> list[Line]:
    """The rows with content. One row and one column more than allowed are read, to see that there is more."""
    found = []
    rows = sheet.iter_rows(max_row=LAST_ROW + 1, max_col=MAX_COLUMNS + 1)
    for number, row in enumerate(rows, start=1):
        line = Line(number, tuple(_cells(row)))
        if line:
            found.append(line)
        if number % REPORT_EVERY == 0:
            progress(number)
    return found


def _cells(row: Iterable[Any]) -> Iterable[Cell]:
    for column, cell in enumerate(row, start=1):
        value = cell.value
        if value is None:
            continue
        match cell.data_type:
            case "f":
                yield Cell(column, CellKind.FORMULA)
            case "e":
                yield Cell(column, CellKind.ERROR, str(value))
            case "b":
                yield Cell(column, CellKind.BOOLEAN, bool(value))
            case "d":
                yield Cell(column, CellKind.DATE, value)
            case "n" if isinstance(value, dt.date | dt.time | dt.timedelta):
                yield Cell(column, CellKind.DATE, value)
            case "n":
                yield Cell(column, CellKind.NUMBER, value)
            case _:
                yield Cell(column, CellKind.TEXT, from_stored(str(value)))


def _problems(sheet: str, lines: list[Line], scan: SheetScan) -> Iterable[Problem]:
    if lines and lines[-1].number > LAST_ROW:
        yield too_many_rows(sheet)
    elif scan.far:
        yield Problem(
            code="sheet.far_cell",
            msg=_("单元格 %(cells)s 离表格太远，没有读取。请删去这些单元格所在的行或列，保存后重新上传。"),
            params={"cells": "、".join(scan.far)},
            sheet=sheet,
            cell=scan.far[0],
        )
    elif any(cell.column > MAX_COLUMNS for line in lines for cell in line.cells):
        yield too_many_columns(sheet)
    if scan.disordered:
        yield Problem(
            code="sheet.disordered",
            msg=_("工作表内部的行次序错乱，可能漏读。请在 Excel 或 WPS 中打开、另存后重新上传。"),
            sheet=sheet,
        )


def too_many_rows(sheet: str) -> Problem:
    """The file has more rows than are taken in."""
    return Problem(
        code="sheet.too_many_rows",
        msg=_("表格超过 %(most)d 行，没有全部读取。请核对是否选错文件；确有这么多的，请分成几个文件。"),
        params={"most": MAX_ROWS},
        sheet=sheet,
        cell=f"A{LAST_ROW + 1}",
    )


def too_many_columns(sheet: str) -> Problem:
    """The file has more columns than are taken in."""
    return Problem(
        code="sheet.too_many_columns",
        msg=_("表格超过 %(most)d 列。请删去用不到的列，保存后重新上传。"),
        params={"most": MAX_COLUMNS},
        sheet=sheet,
    )


def other_sheets(table: Table) -> Iterable[Problem]:
    """Which sheet was read, said where there were several."""
    if table.others:
        yield Problem(
            code="sheet.several",
            msg=_("文件有多张工作表，只读取了“%(sheet)s”。要读取其他工作表（%(others)s）的，请另选。"),
            params={"sheet": table.sheet, "others": "、".join(table.others)},
            level=Level.WARNING,
            sheet=table.sheet,
        )
