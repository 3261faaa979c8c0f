"""The engine that needs no server: SQLite's FTS5 over the pairs of `search.text`, bitmaps for facets, in a file of its own."""

import contextlib
import datetime as dt
import itertools
import json
import math
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyroaring import BitMap

from search.documents import Collection, Document, document
from search.engines import embedded_writes as writes
from search.engines.base import (
    MOST_SUGGESTIONS,
    PER_PAGE,
    EngineDownError,
    Found,
    IndexState,
    Progress,
    Slice,
)
from search.engines.embedded_faces import Faces, counted, narrowed
from search.engines.embedded_file import Faults, IndexFolder, meta
from search.engines.embedded_match import candidates, expression, sounded
from search.query import Query, Sort
from search.suggesting import likeliest

FEW = 5_000
"""Hits that are sorted by themselves; of more, the whole index is walked in its order until a page is full."""

BATCH = 500
"""Documents read at a time."""

KEPT_HITS = 32
"""Hit sets kept from one question to the next: a page of numbers asks the same words with other choices."""

ORDERS = {Sort.NEWEST: "rank", Sort.OLDEST: "rank DESC", Sort.NAME: "name_key, rank"}


class EmbeddedEngine:
    """An index in a folder of its own; see `search.engines.base.SearchEngine` for what its methods promise.

    Any number of threads and processes read; one at a time writes.
    """

    def __init__(self, path: Path, *, kept_hits: int = KEPT_HITS) -> None:
        self.folder = IndexFolder(path)
        self._mine = threading.local()
        self._faces: tuple[tuple[str, str], Faces] | None = None
        self._hits: OrderedDict[tuple[str, str, str], BitMap] = OrderedDict()
        self._kept_hits, self._hits_lock = kept_hits, threading.Lock()

    # --- reading -------------------------------------------------------------------------------------------------------

    def search(self, query: Query, *, today: dt.date, per_page: int = PER_PAGE) -> Found:
        """See the contract."""
        with _Reading(self) as read:
            hits, spoken = read.hits(query)
            left, others = narrowed(hits, query, read.faces, today)
            total = len(left)
            pages = max(1, math.ceil(total / per_page))
            page = min(query.page, pages)
            numbers = read.picked(left, query.sort, (page - 1) * per_page, per_page)
            return Found(
                total=total,
                page=page,
                pages=pages,
                rows=read.documents(numbers),
                facets=counted(left, others, query, read.faces, today),
                sounded=spoken,
                state=read.state,
            )

    def after(self, query: Query, rank: str, *, today: dt.date, limit: int) -> Slice:
        """See the contract."""
        with _Reading(self) as read:
            left, _others = narrowed(read.hits(query)[0], query, read.faces, today)
            rows = read.documents(read.beyond(left, rank, limit + 1))
            more = len(rows) > limit
            return Slice(rows[:limit], rows[limit - 1].rank if more else "", len(left), read.state)

    def stream(self, query: Query, *, today: dt.date) -> Iterator[Document]:
        """See the contract. Holds a connection of its own until it ends or is closed."""
        with _Reading(self, apart=True) as read:
            left, _others = narrowed(read.hits(query)[0], query, read.faces, today)
            numbers = read.in_order(left, query.sort)
            while batch := list(itertools.islice(numbers, BATCH)):
                yield from read.documents(batch)

    def suggest(
        self, words: str, *, of: Collection = Collection.AWARDS, limit: int = MOST_SUGGESTIONS
    ) -> tuple[str, ...]:
        """See the contract."""
        with _Reading(self) as read:
            there = read.faces.of(of)
            near = read.documents(each for each in candidates(read.connection, words) if each in there)
            return likeliest(words, {name for each in near for name in each.names()}, limit)

    def state(self) -> IndexState:
        """See the contract."""
        with _Reading(self) as read:
            return read.state

    def versions(self) -> Iterator[tuple[str, int]]:
        """See the contract."""
        with _Reading(self, apart=True) as read:
            yield from read.connection.execute("SELECT key, version FROM doc ORDER BY key")

    # --- writing -------------------------------------------------------------------------------------------------------

    def put(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> IndexState:
        """See the contract."""
        with Faults() as faults, self.folder.alone("write"):
            _path, connection = self.folder.in_use()
            with contextlib.closing(connection):
                writes.put(connection, faults.each(documents), faults.each(gone))
                self.folder.sweep()
                return state_of(connection)

    def rebuild(
        self, documents: Iterable[Document], *, now: dt.datetime, progress: Progress | None = None
    ) -> IndexState:
        """See the contract."""
        theirs = writes.told(documents, progress)
        with Faults() as faults, self.folder.alone("build"):
            made = self.folder.new()
            started = writes.mark(self.folder)
            try:
                build = writes.build(made, faults.each(theirs), now)
                with contextlib.closing(build) as connection, self.folder.alone("write"):
                    writes.catch_up(connection, self.folder, started)
                    state = state_of(connection)
                    connection.close()
                    self.folder.take(made)
            finally:
                # A build that was cut off may hold what is withheld now. What cannot be removed yet goes with the next `put`.
                with contextlib.suppress(OSError):
                    self.folder.clear()
            return state

    # --- connections ---------------------------------------------------------------------------------------------------

    def connection(self) -> tuple[Path, sqlite3.Connection]:
        """This thread's connection to the file in use."""
        held: tuple[Path, sqlite3.Connection] | None = getattr(self._mine, "held", None)
        if held is None or held[0] != self.folder.current():
            self.close()
            held = self._mine.held = self.folder.in_use()
        return held

    def close(self) -> None:
        """Close this thread's connection."""
        held: tuple[Path, sqlite3.Connection] | None = getattr(self._mine, "held", None)
        if held is not None:
            held[1].close()
            self._mine.held = None

    def faces(self, path: Path, facts: dict[str, str], connection: sqlite3.Connection) -> Faces:
        """The bitmaps of the state that a transaction reads; kept until the index changes."""
        key = (path.name, facts["changes"])
        kept = self._faces
        if kept is None or kept[0] != key:
            kept = key, Faces.read(connection)
            self._faces = kept
        return kept[1]

    def kept(self, facts: dict[str, str], asked: str, find: Callable[[str], BitMap]) -> BitMap:
        """What an expression finds in a state of the index; the last ones asked for are kept."""
        key = (facts["build"], facts["changes"], asked)
        with self._hits_lock:
            found = self._hits.get(key)
            if found is not None:
                self._hits.move_to_end(key)
                return found
        found = find(asked)
        with self._hits_lock:
            self._hits[key] = found
            while len(self._hits) > self._kept_hits:
                self._hits.popitem(last=False)
        return found


def state_of(connection: sqlite3.Connection) -> IndexState:
    """The state of an index file."""
    facts = meta(connection)
    return IndexState(
        version=f"{facts['build'][:8]}-{facts['changes']}",
        made_at=dt.datetime.fromisoformat(facts["made_at"]),
        count=int(facts["count"]),
    )


class _Reading:
    """One state of the index, read in one transaction."""

    def __init__(self, engine: EmbeddedEngine, *, apart: bool = False) -> None:
        self.engine, self.apart = engine, apart

    def __enter__(self) -> "_Reading":
        with Faults():
            path, self.connection = self.engine.folder.in_use() if self.apart else self.engine.connection()
        try:
            self.connection.execute("BEGIN")
            self.facts = meta(self.connection)
            self.faces = self.engine.faces(path, self.facts, self.connection)
        except sqlite3.Error as error:
            self.__exit__(None, error, None)
            raise EngineDownError(f"index file: {error}") from error
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        if self.apart:
            self.connection.close()
        elif isinstance(error, sqlite3.Error):
            self.engine.close()
        if isinstance(error, sqlite3.Error):
            raise EngineDownError(f"index file: {error}") from error

    @property
    def state(self) -> IndexState:
        return state_of(self.connection)

    def hits(self, query: Query) -> tuple[BitMap, tuple[str, ...]]:
        """What the words of a question find in its collection, and which of them were taken for sounds."""
        of = self.faces.of(query.collection)
        if not query.terms and not query.holders:
            return of, ()
        spoken = sounded(self.connection, query, of)
        asked = expression(query.terms, spoken, query.holders)
        return self.engine.kept(self.facts, asked, self._matching) & of, spoken

    def _matching(self, asked: str) -> BitMap:
        rows = self.connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked,))
        return BitMap([row[0] for row in rows])

    def picked(self, hits: BitMap, sort: Sort, offset: int, limit: int) -> list[int]:
        """The numbers of a page."""
        if self.facts["ordered"] == "1" and sort is Sort.NEWEST:
            return list(hits[offset : offset + limit])
        if self.facts["ordered"] == "1" and sort is Sort.OLDEST:
            end = len(hits) - offset
            return list(hits[max(0, end - limit) : end])[::-1]
        return list(itertools.islice(self.in_order(hits, sort), offset, offset + limit))

    def in_order(self, hits: BitMap, sort: Sort) -> Iterator[int]:
        """All hits in an order."""
        order = ORDERS[sort]
        if self.facts["ordered"] == "1" and sort is Sort.NEWEST:
            yield from hits
        elif len(hits) <= FEW:
            few = "SELECT id FROM doc WHERE id IN (SELECT value FROM json_each(?))"
            rows = self.connection.execute(f"{few} ORDER BY {order}", (json.dumps(list(hits)),))
            yield from (row[0] for row in rows)
        else:
            rows = self.connection.execute(f"SELECT id FROM doc ORDER BY {order}")  # noqa: S608 - from ORDERS
            yield from (row[0] for row in rows if row[0] in hits)

    def beyond(self, hits: BitMap, rank: str, limit: int) -> list[int]:
        """The first hits after a rank, newest first."""
        if self.facts["ordered"] == "1":
            row = self.connection.execute("SELECT id FROM doc WHERE rank > ? ORDER BY rank LIMIT 1", (rank,))
            first = row.fetchone()
            if first is None:
                return []
            start = hits.rank(first[0] - 1)
            return list(hits[start : start + limit])
        if len(hits) <= FEW:
            few = "SELECT id FROM doc WHERE rank > ? AND id IN (SELECT value FROM json_each(?)) ORDER BY rank LIMIT ?"
            return [row[0] for row in self.connection.execute(few, (rank, json.dumps(list(hits)), limit))]
        rows = self.connection.execute("SELECT id FROM doc WHERE rank > ? ORDER BY rank", (rank,))
        return list(itertools.islice((row[0] for row in rows if row[0] in hits), limit))

    def documents(self, numbers: Iterable[int]) -> tuple[Document, ...]:
        """The documents of these numbers, in their order."""
        wanted = list(numbers)
        rows = self.connection.execute(
            "SELECT id, body FROM doc WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        bodies = dict(rows.fetchall())
        return tuple(document(json.loads(bodies[number])) for number in wanted)
