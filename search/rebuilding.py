"""Building the index anew from the register."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.utils import translation

from cms import clock
from search.comparing import compare
from search.engines.base import IndexState, NoIndexError, OtherFormatError
from search.index import engine
from search.projecting import everything
from search.versions import register_size


def rebuild(told: Callable[[int, int], None] | None = None, *, now: dt.datetime | None = None) -> IndexState:
    """Build the index anew and compare it, so that it also has what changed while the first one was built.

    `told` hears how many documents are done, of how many. Raises EngineDownError.
    """
    at, size = now or clock.now(), register_size()
    with translation.override(settings.LANGUAGE_CODE):
        engine().rebuild(everything(), now=at, progress=(lambda done: told(done, size)) if told else None)
    compare(now=at)
    return engine().state()


def is_usable() -> bool:
    """Whether there is an index that this version reads. Raises EngineDownError where nobody can say."""
    try:
        engine().state()
    except (NoIndexError, OtherFormatError):
        return False
    return True
