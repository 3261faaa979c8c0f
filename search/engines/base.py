"""What every engine promises. On one corpus any two give the same hits, totals and counts, in the same order."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.documents import Collection, Document
from search.facets import Facet, FacetCount
from search.query import Query

PER_PAGE = 20
"""Documents on a page."""

MOST_SUGGESTIONS = 5


class EngineDownError(RuntimeError):
    """The index cannot be read or written now. Says why, without an address."""


class NoIndexError(EngineDownError):
    """None has been built yet."""

    def __init__(self) -> None:
        super().__init__("there is no index yet")


class OtherFormatError(EngineDownError):
    """It was built by a version of the program that reads it otherwise; it has to be built anew."""

    def __init__(self) -> None:
        super().__init__("the index was made by another version")


@dataclass(frozen=True)
class IndexState:
    """What is searched: `version` changes with every write, `made_at` (UTC) is when it was last built whole, `count` its
    documents."""

    version: str
    made_at: dt.datetime
    count: int


@dataclass(frozen=True)
class Found:
    """A page of a result. `rows` stand in the order asked for; `facets` has every facet of what is looked for.

    `sounded` names the terms that were looked for by their sound. A page past the last is the last: `page` says which.
    """

    total: int
    page: int
    pages: int
    rows: tuple[Document, ...]
    facets: Mapping[Facet, tuple[FacetCount, ...]]
    sounded: tuple[str, ...]
    state: IndexState


@dataclass(frozen=True)
class Slice:
    """Documents after a place in the newest-first order. `next` is the rank to go on from, empty at the end."""

    rows: tuple[Document, ...]
    next: str
    total: int
    state: IndexState


Progress = Callable[[int], None]
"""Told how many documents have been taken in so far."""


class SearchEngine(Protocol):
    """An index of documents. `today` is the Beijing day on which validity is judged. Every method may raise EngineDownError.

    Terms: each must occur in one of a document's texts, as a substring of the folded text; a term of one character likewise.
    A term of Latin letters that occurs in no document of the index, or every one where the question is `by_sound`, is
    looked for as pinyin or as first letters of the names.
    """

    def search(self, query: Query, *, today: dt.date, per_page: int = PER_PAGE) -> Found:
        """A page of what a question finds, with its total and all its facets."""
        ...

    def after(self, query: Query, rank: str, *, today: dt.date, limit: int) -> Slice:
        """What a question finds after a rank, newest first, whatever its order and page; "" begins."""
        ...

    def stream(self, query: Query, *, today: dt.date) -> Iterator[Document]:
        """Everything a question finds, in its order, from one state of the index, in memory that does not grow."""
        ...

    def suggest(
        self, words: str, *, of: Collection = Collection.AWARDS, limit: int = MOST_SUGGESTIONS
    ) -> tuple[str, ...]:
        """Names in a collection that a misspelt or shortened word may mean, the likeliest first."""
        ...

    def put(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> IndexState:
        """Take documents in, each in place of an older version of itself, and drop those whose ids are `gone`.

        All or none. A document older than the one that is there changes nothing. What is dropped or replaced cannot be
        read from the index's files afterwards.
        """
        ...

    def rebuild(
        self, documents: Iterable[Document], *, now: dt.datetime, progress: Progress | None = None
    ) -> IndexState:
        """Build the index anew beside the one in use, and change over at once: every question is answered throughout.

        What is `put` meanwhile is in the new one too.
        """
        ...

    def state(self) -> IndexState:
        """What is searched now."""
        ...

    def versions(self) -> Iterator[tuple[str, int]]:
        """Id and version of every document, for comparing with the register."""
        ...
