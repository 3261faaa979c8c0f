"""An index for tests: of its own for each test, holding what the database holds when it is asked for."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from search.engines.embedded import EmbeddedEngine
from search.index import engine
from search.projecting import everything

MADE_AT = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)


@contextmanager
def index_in(folder: Path) -> Iterator[EmbeddedEngine]:
    """The installation's engine with an index in that folder, empty of files until `build_index`."""
    with override_settings(SEARCH_DIR=folder):
        engine.cache_clear()
        made = engine()
        assert isinstance(made, EmbeddedEngine)
        try:
            yield made
        finally:
            made.close()
            engine.cache_clear()


@contextmanager
def following_index_in(folder: Path) -> Iterator[EmbeddedEngine]:
    """The same, built, and followed by the jobs from then on; they run where they are enqueued."""
    with index_in(folder) as made, override_settings(SEARCH_FOLLOWS=True):
        build_index()
        yield made


def build_index() -> None:
    """Take everything the database holds into the index."""
    engine().rebuild(everything(), now=MADE_AT)
