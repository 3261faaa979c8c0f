"""What a question finds, held in one state of the index while it is written out."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from search import showing
from search.documents import Document
from search.engines.base import EngineDownError, Found
from search.index import engine
from search.query import Query

TRIES = 8
"""How often an index that changes between being counted and being read is counted again."""

T = TypeVar("T")


class Closing(Generic[T]):
    """An iterator that closes what it stands on when it is closed, at whatever point, even before it began."""

    def __init__(self, source: Iterator[T], *closers: Callable[[], None]) -> None:
        self._source = source
        own = getattr(source, "close", None)
        self._closers = (*((own,) if own else ()), *closers)

    def __iter__(self) -> "Closing[T]":
        return self

    def __next__(self) -> T:
        return next(self._source)

    def close(self) -> None:
        """Close everything; again does nothing."""
        closers, self._closers = self._closers, ()
        for close in closers:
            close()


class Taken:
    """A question's whole result: `found` has its count and the state, `documents` reads that same state to its end."""

    def __init__(self, found: Found, documents: Closing[Document]) -> None:
        self.found, self.documents = found, documents

    def close(self) -> None:
        """Let go of the index."""
        self.documents.close()


def counted(query: Query, today: dt.date) -> Found:
    """A question's count, labels and state without its rows. Raises EngineDownError."""
    return showing.search(query.at(1), today=today, per_page=1)


def taken(query: Query, today: dt.date) -> Taken:
    """Count a question and begin to read it, both in one state of the index. Raises EngineDownError.

    Every write gives the index another version, so reading that began between two equal versions reads that version.
    """
    for _ in range(TRIES):
        found = counted(query, today)
        stream = showing.stream(query.at(1), today=today)
        source = Closing(stream)
        try:
            first = list(itertools.islice(source, 1))
            same = engine().state().version == found.state.version
        except BaseException:
            source.close()
            raise
        if same:
            return Taken(found, Closing(itertools.chain(first, source), source.close))
        source.close()
    raise EngineDownError("the index changes faster than it is read")
