"""From a cell to what its column wants: words, codes, days, whole numbers, choices; or a sentence why not.

Every reader returns the value, a JSON-safe str, int, bool or list, and calls `report` for what is wrong.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from cms.regulation.base import EARLIEST, LATEST
from cms.regulation.rules.identity import fold
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.cells import (
    Cell,
    CellKind,
    has_line_break,
    made_up,
    one_line,
    tidy,
    unreadable,
)
from cms.spreadsheets.columns import Column, Holds
from cms.spreadsheets.problems import Level

Report = Callable[..., None]
"""Called as report(code, sentence, level=…, **values)."""

MOST_DIGITS = 15
"""Whole numbers beyond it are rounded by spreadsheets."""

DAY_PATTERNS = {
    "2026-03-16": re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$"),
    "2026/3/16": re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$"),
    "2026年3月16日": re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$"),
}
"""The three ways a day may be written as text."""

_ROUNDED = re.compile(r"^\d(?:\.\d+)?[Ee]\+?\d{2,}$")
_NAMES = re.compile(r"[\n、，,;；]")
_YES = frozenset({"是", "有", "√", "y", "yes", "true", "1"})
_NO = frozenset({"", "否", "无", "×", "n", "no", "false", "0", "-", "—"})
SHOWN = 40


def empty_value(column: Column) -> Any:
    """What an empty cell of the column gives."""
    return {Holds.YES_NO: False, Holds.NAMES: [], Holds.WHOLE: None}.get(column.holds, "")


def read_value(column: Column, cell: Cell | None, report: Report) -> Any:
    """The value of a cell; the empty value where it is empty or wrong, and then `report` was told."""
    if cell is None or cell.is_blank or not column.is_read:
        return empty_value(column)
    if cell.kind is CellKind.FORMULA:
        report(
            "cell.formula",
            _("单元格是公式，读不到可靠的内容。请复制这一列，“选择性粘贴—数值”后重新上传。"),
        )
        return empty_value(column)
    if cell.kind is CellKind.ERROR:
        report("cell.error", _("单元格是错误值 %(value)s。请改为正确的内容。"), value=str(cell.value))
        return empty_value(column)
    return READERS[column.holds](column, cell, report)


def _words(column: Column, cell: Cell, report: Report) -> str:
    """The cell as words: text as it is, whole numbers as written; anything else is refused."""
    if cell.kind is CellKind.TEXT:
        return _readable(str(cell.value), report)
    if cell.kind is CellKind.NUMBER:
        whole = _whole(cell.value)
        if whole is not None and len(str(abs(whole))) <= MOST_DIGITS:
            return str(whole)
        report(
            "cell.number",
            _("单元格是数字，可能与原来的写法不同。请将该列设为文本格式后重新填写。"),
        )
    elif cell.kind is CellKind.DATE:
        report("cell.date_in_text", _("单元格是日期，这一栏应为文字。请将该列设为文本格式后重新填写。"))
    else:
        report("cell.boolean", _("单元格是逻辑值 TRUE 或 FALSE，这一栏应为文字。请重新填写。"))
    return ""


def _readable(text: str, report: Report) -> str:
    bad = unreadable(text)
    if bad:
        report(
            "cell.control",
            _("含有无法显示的字符（%(char)s），可能由复制或编码转换带来。请删去后重新填写这一格。"),
            char=bad,
        )
        return ""
    strange = made_up(text)
    if strange:
        report(
            "cell.private",
            _("含有造字区的字符（%(char)s），在其他电脑上可能显示不出来。请改用通用规范的写法。"),
            level=Level.WARNING,
            char=strange,
        )
    return text


def _short(column: Column, text: str, report: Report) -> str:
    if len(text) > column.longest:
        report(
            "cell.too_long",
            _("有 %(count)d 个字，超过 %(most)d 个字。请缩短。"),
            count=len(text),
            most=column.longest,
        )
        return ""
    return text


def _text(column: Column, cell: Cell, report: Report) -> str:
    words = _words(column, cell, report)
    if has_line_break(words):
        report(
            "cell.line_break",
            _("单元格内有换行，已连成一行。请核对。"),
            level=Level.WARNING,
        )
    return _short(column, one_line(words), report)


def _long(column: Column, cell: Cell, report: Report) -> str:
    return _short(column, tidy(_words(column, cell, report)), report)


def _code(column: Column, cell: Cell, report: Report) -> str:
    if cell.kind in (CellKind.NUMBER, CellKind.DATE):
        report(
            "cell.code_as_number",
            _(
                "“%(heading)s”以数字保存，前面的零和末尾几位可能已经丢失。请将该列设为文本格式，对照原件重新填写。"
            ),
            heading=column.heading,
        )
        return ""
    words = one_line(_words(column, cell, report))
    if _ROUNDED.match(words):
        report(
            "cell.code_rounded",
            _(
                "“%(heading)s”已变成科学计数（%(value)s），末尾几位丢失。请将该列设为文本格式，对照原件重新填写。"
            ),
            heading=column.heading,
            value=words[:SHOWN],
        )
        return ""
    return _short(column, words, report)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == value and abs(value) < 1e15 and value == int(value) else None  # noqa: PLR0124 - NaN


def _number(column: Column, cell: Cell, report: Report) -> int | None:
    whole: int | None = None
    if cell.kind is CellKind.NUMBER:
        whole = _whole(cell.value)
    elif cell.kind is CellKind.TEXT:
        digits = unicodedata.normalize("NFKC", tidy(str(cell.value)))
        whole = int(digits) if re.fullmatch(r"\d{1,6}", digits, re.ASCII) else None
    if whole is None or whole < 0 or whole > 1_000_000:
        report("cell.not_whole", _("“%(heading)s”应为整数，只写数字。请改正。"), heading=column.heading)
        return None
    return whole


def _day_of(cell: Cell) -> dt.date | None:
    value = cell.value
    if cell.kind is CellKind.DATE:
        if isinstance(value, dt.datetime):
            return value.date() if value.time() == dt.time(0) else None
        return value if isinstance(value, dt.date) else None
    if cell.kind is not CellKind.TEXT:
        return None
    words = "".join(unicodedata.normalize("NFKC", tidy(str(value))).split())
    for pattern in DAY_PATTERNS.values():
        match = pattern.match(words)
        if match:
            year, month, day = (int(part) for part in match.groups())
            try:
                return dt.date(year, month, day)
            except ValueError:
                return None
    return None


def _date(column: Column, cell: Cell, report: Report) -> str:
    day = _day_of(cell)
    if day is None:
        report(
            "cell.date",
            _("“%(heading)s”看不出是哪一天。请设为日期格式，或者写成 %(patterns)s。"),
            heading=column.heading,
            patterns="、".join(DAY_PATTERNS),
        )
        return ""
    if not EARLIEST <= day <= LATEST:
        report("cell.date_range", _("日期 %(day)s 不在合理的范围内。请核对年份。"), day=day.isoformat())
        return ""
    return day.isoformat()


def _free_day(column: Column, cell: Cell, report: Report) -> str:
    if cell.kind is CellKind.DATE:
        day = _day_of(cell)
        return day.isoformat() if day else _date(column, cell, report)
    return _text(column, cell, report)


def _yes_no(column: Column, cell: Cell, report: Report) -> bool:
    if cell.kind is CellKind.BOOLEAN:
        return bool(cell.value)
    words = fold(tidy(str(cell.value))) if cell.kind in (CellKind.TEXT, CellKind.NUMBER) else "?"
    if words in _YES:
        return True
    if words not in _NO:
        report("cell.yes_no", _("“%(heading)s”请填“是”或“否”。"), heading=column.heading)
    return False


def _choice(column: Column, cell: Cell, report: Report) -> str:
    words = one_line(_words(column, cell, report))
    if not words:
        return ""
    wanted = fold(words)
    for key, accepted in (column.choices or {}).items():
        if wanted in (fold(key), *map(fold, accepted)):
            return key
    report(
        "cell.choice",
        _("“%(value)s”不是“%(heading)s”可填的内容。请改为：%(choices)s。"),
        value=words[:SHOWN],
        heading=column.heading,
        choices="、".join(accepted[0] for accepted in (column.choices or {}).values()),
    )
    return ""


def _names(column: Column, cell: Cell, report: Report) -> list[str]:
    words = _words(column, cell, report)
    names = [one_line(name) for name in _NAMES.split(tidy(words).replace("\r\n", "\n").replace("\r", "\n"))]
    kept = [name for name in names if name]
    return kept if _short(column, "、".join(kept), report) else []


READERS: dict[Holds, Callable[[Column, Cell, Report], Any]] = {
    Holds.TEXT: _text,
    Holds.LONG: _long,
    Holds.CODE: _code,
    Holds.DATE: _date,
    Holds.FREE_DAY: _free_day,
    Holds.WHOLE: _number,
    Holds.YES_NO: _yes_no,
    Holds.CHOICE: _choice,
    Holds.NAMES: _names,
}
