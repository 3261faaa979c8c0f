"""Put a calendar together from the library's years and the office's notices. Pure.

Order of authority for a day: the national notice of the following year where it reaches back into December;
the national notice of the day's year; the library. A notice marked 示例 yields to the library and never
reaches back into real data. Local notices add rest days on top. Which version of a notice is in force is the caller's matter.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping

import rfc8785

from portal.calendar.notices import NATIONAL, NoticeDayKind, NoticeTerms
from portal.calendar.workdays import LocalDay, WorkCalendar, YearData

VERSION_LENGTH = 12


def scopes_of(division_code: str) -> tuple[str, ...]:
    """The divisions whose local rest days hold in *division_code*: province, prefecture, county, each once.

    ``"150102"`` gives ``("150000", "150100", "150102")``; ``""`` gives none.
    """
    if not division_code:
        return ()
    levels = (division_code[:2] + "0000", division_code[:4] + "00", division_code)
    return tuple(dict.fromkeys(levels))


def build_calendar(
    library: Mapping[int, YearData],
    library_source: str,
    notices: Iterable[NoticeTerms],
    division_code: str = "",
) -> WorkCalendar:
    """The calendar in force for *division_code*.

    :param library: the years that come with the installation.
    :param library_source: name and version of the library; it enters the calendar's version.
    :param notices: at most one notice, the one in force, for each scope and year; those of other divisions
        are passed over.
    :returns: a calendar whose version depends on nothing but the content it was built from.
    """
    notices = list(notices)
    national = {each.year: each for each in notices if each.scope == NATIONAL}
    national = {
        year: each for year, each in sorted(national.items()) if not (each.is_example and year in library)
    }
    wanted = scopes_of(division_code)
    local = sorted(
        (each for each in notices if each.scope in wanted),
        key=lambda each: (each.year, wanted.index(each.scope)),
    )
    years = dict(library)
    for year, notice in national.items():
        years[year] = _year_of(notice)
    for year, notice in national.items():
        before = national.get(year - 1)
        invented_before = before is not None and before.is_example
        if year - 1 in years and (invented_before or not notice.is_example):
            years[year - 1] = _with_december(years[year - 1], notice)
    local_rest: dict[dt.date, LocalDay] = {}
    for notice in local:
        for day, name in notice.dates(NoticeDayKind.REST).items():
            local_rest.setdefault(day, LocalDay(name, notice.source))
    used = [*national.values(), *local]
    content = rfc8785.dumps([library_source, [[each.scope, each.year, each.sha256] for each in used]])
    version = hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
    return WorkCalendar(version=version, years=years, local_rest=local_rest)


def _year_of(notice: NoticeTerms) -> YearData:
    def own(kind: NoticeDayKind) -> dict[dt.date, str]:
        return {day: name for day, name in notice.dates(kind).items() if day.year == notice.year}

    return YearData(notice.year, own(NoticeDayKind.REST), own(NoticeDayKind.WORK), notice.source)


def _with_december(data: YearData, following: NoticeTerms) -> YearData:
    """*data* with the days of its December that the notice of the following year decides anew."""
    rest, makeup = dict(data.rest), dict(data.makeup)
    spilled = [day for day in following.days if day.date.year == data.year]
    if not spilled:
        return data
    for day in spilled:
        rest.pop(day.date, None)
        makeup.pop(day.date, None)
        (rest if day.kind is NoticeDayKind.REST else makeup)[day.date] = day.name
    return YearData(data.year, rest, makeup, f"{data.source}；{following.source}")
