"""What a stored window is at an instant: pure, read anew at every request, never stored.

A window begins with the Beijing day it was announced for and ends at 24:00 (Asia/Shanghai) of its last day. The phases are
upcoming, open, on its last day, closed and waiting for conclusion, concluded, ended with its edition.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.calendar.workdays import DayKind, WorkCalendar, remaining_workdays, workdays_between

BEIJING = ZoneInfo("Asia/Shanghai")


class Phase(StrEnum):
    """What a window is now."""

    UPCOMING = "upcoming"
    OPEN = "open"
    LAST_DAY = "last_day"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    ENDED = "ended"


OPEN_PHASES = frozenset({Phase.OPEN, Phase.LAST_DAY})
"""Phases in which an objection is in time."""

RUNNING_PHASES = frozenset({Phase.UPCOMING, Phase.OPEN, Phase.LAST_DAY})
"""Phases in which the list is frozen and the window cannot be concluded."""


@dataclass(frozen=True)
class WindowTerms:
    """A stored window's inputs and derived dates. `start` is the Beijing day from which people may object."""

    start: dt.date
    first_day: dt.date | None
    last_day: dt.date | None
    expected_last_day: dt.date | None
    needed: int
    exact: bool = False
    stated: bool = True
    provisional: bool = False
    concluded_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class WindowState:
    """A window at one instant. `total` working days in all, `counted` past or today, `remaining` including today.

    `pause` names why today does not count (a holiday, a weekend), empty when it does or when nothing runs.
    `next_change` is the next instant at which any of this changes by itself; None when only an event can change it.
    """

    phase: Phase
    today: dt.date
    first_day: dt.date | None
    last_day: dt.date | None
    expected_last_day: dt.date | None
    total: int
    counted: int
    remaining: int | None
    provisional: bool
    pause: str
    next_change: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Whether an objection filed now is in time."""
        return self.phase in OPEN_PHASES


def beijing_day(instant: dt.datetime) -> dt.date:
    """The Beijing calendar day of an aware instant."""
    return instant.astimezone(BEIJING).date()


def midnight(day: dt.date) -> dt.datetime:
    """00:00 of a Beijing day, aware."""
    return dt.datetime.combine(day, dt.time(), tzinfo=BEIJING)


def closes_at(last_day: dt.date) -> dt.datetime:
    """24:00 of the last day, which is 00:00 of the day after it (民法典 203)."""
    return midnight(last_day + dt.timedelta(days=1))


def window_state(terms: WindowTerms, calendar: WorkCalendar, now: dt.datetime) -> WindowState:
    """The state of a window at an aware instant; never raises for a year without data, it is then provisional."""
    today = beijing_day(now)
    phase = _phase(terms, today)
    counted, remaining = _progress(terms, calendar, today)
    return WindowState(
        phase=phase,
        today=today,
        first_day=terms.first_day,
        last_day=terms.last_day,
        expected_last_day=terms.expected_last_day,
        total=terms.needed,
        counted=counted,
        remaining=remaining if phase in RUNNING_PHASES else 0,
        provisional=terms.provisional,
        pause=_pause(phase, calendar, today),
        next_change=_next_change(terms, phase, today),
    )


def _phase(terms: WindowTerms, today: dt.date) -> Phase:
    if terms.concluded_at is not None:
        return Phase.CONCLUDED
    if terms.ended_at is not None:
        return Phase.ENDED
    if today < terms.start:
        return Phase.UPCOMING
    if terms.last_day is None or today < terms.last_day:
        return Phase.OPEN
    return Phase.LAST_DAY if today == terms.last_day else Phase.CLOSED


def _progress(terms: WindowTerms, calendar: WorkCalendar, today: dt.date) -> tuple[int, int | None]:
    """Days counted so far (today included) and days left (today included); left is None while provisional."""
    if terms.last_day is None:
        return 0, None
    if today > terms.last_day:
        return terms.needed, 0
    if terms.first_day is None or today < terms.first_day:
        return 0, terms.needed
    remaining = remaining_workdays(calendar, today, terms.last_day)
    done = workdays_between(calendar, terms.first_day, today)
    return done or 0, remaining


def _pause(phase: Phase, calendar: WorkCalendar, today: dt.date) -> str:
    if phase not in OPEN_PHASES or calendar.kind(today) in (DayKind.WORKDAY, DayKind.MAKEUP, DayKind.UNKNOWN):
        return ""
    return calendar.describe(today)


def _next_change(terms: WindowTerms, phase: Phase, today: dt.date) -> dt.datetime | None:
    if phase is Phase.UPCOMING:
        return midnight(terms.start)
    if phase not in OPEN_PHASES or terms.last_day is None:
        return None
    # Remaining days, pause and "last day" can all change at the next midnight, never earlier.
    return midnight(today + dt.timedelta(days=1))
