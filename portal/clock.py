"""The one place where the portal reads the clock; tests and the demo set another instant."""

import contextlib
import contextvars
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone

BEIJING = ZoneInfo("Asia/Shanghai")

_fixed: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("fixed_instant", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in UTC; or the one set by `at`."""
    return _fixed.get() or timezone.now()


def today() -> dt.date:
    """The present Beijing day, whatever zone the server or the account is set to."""
    return now().astimezone(BEIJING).date()


@contextlib.contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Let the block happen at that instant: for tests, and for a demo whose dates lie around today."""
    token = _fixed.set(instant)
    try:
        yield
    finally:
        _fixed.reset(token)
