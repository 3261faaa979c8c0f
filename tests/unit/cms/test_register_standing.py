"""What an award is on a day, from its events: by hand, against a model that counts, and what cannot happen."""

import datetime as dt
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.register import (
    STANDING,
    TRANSITIONS,
    WON,
    Event,
    EventKind,
    ImpossibleEventError,
    Standing,
    Status,
    may_happen,
    standing,
)

AWARDED = dt.date(2026, 4, 8)
LAST = dt.date(2029, 4, 7)
R, B, C, H, S = (
    EventKind.REVOKED,
    EventKind.REINSTATED,
    EventKind.CORRECTED,
    EventKind.CHANGED,
    EventKind.STRUCK,
)


def history(*kinds: EventKind) -> list[Event]:
    """Events of these kinds, ten days apart; a reinstatement annuls the newest revocation."""
    found: list[Event] = []
    for place, kind in enumerate(kinds, start=1):
        revoked = [event.place for event in found if event.kind is R]
        annuls = revoked[-1] if kind is B and revoked else None
        found.append(Event(place, kind, AWARDED + dt.timedelta(days=10 * place), annuls))
    return found


@pytest.mark.parametrize(
    ("today", "status", "since"),
    [
        (AWARDED, Status.VALID, None),
        (LAST, Status.VALID, None),
        (LAST + dt.timedelta(days=1), Status.EXPIRED, dt.date(2029, 4, 8)),
        (dt.date(2040, 1, 1), Status.EXPIRED, dt.date(2029, 4, 8)),
    ],
)
def test_a_limited_award_ends_by_itself(today: dt.date, status: Status, since: dt.date | None) -> None:
    assert standing(LAST, [], today) == Standing(status, since, None)
    assert standing(None, [], today) == Standing(Status.VALID, None, None)


@pytest.mark.parametrize(
    ("kinds", "status", "place"),
    [
        ((), Status.VALID, None),
        ((R,), Status.REVOKED, 1),
        ((R, B), Status.VALID, None),
        ((R, B, R), Status.REVOKED, 3),
        ((R, B, R, B), Status.VALID, None),
        ((C, H), Status.VALID, None),
        ((C, R), Status.REVOKED, 2),
        ((R, C), Status.REVOKED, 1),
        ((R, H, C), Status.REVOKED, 1),
        ((S,), Status.STRUCK, 1),
        ((R, S), Status.STRUCK, 2),
        ((R, B, S), Status.STRUCK, 3),
    ],
)
def test_events_in_their_order(kinds: tuple[EventKind, ...], status: Status, place: int | None) -> None:
    events = history(*kinds)
    since = None if place is None else AWARDED + dt.timedelta(days=10 * place)
    assert standing(None, events, AWARDED) == Standing(status, since, place)
    # Taken away goes before ended; given back after its last day, an award has ended.
    later = standing(LAST, events, dt.date(2030, 1, 1)).status
    assert later is (Status.EXPIRED if status is Status.VALID else status)


@pytest.mark.parametrize(
    "kinds", [(B,), (R, R), (R, B, B), (S, R), (S, S), (S, C), (S, H), (S, B), (R, S, B)]
)
def test_what_cannot_happen(kinds: tuple[EventKind, ...]) -> None:
    with pytest.raises(ImpossibleEventError):
        standing(None, history(*kinds), AWARDED)


@given(
    kinds=st.lists(st.sampled_from(list(EventKind)), max_size=8),
    limited=st.booleans(),
    days=st.integers(-10, 2000),
)
def test_against_a_count(kinds: list[EventKind], limited: bool, days: int) -> None:
    """A history is possible while revocations and reinstatements alternate and nothing follows a striking."""
    moves = [kind for kind in kinds if kind in (R, B)]
    alternate = all(first is not second for first, second in pairwise(moves)) and moves[:1] != [B]
    possible = alternate and S not in kinds[:-1]
    valid_through = LAST if limited else None
    today = AWARDED + dt.timedelta(days=days)
    if not possible:
        with pytest.raises(ImpossibleEventError):
            standing(valid_through, history(*kinds), today)
        return
    expected = Status.VALID
    if limited and days > (LAST - AWARDED).days:
        expected = Status.EXPIRED
    if moves.count(R) > moves.count(B):
        expected = Status.REVOKED
    if S in kinds:
        expected = Status.STRUCK
    assert standing(valid_through, history(*kinds), today).status is expected


def test_the_table_names_every_status_and_only_known_ways_out() -> None:
    assert set(TRANSITIONS) == set(Status)
    for status, kind in product(Status, EventKind):
        assert may_happen(Standing(status, None, None), kind) is (kind in TRANSITIONS[status])
    # An ended award and a valid one can suffer the same; a struck one nothing.
    assert set(TRANSITIONS[Status.EXPIRED]) == set(TRANSITIONS[Status.VALID])
    assert TRANSITIONS[Status.STRUCK] == {}
    assert {status for status in Status if S in TRANSITIONS[status]} == set(Status) - {Status.STRUCK}


def test_which_statuses_count() -> None:
    """The title may be used while an award is valid; a win bars a new application although it has ended."""
    assert frozenset({Status.VALID}) == STANDING
    assert frozenset({Status.VALID, Status.EXPIRED}) == WON
