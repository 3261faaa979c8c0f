"""How often and how much at once, without writing down who: in this process's memory and nowhere else.

In production nginx limits by address before the portal is asked, and the portal sees only its own machine. These
limits hold where it stands alone, and behind nginx against what gets past it.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.http import HttpRequest

from portal.privacy.buckets import DAY, KEY_BYTES, Allowance, Buckets, network_of

Kind = Literal["filing", "look_up", "upload"]
Slot = Literal["upload", "argon2"]

AN_HOUR: dict[Kind, int] = {"filing": 10, "look_up": 60, "upload": 40}
# All of production comes from this machine, limited by nginx already: a gate against a runaway, not against a city.
LOOPBACK_TIMES = 1_000
# 10,000 records of some 200 bytes for each kind: 2 MB at most, however many networks come.
MOST_NETWORKS = 10_000
AT_ONCE: dict[Slot, int] = {"upload": 8, "argon2": 4}
# An upload holds its slot for as long as a slow phone likes: whoever finds none is told at once. The costly hash is over in
# a moment, and a reporter on the last page shall not be sent back for a moment's crowd.
PATIENCE: dict[Slot, float] = {"upload": 0.0, "argon2": 10.0}


class Busy(Exception):  # noqa: N818 - a state of the house, not a mistake of the caller
    """Every slot is taken. The view answers 503 with what was typed; waiting longer would hold a thread of the server."""


class Limits:
    """The buckets of one worker process, their lock, and the key of the day."""

    def __init__(self, workers: int) -> None:
        self._lock = threading.Lock()
        self._buckets = {
            kind: Buckets(
                Allowance(max(1.0, an_hour / workers)),
                Allowance(max(1.0, an_hour * LOOPBACK_TIMES / workers)),
                most=MOST_NETWORKS,
            )
            for kind, an_hour in AN_HOUR.items()
        }
        self._key = b""
        self._key_made = 0.0

    def allow(self, address: str, kind: Kind, now: float) -> bool:
        """Whether one more of ``kind`` may come from ``address`` at ``now`` (seconds of a monotonic clock)."""
        with self._lock:
            if not self._key or now - self._key_made >= DAY:
                self._key, self._key_made = secrets.token_bytes(KEY_BYTES), now
                for buckets in self._buckets.values():
                    buckets.forget()
            return self._buckets[kind].take(network_of(address), self._key, now)


def workers() -> int:
    """Among how many processes the requests of one reader are dealt out (WEB_WORKERS, one where it says nothing)."""
    stated = os.environ.get("WEB_WORKERS", "")
    return max(1, int(stated)) if stated.isdecimal() else 1


_limits = Limits(workers())
_slots = {name: threading.BoundedSemaphore(count) for name, count in AT_ONCE.items()}


def allow(request: HttpRequest, kind: Kind) -> bool:
    """Whether this request may go on; counts it. False: answer ``pages.busy`` or the form again with a 503."""
    return _limits.allow(request.META.get("REMOTE_ADDR", ""), kind, time.monotonic())


@contextmanager
def slot(name: Slot) -> Iterator[None]:
    """Hold one of the process's slots for costly work. Raises ``Busy`` when none comes free within its ``PATIENCE``."""
    semaphore = _slots[name]
    if not semaphore.acquire(timeout=PATIENCE[name]):
        raise Busy
    try:
        yield
    finally:
        semaphore.release()
