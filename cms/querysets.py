"""Public reads in verbs."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q


class WindowQuerySet(models.QuerySet[Any]):
    """Windows by what a day makes of them; the phase itself is never stored."""

    def running(self) -> "WindowQuerySet":
        """Neither concluded nor ended with their edition."""
        return self.filter(concluded_at__isnull=True, ended_at__isnull=True)

    def open_on(self, day: dt.date) -> "WindowQuerySet":
        """Windows in which somebody may object on that Beijing day: begun, and not past their last day.

        A provisional window has no last day yet and counts as open.
        """
        return self.running().filter(start__lte=day).filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def awaiting_conclusion(self, day: dt.date) -> "WindowQuerySet":
        """Windows whose last day is past and that nobody has concluded."""
        return self.running().filter(last_day__lt=day)

    def ending_by(self, day: dt.date) -> "WindowQuerySet":
        """Running windows whose last day is that day or earlier."""
        return self.running().filter(last_day__lte=day)

    def provisional(self) -> "WindowQuerySet":
        """Windows that wait for a year's holiday notice."""
        return self.running().filter(provisional=True)
