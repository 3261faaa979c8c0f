"""The life of a request to see who reported, as one table; docs/reference/states.md is drawn from it. Pure.

Two custodians must consent within 72 hours; then the requester may look for 24 (channel.md §4.6). Whatever ends it, the
shares that were sealed again for it are destroyed, and it cannot come back: who needs to look again asks again.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ASK_FOR = dt.timedelta(hours=72)
LOOK_FOR = dt.timedelta(hours=24)
NEEDED = 2
"""Consents; equal to the shares that open an identity, which a test compares."""


class State(StrEnum):
    """Where a request stands; equal to `complaints.models.DisclosureState`, which a test compares."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    OVER = "over"
    DROPPED = "dropped"
    REPLACED = "replaced"


class Actor(StrEnum):
    """Who takes a step."""

    REQUESTER = "requester"
    CUSTODIAN = "custodian"
    REPORTER = "reporter"
    CLOCK = "clock"


class Step(StrEnum):
    """What happens to a request."""

    CONSENT = "consent"
    """One custodian consents, and another is still needed."""
    GRANT = "grant"
    """The second custodian consents."""
    REFUSE = "refuse"
    """One custodian refuses, and two others still could consent."""
    FAIL = "fail"
    """One custodian refuses, and two consents can no longer come together."""
    LOOK = "look"
    RESHARE = "reshare"
    """Instead of looking, the identity's secret is cut anew for the custodians of today."""
    DROP = "drop"
    LAPSE = "lapse"
    """72 hours have passed without two consents."""
    END = "end"
    """24 hours have passed since the second consent."""
    LEAVE = "leave"
    """The requester holds the case's key no longer."""
    REPLACE = "replace"
    """The reporter gave another name, or took it back."""


@dataclass(frozen=True)
class Arrow:
    """One permitted step."""

    source: State
    actor: Actor
    step: Step
    target: State


TRANSITIONS = (
    Arrow(State.ASKED, Actor.CUSTODIAN, Step.CONSENT, State.ASKED),
    Arrow(State.ASKED, Actor.CUSTODIAN, Step.GRANT, State.GRANTED),
    Arrow(State.ASKED, Actor.CUSTODIAN, Step.REFUSE, State.ASKED),
    Arrow(State.ASKED, Actor.CUSTODIAN, Step.FAIL, State.REFUSED),
    Arrow(State.ASKED, Actor.REQUESTER, Step.DROP, State.DROPPED),
    Arrow(State.ASKED, Actor.CLOCK, Step.LAPSE, State.LAPSED),
    Arrow(State.ASKED, Actor.CLOCK, Step.LEAVE, State.DROPPED),
    Arrow(State.ASKED, Actor.REPORTER, Step.REPLACE, State.REPLACED),
    Arrow(State.GRANTED, Actor.REQUESTER, Step.LOOK, State.GRANTED),
    Arrow(State.GRANTED, Actor.REQUESTER, Step.RESHARE, State.OVER),
    Arrow(State.GRANTED, Actor.REQUESTER, Step.DROP, State.DROPPED),
    Arrow(State.GRANTED, Actor.CLOCK, Step.END, State.OVER),
    Arrow(State.GRANTED, Actor.CLOCK, Step.LEAVE, State.DROPPED),
    Arrow(State.GRANTED, Actor.REPORTER, Step.REPLACE, State.REPLACED),
)

RUNNING = frozenset({State.ASKED, State.GRANTED})
"""States in which a request can still come to something; in every other, no share of it is left."""

TIMES_OUT = {State.ASKED: Step.LAPSE, State.GRANTED: Step.END}
"""What the clock does to a request whose time has passed."""


@dataclass(frozen=True)
class Tally:
    """How the custodians asked have answered so far; those who hold no share any more are not counted.

    :ivar open: how many have not answered. :ivar consented: how many have consented.
    """

    open: int
    consented: int


def consenting(tally: Tally) -> Step:
    """What one more consent is. :param tally: before it."""
    return Step.GRANT if tally.consented + 1 >= NEEDED else Step.CONSENT


def refusing(tally: Tally) -> Step:
    """What one more refusal is. :param tally: before it."""
    return Step.FAIL if tally.consented + tally.open - 1 < NEEDED else Step.REFUSE


def target(state: str, actor: Actor, step: Step) -> State | None:
    """Where a step leads, or None where the table gives it not."""
    for arrow in TRANSITIONS:
        if (arrow.source, arrow.actor, arrow.step) == (state, actor, step):
            return arrow.target
    return None


def allowed(state: str, actor: Actor, step: Step, *, until: dt.datetime, now: dt.datetime) -> State | None:
    """As `target`, and None for everybody but the clock once the time of the state has passed.

    :param until: the end of the state's time, an instant like `now`; from that instant on nothing is permitted.
    """
    if actor is Actor.CLOCK and step in TIMES_OUT.values() and now < until:
        return None
    if actor in {Actor.REQUESTER, Actor.CUSTODIAN} and now >= until:
        return None
    return target(state, actor, step)


def ends_at(state: State, now: dt.datetime, until: dt.datetime) -> dt.datetime:
    """Until when a request stands in a state entered at `now`; :param until: the end of the state before."""
    return now + LOOK_FOR if state is State.GRANTED else until
