"""What a proposed notice would change, for the page a clerk confirms on.

Other apps add their lines without being imported here: ``cms`` registers a hook that counts the windows which would move.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.calendar import selectors
from portal.calendar.notices import NoticeTerms
from portal.calendar.workdays import DayKind, WorkCalendar


@dataclass(frozen=True)
class PreviewLine:
    """One line of the preview: a sentence, and an address with the details where there is one."""

    text: str | Promise
    url: str = ""


@dataclass(frozen=True)
class ProposedCalendar:
    """A notice that is not in force yet, and the calendars with and without it."""

    terms: NoticeTerms

    def before(self, division_code: str = "") -> WorkCalendar:
        """The calendar in force for a division."""
        return selectors.current_calendar(division_code)

    def after(self, division_code: str = "") -> WorkCalendar:
        """The calendar that would be in force for it."""
        return selectors.calendar_with(self.terms, division_code)


@dataclass(frozen=True)
class ChangedDay:
    """A day the notice decides otherwise than the calendar in force."""

    day: dt.date
    before: DayKind
    after: DayKind
    before_text: str
    after_text: str


PreviewHook = Callable[[ProposedCalendar], Iterable[PreviewLine]]

_hooks: list[PreviewHook] = []


def register_calendar_preview(hook: PreviewHook) -> PreviewHook:
    """Add *hook*'s lines to every preview; use as a decorator, from ``AppConfig.ready`` or what it imports.

    The hook only reads. Registering one twice has no effect.
    """
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def preview_lines(proposed: ProposedCalendar) -> list[PreviewLine]:
    """The lines of every registered hook, in order of registration."""
    return [line for hook in _hooks for line in hook(proposed)]


def changed_days(before: WorkCalendar, after: WorkCalendar, year: int) -> list[ChangedDay]:
    """The days from December of the year before to the end of *year* whose kind or name differs.

    Ordinary weekdays and weekends of a year that had no data are left out: the year as a whole is news there.
    """
    changed: list[ChangedDay] = []
    first, last = dt.date(year - 1, 12, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    for day in map(dt.date.fromordinal, range(first, last + 1)):
        old, new = before.kind(day), after.kind(day)
        ordinary = old is DayKind.UNKNOWN and new in (DayKind.WORKDAY, DayKind.WEEKEND)
        if ordinary or (old, before.describe(day)) == (new, after.describe(day)):
            continue
        changed.append(ChangedDay(day, old, new, before.describe(day), after.describe(day)))
    return changed
