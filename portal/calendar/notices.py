"""What a holiday notice is and when it may be accepted. Pure: no clock, no database, no settings.

A *national* notice (scope "") gives the whole arrangement of one year; a *local* one (scope a division code
of GB/T 2260) only adds rest days. Problems are returned as codes with parameters, never raised and never
worded here: ``portal.calendar.wording`` turns them into sentences in the reader's language.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

import rfc8785

from portal.calendar.statutory import statutory_days
from portal.calendar.workdays import SATURDAY

NATIONAL = ""
FIRST_YEAR, LAST_YEAR = 1950, 2199
MAX_DAYS = 150
MAX_NAME = 30
DECEMBER = 12

_DIVISION_CODE = re.compile(r"[1-9]\d{5}")


class NoticeDayKind(StrEnum):
    """What a notice says about a day: rest, or work on a weekend."""

    REST = "rest"
    WORK = "work"


@dataclass(frozen=True, order=True)
class NoticeDay:
    """One day of a notice. ``name`` is the festival (春节), not a sentence."""

    date: dt.date
    kind: NoticeDayKind
    name: str

    def as_json(self) -> dict[str, str]:
        """The stored form: ``{"date": "2027-02-05", "kind": "rest", "name": "春节"}``."""
        return {"date": self.date.isoformat(), "kind": self.kind.value, "name": self.name}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Self:
        """Read :meth:`as_json` back. :raises KeyError, ValueError: not such a value."""
        return cls(dt.date.fromisoformat(data["date"]), NoticeDayKind(data["kind"]), data["name"])


@dataclass(frozen=True)
class NoticeTerms:
    """The content of one version of a notice: all that decides the calendar, and what names its source.

    :param scope: "" for the whole country, else the division code the additional rest days hold for.
    :param scope_name: the division's name as shown to readers; "" for a national notice.
    :param is_example: 示例, an invented arrangement for demonstrations; it gives way to real data.
    """

    scope: str
    scope_name: str
    year: int
    title: str
    doc_no: str
    issued_on: dt.date
    source_url: str
    days: tuple[NoticeDay, ...]
    note: str = ""
    is_example: bool = False

    def as_json(self) -> dict[str, Any]:
        """Every field as JSON-safe values, days in order of date."""
        return {
            "scope": self.scope,
            "scope_name": self.scope_name,
            "year": self.year,
            "title": self.title,
            "doc_no": self.doc_no,
            "issued_on": self.issued_on.isoformat(),
            "source_url": self.source_url,
            "days": [day.as_json() for day in sorted(self.days)],
            "note": self.note,
            "is_example": self.is_example,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read :meth:`as_json` back. :raises KeyError, TypeError, ValueError: not such a value."""
        return cls(
            **{
                **data,
                "issued_on": dt.date.fromisoformat(data["issued_on"]),
                "days": tuple(NoticeDay.from_json(day) for day in data["days"]),
            }
        )

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON (RFC 8785) of the content, in hexadecimal."""
        return hashlib.sha256(rfc8785.dumps(self.as_json())).hexdigest()

    @property
    def source(self) -> str:
        """How the notice is named beside each day it decides: 《…》（文号）, marked 示例 where it is one."""
        number = f"（{self.doc_no}）" if self.doc_no else ""
        mark = "（示例）" if self.is_example else ""
        return f"《{self.title}》{number}{mark}"

    def dates(self, kind: NoticeDayKind) -> dict[dt.date, str]:
        """The days of one kind with their names, in order."""
        return {day.date: day.name for day in sorted(self.days) if day.kind is kind}


@dataclass(frozen=True)
class NoticeProblem:
    """One reason why a notice is not accepted.

    :param code: key of the sentence in ``portal.calendar.wording``.
    :param field: the form field it belongs to: scope, scope_name, year, title, source_url, is_example, days
        or file.
    :param row: line of the text or CSV, or number of the item in JSON, counted from 1; None for the whole.
    """

    code: str
    field: str = "days"
    row: int | None = None
    params: Mapping[str, str | int] = dataclass_field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))


@dataclass(frozen=True)
class PlacedDay:
    """A day as read from text or a file, with the row it stood in."""

    row: int
    day: NoticeDay


def is_division_code(text: str) -> bool:
    """Whether *text* has the shape of a division code of GB/T 2260: six digits, the first not 0."""
    return _DIVISION_CODE.fullmatch(text) is not None


def check_terms(terms: NoticeTerms, *, known_years: Iterable[int]) -> list[NoticeProblem]:
    """Problems of everything but the days.

    :param known_years: the years with real data, from the library or a notice in force that is no example.
    """
    problems: list[NoticeProblem] = []
    if terms.scope != NATIONAL and not is_division_code(terms.scope):
        problems.append(NoticeProblem("scope_format", "scope", params={"value": terms.scope}))
    if (terms.scope == NATIONAL) != (terms.scope_name == ""):
        code = "scope_name_unwanted" if terms.scope == NATIONAL else "scope_name_missing"
        problems.append(NoticeProblem(code, "scope_name"))
    if not FIRST_YEAR <= terms.year <= LAST_YEAR:
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        problems.append(NoticeProblem("year_range", "year", params=limits))
    if not terms.title.strip():
        problems.append(NoticeProblem("title_missing", "title"))
    if terms.source_url and not terms.source_url.startswith(("https://", "http://")):
        problems.append(NoticeProblem("source_url_scheme", "source_url"))
    if terms.is_example and terms.scope == NATIONAL and terms.year in set(known_years):
        problems.append(NoticeProblem("example_year_known", "is_example", params={"year": terms.year}))
    return problems


def check_days(scope: str, year: int, placed: Sequence[PlacedDay]) -> list[NoticeProblem]:
    """Problems of the days of a notice for *year*, each with the row it stands in.

    A notice may reach back into December of the year before, as the one for 2008 did with 29 to 31 December
    2007; days of January belong to the notice of their own year.
    """
    if not placed:
        return [NoticeProblem("no_days")]
    if len(placed) > MAX_DAYS:
        return [NoticeProblem("too_many_days", params={"count": len(placed), "limit": MAX_DAYS})]
    problems = [problem for each in placed for problem in _day_problems(scope, year, each)]
    problems += _duplicates(placed)
    resting = {
        each.day.date for each in placed if each.day.kind is NoticeDayKind.REST and each.day.date.year == year
    }
    if not resting:
        problems.append(NoticeProblem("no_rest", params={"year": year}))
    elif scope == NATIONAL and FIRST_YEAR <= year <= LAST_YEAR:
        missing = [
            f"{day.isoformat()} {name}" for day, name in statutory_days(year).items() if day not in resting
        ]
        if missing:
            problems.append(NoticeProblem("statutory_missing", params={"days": "、".join(missing)}))
    return problems


def _day_problems(scope: str, year: int, placed: PlacedDay) -> Iterable[NoticeProblem]:
    day = placed.day
    shown = day.date.isoformat()
    spill = day.date.year == year - 1 and day.date.month == DECEMBER
    if day.date.year == year + 1:
        yield NoticeProblem("next_year", row=placed.row, params={"day": shown, "year": day.date.year})
    elif day.date.year != year and not spill:
        yield NoticeProblem("wrong_year", row=placed.row, params={"day": shown, "year": year})
    if day.kind is NoticeDayKind.WORK and scope != NATIONAL:
        yield NoticeProblem("local_work", row=placed.row, params={"day": shown})
    elif day.kind is NoticeDayKind.WORK and day.date.weekday() < SATURDAY:
        yield NoticeProblem("work_on_weekday", row=placed.row, params={"day": shown})
    if not day.name.strip():
        yield NoticeProblem("name_missing", row=placed.row, params={"day": shown})
    elif not day.name.isprintable():
        yield NoticeProblem("name_unprintable", row=placed.row)
    elif len(day.name) > MAX_NAME:
        yield NoticeProblem("name_too_long", row=placed.row, params={"limit": MAX_NAME})


def _duplicates(placed: Sequence[PlacedDay]) -> Iterable[NoticeProblem]:
    first_rows: dict[dt.date, int] = {}
    for each in placed:
        if each.day.date in first_rows:
            params: dict[str, str | int] = {
                "day": each.day.date.isoformat(),
                "first": first_rows[each.day.date],
            }
            yield NoticeProblem("duplicate", row=each.row, params=params)
        else:
            first_rows[each.day.date] = each.row
