"""What the portal promises to whoever files: days counted from the filing and from the conclusion. Pure.

None of it is law. No measure sets a time for complaints; the figures lean on 信访工作条例 art. 23 (15 days to tell
whether a matter is taken up) and art. 34 (60 days, 30 more), and on the 15 working days that discipline bodies
keep for telling a result. Every page names them 平台服务承诺 and shows how each day was counted.

All dates are civil dates in Asia/Shanghai; a day promised ends at 24:00. The day of filing or conclusion itself
is not counted. Calendar days run through holidays; working days follow the shared calendar, and in a year whose
holiday arrangement is not on record the day is only an estimate (暂定).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from portal.calendar.workdays import Derivation, WorkCalendar, count_window

ACCEPT_DAYS = 15
ACCEPT_TARGET_WORKDAYS = 5
DECIDE_DAYS = 60
EXTENSION_DAYS = 30
FEEDBACK_WORKDAYS = 15


class Promise(StrEnum):
    """What is promised by a day."""

    ACCEPT_TARGET = "accept_target"
    """For handlers only: by when they want to have said whether they take the case."""
    ACCEPT = "accept"
    """The reporter is told whether the case is taken."""
    DECIDE = "decide"
    """The case is concluded."""
    DECIDE_EXTENDED = "decide_extended"
    """The case is concluded at the latest, where it is complicated and the reporter has been told so."""
    FEEDBACK = "feedback"
    """The reporter is told the result."""


class Unit(StrEnum):
    """How the days are counted."""

    CALENDAR = "calendar"
    WORKDAY = "workday"


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """One promise with its derivation.

    :ivar since: the day it is counted from, itself not counted.
    :ivar due: the last day, None while the year's holiday arrangement is unknown.
    :ivar expected: `due`, or the estimate that stands in for it.
    :ivar derivation: day by day for working days, None for calendar days.
    """

    promise: Promise
    since: dt.date
    days: int
    unit: Unit
    due: dt.date | None
    expected: dt.date | None
    derivation: Derivation | None = None

    @property
    def provisional(self) -> bool:
        """Whether the day is only an estimate (暂定)."""
        return self.due is None

    def is_past(self, today: dt.date) -> bool:
        """Whether the promised day is over on the Beijing day `today`; an estimate is never held against anybody."""
        return self.due is not None and self.due < today


def commitments(
    received_on: dt.date, calendar: WorkCalendar, *, concluded_on: dt.date | None = None
) -> tuple[Commitment, ...]:
    """Every promise for a case, in the order in which they fall due; feedback only once there is a conclusion.

    :param calendar: the shared working-day calendar of the case's city.
    """
    promised = [
        _working(Promise.ACCEPT_TARGET, received_on, ACCEPT_TARGET_WORKDAYS, calendar),
        _plain(Promise.ACCEPT, received_on, ACCEPT_DAYS),
        _plain(Promise.DECIDE, received_on, DECIDE_DAYS),
        _plain(Promise.DECIDE_EXTENDED, received_on, DECIDE_DAYS + EXTENSION_DAYS),
    ]
    if concluded_on is not None:
        promised.append(_working(Promise.FEEDBACK, concluded_on, FEEDBACK_WORKDAYS, calendar))
    return tuple(promised)


def _plain(promise: Promise, since: dt.date, days: int) -> Commitment:
    due = since + dt.timedelta(days=days)
    return Commitment(promise=promise, since=since, days=days, unit=Unit.CALENDAR, due=due, expected=due)


def _working(promise: Promise, since: dt.date, days: int, calendar: WorkCalendar) -> Commitment:
    counted = count_window(calendar, since, days)
    return Commitment(
        promise=promise,
        since=since,
        days=days,
        unit=Unit.WORKDAY,
        due=counted.last_day,
        expected=counted.expected_last_day,
        derivation=counted,
    )
