"""Counting working days: the vectors of real notices, and an independent brute-force oracle."""

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.calendar.sources import builtin_years
from portal.calendar.workdays import (
    CountingPolicy,
    DayKind,
    Derivation,
    LocalDay,
    UnknownYear,
    WorkCalendar,
    YearData,
    count_window,
    remaining_workdays,
    workdays_between,
)

CALENDAR = WorkCalendar("test", builtin_years())
EXCLUDE, INCLUDE = CountingPolicy.EXCLUDE_START, CountingPolicy.INCLUDE_START
ONE_DAY = dt.timedelta(days=1)

VECTORS = [
    ("2026-02-13", 5, "2026-02-27", "2026-02-26"),
    ("2026-02-15", 5, "2026-02-28", "2026-02-28"),
    ("2026-04-30", 5, "2026-05-11", "2026-05-09"),
    ("2026-09-18", 5, "2026-09-24", "2026-09-23"),
    ("2026-09-28", 5, "2026-10-10", "2026-10-09"),
    ("2026-09-28", 10, "2026-10-16", "2026-10-15"),
    ("2025-12-29", 5, "2026-01-06", "2026-01-05"),
    ("2025-01-20", 10, "2025-02-08", "2025-02-07"),
    ("2022-05-07", 5, "2022-05-13", "2022-05-12"),
    ("2026-12-24", 5, "2026-12-31", "2026-12-30"),
]
"""(published, needed, last day when the start is not counted, last day when it is)"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def oracle(start: dt.date, needed: int, policy: CountingPolicy) -> dt.date | None:
    """The last counted day by walking day by day and asking the library; None where the library refuses."""
    current = start if policy is INCLUDE else start + ONE_DAY
    left = needed
    try:
        chinese_calendar.is_workday(start)
        while True:
            left -= chinese_calendar.is_workday(current)
            if left == 0:
                return current
            current += ONE_DAY
    except NotImplementedError:
        return None


@pytest.mark.parametrize(("published", "needed", "excluding", "including"), VECTORS)
def test_vectors_of_real_calendars(published: str, needed: int, excluding: str, including: str) -> None:
    assert count_window(CALENDAR, day(published), needed, EXCLUDE).last_day == day(excluding)
    assert count_window(CALENDAR, day(published), needed, INCLUDE).last_day == day(including)


@pytest.mark.parametrize("policy", list(CountingPolicy))
def test_the_vector_that_runs_into_an_unknown_year_is_provisional(policy: CountingPolicy) -> None:
    derivation = count_window(CALENDAR, day("2026-12-31"), 5, policy)
    assert derivation.provisional
    assert derivation.last_day is None
    # 1 January rests; 2 and 3 January 2027 are a weekend.
    assert derivation.expected_last_day == (day("2027-01-08") if policy is EXCLUDE else day("2027-01-07"))


@pytest.mark.parametrize("policy", list(CountingPolicy))
def test_every_start_of_2005_to_2026_agrees_with_brute_force(policy: CountingPolicy) -> None:
    """One window of thirty days a start shows all thirty answers; one of them is also asked for alone."""
    workdays = [
        each
        for each in (dt.date(2005, 1, 1) + ONE_DAY * offset for offset in range(8035))
        if chinese_calendar.is_workday(each)
    ]
    position = 0
    for ordinal in range(dt.date(2005, 1, 1).toordinal(), dt.date(2026, 12, 31).toordinal() + 1):
        start = dt.date.fromordinal(ordinal)
        while position < len(workdays) and (
            workdays[position] < start or (policy is EXCLUDE and workdays[position] == start)
        ):
            position += 1
        expected = workdays[position : position + 30]
        derivation = count_window(CALENDAR, start, 30, policy)
        counted = [each.day for each in derivation.days if each.number and each.kind is not DayKind.UNKNOWN]
        assert counted == expected, start
        assert derivation.provisional == (len(expected) < 30), start
        needed = ordinal % 30 + 1
        alone = count_window(CALENDAR, start, needed, policy)
        assert alone.last_day == (expected[needed - 1] if needed <= len(expected) else None), (start, needed)


@settings(max_examples=400, deadline=None)
@given(
    start=st.dates(dt.date(2005, 1, 1), dt.date(2026, 12, 31)),
    needed=st.integers(1, 30),
    policy=st.sampled_from(CountingPolicy),
)
def test_any_window_agrees_with_brute_force(start: dt.date, needed: int, policy: CountingPolicy) -> None:
    derivation = count_window(CALENDAR, start, needed, policy)
    expected = oracle(start, needed, policy)
    assert derivation.last_day == expected
    assert derivation.provisional == (expected is None)


@settings(max_examples=200, deadline=None)
@given(
    start=st.one_of(
        st.dates(dt.date(1950, 1, 1), dt.date(2003, 12, 31)),
        st.dates(dt.date(2027, 1, 1), dt.date(2150, 1, 1)),
    ),
    needed=st.integers(1, 30),
    policy=st.sampled_from(CountingPolicy),
)
def test_a_start_in_an_unknown_year_is_always_provisional(
    start: dt.date, needed: int, policy: CountingPolicy
) -> None:
    derivation = count_window(CALENDAR, start, needed, policy)
    assert derivation.provisional
    assert derivation.last_day is None
    assert derivation.expected_last_day == derivation.days[-1].day
    assert [each.number for each in derivation.days if each.number] == list(range(1, needed + 1))


@settings(max_examples=200, deadline=None)
@given(
    start=st.dates(dt.date(2026, 11, 1), dt.date(2026, 12, 31)),
    needed=st.integers(1, 60),
    policy=st.sampled_from(CountingPolicy),
)
def test_late_2026_is_provisional_exactly_when_it_runs_into_2027(
    start: dt.date, needed: int, policy: CountingPolicy
) -> None:
    derivation = count_window(CALENDAR, start, needed, policy)
    assert derivation.provisional == (derivation.days[-1].day.year > 2026)
    assert (derivation.last_day is None) == derivation.provisional


def test_a_gap_between_known_years_is_provisional_too() -> None:
    years = {year: data for year, data in builtin_years().items() if year != 2025}
    holed = WorkCalendar("holed", years)
    assert count_window(holed, day("2024-12-30"), 300).provisional
    assert not count_window(CALENDAR, day("2024-12-30"), 300).provisional


def test_the_estimate_of_an_unknown_year_rests_on_weekends_and_statutory_days() -> None:
    derivation = count_window(CALENDAR, day("2027-02-03"), 5)
    names = {each.day: (each.kind, each.name, each.number) for each in derivation.days}
    assert names[day("2027-02-04")] == (DayKind.UNKNOWN, "工作日（暂定）", 1)
    assert names[day("2027-02-05")] == (DayKind.UNKNOWN, "春节放假（暂定）", None)  # 除夕
    assert names[day("2027-02-08")] == (DayKind.UNKNOWN, "春节放假（暂定）", None)  # 初三
    assert names[day("2027-02-09")][2] == 2
    assert derivation.expected_last_day == day("2027-02-12")
    assert "第二条" in derivation.days[-1].source


def test_a_rest_day_at_the_start_is_simply_not_counted() -> None:
    derivation = count_window(CALENDAR, day("2026-10-03"), 1, INCLUDE)
    assert derivation.first_day == derivation.last_day == day("2026-10-08")
    assert derivation.days[0].number is None


def test_the_derivation_lists_every_day_with_its_source() -> None:
    derivation = count_window(CALENDAR, day("2026-09-28"), 10)
    assert [each.day for each in derivation.days] == [day("2026-09-28") + ONE_DAY * n for n in range(19)]
    assert derivation.days[0].number is None
    assert derivation.days[12] == derivation.days[12].__class__(
        day("2026-10-10"), DayKind.MAKEUP, "国庆节调休上班", 5, derivation.days[0].source
    )
    assert derivation.days[0].source.startswith("chinesecalendar ")
    assert derivation.first_day == day("2026-09-29")
    assert derivation.expected_last_day == derivation.last_day


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(dt.date(2003, 6, 1), dt.date(2028, 1, 1)),
    needed=st.integers(1, 40),
    policy=st.sampled_from(CountingPolicy),
)
def test_a_derivation_survives_json(start: dt.date, needed: int, policy: CountingPolicy) -> None:
    derivation = count_window(CALENDAR, start, needed, policy)
    assert Derivation.from_json(derivation.as_json()) == derivation


@pytest.mark.parametrize("needed", [0, -1])
def test_fewer_than_one_day_is_refused(needed: int) -> None:
    with pytest.raises(ValueError, match="至少为1"):
        count_window(CALENDAR, day("2026-01-05"), needed)


def test_a_count_past_the_last_representable_day_is_refused() -> None:
    with pytest.raises(ValueError, match="9999"):
        count_window(CALENDAR, dt.date(9999, 12, 30), 10)


def test_workdays_between_counts_both_ends_and_knows_its_limits() -> None:
    assert workdays_between(CALENDAR, day("2026-10-08"), day("2026-10-10")) == 3
    assert workdays_between(CALENDAR, day("2026-10-10"), day("2026-10-09")) == 0
    assert workdays_between(CALENDAR, day("2026-12-31"), day("2027-01-01")) is None
    assert workdays_between(CALENDAR, day("2003-12-31"), day("2004-01-02")) is None


def test_remaining_counts_today_when_it_is_a_working_day() -> None:
    last = day("2026-10-16")
    assert remaining_workdays(CALENDAR, day("2026-09-29"), last) == 10
    assert remaining_workdays(CALENDAR, day("2026-10-01"), last) == 8
    assert remaining_workdays(CALENDAR, last, last) == 1
    assert remaining_workdays(CALENDAR, last + ONE_DAY, last) == 0
    with pytest.raises(UnknownYear) as caught:
        remaining_workdays(CALENDAR, day("2026-12-31"), day("2027-01-05"))
    assert caught.value.year == 2027


def test_an_unknown_year_has_no_working_days_to_ask_for() -> None:
    assert not CALENDAR.knows(2027)
    assert CALENDAR.kind(day("2027-01-04")) is DayKind.UNKNOWN
    with pytest.raises(UnknownYear):
        CALENDAR.is_workday(day("2027-01-04"))


def test_local_rest_days_stop_the_count_and_name_their_source() -> None:
    local = WorkCalendar("local", CALENDAR.years, {day("2026-09-29"): LocalDay("那达慕", "《地方通知》")})
    derivation = count_window(local, day("2026-09-28"), 1)
    assert derivation.last_day == day("2026-09-30")
    assert derivation.days[1].kind is DayKind.LOCAL_REST
    assert derivation.days[1].name == "那达慕放假（地方）"
    assert derivation.days[1].source == "《地方通知》"


def test_a_local_rest_day_outranks_a_day_worked_in_exchange_but_not_a_national_one() -> None:
    added = {day("2026-10-10"): LocalDay("地方节", "甲"), day("2026-10-01"): LocalDay("地方节", "甲")}
    local = WorkCalendar("local", CALENDAR.years, added)
    assert local.kind(day("2026-10-10")) is DayKind.LOCAL_REST
    assert local.kind(day("2026-10-01")) is DayKind.REST
    assert local.source(day("2026-10-01")) == CALENDAR.source(day("2026-10-01"))


def test_a_local_rest_day_counts_in_the_estimate_of_an_unknown_year() -> None:
    local = WorkCalendar("local", CALENDAR.years, {day("2027-03-02"): LocalDay("地方节", "甲")})
    derivation = count_window(local, day("2027-03-01"), 1)
    assert derivation.expected_last_day == day("2027-03-03")
    assert derivation.days[1].name == "地方节放假（地方）（暂定）"
    assert derivation.days[1].source == "甲"


@pytest.mark.parametrize(
    ("rest", "makeup"),
    [
        ({}, {}),
        ({day("2025-01-01"): "元旦"}, {}),
        ({day("2026-01-01"): "元旦"}, {day("2026-01-05"): "元旦"}),
        ({day("2026-01-03"): "元旦"}, {day("2026-01-03"): "元旦"}),
        ({day("2026-01-01"): "元旦"}, {day("2025-12-28"): "元旦"}),
    ],
    ids=["no rest day", "another year", "work on a Monday", "rest and work", "work in another year"],
)
def test_year_data_that_cannot_be_true_is_refused(
    rest: dict[dt.date, str], makeup: dict[dt.date, str]
) -> None:
    with pytest.raises(ValueError, match=r"年|调休"):
        YearData(2026, rest, makeup, "测试")
