"""Statutory days against twenty-three real arrangements and against known dates."""

import datetime as dt

import pytest

from portal.calendar.sources import LIBRARY, builtin_years, library_source, library_version
from portal.calendar.statutory import statutory_days


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_statutory_day_rests_in_the_real_arrangement(year: int) -> None:
    """Whichever revision of the decree was in force; a festival on a weekend may go unlisted."""
    data = builtin_years()[year]
    for day in statutory_days(year):
        assert day in data.rest or (day.weekday() >= 5 and day not in data.makeup), day


@pytest.mark.parametrize(
    ("year", "count"), [(2007, 10), (2013, 11), (2020, 10), (2024, 11), (2025, 13), (2027, 13), (2028, 12)]
)
def test_the_revision_in_force_decides_how_many(year: int, count: int) -> None:
    """2020 and 2028 have one less: 中秋 falls on a National Day."""
    assert len(statutory_days(year)) == count


def test_2027_by_the_lunar_calendar() -> None:
    days = statutory_days(2027)
    assert [day for day, name in days.items() if name == "春节"] == [
        dt.date(2027, 2, n) for n in (5, 6, 7, 8)
    ]
    assert days[dt.date(2027, 4, 5)] == "清明节"
    assert days[dt.date(2027, 6, 9)] == "端午节"
    assert days[dt.date(2027, 9, 15)] == "中秋节"
    assert list(days) == sorted(days)


def test_two_festivals_on_one_day_are_both_named() -> None:
    assert statutory_days(2020)[dt.date(2020, 10, 1)] == "中秋节、国庆节"


def test_the_library_holds_2004_to_2026_and_an_absent_year_is_absent() -> None:
    years = builtin_years()
    assert sorted(years) == list(range(2004, 2027))
    assert 2027 not in years
    assert all(data.source == library_source() for data in years.values())
    assert library_source() == f"{LIBRARY} {library_version()}"


def test_names_are_chinese() -> None:
    names = {
        name for data in builtin_years().values() for name in (*data.rest.values(), *data.makeup.values())
    }
    assert all("一" <= name[0] <= "鿿" for name in names)
    assert "春节" in names


def test_the_mapping_handed_out_is_a_copy() -> None:
    builtin_years().pop(2026)
    assert 2026 in builtin_years()
