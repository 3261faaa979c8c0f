"""Invented holiday arrangements for the years whose notices are not out yet, always marked 示例."""

import datetime as dt
from typing import Any

from cms.windows import BEIJING, beijing_day
from portal.calendar.actions import add_holiday_notice
from portal.calendar.examples import example_days
from portal.calendar.notices import NoticeDay, NoticeDayKind
from portal.calendar.selectors import years_with_real_data

AHEAD = dt.timedelta(days=60)
"""No window of the demonstration but the provisional one reaches further than this."""


def add_example_years(*, today: dt.date, by: Any, now: dt.datetime) -> int:
    """Enter an example for each year from the first unknown one up to the last that the notices reach, at least one.

    Each is entered at nine on the day after it was issued, the newest at the latest now.
    Returns the last example year. The year after it has no arrangement: a window that crosses into it is provisional.
    """
    known = years_with_real_data()
    first = max(known) + 1
    last = max(first, (today + AHEAD).year)
    for year in range(first, last + 1):
        issued_on = min(today, dt.date(year - 1, 11, 1))
        entered = dt.datetime.combine(issued_on + dt.timedelta(days=1), dt.time(9), tzinfo=BEIJING)
        add_holiday_notice(
            year=year,
            title=f"{year}年节假日安排（演示用，不是国务院办公厅的通知）",
            issued_on=issued_on,
            days=example_days(year),
            note="演示数据。正式通知发布后，录入正式通知即取代本示例。",
            is_example=True,
            by=by,
            at=min(now, entered),
        )
    return last


def add_local_rest_day(*, day: dt.date, division_code: str, city: str, by: Any, at: dt.datetime) -> None:
    """Enter an additional rest day of one city: every running window of that city is recomputed and says so."""
    add_holiday_notice(
        scope=division_code,
        scope_name=city,
        year=day.year,
        title=f"{city}增加一天地方放假（演示用）",
        issued_on=beijing_day(at),
        days=[NoticeDay(day, NoticeDayKind.REST, "地方放假（示例）")],
        note="演示数据，说明放假安排变动后公示截止日如何顺延。",
        is_example=True,
        by=by,
        at=at,
    )
