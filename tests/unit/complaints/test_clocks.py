"""The clocks of a case: which run on which track, what meets them, and how they stand on a day."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.clocks import (
    BASIS_LABELS,
    LABELS,
    LEADS,
    STATE_LABELS,
    STATUTORY,
    Basis,
    CaseDays,
    Clock,
    ClockKey,
    ClockState,
    can_extend,
    clocks_of,
    next_clock,
    running,
)
from complaints.models import Track
from portal.calendar.assembly import build_calendar
from portal.calendar.sources import builtin_years, library_source
from portal.calendar.workdays import WorkCalendar

CALENDAR = build_calendar(builtin_years(), library_source(), ())
UNKNOWN = WorkCalendar(version="none", years={})
BEFORE_THE_HOLIDAY = dt.date(2026, 9, 28)
FILED = CaseDays(state="filed", track="", received_on=BEFORE_THE_HOLIDAY)
DAY = dt.timedelta(days=1)


def _clocks(case: CaseDays, calendar: WorkCalendar = CALENDAR) -> dict[ClockKey, Clock]:
    return {clock.key: clock for clock in clocks_of(case, calendar)}


@pytest.mark.parametrize(
    ("track", "added"),
    [
        ("", set()),
        ("objection", set()),
        ("petition", {ClockKey.DECIDE_STATUTORY}),
        ("market", {ClockKey.ACCEPT_MARKET}),
        ("discipline", {ClockKey.FORWARD}),
    ],
)
def test_what_was_promised_runs_on_every_track_and_a_track_adds_the_law(
    track: str, added: set[ClockKey]
) -> None:
    """A case that was taken up has the three of the filing, and what its track adds."""
    promised = {ClockKey.ACCEPT_TARGET, ClockKey.ACCEPT, ClockKey.DECIDE}
    case = replace(FILED, track=track, state="accepted", accepted_on=BEFORE_THE_HOLIDAY)
    assert set(_clocks(case)) == promised | added


def test_only_what_is_on_record_as_law_is_called_statutory() -> None:
    """By article on the petition track. What binds other bodies, or is repealed, is a commitment that says why."""
    case = replace(FILED, state="accepted", accepted_on=BEFORE_THE_HOLIDAY + DAY)
    petition = _clocks(replace(case, track="petition"))
    assert petition[ClockKey.ACCEPT].basis is Basis.STATUTORY
    # Art. 22 is for the petition offices; art. 23 for every other body, and leaves out whoever gave no name.
    assert str(petition[ClockKey.ACCEPT].source) == "《信访工作条例》第二十三条（信访人姓名、住址不清的除外）"
    assert petition[ClockKey.DECIDE_STATUTORY].source == "《信访工作条例》第三十四条"
    assert petition[ClockKey.DECIDE].basis is Basis.COMMITMENT
    forward = _clocks(replace(case, track="discipline"))[ClockKey.FORWARD]
    assert forward.basis is Basis.COMMITMENT
    assert str(forward.source).startswith("参照《纪检监察机关处理检举控告工作规则》第十五条、第十六条")
    market = _clocks(replace(case, track="market"))[ClockKey.ACCEPT_MARKET]
    assert market.basis is Basis.COMMITMENT
    assert "第121号" in str(market.source)
    assert {track for _key, track in STATUTORY} <= set(Track.values)


def test_days_through_national_day() -> None:
    """Five working days pass over the holiday and count the Saturday worked; fifteen calendar days run through it."""
    clocks = _clocks(replace(FILED, track="discipline"))
    assert clocks[ClockKey.FORWARD].due == clocks[ClockKey.ACCEPT_TARGET].due == dt.date(2026, 10, 10)
    assert clocks[ClockKey.ACCEPT].due == dt.date(2026, 10, 13)
    assert clocks[ClockKey.DECIDE].due == dt.date(2026, 11, 27)
    derivation = clocks[ClockKey.FORWARD].derivation
    assert derivation is not None
    assert [day.day.day for day in derivation.days if day.number is not None] == [29, 30, 8, 9, 10]
    # Soon due two working days before, that is before the holiday's end: not on a day on which nobody works.
    assert clocks[ClockKey.FORWARD].soon_from == dt.date(2026, 10, 8)


def test_the_petition_s_sixty_days_count_from_acceptance_and_thirty_more_once_extended() -> None:
    """Art. 34; and the promise made at filing grows by the same thirty."""
    case = replace(FILED, track="petition", state="accepted", accepted_on=dt.date(2026, 10, 9))
    clocks = _clocks(case)
    assert clocks[ClockKey.DECIDE_STATUTORY].due == dt.date(2026, 12, 8)
    longer = _clocks(replace(case, extended_on=dt.date(2026, 11, 20)))
    assert longer[ClockKey.DECIDE_STATUTORY].due == dt.date(2027, 1, 7)
    assert longer[ClockKey.DECIDE].due == dt.date(2026, 12, 27)


def test_an_extension_moves_no_day_that_has_passed() -> None:
    """On the last day it still counts; the day after, what is late stays late, and another limit may yet grow."""
    case = replace(FILED, track="petition", state="accepted", accepted_on=dt.date(2026, 10, 9))
    last = dt.date(2026, 11, 27)
    assert _clocks(replace(case, extended_on=last))[ClockKey.DECIDE].due == dt.date(2026, 12, 27)
    late = _clocks(replace(case, extended_on=last + DAY))
    assert late[ClockKey.DECIDE].due == last
    assert late[ClockKey.DECIDE].state(last + 2 * DAY) is ClockState.OVERDUE
    assert late[ClockKey.DECIDE_STATUTORY].due == dt.date(2027, 1, 7)
    assert can_extend(clocks_of(case, CALENDAR), dt.date(2026, 12, 8))
    assert not can_extend(clocks_of(case, CALENDAR), dt.date(2026, 12, 9))


def test_a_clock_on_each_side_of_its_days() -> None:
    """Running, soon, due, overdue; met in time or late. A withdrawn case still has to be decided."""
    accept = _clocks(FILED)[ClockKey.ACCEPT]
    assert accept.due is not None
    assert [
        accept.state(day) for day in (accept.soon_from - DAY, accept.soon_from, accept.due, accept.due + DAY)
    ] == [ClockState.RUNNING, ClockState.SOON, ClockState.DUE, ClockState.OVERDUE]
    for taken_up, state in ((accept.due, ClockState.MET), (accept.due + DAY, ClockState.MET_LATE)):
        case = replace(FILED, state="accepted", accepted_on=taken_up)
        assert _clocks(case)[ClockKey.ACCEPT].state(dt.date(2027, 6, 1)) is state
    withdrawn = _clocks(replace(FILED, state="withdrawn"))
    assert withdrawn[ClockKey.DECIDE].state(dt.date(2027, 6, 1)) is ClockState.OVERDUE


def test_an_estimate_is_never_held_against_anybody() -> None:
    """Without the year's arrangement a working day becomes due by its estimate and never overdue."""
    target = _clocks(FILED, UNKNOWN)[ClockKey.ACCEPT_TARGET]
    assert target.provisional
    assert target.due is None
    assert target.state(target.expected) is ClockState.DUE
    assert target.state(target.expected + 90 * DAY) is ClockState.ESTIMATE_PAST


def test_the_next_clock_is_the_one_not_met_whose_day_comes_first() -> None:
    """None is left once a case has ended: the result is told in the step that ends it."""
    case = replace(FILED, track="petition", state="accepted", accepted_on=BEFORE_THE_HOLIDAY + DAY)
    following = next_clock(clocks_of(case, CALENDAR))
    assert following is not None
    assert following.key is ClockKey.DECIDE
    ended = clocks_of(replace(case, state="upheld", ended_on=dt.date(2026, 11, 2)), CALENDAR)
    assert next_clock(ended) is None
    assert not running(ended)
    assert ClockKey.FEEDBACK in {clock.key for clock in ended}


def test_everything_has_its_words() -> None:
    """Every clock a name, a lead; every state and basis a name; keys fit the column they are stored in."""
    assert set(LABELS) == set(LEADS) == set(ClockKey)
    assert set(STATE_LABELS) == set(ClockState)
    assert set(BASIS_LABELS) == set(Basis)
    assert max(len(key) for key in ClockKey) <= 24


_days = st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 1))


@settings(max_examples=60)
@given(received=_days, track=st.sampled_from(Track.values), after=st.integers(0, 40), extended=st.booleans())
def test_no_clock_ever_goes_backwards_in_a_day(
    received: dt.date, track: str, after: int, extended: bool
) -> None:
    """State follows state in one order as the days pass, soon comes before due, and due before overdue."""
    case = CaseDays(
        state="accepted",
        track=track,
        received_on=received,
        accepted_on=received + after * DAY,
        extended_on=received + after * DAY if extended else None,
    )
    order = [ClockState.RUNNING, ClockState.SOON, ClockState.DUE, ClockState.OVERDUE]
    clocks = clocks_of(case, CALENDAR)
    assert [clock.day for clock in clocks] == sorted(clock.day for clock in clocks)
    for clock in clocks:
        assert clock.since < clock.soon_from <= clock.day
        if clock.met is None and not clock.provisional:
            seen = [order.index(clock.state(received + n * DAY)) for n in range(140)]
            assert seen == sorted(seen)
            assert {1, 2, 3} <= set(seen) | ({1} if clock.soon_from == clock.day else set())
