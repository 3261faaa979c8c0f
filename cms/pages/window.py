"""A publicity window as a page shows it: its state, and its days as boxes."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cms.published import AnnouncedWindow, CountedDayView
from cms.windows import WindowState


class DayState(StrEnum):
    """How one day of a window stands against today; never told by colour alone."""

    PASSED = "passed"
    TODAY = "today"
    AHEAD = "ahead"
    NOT_COUNTED = "off"


@dataclass(frozen=True)
class DayBox:
    """One box of the pictured countdown. `number` is its place among the counted days, None when it does
    not count.
    """

    day: dt.date
    state: DayState
    number: int | None
    kind: str
    name: str
    source: str
    is_today: bool

    @property
    def weekday(self) -> int:
        """ISO weekday, 1 Monday to 7 Sunday: the column of the box in the week grid."""
        return self.day.isoweekday()


@dataclass(frozen=True)
class WindowBox:
    """A publicity window as a page shows it.

    `state` is computed at the reading; `announced` is what the seal says; `days` is the derivation as it
    stands
    now, after any calendar change, from the start day to the (expected) last day. `today` is the Beijing
    day of the reading.
    """

    state: WindowState
    announced: AnnouncedWindow
    days: tuple[CountedDayView, ...]

    @property
    def boxes(self) -> tuple[DayBox, ...]:
        """The days as boxes, in order."""
        return tuple(day_box(day, self.state.today) for day in self.days)

    @property
    def start_day(self) -> dt.date | None:
        """The day from which people may object: the first of the derivation, else the first counted day."""
        return self.days[0].day if self.days else self.state.first_day

    @property
    def end_day(self) -> dt.date | None:
        """The last day, or while the window is provisional the expected one."""
        return self.state.last_day or self.state.expected_last_day

    @property
    def resumes_on(self) -> dt.date | None:
        """The first counted day after today: when a standing count goes on. None when no counted day is
        left.
        """
        return next(
            (day.day for day in self.days if day.number is not None and day.day > self.state.today), None
        )

    @property
    def counts_today(self) -> bool:
        """Whether today is one of the counted days."""
        return any(box.is_today and box.number is not None for box in self.boxes)

    @property
    def before_first_day(self) -> bool:
        """Whether the count has not reached its first day: people may object, no day is used up yet."""
        return self.state.first_day is not None and self.state.today < self.state.first_day

    @property
    def unknown_years(self) -> tuple[int, ...]:
        """Years of the window for which no holiday arrangement is known yet."""
        return tuple(sorted({day.day.year for day in self.days if day.kind == "unknown"}))


def day_box(day: CountedDayView, today: dt.date) -> DayBox:
    """Place one day of a derivation against today."""
    if day.number is None:
        state = DayState.NOT_COUNTED
    elif day.day < today:
        state = DayState.PASSED
    elif day.day == today:
        state = DayState.TODAY
    else:
        state = DayState.AHEAD
    return DayBox(day.day, state, day.number, day.kind, day.name, day.source, day.day == today)
