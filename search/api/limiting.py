"""How often a network may ask, without writing down who: the buckets of `portal.privacy`, in this process's memory.

The allowance is shared out among the worker processes, so that together they never give more than it; one process may
refuse earlier when the requests of a reader are dealt out unevenly. In production nginx stands before the portal, limits by
address, and the portal sees only its own machine: what it counts there is a gate against a runaway.
"""

import math
import secrets
import threading
import time
from dataclasses import dataclass

from django.http import HttpRequest

from portal.privacy.buckets import DAY, HOUR, KEY_BYTES, LOOPBACK, Allowance, Buckets, network_of
from portal.privacy.limits import LOOPBACK_TIMES, MOST_NETWORKS, workers

AN_HOUR = 3_600
"""Requests of one network (a /24 or a /56): one a second, with an hour's worth at once."""


@dataclass(frozen=True)
class Left:
    """What a request was told: whether it may go on, how many more may come at once, in how many seconds the bucket is full
    again, and in how many the next one is granted."""

    granted: bool
    quota: int
    remaining: int
    full_in: int
    next_in: int

    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers, and when to come back."""
        told = {
            "RateLimit-Policy": f'"hour";q={self.quota};w={int(HOUR)}',
            "RateLimit": f'"hour";r={self.remaining};t={self.full_in}',
        }
        return told if self.granted else told | {"Retry-After": str(self.next_in)}


class Limiter:
    """The buckets of one worker process, their lock, and the key of the day, which is kept nowhere else."""

    def __init__(self, among: int) -> None:
        self._lock = threading.Lock()
        own = max(1.0, AN_HOUR / among)
        self._buckets = Buckets(Allowance(own), Allowance(own * LOOPBACK_TIMES), most=MOST_NETWORKS)
        self._key = b""
        self._key_made = 0.0

    def take(self, address: str, now: float) -> Left:
        """Count one request from that address at `now` (seconds of a monotonic clock)."""
        network = network_of(address)
        with self._lock:
            if not self._key or now - self._key_made >= DAY:
                self._key, self._key_made = secrets.token_bytes(KEY_BYTES), now
                self._buckets.forget()
            granted = self._buckets.take(network, self._key, now)
            left = self._buckets.left(network, self._key, now)
        whole = (self._buckets.loopback if network == LOOPBACK else self._buckets.allowance).an_hour
        a_second = whole / HOUR
        return Left(
            granted=granted,
            quota=int(whole),
            remaining=int(left),
            full_in=math.ceil((whole - left) / a_second),
            next_in=max(1, math.ceil((1 - left) / a_second)),
        )


_limiter = Limiter(workers())


def take(request: HttpRequest) -> Left:
    """Count this request."""
    return _limiter.take(request.META.get("REMOTE_ADDR", ""), time.monotonic())
