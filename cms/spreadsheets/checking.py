"""A whole file against a layout: which format, which headings, every row with its values and what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from cms.regulation.rules.facts import HitKind
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.cells import Line
from cms.spreadsheets.columns import BOTH, Column, Holds
from cms.spreadsheets.csv_files import read_csv
from cms.spreadsheets.headings import Headings, find_headings
from cms.spreadsheets.packing import MAX_ROWS, Format, detect
from cms.spreadsheets.problems import FileRefused, Level, Problem, address
from cms.spreadsheets.tables import Table
from cms.spreadsheets.values import empty_value, read_value
from cms.spreadsheets.xlsx_files import (
    REPORT_EVERY,
    Progress,
    no_progress,
    other_sheets,
    read_xlsx,
    too_many_rows,
)

Values = dict[str, Any]
"""A row's values by the names of its columns, JSON-safe."""

MAX_MERGED_ROWS = 200_000
FEWEST_DIGITS = 11
"""Of a mobile number; a text with fewer is not searched."""


class Tell(Protocol):
    """How a check says what is wrong: the column's name ("" for the whole row), code, sentence, values of its places."""

    def __call__(
        self, column: str, code: str, msg: str, level: Level = Level.ERROR, **params: str | int
    ) -> None:
        """Put the problem beside the row."""


@dataclass
class Row:
    """One row: its number in the file, its values, what is wrong with it."""

    number: int
    values: Values
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether something keeps it from being taken in."""
        return any(problem.is_error for problem in self.problems)


RowTell = Callable[[Row], Tell]


def _nothing(_values: Values, _tell: Tell) -> None:
    """No check of single rows."""


def _nothing_at_all(_rows: Sequence[Row], _tell: RowTell) -> None:
    """No check over rows."""


@dataclass(frozen=True)
class Layout:
    """What a kind of import wants: its columns, a check of each row, a check over all of them."""

    columns: tuple[Column, ...]
    check_row: Callable[[Values, Tell], None] = _nothing
    check_all: Callable[[Sequence[Row], RowTell], None] = _nothing_at_all

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Checked:
    """What a file gave. `problems` are those of the file as a whole, `places` the columns it has: name → position from 1."""

    sheet: str
    sheets: tuple[str, ...]
    encoding: str
    heading_row: int
    places: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many errors there are in all."""
        listed = [*self.problems, *(problem for row in self.rows for problem in row.problems)]
        return sum(problem.is_error for problem in listed)

    @property
    def warnings(self) -> int:
        """How many warnings there are in all."""
        listed = [*self.problems, *(problem for row in self.rows for problem in row.problems)]
        return sum(not problem.is_error for problem in listed)


def check_file(
    name: str,
    content: bytes,
    layout: Layout,
    *,
    sheet: str = "",
    encoding: str = "",
    progress: Progress = no_progress,
) -> Checked:
    """Read a file and judge every row.

    `sheet` and `encoding` are the reader's choice, "" to let the file decide. `progress` is told how many rows are done.
    Raises FileRefused where the file cannot be read as a table at all.
    """
    table = read_xlsx(content, sheet) if detect(name, content) is Format.XLSX else read_csv(content, encoding)
    return check_table(table, layout, progress=progress)


def check_table(table: Table, layout: Layout, *, progress: Progress = no_progress) -> Checked:
    """Judge the lines of a sheet by a layout."""
    headings = find_headings(table, layout.columns)
    problems = [*table.problems, *other_sheets(table), *headings.problems]
    lines = [line for line in table.lines if headings.found and line.number > headings.row]
    lines = [line for line in lines if _tells_something(line, headings)]
    if len(lines) > MAX_ROWS:
        problems = [p for p in problems if p.code != "sheet.too_many_rows"] + [too_many_rows(table.sheet)]
        lines = lines[:MAX_ROWS]
    rows: list[Row] = []
    # Without the columns it needs, every row would only repeat that they are missing.
    if headings.found and not any(p.code == "headings.missing" for p in headings.problems):
        rows = list(_rows(table, lines, headings, layout, progress))
        layout.check_all(rows, lambda row: _teller(row, table.sheet, headings))
        for row in rows:
            row.problems.sort(key=lambda problem: coordinate_to_tuple(problem.cell)[1])
        if not rows:
            problems.append(
                Problem(
                    code="sheet.no_rows",
                    msg=_("表头下面没有内容。请核对是否选错工作表或文件。"),
                    sheet=table.sheet,
                    cell=address(1, headings.row + 1),
                )
            )
    return Checked(
        sheet=table.sheet,
        sheets=(table.sheet, *table.others) if table.sheet else (),
        encoding=table.encoding,
        heading_row=headings.row,
        places={column.name: place for place, column in headings.columns.items() if column.is_read},
        rows=tuple(rows),
        problems=tuple(problems),
    )


def _tells_something(line: Line, headings: Headings) -> bool:
    """Whether a row has content in a column that is read; a bare running number is none."""
    read = {position for position, column in headings.columns.items() if column.is_read}
    return any(cell.column in read and not cell.is_blank for cell in line.cells)


def _rows(
    table: Table, lines: Sequence[Line], headings: Headings, layout: Layout, progress: Progress
) -> Iterator[Row]:
    merged = _merged_by_row(table)
    for done, line in enumerate(lines, start=1):
        yield _row(table, line, headings, layout, merged.get(line.number, ()))
        if done % REPORT_EVERY == 0:
            progress(done)
    progress(len(lines))


Area = tuple[int, int, int, int]


def _merged_by_row(table: Table) -> Mapping[int, Sequence[Area]]:
    """The merged areas by the rows they cover."""
    found: dict[int, list[Area]] = {}
    covered = 0
    last = table.lines[-1].number if table.lines else 0
    for area in table.merges:
        for row in range(area[1], min(area[3], last) + 1):
            found.setdefault(row, []).append(area)
            covered += 1
            if covered > MAX_MERGED_ROWS:
                raise FileRefused(
                    "sheet.merges",
                    _("合并单元格太多。请取消合并、逐行填写后重新上传。"),
                    sheet=table.sheet,
                )
    return found


def _row(table: Table, line: Line, headings: Headings, layout: Layout, merged: Sequence[Area]) -> Row:
    row = Row(line.number, {column.name: empty_value(column) for column in layout.columns if column.is_read})
    tell = _teller(row, table.sheet, headings)
    cells = {cell.column: cell for cell in line.cells}
    wrong: set[str] = set()
    for position, column in headings.columns.items():
        if not column.is_read:
            continue
        area = _hidden_by(merged, position, line.number)
        if area:
            tell(column.name, "cell.merged", _MERGED, area=area)
            wrong.add(column.name)
            continue

        def report(
            code: str, msg: str, level: Level = Level.ERROR, _name: str = column.name, **params: Any
        ) -> None:
            tell(_name, code, msg, level, **params)
            if level is Level.ERROR:
                wrong.add(_name)

        row.values[column.name] = read_value(column, cells.get(position), report)
    _check_required(row, headings, layout, tell, wrong)
    _check_personal(row, layout, tell)
    layout.check_row(row.values, tell)
    return row


_MERGED = _(
    "这一格在合并单元格 %(area)s 之内，只有左上角一格有内容，这里读到的是空白。请取消合并，逐行填写。"
)


def _hidden_by(merged: Sequence[Area], column: int, row: int) -> str:
    """The merged area that leaves this cell without content of its own, as an address; empty for none."""
    for left, top, right, bottom in merged:
        if left <= column <= right and top <= row <= bottom and (left, top) != (column, row):
            return f"{address(left, top)}:{address(right, bottom)}"
    return ""


def _check_required(row: Row, headings: Headings, layout: Layout, tell: Tell, wrong: set[str]) -> None:
    """Required cells are filled: by the kind of the row where rows have kinds. A cell that is wrong was told already."""
    kinded = any(column.name == "kind" for column in layout.columns)
    kind = row.values.get("kind", "")
    withheld = bool(row.values.get("withheld"))
    for column in layout.columns:
        if column.name in wrong or row.values.get(column.name) not in ("", None, []):
            continue
        wanted = column.required == BOTH or (kinded and kind in column.required)
        # A withheld row says its kind and tier and nothing else.
        if not wanted or (withheld and column.name not in ("kind", "tier")):
            continue
        tell(column.name, "cell.required", _("没有填写“%(heading)s”。请补填。"), heading=column.heading)


def _check_personal(row: Row, layout: Layout, tell: Tell) -> None:
    """No row holds somebody's identity number; a mobile number is pointed out."""
    for column in layout.columns:
        value = row.values.get(column.name)
        if not column.personal or column.holds is Holds.CHOICE or not value or isinstance(value, bool | int):
            continue
        words = "\n".join(value) if isinstance(value, list) else str(value)
        if sum(char.isdigit() for char in words) < FEWEST_DIGITS:
            continue
        for hit in scan(words, ""):
            if hit.kind is HitKind.ID_NUMBER:
                tell(
                    column.name,
                    "cell.id_number",
                    _("疑有身份证件号码（%(excerpt)s）。名单不收身份证件号码，请删去。"),
                    excerpt=hit.excerpt_masked,
                )
                # What is kept of the row until it is put right must not hold the number.
                row.values[column.name] = empty_value(column)
            else:
                tell(
                    column.name,
                    "cell.mobile",
                    _("疑有手机号码（%(excerpt)s）。名单不公布个人电话，请删去。"),
                    Level.WARNING,
                    excerpt=hit.excerpt_masked,
                )


def _teller(row: Row, sheet: str, headings: Headings) -> Tell:
    """How problems of a row are written: with the address of the column's cell, of the row's first cell otherwise."""
    places = {column.name: position for position, column in headings.columns.items()}

    def tell(column: str, code: str, msg: str, level: Level = Level.ERROR, **params: str | int) -> None:
        cell = f"{get_column_letter(places[column])}{row.number}" if column in places else f"A{row.number}"
        row.problems.append(
            Problem(code=code, msg=msg, params=params, level=level, sheet=sheet, cell=cell, row=row.number)
        )

    return tell


def stored_row(row: Row) -> dict[str, Any]:
    """A row as JSON."""
    return {"n": row.number, "v": row.values, "p": [problem.as_json() for problem in row.problems]}


def read_row(stored: Mapping[str, Any]) -> Row:
    """The row that `stored_row` wrote."""
    return Row(stored["n"], dict(stored["v"]), [Problem.from_json(problem) for problem in stored["p"]])
