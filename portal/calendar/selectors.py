"""What the calendar's tables say: the calendar in force, the state of each year, the versions behind it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.calendar.assembly import build_calendar
from portal.calendar.models import HolidayNotice
from portal.calendar.notices import NATIONAL, NoticeTerms
from portal.calendar.sources import builtin_years, library_source
from portal.calendar.workdays import WorkCalendar


@dataclass(frozen=True)
class YearState:
    """What is on record for one year, nationally.

    :param source: the arrangement's source, "" for a year without data.
    :param notice: the notice the data comes from, None for the library's years and those without data.
    :param local: local notices in force for the year.
    """

    year: int
    known: bool
    source: str
    rest_days: int
    makeup_days: int
    is_example: bool
    notice: HolidayNotice | None
    local: tuple[HolidayNotice, ...]


def builtin_calendar() -> WorkCalendar:
    """The calendar of the library alone, for an installation whose tables are not there yet."""
    return build_calendar(builtin_years(), library_source(), ())


def current_calendar(division_code: str = "") -> WorkCalendar:
    """The calendar in force for *division_code* ("" = national arrangements only).

    One small query; the calendar itself is built once for each content and kept.
    """
    in_force = HolidayNotice.objects.latest_versions().values_list("sha256", flat=True)
    return _calendar(tuple(in_force), division_code)


def calendar_with(proposed: NoticeTerms, division_code: str = "") -> WorkCalendar:
    """The calendar that would be in force if *proposed* were the newest version of its scope and year."""
    kept = [
        notice.terms
        for notice in HolidayNotice.objects.latest_versions()
        if (notice.scope, notice.year) != (proposed.scope, proposed.year)
    ]
    return build_calendar(builtin_years(), library_source(), [*kept, proposed], division_code)


def latest_notice(scope: str, year: int) -> HolidayNotice | None:
    """The version in force for one scope and year."""
    return HolidayNotice.objects.of(scope, year).first()


def calendar_versions(scope: str = NATIONAL, year: int | None = None) -> list[HolidayNotice]:
    """Every stored version of a scope, newest year and version first; of one year when given."""
    notices = HolidayNotice.objects.filter(scope=scope)
    if year is not None:
        notices = notices.filter(year=year)
    return list(notices.order_by("-year", "-version"))


def years_with_real_data() -> frozenset[int]:
    """The years the library holds or for which a national notice that is no example is in force."""
    real = HolidayNotice.objects.latest_versions().filter(scope=NATIONAL, is_example=False)
    return frozenset(builtin_years()) | frozenset(real.values_list("year", flat=True))


def local_scopes() -> list[tuple[str, str]]:
    """Divisions for which local rest days are on record, as (code, name), in order of code."""
    local = HolidayNotice.objects.latest_versions().exclude(scope=NATIONAL)
    return sorted(dict(local.values_list("scope", "scope_name")).items())


def year_states(today: dt.date) -> list[YearState]:
    """The state of each year from two years ahead of *today* back to the first on record, newest first.

    Years without data in between, and those to come, are listed as such.
    """
    calendar = current_calendar()
    in_force = list(HolidayNotice.objects.latest_versions())
    national = {notice.year: notice for notice in in_force if notice.is_national}
    mentioned = {*calendar.years, *(notice.year for notice in in_force), today.year + 2}
    return [
        _state(year, calendar, national.get(year), [each for each in in_force if each.year == year])
        for year in range(max(mentioned), min(mentioned) - 1, -1)
    ]


def _state(
    year: int, calendar: WorkCalendar, notice: HolidayNotice | None, in_force: Sequence[HolidayNotice]
) -> YearState:
    data = calendar.years.get(year)
    applied = notice if notice is not None and not (notice.is_example and year in builtin_years()) else None
    return YearState(
        year=year,
        known=data is not None,
        source=data.source if data is not None else "",
        rest_days=len(data.rest) if data is not None else 0,
        makeup_days=len(data.makeup) if data is not None else 0,
        is_example=applied is not None and applied.is_example,
        notice=applied,
        local=tuple(each for each in in_force if not each.is_national),
    )


@lru_cache(maxsize=64)
def _calendar(in_force: tuple[str, ...], division_code: str) -> WorkCalendar:
    """Built from the notices whose digests are *in_force*: the digests are the key, so it cannot go stale."""
    notices = HolidayNotice.objects.filter(sha256__in=in_force)
    by_digest = {notice.sha256: notice.terms for notice in notices}
    return build_calendar(
        builtin_years(), library_source(), [by_digest[digest] for digest in in_force], division_code
    )
