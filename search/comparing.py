"""The index against the register: what is missing, out of date or superfluous there, found in constant memory and put right."""

import datetime as dt
import hashlib
import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import translation

from search import projecting
from search.documents import Collection, Document
from search.engines.base import SearchEngine
from search.engines.embedded_file import Faults
from search.index import engine
from search.query import Query
from search.versions import versions

BATCH = 300
KEPT = "comparison.json"

TABLES = """
CREATE TABLE indexed (id TEXT PRIMARY KEY, version INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE register (id TEXT PRIMARY KEY, version INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
"""
COUNTS = """
SELECT count(*) FILTER (WHERE i.id IS NULL), count(*) FILTER (WHERE i.id IS NOT NULL)
FROM register r LEFT JOIN indexed i USING (id) WHERE i.id IS NULL OR i.version <> r.version OR i.content <> r.content
"""
WANTED = """
SELECT r.id FROM register r LEFT JOIN indexed i USING (id)
WHERE i.id IS NULL OR i.version <> r.version OR i.content <> r.content ORDER BY r.id
"""
UNWANTED = """
SELECT i.id FROM indexed i LEFT JOIN register r USING (id) WHERE r.id IS NULL OR i.version > r.version ORDER BY i.id
"""
"""Documents that the register does not have, and those of another register than this: one that was restored is behind."""
SUPERFLUOUS = "SELECT count(*) FROM indexed i LEFT JOIN register r USING (id) WHERE r.id IS NULL"

Row = tuple[str, int, str]


@dataclass(frozen=True)
class Comparison:
    """What a comparison found at an instant (UTC): documents missing in the index, differing there, and superfluous ones.

    `mended`: they have been put right. `whole`: every field was compared, not the versions alone.
    """

    at: dt.datetime
    missing: int
    differing: int
    superfluous: int
    mended: bool
    whole: bool

    @property
    def differences(self) -> int:
        """All of them."""
        return self.missing + self.differing + self.superfluous


def compare(*, now: dt.datetime, whole: bool = False, mend: bool = True) -> Comparison:
    """Compare, put right unless `mend` is False, and keep the result for the doctor. Raises EngineDownError.

    The index is read before the register: what changes between the two is put again, which does no harm.
    """
    at = engine()
    # An empty name is a database in a file without a name, which goes with the connection.
    with Faults(), closing(sqlite3.connect("")) as beside, translation.override(settings.LANGUAGE_CODE):
        beside.executescript(TABLES)
        beside.executemany("INSERT INTO indexed VALUES (?, ?, ?)", _indexed(at, now.date(), whole))
        beside.executemany("INSERT INTO register VALUES (?, ?, ?)", _registered(whole))
        missing, differing = beside.execute(COUNTS).fetchone()
        (superfluous,) = beside.execute(SUPERFLUOUS).fetchone()
        if mend:
            _mend(at, beside)
        found = Comparison(now, missing, differing, superfluous, mend, whole)
        if mend:
            _keep(found)
    return found


def _indexed(at: SearchEngine, today: dt.date, whole: bool) -> Iterator[Row]:
    if not whole:
        yield from ((key, version, "") for key, version in at.versions())
        return
    for collection in Collection:
        documents = at.stream(Query(collection=collection), today=today)
        yield from ((each.id, each.version, _content(each)) for each in documents)


def _registered(whole: bool) -> Iterator[Row]:
    if not whole:
        yield from ((key, version, "") for key, version in versions())
        return
    yield from ((each.id, each.version, _content(each)) for each in projecting.everything())


def _content(item: Document) -> str:
    text = json.dumps(item.plain(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _mend(at: SearchEngine, beside: sqlite3.Connection) -> None:
    for ids in _batches(beside.execute(UNWANTED)):
        at.put((), gone=ids)
    for ids in _batches(beside.execute(WANTED)):
        at.put(projecting.of(ids))
    # Also with nothing to put: what was dropped while somebody read it is overwritten now.
    at.put(())


def _batches(rows: Iterable[tuple[str]]) -> Iterator[list[str]]:
    ids = (row[0] for row in rows)
    while batch := list(itertools.islice(ids, BATCH)):
        yield batch


def _path() -> Path:
    return Path(settings.SEARCH_DIR) / KEPT


def _keep(found: Comparison) -> None:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(found) | {"at": found.at.isoformat()}), encoding="ascii")
    beside.replace(path)


def last_comparison() -> Comparison | None:
    """The newest comparison that put things right; None before the first, or where the file cannot be read."""
    try:
        kept = json.loads(_path().read_text(encoding="ascii"))
        return Comparison(**(kept | {"at": dt.datetime.fromisoformat(kept["at"])}))
    except (OSError, ValueError, TypeError, KeyError):
        return None
