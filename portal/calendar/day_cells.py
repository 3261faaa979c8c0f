"""Days as the pictures of months show them: number, mark, words and a class for the style sheet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.calendar.month_grid import Month, months_of
from portal.calendar.wording import KIND_LABELS, KIND_MARKS
from portal.calendar.workdays import DayKind, Derivation, WorkCalendar


@dataclass(frozen=True)
class DayCell:
    """One day of a picture. ``number`` is its place among the counted days; ``mark`` repeats in words what
    ``kind`` colours; ``inside`` tells the days of the window from those around it."""

    day: dt.date
    kind: DayKind
    label: str | Promise
    mark: str | Promise
    name: str
    number: int | None
    inside: bool


def window_months(calendar: WorkCalendar, derivation: Derivation) -> list[Month[DayCell]]:
    """The months a derivation runs through, its counted days numbered."""
    numbers = {each.day: each.number for each in derivation.days}

    def cell(day: dt.date) -> DayCell:
        return _cell(calendar, day, numbers.get(day), inside=day in numbers)

    return months_of(numbers, cell)


def arrangement_months(calendar: WorkCalendar, days: Iterable[dt.date]) -> list[Month[DayCell]]:
    """The months that hold *days*, with *days* set off: the picture of a notice."""
    named = frozenset(days)

    def cell(day: dt.date) -> DayCell:
        return _cell(calendar, day, None, inside=day in named)

    return months_of(named, cell)


def _cell(calendar: WorkCalendar, day: dt.date, number: int | None, *, inside: bool) -> DayCell:
    kind = calendar.kind(day)
    return DayCell(
        day=day,
        kind=kind,
        label=KIND_LABELS[kind],
        mark=KIND_MARKS[kind],
        name=calendar.describe(day),
        number=number,
        inside=inside,
    )
