"""Counts as bars, beside the table that has them in numbers. Pure.

A bar is drawn from its own number and the greatest one of its chart. A line without a number has no bar at all, and says so
in words: it is not nought. Drawn by `portal/bars.html` and `portal/css/bars.css`, without colour having to be seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

FULL = 100
"""The width of the longest bar of a chart."""


@dataclass(frozen=True)
class Counted:
    """A line to be drawn: what is counted, and the count, None where there is none to be shown.

    `part` of the count is drawn hollow at the bar's end. `path` leads to what was counted, empty where nothing does.
    """

    label: str | Promise
    count: int | None
    part: int = 0
    path: str = ""


@dataclass(frozen=True)
class Bar:
    """One line as drawn. `width` is from 0 for nought to `FULL`, None where there is no count; `hollow` is within it."""

    label: str | Promise
    count: int | None
    width: int | None
    hollow: int = 0
    path: str = ""

    @property
    def solid(self) -> int:
        """Where the hollow part begins."""
        return (self.width or 0) - self.hollow


@dataclass(frozen=True)
class Chart:
    """Bars that may be compared with one another. `absent` stands where a line has no number.

    `data` says that the labels are data in Chinese, whatever the language of the page.
    """

    key: str
    title: str | Promise
    bars: tuple[Bar, ...]
    absent: str | Promise = ""
    data: bool = False

    @property
    def drawn(self) -> bool:
        """Whether there is any bar."""
        return any(bar.width is not None for bar in self.bars)

    @property
    def has_hollow(self) -> bool:
        """Whether any bar has a hollow part, which then has to be explained."""
        return any(bar.hollow for bar in self.bars)


def chart(
    key: str,
    title: str | Promise,
    lines: Sequence[Counted],
    *,
    absent: str | Promise = "",
    data: bool = False,
) -> Chart:
    """A chart of these lines in this order. What is more than nought is seen, however small beside the greatest."""
    longest = max((line.count for line in lines if line.count is not None), default=0)
    bars = (
        Bar(
            line.label,
            line.count,
            None if line.count is None else _width(line.count, longest),
            min(_width(line.part, longest), _width(line.count or 0, longest)),
            line.path,
        )
        for line in lines
    )
    return Chart(key, title, tuple(bars), absent, data)


def _width(count: int, longest: int) -> int:
    return max(1, round(FULL * count / longest)) if count else 0
