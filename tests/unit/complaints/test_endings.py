"""When a case may be destroyed: the period, what stops it, what has to be on record."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from complaints.endings import Facts, Grounds, Stand, ending, months_after
from complaints.transitions import ENDED_STATES, OPEN_STATES

ENDED = dt.date(2025, 1, 31)
DUE = dt.date(2025, 3, 1)


def facts(**changes: object) -> Facts:
    given = {"state": "upheld", "ended_on": ENDED, "evidence_on": None, "held": False, "months": 1}
    return Facts(**{**given, "grounds": Grounds.WHOLE, **changes})  # type: ignore[arg-type]


def test_a_month_ends_with_the_month_where_it_has_no_such_day() -> None:
    assert months_after(ENDED, 1) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2025, 11, 30), 3) == dt.date(2026, 2, 28)
    assert months_after(ENDED, 0) == ENDED
    for months in (-1, 1_201):
        with pytest.raises(ValueError, match=str(months)):
            months_after(ENDED, months)


def test_the_last_day_of_the_period_still_belongs_to_it() -> None:
    last = dt.date(2025, 2, 28)
    assert ending(facts(), last).stand is Stand.KEPT
    assert ending(facts(), last).kept_until == last
    assert ending(facts(), DUE).stand is Stand.READY


@pytest.mark.parametrize(
    ("changes", "stand"),
    [
        ({"months": None}, Stand.NO_PERIOD),
        ({"held": True}, Stand.HELD),
        ({"held": True, "months": None}, Stand.HELD),
        ({"grounds": Grounds.NONE}, Stand.WANTS_GROUNDS),
        ({"grounds": Grounds.HALF}, Stand.WANTS_SECOND),
        ({"evidence_on": dt.date(2025, 2, 10)}, Stand.KEPT),
        ({"evidence_on": dt.date(2024, 2, 10)}, Stand.READY),
        ({"ended_on": None}, Stand.OPEN),
        ({"grounds_on": dt.date(2025, 2, 28)}, Stand.WANTS_GROUNDS),
        ({"grounds_on": DUE}, Stand.READY),
    ],
)
def test_what_stops_it(changes: dict[str, object], stand: Stand) -> None:
    assert ending(facts(**changes), DUE).stand is stand


@given(
    state=some.sampled_from(sorted(OPEN_STATES | ENDED_STATES)),
    held=some.booleans(),
    months=some.none() | some.integers(0, 1_200),
    grounds=some.sampled_from(Grounds),
    days=some.integers(0, 40_000),
)
@settings(max_examples=60, deadline=None)
def test_nothing_is_ready_that_is_open_held_unperioded_or_ungrounded(
    state: str, held: bool, months: int | None, grounds: Grounds, days: int
) -> None:
    found = ending(
        facts(state=state, held=held, months=months, grounds=grounds), ENDED + dt.timedelta(days=days)
    )
    over = months is not None and days > (months_after(ENDED, months) - ENDED).days
    may = state in ENDED_STATES and not held and over and grounds is Grounds.WHOLE
    assert (found.stand is Stand.READY) == may
