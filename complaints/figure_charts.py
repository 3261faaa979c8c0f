"""The yearly figures as bars: one for each number that is published, none for one that is not. Pure.

A bar is drawn from its own number and the greatest published one beside it. Lines keep their order whatever they count and
whatever is left out, and what is left out has no bar at all, so that the picture tells nothing that the table does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

FULL = 100
"""The width of the longest bar of a chart."""


@dataclass(frozen=True)
class Bar:
    """One line: what is counted, the count, the width from 1 to `FULL`; count and width are None for one that is left out."""

    label: str | Promise
    count: int | None
    width: int | None


@dataclass(frozen=True)
class Chart:
    """Bars that may be compared with one another."""

    key: str
    title: str | Promise
    bars: tuple[Bar, ...]

    @property
    def drawn(self) -> bool:
        """Whether there is any bar."""
        return any(bar.width is not None for bar in self.bars)


def chart(key: str, title: str | Promise, counts: Iterable[tuple[str | Promise, int | None]]) -> Chart:
    """A chart of these counts in this order. A count that is published is 3 or more (`suppression.SMALL`)."""
    lines = tuple(counts)
    longest = max((count for _label, count in lines if count is not None), default=0)
    return Chart(key, title, tuple(Bar(label, count, _width(count, longest)) for label, count in lines))


def _width(count: int | None, longest: int) -> int | None:
    if count is None:
        return None
    return max(1, round(FULL * count / longest)) if longest else 1
