"""The bitmaps that threads share: at Beijing midnight two of them ask for two days at once."""

import datetime as dt
from typing import Any

from search.engines.embedded_faces import Faces
from search.facets import Status

TODAY = dt.date(2026, 11, 21)


class Raced(Faces):
    """Another thread puts its own day in the place of what was worked out, before it can be read again."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "_on" and value:
            super().__setattr__(name, {TODAY + dt.timedelta(days=1): {}})


def test_a_day_is_answered_though_another_thread_asks_for_the_next() -> None:
    assert set(Raced().on(TODAY)) == set(Status)
