"""The clocks of a case, as its handlers see them: what the law limits and what the portal promised, by the day. Pure.

The promises made at filing (`complaints.deadlines`) run on every track; a track adds the law's own limits or makes a
promise statutory. What is statutory carries its article, everything else is named 平台服务承诺. Two limits are kept 参照 and
never called law: the five working days of the discipline bodies bind those bodies, not whoever hands a matter to them, and
the market regulators' new rules (总局令第121号) are not on record here, only the seven working days of those they replaced.

All dates are civil dates in Asia/Shanghai, a day ends at 24:00, the day counted from is not counted. A limit in
calendar days stands on its day though it be a holiday: 民法典 art. 203 would allow one more, a handler shall not need
it. A working-day clock in a year without a holiday arrangement is provisional: it is reminded of by its estimate, and
never held against anybody.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.deadlines import (
    ACCEPT_DAYS,
    ACCEPT_TARGET_WORKDAYS,
    DECIDE_DAYS,
    EXTENSION_DAYS,
    FEEDBACK_WORKDAYS,
    Unit,
)
from portal.calendar.workdays import Derivation, WorkCalendar, count_window

FORWARD_WORKDAYS = 5
MARKET_ACCEPT_WORKDAYS = 7


class ClockKey(StrEnum):
    """Which clock; stored with each reminder."""

    ACCEPT_TARGET = "accept_target"
    """The day by which handlers want to have said whether they take the case."""
    FORWARD = "forward"
    """A matter for discipline inspection is passed on."""
    ACCEPT_MARKET = "accept_market"
    """The reporter is told whether it is taken, as the market regulators do."""
    ACCEPT = "accept"
    """The reporter is told whether it is taken."""
    DECIDE = "decide"
    """The case is concluded, counted from the day it was received."""
    DECIDE_STATUTORY = "decide_statutory"
    """The case is concluded, counted from the day it was taken up."""
    FEEDBACK = "feedback"
    """The reporter is told the result."""


class Basis(StrEnum):
    """What stands behind a day."""

    STATUTORY = "statutory"
    COMMITMENT = "commitment"


class ClockState(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"
    ESTIMATE_PAST = "estimate_past"
    """Only an estimate has passed: whether the day has, nobody can say until the year's arrangement is on record."""
    MET = "met"
    MET_LATE = "met_late"


BASIS_LABELS: dict[Basis, LazyText] = {
    Basis.STATUTORY: _("法定期限"),
    Basis.COMMITMENT: _("平台服务承诺"),
}

STATE_LABELS: dict[ClockState, LazyText] = {
    ClockState.RUNNING: _("期限内"),
    ClockState.SOON: _("将到期"),
    ClockState.DUE: _("今日到期"),
    ClockState.OVERDUE: _("已逾期"),
    ClockState.ESTIMATE_PAST: _("暂定日期已过，待放假安排公布后确定"),
    ClockState.MET: _("已按期办理"),
    ClockState.MET_LATE: _("已办理，超过期限"),
}

LABELS: dict[ClockKey, LazyText] = {
    ClockKey.ACCEPT_TARGET: _("答复是否受理（内部目标）"),
    ClockKey.FORWARD: _("移送纪检监察机关"),
    ClockKey.ACCEPT_MARKET: _("告知是否受理（参照市场监管时限）"),
    ClockKey.ACCEPT: _("告知是否受理"),
    ClockKey.DECIDE: _("办结（自收到之日起）"),
    ClockKey.DECIDE_STATUTORY: _("办结（自受理之日起）"),
    ClockKey.FEEDBACK: _("告知处理结果"),
}

LIMITS = {
    ClockKey.ACCEPT_TARGET: (ACCEPT_TARGET_WORKDAYS, Unit.WORKDAY),
    ClockKey.FORWARD: (FORWARD_WORKDAYS, Unit.WORKDAY),
    ClockKey.ACCEPT_MARKET: (MARKET_ACCEPT_WORKDAYS, Unit.WORKDAY),
    ClockKey.ACCEPT: (ACCEPT_DAYS, Unit.CALENDAR),
    ClockKey.DECIDE: (DECIDE_DAYS, Unit.CALENDAR),
    ClockKey.DECIDE_STATUTORY: (DECIDE_DAYS, Unit.CALENDAR),
    ClockKey.FEEDBACK: (FEEDBACK_WORKDAYS, Unit.WORKDAY),
}
"""How many days, and how they are counted."""

EXTENDED = frozenset({ClockKey.DECIDE, ClockKey.DECIDE_STATUTORY})
"""What an extension makes `EXTENSION_DAYS` longer, unless it comes after the day: what is overdue stays so."""

LEADS = {
    ClockKey.ACCEPT_TARGET: 1,
    ClockKey.FORWARD: 2,
    ClockKey.ACCEPT_MARKET: 2,
    ClockKey.ACCEPT: 3,
    ClockKey.DECIDE: 10,
    ClockKey.DECIDE_STATUTORY: 10,
    ClockKey.FEEDBACK: 3,
}
"""So many working days before its day a clock counts as soon due."""

SOURCES: dict[tuple[ClockKey, str], str | LazyText] = {
    (ClockKey.ACCEPT, "petition"): _("《信访工作条例》第二十三条（信访人姓名、住址不清的除外）"),
    (ClockKey.DECIDE_STATUTORY, "petition"): "《信访工作条例》第三十四条",
    (ClockKey.FORWARD, "discipline"): _(
        "参照《纪检监察机关处理检举控告工作规则》第十五条、第十六条（规范纪检监察机关，对本机构不作为法定期限）"
    ),
    (ClockKey.ACCEPT_MARKET, "market"): _(
        "参照原《市场监督管理投诉举报处理暂行办法》第十四条（已废止）；现行规定（总局令第121号）条文尚未录入，不作为法定期限"
    ),
}
"""Where a track's day comes from; regulation titles are data."""

STATUTORY = frozenset(
    {
        (ClockKey.ACCEPT, "petition"),
        (ClockKey.DECIDE_STATUTORY, "petition"),
    }
)
"""The limits that are law, by clock and track."""


@dataclass(frozen=True, kw_only=True)
class CaseDays:
    """What the clocks need of a case; all of it stands in clear. `complaints.selectors.clocks` reads it.

    :ivar track: a value of `models.Track`. :ivar accepted_on: the day it was first taken up, None before.
    :ivar extended_on: the day the reporter was told of an extension. :ivar ended_on: the day it was refused, decided or
        referred; the reporter is told in the same step.
    """

    state: str
    track: str
    received_on: dt.date
    accepted_on: dt.date | None = None
    extended_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One limit of a case with how its day came about.

    :ivar source: article, or that it is a commitment. :ivar since: the day counted from, itself not counted.
    :ivar due: the last day, None while a year's holiday arrangement is unknown; `expected` stands in for it then.
    :ivar derivation: day by day for working days, None for calendar days. :ivar soon_from: the day from which it counts
        as soon due. :ivar met: the day on which what it asks for was done, None while it is not.
    """

    key: ClockKey
    basis: Basis
    source: str | LazyText
    since: dt.date
    days: int
    unit: Unit
    due: dt.date | None
    expected: dt.date
    soon_from: dt.date
    derivation: Derivation | None = None
    met: dt.date | None = None

    @property
    def label(self) -> str | LazyText:
        """What is to be done by then."""
        return LABELS[self.key]

    @property
    def basis_label(self) -> str | LazyText:
        """Whether it is law or a commitment, in words."""
        return BASIS_LABELS[self.basis]

    @property
    def provisional(self) -> bool:
        """Whether the day is only an estimate (暂定)."""
        return self.due is None

    @property
    def day(self) -> dt.date:
        """The day to show and to sort by: `due`, or the estimate."""
        return self.due or self.expected

    def state(self, today: dt.date) -> ClockState:
        """How it stands on the Beijing day `today`. An estimate becomes due and passes; it is never overdue."""
        if self.met is not None:
            late = self.due is not None and self.met > self.due
            return ClockState.MET_LATE if late else ClockState.MET
        if today > self.day:
            return ClockState.ESTIMATE_PAST if self.provisional else ClockState.OVERDUE
        if today == self.day:
            return ClockState.DUE
        return ClockState.SOON if today >= self.soon_from else ClockState.RUNNING

    def days_left(self, today: dt.date) -> int:
        """Calendar days from `today` to its day; negative when it is past."""
        return (self.day - today).days


def clocks_of(case: CaseDays, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Every clock of a case, met ones too, in the order of their days.

    :param calendar: the shared working-day calendar of the case's city.
    """
    told = _first(case.accepted_on, case.ended_on)
    made = [
        _clock(ClockKey.ACCEPT_TARGET, case, calendar, since=case.received_on, met=told),
        _clock(ClockKey.ACCEPT, case, calendar, since=case.received_on, met=told),
        _clock(ClockKey.DECIDE, case, calendar, since=case.received_on, met=case.ended_on),
    ]
    if case.track == "market":
        made.append(_clock(ClockKey.ACCEPT_MARKET, case, calendar, since=case.received_on, met=told))
    if case.track == "discipline":
        made.append(_clock(ClockKey.FORWARD, case, calendar, since=case.received_on, met=case.ended_on))
    if case.track == "petition" and case.accepted_on is not None:
        since = case.accepted_on
        made.append(_clock(ClockKey.DECIDE_STATUTORY, case, calendar, since=since, met=case.ended_on))
    if case.ended_on is not None:
        made.append(_clock(ClockKey.FEEDBACK, case, calendar, since=case.ended_on, met=case.ended_on))
    return tuple(sorted(made, key=lambda clock: (clock.day, clock.key)))


def running(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """Those whose demand is not met yet, in their order."""
    return tuple(clock for clock in clocks if clock.met is None)


def can_extend(clocks: Iterable[Clock], today: dt.date) -> bool:
    """Whether an extension on that day would still make a limit longer: one at least has not passed its day."""
    return any(clock.key in EXTENDED and today <= clock.day for clock in running(clocks))


def next_clock(clocks: Iterable[Clock]) -> Clock | None:
    """The one that falls due next or is overdue longest; None where all are met."""
    return min(running(clocks), key=lambda clock: (clock.day, clock.key), default=None)


def _first(*days: dt.date | None) -> dt.date | None:
    return min((day for day in days if day is not None), default=None)


def _soon_from(day: dt.date, key: ClockKey, since: dt.date, calendar: WorkCalendar) -> dt.date:
    """`LEADS[key]` working days before `day`, but never before the day after `since`."""
    left = LEADS[key]
    while left and day > since + dt.timedelta(days=1):
        day -= dt.timedelta(days=1)
        left -= calendar.is_expected_workday(day)
    return day


def _clock(
    key: ClockKey, case: CaseDays, calendar: WorkCalendar, *, since: dt.date, met: dt.date | None
) -> Clock:
    days, unit = LIMITS[key]
    derivation = None
    if unit is Unit.WORKDAY:
        derivation = count_window(calendar, since, days)
        due = derivation.last_day
        expected = due or derivation.expected_last_day or derivation.days[-1].day
    else:
        if (
            key in EXTENDED
            and case.extended_on is not None
            and case.extended_on <= since + dt.timedelta(days)
        ):
            days += EXTENSION_DAYS
        expected = due = since + dt.timedelta(days=days)
    return Clock(
        key=key,
        basis=Basis.STATUTORY if (key, case.track) in STATUTORY else Basis.COMMITMENT,
        source=SOURCES.get((key, case.track), BASIS_LABELS[Basis.COMMITMENT]),
        since=since,
        days=days,
        unit=unit,
        due=due,
        expected=expected,
        soon_from=_soon_from(expected, key, since, calendar),
        derivation=derivation,
        met=met,
    )
