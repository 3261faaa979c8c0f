"""What a stored window is at an instant, at every boundary that matters to somebody who wants to object."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.windows import BEIJING, OPEN_PHASES, Phase, WindowTerms, closes_at, midnight, window_state
from portal.calendar.selectors import builtin_calendar
from portal.calendar.workdays import CountingPolicy, count_window

CALENDAR = builtin_calendar()


def terms(start: dt.date, needed: int = 5, **changes: Any) -> WindowTerms:
    """A window as it is stored after publication on `start`."""
    derived = count_window(CALENDAR, start, needed, CountingPolicy.EXCLUDE_START)
    values = {
        "start": start,
        "first_day": derived.first_day,
        "last_day": derived.last_day,
        "expected_last_day": derived.expected_last_day,
        "needed": needed,
        "provisional": derived.provisional,
    }
    return WindowTerms(**(values | changes))


def state(window: WindowTerms, when: dt.datetime) -> Any:
    """The state at a Beijing instant."""
    return window_state(window, CALENDAR, when)


MAY = terms(dt.date(2026, 4, 30))
"""Published on the Thursday before 1 May 2026: counts 6, 7, 8, 9 (an adjusted Saturday) and 11 May."""


@pytest.mark.parametrize(
    ("day", "phase", "counted", "remaining", "pause"),
    [
        (dt.date(2026, 4, 29), Phase.UPCOMING, 0, 5, ""),
        (dt.date(2026, 4, 30), Phase.OPEN, 0, 5, ""),
        (dt.date(2026, 5, 1), Phase.OPEN, 0, 5, "劳动节"),
        (dt.date(2026, 5, 6), Phase.OPEN, 1, 5, ""),
        (dt.date(2026, 5, 9), Phase.OPEN, 4, 2, ""),
        (dt.date(2026, 5, 10), Phase.OPEN, 4, 1, "周末"),
        (dt.date(2026, 5, 11), Phase.LAST_DAY, 5, 1, ""),
        (dt.date(2026, 5, 12), Phase.CLOSED, 5, 0, ""),
    ],
)
def test_a_window_over_a_holiday_and_an_adjusted_saturday(
    day: dt.date, phase: Phase, counted: int, remaining: int, pause: str
) -> None:
    found = state(MAY, midnight(day) + dt.timedelta(hours=9))
    assert (found.phase, found.counted, found.remaining) == (phase, counted, remaining)
    assert (pause in found.pause) if pause else found.pause == ""


def test_the_last_day_ends_at_24_00_beijing_time() -> None:
    end = closes_at(MAY.last_day)
    assert end == dt.datetime(2026, 5, 12, tzinfo=BEIJING)
    assert state(MAY, end - dt.timedelta(microseconds=1)).phase is Phase.LAST_DAY
    assert state(MAY, end).phase is Phase.CLOSED
    utc = end.astimezone(dt.UTC)
    assert state(MAY, utc - dt.timedelta(seconds=1)).is_open


def test_a_provisional_window_stays_open_and_says_so() -> None:
    window = terms(dt.date(2026, 12, 31))
    assert window.last_day is None
    found = state(window, midnight(dt.date(2027, 6, 1)))
    assert (found.phase, found.provisional, found.remaining) == (Phase.OPEN, True, None)
    assert found.next_change is None


@pytest.mark.parametrize(("change", "phase"), [("concluded_at", Phase.CONCLUDED), ("ended_at", Phase.ENDED)])
def test_what_is_over_is_over(change: str, phase: Phase) -> None:
    found = state(
        terms(dt.date(2026, 4, 30), **{change: midnight(dt.date(2026, 5, 13))}), midnight(dt.date(2026, 5, 6))
    )
    assert (found.phase, found.remaining, found.next_change) == (phase, 0, None)


instants = st.datetimes(
    dt.datetime(2006, 1, 10),  # noqa: DTZ001 - bounds are naive, the zone is drawn beside them
    dt.datetime(2026, 11, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


@given(instants, st.integers(1, 15), st.integers(-40, 60))
def test_nothing_changes_before_the_next_change(published: dt.datetime, needed: int, offset: int) -> None:
    window = terms(published.astimezone(BEIJING).date(), needed)
    now = published + dt.timedelta(days=offset)
    found = state(window, now)
    if found.next_change is None:
        assert found.phase not in {*OPEN_PHASES, Phase.UPCOMING}
        return
    assert found.next_change > now
    just_before = found.next_change - dt.timedelta(microseconds=1)
    again = state(window, just_before)
    assert (again.phase, again.counted, again.remaining, again.pause) == (
        found.phase,
        found.counted,
        found.remaining,
        found.pause,
    )


@given(instants, st.integers(1, 15), st.integers(0, 60))
def test_counted_and_remaining_agree_with_the_total(published: dt.datetime, needed: int, offset: int) -> None:
    window = terms(published.astimezone(BEIJING).date(), needed)
    found = state(window, published + dt.timedelta(days=offset))
    if found.phase in OPEN_PHASES:
        today_counts = CALENDAR.is_workday(found.today) and found.today >= window.first_day
        assert found.counted + found.remaining - (1 if today_counts else 0) == needed
