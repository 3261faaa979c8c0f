"""Months as rows of weeks, for the pictures of the calculator and the preview. Pure."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Month(Generic[Cell]):
    """One month: ``weeks`` of seven cells, Monday first, None for days of the neighbouring months."""

    first: dt.date
    weeks: tuple[tuple[Cell | None, ...], ...]


def months_of(days: Iterable[dt.date], cell: Callable[[dt.date], Cell]) -> list[Month[Cell]]:
    """Every month that holds one of *days*, in order, each of its days turned into a cell."""
    wanted = sorted({(day.year, day.month) for day in days})
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar

    def row(week: list[dt.date], month: int) -> tuple[Cell | None, ...]:
        return tuple(cell(day) if day.month == month else None for day in week)

    return [
        Month(dt.date(year, month, 1), tuple(row(week, month) for week in weeks(year, month)))
        for year, month in wanted
    ]
