"""Read the days of a holiday notice from typed text, CSV or JSON. Pure: bytes in, days and problems out.

Three shapes are understood:

* typed text, a line a day or a stretch of days: ``2027-02-05 至 2027-02-11 休 春节``;
* CSV with the columns date, kind, name (日期, 类别, 名称), in UTF-8, UTF-16 with BOM, or GB18030;
* JSON, either ours (``days`` of date, kind, name) or that of the holiday-cn project (``papers``, and ``days``
  of name, date, isOffDay), whose file for an unannounced year is an empty placeholder and is refused.
"""

import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portal.calendar.notices import MAX_DAYS, NoticeDay, NoticeDayKind, NoticeProblem, PlacedDay

MAX_BYTES = 256 * 1024
MAX_LINE = 200

KINDS: Mapping[str, NoticeDayKind] = {
    "rest": NoticeDayKind.REST,
    "休": NoticeDayKind.REST,
    "放假": NoticeDayKind.REST,
    "休息": NoticeDayKind.REST,
    "work": NoticeDayKind.WORK,
    "班": NoticeDayKind.WORK,
    "上班": NoticeDayKind.WORK,
    "补班": NoticeDayKind.WORK,
}
COLUMNS: Mapping[str, str] = {
    "date": "date",
    "日期": "date",
    "kind": "kind",
    "类别": "kind",
    "name": "name",
    "名称": "name",
}

_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_LINE = re.compile(r"(?P<first>\S+?)(?:\s*[至~～]\s*(?P<last>\S+))?\s+(?P<kind>\S+)(?:\s+(?P<name>.+))?")


class RowUnit(StrEnum):
    """What the row numbers of a reading count."""

    LINE = "line"
    ITEM = "item"


@dataclass(frozen=True)
class ReadNotice:
    """What a text or file holds.

    :param year: the year the file says it is for, None where it does not say.
    :param papers: addresses of the notices the file rests on.
    :param problems: when there are any, ``days`` is incomplete and must not be used.
    """

    days: tuple[PlacedDay, ...] = ()
    year: int | None = None
    papers: tuple[str, ...] = ()
    problems: tuple[NoticeProblem, ...] = ()
    row_unit: RowUnit = RowUnit.LINE


def read_text(text: str) -> ReadNotice:
    """Read typed days, one line each; blank lines are passed over."""
    days: list[PlacedDay] = []
    problems: list[NoticeProblem] = []
    for row, typed in enumerate(text.splitlines(), start=1):
        line = typed.strip()
        if not line:
            continue
        match = _LINE.fullmatch(line) if len(line) <= MAX_LINE else None
        if match is None:
            problems.append(NoticeProblem("line_shape", row=row, params={"value": line[:40]}))
            continue
        found = _stretch(row, match["first"], match["last"] or match["first"], match["kind"], match["name"])
        days += [each for each in found if isinstance(each, PlacedDay)]
        problems += [each for each in found if isinstance(each, NoticeProblem)]
    return ReadNotice(tuple(days), problems=tuple(problems))


def read_file(content: bytes) -> ReadNotice:
    """Read an uploaded CSV or JSON file; which of the two it is shows in its first character."""
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024
        return _refused("file_too_large", limit=limit)
    text = _decoded(content)
    if text is None or "\0" in text:
        return _refused("file_encoding")
    if not text.strip():
        return _refused("file_empty")
    return _read_json(text) if text.lstrip()[0] in "[{" else _read_csv(text)


def as_text(days: Sequence[NoticeDay]) -> str:
    """The days in the typed form, one line each, such that :func:`read_text` reads them back."""
    words = {NoticeDayKind.REST: "休", NoticeDayKind.WORK: "班"}
    return "\n".join(f"{day.date.isoformat()} {words[day.kind]} {day.name}" for day in sorted(days))


def _stretch(
    row: int, first_text: str, last_text: str, kind_text: str, name: str | None
) -> list[PlacedDay | NoticeProblem]:
    first, last, kind = _date(first_text), _date(last_text), KINDS.get(_folded(kind_text))
    problems: list[PlacedDay | NoticeProblem] = []
    for text, value in {first_text: first, last_text: last}.items():
        if value is None:
            problems.append(NoticeProblem("bad_date", row=row, params={"value": text[:40]}))
    if kind is None:
        problems.append(NoticeProblem("bad_kind", row=row, params={"value": kind_text[:40]}))
    if problems or first is None or last is None or kind is None:
        return problems
    if not 0 <= (last - first).days < MAX_DAYS:
        return [NoticeProblem("bad_stretch", row=row, params={"first": first_text, "last": last_text})]
    return [
        PlacedDay(row, NoticeDay(first + dt.timedelta(days=offset), kind, (name or "").strip()))
        for offset in range((last - first).days + 1)
    ]


def _folded(text: str) -> str:
    """*text* as it is compared: full-width letters and digits as ASCII, lower case, no outer white space."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def _date(text: str) -> dt.date | None:
    match = _DATE.fullmatch(_folded(text))
    if match is None:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _read_csv(text: str) -> ReadNotice:
    try:
        rows = list(_csv_rows(text))
    except csv.Error:
        return _refused("csv_shape")
    if not rows:
        return _refused("file_empty")
    (_, heading), *body = rows
    columns = [COLUMNS.get(_folded(cell), "") for cell in heading]
    missing = [name for name in ("日期", "类别", "名称") if columns.count(COLUMNS[name]) != 1]
    if missing:
        return _refused("csv_heading", row=rows[0][0], missing="、".join(missing))
    if len(body) > MAX_DAYS:
        return _too_many(len(body))
    days: list[PlacedDay] = []
    problems: list[NoticeProblem] = []
    for row, cells in body:
        if len(cells) < len(columns):
            problems.append(
                NoticeProblem("csv_cells", "file", row, {"count": len(cells), "wanted": len(columns)})
            )
            continue
        named = dict(zip(columns, cells, strict=False))
        found = _stretch(row, named["date"], named["date"], named["kind"], named["name"])
        days += [each for each in found if isinstance(each, PlacedDay)]
        problems += [each for each in found if isinstance(each, NoticeProblem)]
    return ReadNotice(tuple(days), problems=tuple(problems))


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _read_json(text: str) -> ReadNotice:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return _refused("json_syntax", line=error.lineno)
    except RecursionError:
        return _refused("json_shape")
    if not isinstance(data, dict) or not isinstance(data.get("days"), list):
        return _refused("json_shape")
    papers = data.get("papers", [])
    placeholder = "papers" in data and not (isinstance(papers, list) and papers)
    if placeholder or not data["days"]:
        return _refused("placeholder" if placeholder else "json_no_days")
    read = _read_json_days(data["days"])
    year = data.get("year")
    return replace(
        read,
        row_unit=RowUnit.ITEM,
        year=year if isinstance(year, int) and not isinstance(year, bool) else None,
        papers=tuple(paper for paper in papers if isinstance(paper, str)),
    )


def _read_json_days(items: list[Any]) -> ReadNotice:
    if len(items) > MAX_DAYS:
        return _too_many(len(items))
    days: list[PlacedDay] = []
    problems: list[NoticeProblem] = []
    for row, item in enumerate(items, start=1):
        fields = _json_day(item)
        if fields is None:
            problems.append(NoticeProblem("json_day", "file", row))
            continue
        found = _stretch(row, fields[0], fields[0], fields[1], fields[2])
        days += [each for each in found if isinstance(each, PlacedDay)]
        problems += [each for each in found if isinstance(each, NoticeProblem)]
    return ReadNotice(tuple(days), problems=tuple(problems))


def _json_day(item: Any) -> tuple[str, str, str] | None:
    """(date, kind, name) as text from one item of ``days`` in either format; None when it is neither."""
    if not isinstance(item, dict):
        return None
    date, kind, name = item.get("date"), item.get("kind"), item.get("name")
    if isinstance(item.get("isOffDay"), bool):
        kind = "rest" if item["isOffDay"] else "work"
    if isinstance(date, str) and isinstance(kind, str) and isinstance(name, str):
        return date, kind, name
    return None


def _too_many(count: int) -> ReadNotice:
    return ReadNotice(problems=(NoticeProblem("too_many_days", params={"count": count, "limit": MAX_DAYS}),))


def _refused(code: str, row: int | None = None, **params: str | int) -> ReadNotice:
    return ReadNotice(problems=(NoticeProblem(code, "file", row, params),))
