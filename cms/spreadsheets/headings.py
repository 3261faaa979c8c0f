"""Finding the row of headings and the column of each, by name and never by position."""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.cells import Cell, CellKind, Line, heading_key, one_line
from cms.spreadsheets.columns import Column
from cms.spreadsheets.packing import HEADING_ROWS, MAX_COLUMNS
from cms.spreadsheets.problems import Problem, address
from cms.spreadsheets.tables import Table

CLOSE = 0.6
SHOWN = 40


@dataclass(frozen=True)
class Headings:
    """Where each known column stands: position in the file → column. `row` is the row of the headings, 0 for none."""

    row: int
    columns: Mapping[int, Column]
    problems: tuple[Problem, ...]

    @property
    def found(self) -> bool:
        """Whether there is a row of headings to read the others by."""
        return self.row > 0


def find_headings(table: Table, columns: Sequence[Column]) -> Headings:
    """Take the row with most known headings among the first rows, and judge it: doubles, missing and unknown ones."""
    known = {heading_key(heading): column for column in columns for heading in column.headings}
    candidates = [line for line in table.lines if line.number <= HEADING_ROWS]
    if not candidates:
        return Headings(0, {}, (_no_headings(table, columns),))
    line = max(candidates, key=lambda each: (_recognised(each, known), -each.number))
    if not _recognised(line, known):
        return Headings(0, {}, (_no_headings(table, columns),))
    placed: dict[int, Column] = {}
    problems: list[Problem] = []
    for cell in line.cells:
        if cell.is_blank or cell.column > MAX_COLUMNS:
            continue
        column = known.get(heading_key(str(cell.value))) if cell.kind is CellKind.TEXT else None
        if column is None:
            problems.append(_unknown(table, line, cell, columns))
        else:
            placed[cell.column] = column
    problems += _doubles(table, line, placed)
    problems += _missing(table, line, placed, columns)
    problems += _nameless(table, line)
    return Headings(line.number, placed, tuple(problems))


def _recognised(line: Line, known: Mapping[str, Column]) -> int:
    return sum(cell.kind is CellKind.TEXT and heading_key(str(cell.value)) in known for cell in line.cells)


def _no_headings(table: Table, columns: Sequence[Column]) -> Problem:
    needed = "、".join(column.heading for column in columns if column.heading_needed)
    return Problem(
        code="headings.none",
        msg=_("前 %(rows)d 行中没有找到表头。请使用本环节的模板，或者把第一行写成表头：%(headings)s。"),
        params={"rows": HEADING_ROWS, "headings": needed},
        sheet=table.sheet,
        cell="A1",
    )


def _unknown(table: Table, line: Line, cell: Cell, columns: Sequence[Column]) -> Problem:
    words = one_line(str(cell.value))[:SHOWN] if cell.kind is CellKind.TEXT else str(cell.value or "")[:SHOWN]
    names = [heading for column in columns for heading in column.headings]
    near = difflib.get_close_matches(words, names, n=1, cutoff=CLOSE)
    hint = (
        _("“%(heading)s”不是本表的栏目。是否为“%(near)s”？请改正表头；用不到的列请删去。")
        if near
        else _("“%(heading)s”不是本表的栏目。请改正表头；用不到的列请删去。")
    )
    params = {"heading": words, "near": near[0]} if near else {"heading": words}
    return Problem(
        code="headings.unknown",
        msg=hint,
        params=params,
        sheet=table.sheet,
        cell=address(cell.column, line.number),
        row=line.number,
    )


def _doubles(table: Table, line: Line, placed: Mapping[int, Column]) -> list[Problem]:
    times = Counter(column.name for column in placed.values() if column.is_read)
    found = []
    for position, column in placed.items():
        if times[column.name] > 1:
            places = [address(p, line.number) for p, c in placed.items() if c.name == column.name]
            if address(position, line.number) != places[-1]:
                continue
            found.append(
                Problem(
                    code="headings.double",
                    msg=_("栏目“%(heading)s”出现了 %(count)d 次（%(places)s）。请只留一列。"),
                    params={
                        "heading": column.heading,
                        "count": times[column.name],
                        "places": "、".join(places),
                    },
                    sheet=table.sheet,
                    cell=places[-1],
                    row=line.number,
                )
            )
    return found


def _missing(
    table: Table, line: Line, placed: Mapping[int, Column], columns: Sequence[Column]
) -> list[Problem]:
    present = {column.name for column in placed.values()}
    lacking = [column.heading for column in columns if column.heading_needed and column.name not in present]
    if not lacking:
        return []
    return [
        Problem(
            code="headings.missing",
            msg=_("缺少栏目：%(headings)s。请在第 %(row)d 行补上表头，或者使用本环节的模板。"),
            params={"headings": "、".join(lacking), "row": line.number},
            sheet=table.sheet,
            cell=address(1, line.number),
            row=line.number,
        )
    ]


def _nameless(table: Table, heading: Line) -> list[Problem]:
    """Columns without heading that hold something below: their content would be lost unseen."""
    named = {cell.column for cell in heading.cells if not cell.is_blank}
    first: dict[int, int] = {}
    for line in table.lines:
        if line.number > heading.number:
            for cell in line.cells:
                if cell.column not in named and cell.column <= MAX_COLUMNS and not cell.is_blank:
                    first.setdefault(cell.column, line.number)
    return [
        Problem(
            code="headings.nameless",
            msg=_("这一列有内容而没有表头。请补上表头，或者删去这一列。"),
            sheet=table.sheet,
            cell=address(column, row),
            row=row,
        )
        for column, row in sorted(first.items())
    ]
