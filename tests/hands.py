"""Tests dealt out to processes hand by hand: the scheduler of a run side by side, and how it learns which tests belong together.

Only the processes that run tests collect them; the one that deals them out knows names alone. So the first of them writes the
hands down before it says what it has collected. (xdist's own `loadgroup` puts them into names, where pytest 9.2 does not look.)
"""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

BY_HAND = "loadgroup"
"""The value of `--dist` that asks for it."""

VARIABLE = "TESTS_IN_HANDS"
"""Names the file in the environment of the processes that run tests."""


def announce_file() -> None:
    """Say where the hands are to be written, before the processes that run tests are started."""
    handle, name = tempfile.mkstemp(prefix="tests-in-hands-", suffix=".json")
    os.close(handle)
    os.environ[VARIABLE] = name


def write_hands(hands: Mapping[str, str]) -> None:
    """Write down which test, by name, is in which hand; those that are missing are dealt out one by one."""
    Path(os.environ[VARIABLE]).write_text(json.dumps(hands), encoding="utf-8")


class HandScheduling(LoadScopeScheduling):
    """Deals the next hand to whoever has all but finished the last."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        super().__init__(config, log)
        self.hands: dict[str, str] = {}

    def schedule(self) -> None:
        """Begin once everybody has collected, or go on with a process that came later."""
        if self.collection is None:
            written = Path(os.environ[VARIABLE])
            self.hands = json.loads(written.read_text(encoding="utf-8"))
            written.unlink()
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        return self.hands.get(nodeid, nodeid)
