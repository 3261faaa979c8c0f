"""States of a case and who may move them, as one table; docs/reference/states.md is drawn from it. Pure.

A withdrawn case still holds its gate: whoever was pressed to withdraw must not have opened it by that. A handler ends
it, with grounds, or takes it up all the same.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a case stands; equal to `complaints.models.CaseState`, which a test compares."""

    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who moves a case."""

    REPORTER = "reporter"
    HANDLER = "handler"


class Move(StrEnum):
    """What is done to a case."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    REFER = "refer"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Arrow:
    """One permitted move."""

    source: State
    actor: Actor
    move: Move
    target: State


TRANSITIONS = (
    Arrow(State.FILED, Actor.HANDLER, Move.ACCEPT, State.ACCEPTED),
    Arrow(State.FILED, Actor.HANDLER, Move.REFUSE, State.REFUSED),
    Arrow(State.FILED, Actor.HANDLER, Move.REFER, State.REFERRED),
    Arrow(State.FILED, Actor.REPORTER, Move.WITHDRAW, State.WITHDRAWN),
    Arrow(State.ACCEPTED, Actor.HANDLER, Move.UPHOLD, State.UPHELD),
    Arrow(State.ACCEPTED, Actor.HANDLER, Move.DISMISS, State.NOT_UPHELD),
    Arrow(State.ACCEPTED, Actor.HANDLER, Move.REFER, State.REFERRED),
    Arrow(State.ACCEPTED, Actor.REPORTER, Move.WITHDRAW, State.WITHDRAWN),
    Arrow(State.WITHDRAWN, Actor.HANDLER, Move.ACCEPT, State.ACCEPTED),
    Arrow(State.WITHDRAWN, Actor.HANDLER, Move.REFUSE, State.REFUSED),
    Arrow(State.WITHDRAWN, Actor.HANDLER, Move.REFER, State.REFERRED),
)

OPEN_STATES = frozenset({State.FILED, State.ACCEPTED, State.WITHDRAWN})
"""States that hold the gate: neither refused nor decided."""

ENDED_STATES = frozenset(State) - OPEN_STATES


class Owner(StrEnum):
    """Who has to do the next thing in a state."""

    HANDLERS = "handlers"
    """Those who hold its key: to take it up, to decide it, or to end it with grounds."""
    OPERATOR = "operator"
    """Whoever keeps the endings: its period runs, and then it is handed over or destroyed."""


OWNERS = {
    **dict.fromkeys(OPEN_STATES, Owner.HANDLERS),
    **dict.fromkeys(ENDED_STATES, Owner.OPERATOR),
}
"""Every state has an owner."""

ANSWERABLE_STATES = frozenset({State.FILED, State.ACCEPTED, State.WITHDRAWN})
"""States in which a reporter may add to the case. After its end they file again."""


def target(state: str, actor: Actor, move: Move) -> State | None:
    """Where a move leads, or None where the table gives it not."""
    for arrow in TRANSITIONS:
        if (arrow.source, arrow.actor, arrow.move) == (state, actor, move):
            return arrow.target
    return None


def moves(state: str, actor: Actor) -> tuple[Move, ...]:
    """What an actor may do to a case in this state."""
    return tuple(arrow.move for arrow in TRANSITIONS if (arrow.source, arrow.actor) == (state, actor))
