"""Who may do what to a case in which state, as one table; docs/reference/case-rights.md is drawn from it. Pure.

A right needs two things: standing here for the role and the state, and the key that the role holds. The table decides
what is offered and refused in words; the key decides what can be read at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from complaints.transitions import (
    ANSWERABLE_STATES,
    ENDED_STATES,
    OPEN_STATES,
    TRANSITIONS,
    Actor,
    Move,
    State,
)


class Role(StrEnum):
    """What somebody is to a case."""

    HANDLER = "handler"
    """Holds a key to it."""
    LEAD = "lead"
    """A handler who may take words out for good."""
    CUSTODIAN = "custodian"
    """Holds a share of its identity, and is asked."""
    REPORTER = "reporter"
    """Has its code."""
    ARCHIVIST = "archivist"
    """Keeps the endings; sees numbers."""
    OUTSIDER = "outsider"
    """Everybody else: recused, of another body, whoever publishes, the highest rank. To them there is no case."""


class Act(StrEnum):
    """What is done to a case."""

    READ = "read"
    PRINT = "print"
    NOTE = "note"
    MESSAGE = "message"
    LABEL = "label"
    ASSIGN = "assign"
    SET_TRACK = "set_track"
    EXTEND = "extend"
    ACCEPT = "accept"
    REFUSE = "refuse"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    REFER = "refer"
    REMEDY = "remedy"
    """Tell the publications' side, without a word of the case, what has to be put right."""
    ASK_IDENTITY = "ask_identity"
    DROP_REQUEST = "drop_request"
    """Give up one's own request to see who reported, whatever has become of the case since."""
    CONSENT = "consent"
    RECUSE = "recuse"
    """A handler oneself or another; a custodian oneself alone, when asked."""
    TRANSFER = "transfer"
    """Give it to the next body of its route."""
    SEAT = "seat"
    """Give a key to a member who came later."""
    LINK = "link"
    MASK = "mask"
    REDACT = "redact"
    EXPORT = "export"
    HOLD = "hold"
    ANSWER = "answer"
    NAME = "name"
    WITHHOLD = "withhold"
    WITHDRAW = "withdraw"
    DISPOSE = "dispose"


ALL_STATES = frozenset(State)
IDENTITY_STATES = OPEN_STATES | {State.UPHELD}
"""States in which it can be necessary to know who reported."""


def _by_transitions(actor: Actor) -> dict[Act, frozenset[State]]:
    """What the table of transitions gives: each move is an act of the same name."""
    return {
        Act(move.value): frozenset(
            arrow.source for arrow in TRANSITIONS if (arrow.actor, arrow.move) == (actor, move)
        )
        for move in Move
        if any((arrow.actor, arrow.move) == (actor, move) for arrow in TRANSITIONS)
    }


def _always(acts: Iterable[Act]) -> dict[Act, frozenset[State]]:
    return dict.fromkeys(acts, ALL_STATES)


_HANDLER: Mapping[Act, frozenset[State]] = {
    **_always(
        (
            Act.READ,
            Act.PRINT,
            Act.NOTE,
            Act.MESSAGE,
            Act.LABEL,
            Act.ASSIGN,
            Act.DROP_REQUEST,
            Act.RECUSE,
            Act.TRANSFER,
            Act.SEAT,
            Act.LINK,
            Act.MASK,
            Act.EXPORT,
            Act.HOLD,
        )
    ),
    **_by_transitions(Actor.HANDLER),
    Act.SET_TRACK: OPEN_STATES,
    Act.EXTEND: frozenset({State.ACCEPTED}),
    Act.REMEDY: frozenset({State.UPHELD}),
    Act.ASK_IDENTITY: IDENTITY_STATES,
}

RIGHTS: Mapping[Role, Mapping[Act, frozenset[State]]] = {
    Role.HANDLER: _HANDLER,
    Role.LEAD: {**_HANDLER, Act.REDACT: ALL_STATES},
    Role.CUSTODIAN: {Act.CONSENT: IDENTITY_STATES, Act.RECUSE: IDENTITY_STATES},
    Role.REPORTER: {
        **_by_transitions(Actor.REPORTER),
        Act.ANSWER: ANSWERABLE_STATES,
        Act.NAME: ANSWERABLE_STATES,
        Act.WITHHOLD: ALL_STATES,
    },
    Role.ARCHIVIST: {Act.DISPOSE: ENDED_STATES},
    Role.OUTSIDER: {},
}
"""For each role the acts it has, with the states in which it has them."""


class Why(StrEnum):
    """Why an act is refused."""

    NO_CASE = "no_case"
    """For an outsider: the same answer as for a case that does not exist."""
    NOT_THE_ROLE = "not_the_role"
    """This role never does that."""
    NOT_OPEN = "not_open"
    """The case has ended."""
    NOT_ENDED = "not_ended"
    """The case has not ended."""
    NOT_NOW = "not_now"
    """In another state the role may."""


@dataclass(frozen=True)
class Verdict:
    """Whether an act is allowed; `why` is None then."""

    why: Why | None

    @property
    def allowed(self) -> bool:
        """Whether it is."""
        return self.why is None


def verdict(role: Role, act: Act, state: str) -> Verdict:
    """Whether this role may do this to a case in this state. Raises ValueError for a state there is not."""
    if role is Role.OUTSIDER:
        return Verdict(Why.NO_CASE)
    states = RIGHTS[role].get(act)
    if states is None:
        return Verdict(Why.NOT_THE_ROLE)
    if State(state) in states:
        return Verdict(None)
    if State(state) in ENDED_STATES and states <= OPEN_STATES:
        return Verdict(Why.NOT_OPEN)
    return Verdict(Why.NOT_ENDED if State(state) in OPEN_STATES and states <= ENDED_STATES else Why.NOT_NOW)


def acts(role: Role, state: str) -> tuple[Act, ...]:
    """What a role may do in a state, in the order of the acts."""
    return tuple(act for act in Act if verdict(role, act, state).allowed)
