"""Days around today are counted in working days, holidays and days worked in exchange included."""

import datetime as dt

import pytest

from portal.calendar.selectors import builtin_calendar
from portal.calendar.workdays import UnknownYear, count_window
from portal.demo.timeline import Timeline


def timeline(today: str) -> Timeline:
    return Timeline(builtin_calendar(), dt.date.fromisoformat(today))


@pytest.mark.parametrize(
    ("today", "near"),
    [
        ("2026-11-18", "2026-11-18"),
        ("2026-11-21", "2026-11-23"),
        ("2026-10-03", "2026-10-08"),
        ("2026-05-09", "2026-05-09"),  # a Saturday worked in exchange
    ],
)
def test_the_nearest_working_day_is_today_or_the_next(today: str, near: str) -> None:
    assert timeline(today).near == dt.date.fromisoformat(near)


@pytest.mark.parametrize(
    ("offset", "day"),
    [(0, "2026-09-30"), (1, "2026-10-08"), (-1, "2026-09-29"), (3, "2026-10-10")],  # 10 October is worked
)
def test_offsets_skip_the_holiday(offset: int, day: str) -> None:
    assert timeline("2026-09-30").workday(offset) == dt.date.fromisoformat(day)


def test_an_origin_that_is_no_working_day_stands_for_the_one_before() -> None:
    days, sunday = timeline("2026-11-18"), dt.date(2026, 11, 22)
    assert days.workday(0, sunday) == dt.date(2026, 11, 20)
    assert days.workday(1, sunday) == dt.date(2026, 11, 23)


def test_it_agrees_with_the_count_of_a_window() -> None:
    days = timeline("2026-11-18")
    for start in (dt.date(2026, 9, 28), dt.date(2026, 11, 21), dt.date(2026, 2, 13)):
        for needed in (1, 5, 10):
            assert days.workday(needed, start) == count_window(days.calendar, start, needed).last_day


def test_an_unknown_year_is_not_guessed() -> None:
    year = max(builtin_calendar().years)
    with pytest.raises(UnknownYear):
        Timeline(builtin_calendar(), dt.date(year, 12, 20)).workday(30)
