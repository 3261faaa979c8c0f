"""When a case may be destroyed (channel.md §4.10): its period, what stops it, what has to be on record first. Pure.

No period is preset and none follows from the law for every outcome: the operator sets one per outcome, in months from the
day the case ended. Evidence that comes later starts the period anew, and what was decided before the period was over
counts no more. A legal hold stops it whatever else is true.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from complaints.transitions import ENDED_STATES, State

LATER_REPORT = "later_report"
"""Kind of the event that a report which came in after the end was linked to the case: evidence like any other."""

LONGEST = 1_200
"""Months: a hundred years, more than any period is."""


class Stand(StrEnum):
    """Where a case stands on its way to its end, the first that applies."""

    OPEN = "open"
    """It has not ended."""
    HELD = "held"
    """A legal hold stops it."""
    NO_PERIOD = "no_period"
    """It has ended, and nobody has said how long such cases are kept."""
    KEPT = "kept"
    """Its period runs."""
    WANTS_GROUNDS = "wants_grounds"
    """Its period is over, and neither a hand-over nor a decision is on record."""
    WANTS_SECOND = "wants_second"
    """One person has decided, the second has not."""
    READY = "ready"
    """It may be destroyed."""


class Grounds(StrEnum):
    """What is on record for destroying it."""

    NONE = "none"
    HALF = "half"
    """A decision that lacks its second person."""
    WHOLE = "whole"


@dataclass(frozen=True)
class Facts:
    """What decides over an ending. Days are Beijing days.

    :ivar ended_on: None while the case is open. :ivar evidence_on: the newest day on which evidence came in, or on which a
        later report was linked to it: whoever has more to say after the end files again.
    :ivar months: the period of its outcome, None where none is set. :ivar grounds_on: the day of what is on record.
    """

    state: str
    ended_on: dt.date | None
    evidence_on: dt.date | None
    held: bool
    months: int | None
    grounds: Grounds
    grounds_on: dt.date | None = None


@dataclass(frozen=True)
class Ending:
    """Where a case stands. `kept_until` is the last day on which it is kept, None where no period runs."""

    stand: Stand
    kept_until: dt.date | None


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month that many months later, or the last of that month where it has no such day.

    Raises ValueError below 0 and above `LONGEST`.
    """
    if not 0 <= months <= LONGEST:
        raise ValueError(months)
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def ending(facts: Facts, today: dt.date) -> Ending:
    """Where a case stands on a day. Raises ValueError for a state there is not."""
    if State(facts.state) not in ENDED_STATES or facts.ended_on is None:
        return Ending(Stand.OPEN, None)
    since = max(facts.ended_on, facts.evidence_on or facts.ended_on)
    until = None if facts.months is None else months_after(since, facts.months)
    if facts.held:
        return Ending(Stand.HELD, until)
    if until is None:
        return Ending(Stand.NO_PERIOD, None)
    if today <= until:
        return Ending(Stand.KEPT, until)
    stands = {
        Grounds.NONE: Stand.WANTS_GROUNDS,
        Grounds.HALF: Stand.WANTS_SECOND,
        Grounds.WHOLE: Stand.READY,
    }
    stale = facts.grounds_on is not None and facts.grounds_on <= until
    return Ending(stands[Grounds.NONE if stale else facts.grounds], until)
