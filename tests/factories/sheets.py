"""Spreadsheets to import in tests, made in memory: honest ones and those that must be refused."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from cms.regulation.document import load_builtin
from cms.spreadsheets.checking import Checked, Layout, check_file
from cms.spreadsheets.list_rows import list_layout
from cms.spreadsheets.problems import FileRefused, Problem
from portal.demo.codes import code_of

HEADINGS = (
    "序号",
    "类别",
    "奖项等次",
    "名称（姓名）",
    "统一社会信用代码",
    "工作单位",
    "职务",
    "所在县（市、区）",
    "推荐单位",
)
"""Headings of a list: letters A to I."""

WINNERS = "proposed_winner_publicity"


def layout(code: str = "datong", stage: str = WINNERS) -> Layout:
    """The layout of a stage's list under a measure that comes with the portal."""
    regulation = load_builtin(code).regulation
    return list_layout(regulation, regulation.stage(stage))


def organization_cells(number: int, **cells: Any) -> list[Any]:
    """An honest row of an organisation under `HEADINGS`; `cells` replaces by letter."""
    row: list[Any] = [
        number,
        "组织",
        "质量奖",
        f"示例制造{number}号有限公司（示例）",
        code_of(number),
        None,
        None,
        "示例区",
        "示例区人民政府（示例）",
    ]
    return _replaced(row, cells)


def individual_cells(number: int, **cells: Any) -> list[Any]:
    """An honest row of a person under `HEADINGS`."""
    row: list[Any] = [
        number,
        "个人",
        "质量奖",
        f"示例人{number}",
        None,
        f"示例制造{number}号有限公司（示例）",
        "质量负责人",
        "示例区",
        "示例区人民政府（示例）",
    ]
    return _replaced(row, cells)


def _replaced(row: list[Any], cells: Mapping[str, Any]) -> list[Any]:
    for letter, value in cells.items():
        row[ord(letter) - ord("A")] = value
    return row


def xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    headings: Sequence[Any] = HEADINGS,
    title: str = "名单",
    more: Iterable[str] = (),
    merged: Iterable[str] = (),
    set_cells: Mapping[str, Any] | None = None,
    hidden: Iterable[str] = (),
) -> bytes:
    """A workbook with headings and rows; `more` adds sheets, `merged` merges areas, `set_cells` sets cells by address.

    Texts that begin with an equals sign become formulas, as when they are typed.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    if headings:
        sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    for name, value in (set_cells or {}).items():
        sheet[name] = value
    for area in merged:
        sheet.merge_cells(area)
    for name in more:
        book.create_sheet(name).append(["别的内容"])
    for name in hidden:
        book[name].sheet_state = "hidden"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def long_xlsx(count: int, first: int = 1) -> bytes:
    """An honest list of that many organisations, written without holding it in memory."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append(list(HEADINGS))
    for number in range(first, first + count):
        sheet.append(organization_cells(number))
    return saved(book)


def text_table(
    rows: Iterable[Sequence[Any]], separator: str = ",", headings: Sequence[str] = HEADINGS
) -> str:
    """The same as a text table; None is empty."""
    lines = [headings, *rows]
    return "\r\n".join(separator.join("" if c is None else str(c) for c in line) for line in lines) + "\r\n"


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """A packed file with one member put in, or put in the place of another."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member.filename))
        new.writestr(name, data)
    return target.getvalue()


def sheet_xml(content: bytes) -> str:
    """The first sheet of a workbook as it is stored."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def lying(content: bytes, name: str, declared: int) -> bytes:
    """A packed file whose directory and member declare another unpacked size than the member has."""
    raw = bytearray(content)
    wanted = name.encode()
    for signature, size_at, name_length_at, name_at in (
        (b"PK\x01\x02", 24, 28, 46),
        (b"PK\x03\x04", 22, 26, 30),
    ):
        place = raw.find(signature)
        while place != -1:
            (length,) = struct.unpack_from("<H", raw, place + name_length_at)
            if raw[place + name_at : place + name_at + length] == wanted:
                struct.pack_into("<I", raw, place + size_at, declared)
            place = raw.find(signature, place + 4)
    return bytes(raw)


def check(content: bytes, name: str = "名单.xlsx", of: Layout | None = None, **choice: str) -> Checked:
    """The file checked as a list of proposed winners of Datong, unless said otherwise."""
    return check_file(name, content, of or layout(), **choice)


def refusal(content: bytes, name: str = "名单.xlsx", of: Layout | None = None, **choice: str) -> Problem:
    """Why a file cannot be read at all. Raises AssertionError where it can."""
    try:
        check(content, name, of, **choice)
    except FileRefused as refused:
        return refused.problem
    raise AssertionError("the file was read")


def found(checked: Checked) -> list[tuple[str, str]]:
    """Every finding as address and code, those of the whole file first."""
    listed = [*checked.problems, *(problem for row in checked.rows for problem in row.problems)]
    return [(problem.cell, problem.code) for problem in listed]


def sentence(checked: Checked, cell: str, code: str) -> str:
    """The sentence of one finding. Raises AssertionError where there is none, or more than one."""
    listed = [*checked.problems, *(problem for row in checked.rows for problem in row.problems)]
    matching = [problem.render() for problem in listed if (problem.cell, problem.code) == (cell, code)]
    assert len(matching) == 1, found(checked)
    return matching[0]
