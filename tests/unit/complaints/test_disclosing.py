"""The life of a request to see who reported: one answer for everything, nothing past its time, no way back."""

import datetime as dt
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.disclosing import (
    ASK_FOR,
    LOOK_FOR,
    NEEDED,
    RUNNING,
    TIMES_OUT,
    TRANSITIONS,
    Actor,
    State,
    Step,
    Tally,
    allowed,
    consenting,
    ends_at,
    refusing,
    target,
)
from complaints.models import DisclosureState
from complaints.vault import shares

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def test_the_database_knows_the_same_states_and_as_many_consents_as_open_an_identity() -> None:
    assert set(DisclosureState.values) == {state.value for state in State}
    assert NEEDED == shares.NEEDED


def test_each_state_actor_and_step_has_one_answer_and_none_but_the_clock_acts_past_the_time() -> None:
    arrows = {(arrow.source, arrow.actor, arrow.step): arrow.target for arrow in TRANSITIONS}
    assert len(arrows) == len(TRANSITIONS)
    for state, actor, step in product(State, Actor, Step):
        to = arrows.get((state, actor, step))
        assert target(state, actor, step) == to
        early = allowed(state, actor, step, until=NOW + dt.timedelta(microseconds=1), now=NOW)
        late = allowed(state, actor, step, until=NOW, now=NOW)
        timed = step in {Step.LAPSE, Step.END}
        assert early == (None if timed and actor is Actor.CLOCK else to)
        assert late == (None if actor in {Actor.REQUESTER, Actor.CUSTODIAN} else to)
        if state not in RUNNING:
            assert to is None
    assert set(TIMES_OUT) == RUNNING
    assert all(target(state, Actor.CLOCK, step) not in RUNNING for state, step in TIMES_OUT.items())


@settings(max_examples=60)
@given(st.lists(st.booleans(), min_size=2, max_size=15))
def test_two_consents_grant_and_a_request_fails_as_soon_as_they_cannot_come_together(
    answers: list[bool],
) -> None:
    state, consented, left = State.ASKED, 0, len(answers)
    for consents in answers:
        tally = Tally(open=left, consented=consented)
        to = target(state, Actor.CUSTODIAN, (consenting if consents else refusing)(tally))
        assert to is not None
        state, consented, left = to, consented + consents, left - 1
        assert (state is State.GRANTED) == (consented == 2)
        assert (state is State.REFUSED) == (consented + left < 2)
        if state is not State.ASKED:
            return
    raise AssertionError("all have answered, and the request still waits")


def test_three_days_to_answer_and_one_to_look() -> None:
    asked = NOW + ASK_FOR
    assert ends_at(State.ASKED, NOW + dt.timedelta(hours=1), asked) == asked
    second = NOW + dt.timedelta(hours=71)
    assert ends_at(State.GRANTED, second, asked) == second + LOOK_FOR == NOW + dt.timedelta(hours=95)
