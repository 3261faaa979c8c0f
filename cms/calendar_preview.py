"""Tells the clerk who loads a holiday notice which windows it will move, before it is confirmed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import Window
from cms.pages.plain_words import day_words
from portal.calendar.notices import NATIONAL
from portal.calendar.previews import PreviewLine, ProposedCalendar, register_calendar_preview
from portal.calendar.workdays import CountingPolicy, Derivation, WorkCalendar, count_window

SHOWN = 20
"""Windows named one by one; the rest are counted."""


@register_calendar_preview
def windows_that_would_move(proposed: ProposedCalendar) -> Iterator[PreviewLine]:
    """One line for each window that is not concluded and would get other dates, with both ends."""
    moved = list(_moved(proposed))
    for window, before, after in moved[:SHOWN]:
        words = {"title": window.seal.head["title"], "before": _end(before), "after": _end(after)}
        yield PreviewLine(_("%(title)s：截止日由%(before)s变为%(after)s") % words, window.seal.head["path"])
    if len(moved) > SHOWN:
        rest = len(moved) - SHOWN
        yield PreviewLine(
            ngettext("另有%(n)s个公示期也会变动", "另有%(n)s个公示期也会变动", rest) % {"n": rest}
        )


def _moved(proposed: ProposedCalendar) -> Iterator[tuple[Window, Derivation, Derivation]]:
    windows = Window.objects.running().select_related("seal").defer("seal__body").order_by("pk")
    if proposed.terms.scope != NATIONAL:
        windows = windows.filter(division_code__startswith=proposed.terms.scope.rstrip("0"))
    calendars: dict[str, tuple[WorkCalendar, WorkCalendar]] = {}
    for window in windows:
        code = window.division_code
        if code not in calendars:
            calendars[code] = (proposed.before(code), proposed.after(code))
        before, after = (_count(window, calendar) for calendar in calendars[code])
        if (before.first_day, before.last_day) != (after.first_day, after.last_day):
            yield window, before, after


def _count(window: Window, calendar: WorkCalendar) -> Derivation:
    return count_window(calendar, window.start, window.needed, CountingPolicy(window.policy))


def _end(derivation: Derivation) -> str:
    if derivation.last_day:
        return day_words(derivation.last_day)
    expected = derivation.expected_last_day
    return _("%(day)s（暂定）") % {"day": day_words(expected)} if expected else _("暂定")
