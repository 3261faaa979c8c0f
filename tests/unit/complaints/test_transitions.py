"""The table of a case's states: complete, without dead ends, and equal to what the database knows."""

from itertools import product

from complaints.models import CaseState
from complaints.transitions import (
    ANSWERABLE_STATES,
    ENDED_STATES,
    OPEN_STATES,
    TRANSITIONS,
    Actor,
    Move,
    State,
    moves,
    target,
)


def test_the_database_knows_the_same_states() -> None:
    assert set(CaseState.values) == {state.value for state in State}
    assert CaseState.FILED == State.FILED


def test_each_state_actor_and_move_has_one_answer() -> None:
    arrows = {(arrow.source, arrow.actor, arrow.move): arrow.target for arrow in TRANSITIONS}
    assert len(arrows) == len(TRANSITIONS)
    for state, actor, move in product(State, Actor, Move):
        assert target(state, actor, move) == arrows.get((state, actor, move))
        assert (move in moves(state, actor)) == ((state, actor, move) in arrows)


def test_every_state_is_reached_and_every_open_one_can_be_ended_by_a_handler() -> None:
    reached, pending = {State.FILED}, [State.FILED]
    while pending:
        state = pending.pop()
        nexts = {arrow.target for arrow in TRANSITIONS if arrow.source == state} - reached
        reached |= nexts
        pending += nexts
    assert reached == set(State)
    for state in OPEN_STATES:
        assert moves(state, Actor.HANDLER)
    for state in ENDED_STATES:
        assert not any(moves(state, actor) for actor in Actor)


def test_reporters_only_withdraw_and_that_opens_no_gate() -> None:
    assert {move for state in State for move in moves(state, Actor.REPORTER)} == {Move.WITHDRAW}
    assert State.WITHDRAWN in OPEN_STATES
    assert ANSWERABLE_STATES <= OPEN_STATES
