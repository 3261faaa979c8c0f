"""What an award is on a given day: pure, read anew at every request, never stored.

An award stands until it is revoked, struck from its decision, or its validity ends (呼和浩特 第五条). A reinstatement takes
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

    Taken away goes before expired: a revoked award does not turn into one that merely ended.
    """
    listed = list(events)
    annulled = {event.annuls for event in listed if event.kind is EventKind.REINSTATED}
    for event in listed:
        if event.kind is EventKind.STRUCK:
            return Standing(Status.STRUCK, event.decided_on, event.place)
    for event in listed:
        if event.kind is EventKind.REVOKED and event.place not in annulled:
            return Standing(Status.REVOKED, event.decided_on, event.place)
    if valid_through is not None and today > valid_through:
        return Standing(Status.EXPIRED, valid_through + dt.timedelta(days=1), None)
    return Standing(Status.VALID, None, None)
