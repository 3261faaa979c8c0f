"""An invented arrangement for a year whose notice is not out yet: for demonstrations, marked 示例. Pure."""

import datetime as dt

from portal.calendar.notices import NoticeDay, NoticeDayKind
from portal.calendar.statutory import statutory_days
from portal.calendar.workdays import SATURDAY

ONE_DAY = dt.timedelta(days=1)
LONG_HOLIDAYS = {"春节": 8, "国庆节": 7}  # days in a row, with two weekend days worked in exchange


def example_days(year: int) -> tuple[NoticeDay, ...]:
    """A plausible arrangement of *year*: every statutory day, two long holidays, their weekends worked.

    A statutory day that falls on a weekend is made up on the next day that would be worked (art. 6).
    """
    rest = dict(statutory_days(year))
    makeup: dict[dt.date, str] = {}
    for name, length in LONG_HOLIDAYS.items():
        first = min(day for day, named in rest.items() if name in named)
        for offset in range(length):
            rest.setdefault(first + offset * ONE_DAY, name)
        makeup[_weekend_day(first, -1)] = name
        makeup[_weekend_day(first + (length - 1) * ONE_DAY, 1)] = name
    for day, name in statutory_days(year).items():
        if day.weekday() >= SATURDAY and name not in LONG_HOLIDAYS:
            in_lieu = day
            while in_lieu in rest or in_lieu.weekday() >= SATURDAY:
                in_lieu += ONE_DAY
            rest[in_lieu] = name
    days = [NoticeDay(day, NoticeDayKind.REST, name) for day, name in rest.items()]
    days += [NoticeDay(day, NoticeDayKind.WORK, name) for day, name in makeup.items() if day not in rest]
    return tuple(sorted(days))


def _weekend_day(edge: dt.date, step: int) -> dt.date:
    """The nearest weekend day before (*step* −1) or after (+1) *edge*."""
    day = edge + step * ONE_DAY
    while day.weekday() < SATURDAY:
        day += step * ONE_DAY
    return day
