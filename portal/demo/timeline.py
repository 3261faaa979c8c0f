"""Days around today, counted in working days: the demonstration places every notice by them. Pure."""

import datetime as dt
from dataclasses import dataclass

from portal.calendar.workdays import WorkCalendar

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """Working days around `today` under a calendar that knows every year it is asked about.

    `near` is today where today is a working day, else the next one: the nearest day that can be the last of a window.
    """

    calendar: WorkCalendar
    today: dt.date

    @property
    def near(self) -> dt.date:
        """Today, or the first working day after it."""
        day = self.today
        while not self.calendar.is_workday(day):
            day += ONE_DAY
        return day

    def workday(self, offset: int, origin: dt.date | None = None) -> dt.date:
        """The working day `offset` working days after (before, if negative) the origin; 0 gives the origin itself.

        :param origin: a working day, by default `near`. A day that is none stands for the last working day before it.
        """
        day = self.near if origin is None else origin
        while not self.calendar.is_workday(day):
            day -= ONE_DAY
        step = ONE_DAY if offset > 0 else -ONE_DAY
        for _number in range(abs(offset)):
            day += step
            while not self.calendar.is_workday(day):
                day += step
        return day
