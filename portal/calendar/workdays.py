"""Working-day arithmetic: pure functions over a calendar that knows which years it knows.

No clock, no database, no settings: a caller passes the calendar and the dates. All dates are civil dates in
Asia/Shanghai; a counted window ends at 24:00 Beijing time of its last day.

A working day is a weekday that the State Council's yearly notice does not make a rest day, or a weekend day
that it makes a working day (调休上班). A year without a notice is *unknown*, which is not the same as "a year
without holidays": a window that touches it is provisional and has no last day.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Self

from portal.calendar.statutory import DECREE, statutory_days

SATURDAY = 5


class CountingPolicy(StrEnum):
    """Whether the start date itself may be the first counted day.

    民法典 art. 201 does not count the start day; that is the default and meets both readings of 不少于.
    """

    EXCLUDE_START = "exclude_start"
    INCLUDE_START = "include_start"


class DayKind(StrEnum):
    """What a date is. Only ``WORKDAY`` and ``MAKEUP`` count as working days."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    REST = "rest"
    """A rest day of the State Council's arrangement, the statutory day itself or one moved to it."""
    MAKEUP = "makeup"
    """A weekend day worked in exchange (调休上班)."""
    LOCAL_REST = "local_rest"
    """A rest day set by the local government, 放假办法 art. 4."""
    UNKNOWN = "unknown"
    """No arrangement is on record for the year."""


class UnknownYear(LookupError):  # noqa: N818 - reads as the fact it states
    """Asked about a year for which the calendar holds no holiday arrangement."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的放假安排尚未录入")
        self.year = year


@dataclass(frozen=True)
class YearData:
    """The holiday arrangement of one calendar year, with where it comes from.

    :param rest: rest days of the arrangement, each with the festival's name. Never empty: an empty file is no
        data.
    :param makeup: weekend days worked in exchange, each with the festival's name.
    :raises ValueError: no rest day; a day outside the year; a working day that is no weekend day or that also
        rests.
    """

    year: int
    rest: Mapping[dt.date, str]
    makeup: Mapping[dt.date, str]
    source: str

    def __post_init__(self) -> None:
        if not self.rest:
            raise ValueError(f"{self.year}年没有任何放假日，不能作为放假安排")
        for day in (*self.rest, *self.makeup):
            if day.year != self.year:
                raise ValueError(f"{day.isoformat()}不在{self.year}年内")
        for day in self.makeup:
            if day.weekday() < SATURDAY or day in self.rest:
                raise ValueError(f"{day.isoformat()}不能是调休上班日")
        object.__setattr__(self, "rest", MappingProxyType(dict(self.rest)))
        object.__setattr__(self, "makeup", MappingProxyType(dict(self.makeup)))


@dataclass(frozen=True)
class LocalDay:
    """A rest day added by a local government: its name and the notice it comes from."""

    name: str
    source: str


@dataclass(frozen=True)
class WorkCalendar:
    """The arrangement in force for one place: known years, local rest days, a version naming the content."""

    version: str
    years: Mapping[int, YearData]
    local_rest: Mapping[dt.date, LocalDay] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether an arrangement for *year* is on record."""
        return year in self.years

    def kind(self, day: dt.date) -> DayKind:
        """What *day* is; ``UNKNOWN`` for every day of a year without data, local rest days included.

        A national rest day stays one; a local rest day outranks a weekend and a day worked in exchange.
        """
        data = self.years.get(day.year)
        if data is None:
            return DayKind.UNKNOWN
        if day in data.rest:
            return DayKind.REST
        if day in self.local_rest:
            return DayKind.LOCAL_REST
        if day in data.makeup:
            return DayKind.MAKEUP
        return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

    def is_workday(self, day: dt.date) -> bool:
        """Whether *day* counts. :raises UnknownYear: nothing is on record for its year."""
        kind = self.kind(day)
        if kind is DayKind.UNKNOWN:
            raise UnknownYear(day.year)
        return kind in (DayKind.WORKDAY, DayKind.MAKEUP)

    def is_expected_workday(self, day: dt.date) -> bool:
        """As :meth:`is_workday`; in an unknown year by weekends, local rest days and art. 2 alone."""
        if self.knows(day.year):
            return self.is_workday(day)
        rests = day.weekday() >= SATURDAY or day in self.local_rest or day in statutory_days(day.year)
        return not rests

    def describe(self, day: dt.date) -> str:
        """What *day* is in Chinese words, complete in itself: 工作日, 周末, 春节放假, 春节调休上班.

        In an unknown year it is the estimate, marked （暂定）.
        """
        kind = self.kind(day)
        if kind is DayKind.REST:
            text = f"{self.years[day.year].rest[day]}放假"
        elif kind is DayKind.MAKEUP:
            text = f"{self.years[day.year].makeup[day]}调休上班"
        elif kind is DayKind.UNKNOWN and day in statutory_days(day.year):
            text = f"{statutory_days(day.year)[day]}放假"
        elif day in self.local_rest:
            text = f"{self.local_rest[day].name}放假（地方）"
        else:
            text = "周末" if day.weekday() >= SATURDAY else "工作日"
        return f"{text}（暂定）" if kind is DayKind.UNKNOWN else text

    def source(self, day: dt.date) -> str:
        """Where :meth:`kind` takes its answer from: the year's arrangement, a local notice, or the decree."""
        if day in self.local_rest and self.kind(day) in (DayKind.LOCAL_REST, DayKind.UNKNOWN):
            return self.local_rest[day].source
        data = self.years.get(day.year)
        return data.source if data is not None else f"尚无{day.year}年放假安排，暂按{DECREE}推算"


@dataclass(frozen=True)
class CountedDay:
    """One line of a derivation.

    :param number: 1 to N when the day counts, else None. On a provisional derivation the numbers from the
        first day of an unknown year on (``kind`` UNKNOWN) are estimates.
    """

    day: dt.date
    kind: DayKind
    name: str
    number: int | None
    source: str


@dataclass(frozen=True)
class Derivation:
    """How a window was counted, day by day from the start date to the last counted day.

    :param days: every day from ``start`` on, rest days included; the start date is listed under both
        policies.
    :param first_day: the first counted day; on a provisional derivation perhaps an estimate.
    :param last_day: the last counted day, which ends at 24:00 Beijing time; None when provisional.
    :param expected_last_day: equals ``last_day``, or is the estimate by
        :meth:`WorkCalendar.is_expected_workday`.
    """

    start: dt.date
    needed: int
    policy: CountingPolicy
    calendar_version: str
    days: tuple[CountedDay, ...]
    first_day: dt.date | None
    last_day: dt.date | None
    expected_last_day: dt.date | None
    provisional: bool

    def as_json(self) -> dict[str, Any]:
        """The derivation as JSON-safe values: ISO dates, strings, integers, booleans, None."""
        return {
            "start": self.start.isoformat(),
            "needed": self.needed,
            "policy": self.policy.value,
            "calendar_version": self.calendar_version,
            "days": [
                {
                    "day": each.day.isoformat(),
                    "kind": each.kind.value,
                    "name": each.name,
                    "number": each.number,
                    "source": each.source,
                }
                for each in self.days
            ],
            "first_day": _iso(self.first_day),
            "last_day": _iso(self.last_day),
            "expected_last_day": _iso(self.expected_last_day),
            "provisional": self.provisional,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what :meth:`as_json` wrote. :raises KeyError, ValueError: not such a value."""
        return cls(
            start=dt.date.fromisoformat(data["start"]),
            needed=data["needed"],
            policy=CountingPolicy(data["policy"]),
            calendar_version=data["calendar_version"],
            days=tuple(
                CountedDay(
                    day=dt.date.fromisoformat(each["day"]),
                    kind=DayKind(each["kind"]),
                    name=each["name"],
                    number=each["number"],
                    source=each["source"],
                )
                for each in data["days"]
            ),
            first_day=_date(data["first_day"]),
            last_day=_date(data["last_day"]),
            expected_last_day=_date(data["expected_last_day"]),
            provisional=data["provisional"],
        )


def count_window(
    calendar: WorkCalendar,
    start: dt.date,
    needed: int,
    policy: CountingPolicy = CountingPolicy.EXCLUDE_START,
) -> Derivation:
    """Count *needed* working days from *start* and keep every step.

    Under ``INCLUDE_START`` a start date that is a rest day is simply not counted. The result is provisional
    as soon as one day from *start* to the needed last day lies in a year without data.

    :raises ValueError: *needed* is below 1, or the count runs past the year 9999.
    """
    if needed < 1:
        raise ValueError("工作日数至少为1")
    days: list[CountedDay] = []
    number = 0
    for day in _days_from(start):
        may_count = day != start or policy is CountingPolicy.INCLUDE_START
        counts = may_count and calendar.is_expected_workday(day)
        number += counts
        days.append(
            CountedDay(
                day=day,
                kind=calendar.kind(day),
                name=calendar.describe(day),
                number=number if counts else None,
                source=calendar.source(day),
            )
        )
        if number == needed:
            break
    else:
        raise ValueError("计算超出了公元9999年")
    provisional = any(each.kind is DayKind.UNKNOWN for each in days)
    last_day = days[-1].day
    return Derivation(
        start=start,
        needed=needed,
        policy=policy,
        calendar_version=calendar.version,
        days=tuple(days),
        first_day=next(each.day for each in days if each.number == 1),
        last_day=None if provisional else last_day,
        expected_last_day=last_day,
        provisional=provisional,
    )


def workdays_between(calendar: WorkCalendar, first: dt.date, last: dt.date) -> int | None:
    """How many working days lie from *first* to *last*, both included; 0 when *last* is before *first*.

    None when any year from *first* to *last* is unknown.
    """
    if any(not calendar.knows(year) for year in range(first.year, last.year + 1)):
        return None
    return sum(calendar.is_workday(day) for day in _days_from(first, last))


def remaining_workdays(calendar: WorkCalendar, today: dt.date, last_day: dt.date) -> int:
    """Counted days from *today*, itself included when a working day, to *last_day*; 0 once that has passed.

    :raises UnknownYear: a year between them has no data; a provisional window has no last day to count to.
    """
    return sum(calendar.is_workday(day) for day in _days_from(today, last_day))


def _days_from(first: dt.date, last: dt.date = dt.date.max) -> Iterator[dt.date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(ordinal)


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
