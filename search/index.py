"""The index of this installation: which engine answers is one setting."""

from functools import cache

from django.conf import settings

from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine


@cache
def engine() -> SearchEngine:
    """The engine of this process."""
    return EmbeddedEngine(settings.SEARCH_DIR)
