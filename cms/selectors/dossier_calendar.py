"""The calendars by which an edition's windows were counted, put together again from the notices they came from."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from cms.models import EditionPage, Seal, Window
from cms.seals import parse_body
from cms.selectors.dossier_people import People, instant
from portal.calendar.assembly import build_calendar, scopes_of
from portal.calendar.models import HolidayNotice
from portal.calendar.notices import NATIONAL
from portal.calendar.sources import builtin_years, library_source
from portal.calendar.workdays import WorkCalendar


def windows_counted(edition: EditionPage) -> list[dict[str, Any]]:
    """Every derivation on file: as announced in the seal, and as it stands now where a window moved or an entry has its own."""
    counted = []
    for seal in edition.seals.select_related("notice").order_by("published_at", "pk"):
        announced = _announced(seal)
        if announced:
            counted.append(
                {"notice": seal.notice.slug, "which": "announced", "entry_key": "", "derivation": announced}
            )
        for window in Window.objects.filter(seal=seal).order_by("entry_key", "pk"):
            if window.derivation != announced:
                which = "entry" if window.entry_key else "moved"
                place = {"notice": seal.notice.slug, "which": which, "entry_key": window.entry_key}
                counted.append({**place, "derivation": window.derivation})
    return counted


def _announced(seal: Seal) -> dict[str, Any]:
    for leaf in parse_body(seal.body).leaves:
        if leaf.value is not None and leaf.value["t"] == "window":
            return dict(leaf.value["derivation"])
    return {}


def calendars_used(windows: Iterable[Mapping[str, Any]], division_code: str) -> list[dict[str, Any]]:
    """Each calendar version of these derivations with the years they touch, day by day as far as no plain weekday or weekend.

    A version made with another release of the library cannot be put together again (`rebuilt` False): then the days
    listed in the derivation itself are all there is.
    """
    years: dict[str, set[int]] = {}
    for window in windows:
        derivation = window["derivation"]
        touched = {int(each["day"][:4]) for each in derivation["days"]}
        years.setdefault(derivation["calendar_version"], set()).update(touched)
    known = _every_calendar(division_code)
    return [_calendar(version, years[version], known.get(version)) for version in sorted(years)]


def _every_calendar(division_code: str) -> dict[str, tuple[WorkCalendar, list[HolidayNotice]]]:
    """Every calendar this installation ever had for the division: one for each notice that came in, in order."""
    found: dict[str, tuple[WorkCalendar, list[HolidayNotice]]] = {}
    in_force: dict[tuple[str, int], HolidayNotice] = {}
    arrivals: list[HolidayNotice | None] = [None, *HolidayNotice.objects.order_by("pk")]
    for arrived in arrivals:
        if arrived is not None:
            in_force[arrived.scope, arrived.year] = arrived
        terms = [notice.terms for notice in in_force.values()]
        calendar = build_calendar(builtin_years(), library_source(), terms, division_code)
        found.setdefault(calendar.version, (calendar, _used(in_force.values(), division_code)))
    return found


def _used(in_force: Iterable[HolidayNotice], division_code: str) -> list[HolidayNotice]:
    """The notices a calendar is made of, in the order in which its version names them (`build_calendar`)."""
    known = builtin_years()
    wanted = scopes_of(division_code)
    national = [n for n in in_force if n.scope == NATIONAL and not (n.is_example and n.year in known)]
    local = [n for n in in_force if n.scope in wanted]
    return [
        *sorted(national, key=lambda n: n.year),
        *sorted(local, key=lambda n: (n.year, wanted.index(n.scope))),
    ]


def _calendar(
    version: str, years: set[int], known: tuple[WorkCalendar, list[HolidayNotice]] | None
) -> dict[str, Any]:
    if known is None:
        return {"version": version, "rebuilt": False, "library": "", "notices": [], "years": {}}
    calendar, notices = known
    return {
        "version": version,
        "rebuilt": True,
        "library": library_source(),
        "notices": [[notice.scope, notice.year, notice.sha256] for notice in notices],
        "years": {str(year): _year(calendar, year) for year in sorted(years) if calendar.knows(year)},
    }


def _year(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    data = calendar.years[year]
    local = {day: each.name for day, each in calendar.local_rest.items() if day.year == year}
    return {
        "source": data.source,
        "rest": _days(data.rest),
        "makeup": _days(data.makeup),
        "local_rest": _days(local),
    }


def _days(days: Mapping[dt.date, str]) -> dict[str, str]:
    return {day.isoformat(): days[day] for day in sorted(days)}


def holiday_notices(calendars: Iterable[Mapping[str, Any]], people: People) -> list[dict[str, Any]]:
    """The holiday notices behind these calendars: words, days, source and who entered them."""
    wanted = {sha256 for calendar in calendars for _scope, _year, sha256 in calendar["notices"]}
    listed = HolidayNotice.objects.filter(sha256__in=wanted).order_by("year", "scope", "version", "pk")
    return [
        {
            "version": notice.version,
            "sha256": notice.sha256,
            "made_at": instant(notice.made_at),
            "made_by": people.who(notice.made_by_id, notice.made_at, "录入放假通知", notice.made_by_name),
            "terms": notice.terms.as_json(),
        }
        for notice in listed
    ]
