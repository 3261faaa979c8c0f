"""Counting a window, against the library that knows the same days and explains nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

from portal.calendar.sources import builtin_years
from portal.calendar.workdays import WorkCalendar, count_window
from tests.bench.ratio import Ratio, compare

STARTS = [date(2025, 1, 1) + timedelta(days=day) for day in range(200)]
NEEDED = 10


def measure() -> Iterator[Ratio]:
    """Ten working days from each of 200 days, with the derivation, over the bare library doing the same."""
    calendar = WorkCalendar("bench", builtin_years())

    def ours() -> None:
        for start in STARTS:
            count_window(calendar, start, NEEDED)

    def library() -> None:
        for start in STARTS:
            day, counted = start, 0
            while counted < NEEDED:
                day += timedelta(days=1)
                counted += chinese_calendar.is_workday(day)

    yield Ratio("ten working days with derivation / chinesecalendar", compare(ours, library), "ceiling", 1)
