"""What the portal promises to whoever files, by the day."""

import datetime as dt

from complaints.deadlines import Commitment, Promise, Unit, commitments
from portal.calendar.assembly import build_calendar
from portal.calendar.sources import builtin_years, library_source

CALENDAR = build_calendar(builtin_years(), library_source(), ())
BEFORE_THE_HOLIDAY = dt.date(2026, 9, 28)


def _promised(received_on: dt.date, concluded_on: dt.date | None = None) -> dict[Promise, Commitment]:
    made = commitments(received_on, CALENDAR, concluded_on=concluded_on)
    return {commitment.promise: commitment for commitment in made}


def test_calendar_days_run_through_the_national_day_holiday() -> None:
    """15, 60 and 90 days after the filing, the day of filing not counted."""
    promised = _promised(BEFORE_THE_HOLIDAY)
    assert promised[Promise.ACCEPT].due == dt.date(2026, 10, 13)
    assert promised[Promise.DECIDE].due == dt.date(2026, 11, 27)
    assert promised[Promise.DECIDE_EXTENDED].due == dt.date(2026, 12, 27)
    assert promised[Promise.ACCEPT].unit is Unit.CALENDAR


def test_working_days_pass_over_it_and_count_the_saturday_worked_in_exchange() -> None:
    """Five working days from Monday 28 September 2026 end on Saturday 10 October, which is worked."""
    target = _promised(BEFORE_THE_HOLIDAY)[Promise.ACCEPT_TARGET]
    assert target.due == dt.date(2026, 10, 10)
    assert target.derivation is not None
    counted = [day.day.day for day in target.derivation.days if day.number is not None]
    assert counted == [29, 30, 8, 9, 10]


def test_feedback_is_promised_once_there_is_a_conclusion() -> None:
    """It counts from the conclusion and not from the filing."""
    assert Promise.FEEDBACK not in _promised(BEFORE_THE_HOLIDAY)
    promised = _promised(BEFORE_THE_HOLIDAY, concluded_on=dt.date(2026, 10, 12))
    assert promised[Promise.FEEDBACK].since == dt.date(2026, 10, 12)
    assert promised[Promise.FEEDBACK].due == dt.date(2026, 11, 2)


def test_a_year_without_an_arrangement_gives_an_estimate_that_is_held_against_nobody() -> None:
    """2027 is not on record: the working days are provisional, the calendar days are not."""
    promised = _promised(dt.date(2026, 12, 28), concluded_on=dt.date(2026, 12, 28))
    feedback = promised[Promise.FEEDBACK]
    assert feedback.due is None
    assert feedback.provisional
    assert feedback.expected is not None
    assert feedback.expected.year == 2027
    assert not feedback.is_past(dt.date(2028, 1, 1))
    assert promised[Promise.ACCEPT].due == dt.date(2027, 1, 12)
    assert not promised[Promise.ACCEPT].provisional


def test_a_promised_day_is_past_only_when_it_is_over() -> None:
    """The last day ends at 24:00."""
    accept = _promised(BEFORE_THE_HOLIDAY)[Promise.ACCEPT]
    assert not accept.is_past(dt.date(2026, 10, 13))
    assert accept.is_past(dt.date(2026, 10, 14))
