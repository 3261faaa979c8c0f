"""What an award is on a given day: pure, read anew at every request, never stored.

An award stands until it is revoked, struck from its decision, or its validity ends. A reinstatement takes
a revocation back: the award then stands as if it had never been revoked, and both stay on record.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where an award record comes from: a sealed decision, or two people's entry from an older source."""

    DECISION = "decision"
    BEFORE_PORTAL = "before_portal"


class BonusState(StrEnum):
    """What the measure says of money for a tier and kind: a sum, money without a sum, none, or nothing at all."""

    STATED = "stated"
    UNSTATED = "unstated"
    NONE = "none"
    SILENT = "silent"


class EventKind(StrEnum):
    """What can happen to an award after it is won."""

    REVOKED = "revoked"
    REINSTATED = "reinstated"
    CORRECTED = "corrected"
    CHANGED = "changed"
    STRUCK = "struck"


class Status(StrEnum):
    """What an award is on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    STRUCK = "struck"


STANDING = frozenset({Status.VALID})
"""Statuses in which the title may be used."""

WON = frozenset({Status.VALID, Status.EXPIRED})
"""Statuses of an award that was won and not taken away: it counts for the bar on applying again."""


TRANSITIONS: dict[Status, dict[EventKind, Status]] = {
    Status.VALID: {
        EventKind.REVOKED: Status.REVOKED,
        EventKind.STRUCK: Status.STRUCK,
        EventKind.CORRECTED: Status.VALID,
        EventKind.CHANGED: Status.VALID,
    },
    Status.REVOKED: {
        EventKind.REINSTATED: Status.VALID,
        EventKind.STRUCK: Status.STRUCK,
        EventKind.CORRECTED: Status.REVOKED,
        EventKind.CHANGED: Status.REVOKED,
    },
    Status.STRUCK: {},
    Status.EXPIRED: {
        EventKind.REVOKED: Status.REVOKED,
        EventKind.STRUCK: Status.STRUCK,
        EventKind.CORRECTED: Status.EXPIRED,
        EventKind.CHANGED: Status.EXPIRED,
    },
}
"""What each event makes of an award. An event that is not named for a status cannot happen to it.

VALID becomes EXPIRED by the clock alone, on the day after the last day of validity; an award given back after that day
is EXPIRED as well.
"""


class ImpossibleEventError(ValueError):
    """The event cannot happen to an award in that status."""


@dataclass(frozen=True)
class Event:
    """An event as the status sees it; `place` is its identity, `annuls` the place of the revocation taken back."""

    place: int
    kind: EventKind
    decided_on: dt.date
    annuls: int | None = None


@dataclass(frozen=True)
class Standing:
    """What an award is on a day, since when, and the event that made it so (None: none did)."""

    status: Status
    since: dt.date | None
    event: int | None


def standing(valid_through: dt.date | None, events: Iterable[Event], today: dt.date) -> Standing:
    """The status of an award on a Beijing day, from its events in their order. Equal input gives equal output.

    Taken away goes before expired: a revoked award does not turn into one that merely ended. Raises ImpossibleEventError for
    a history that the table of transitions does not allow.
    """
    state = Standing(Status.VALID, None, None)
    for event in events:
        after = TRANSITIONS[state.status].get(event.kind)
        if after is None:
            raise ImpossibleEventError(f"{event.kind} of an award that is {state.status}")
        if after is Status.VALID:
            state = Standing(Status.VALID, None, None)
        elif after is not state.status:
            state = Standing(after, event.decided_on, event.place)
    if state.status is Status.VALID and valid_through is not None and today > valid_through:
        return Standing(Status.EXPIRED, valid_through + dt.timedelta(days=1), None)
    return state


def may_happen(state: Standing, kind: EventKind) -> bool:
    """Whether an event can happen to an award in that standing."""
    return kind in TRANSITIONS[state.status]
