"""Writing the file of the embedded engine: a few documents into the one in use, or all of them into a new one."""

import contextlib
import datetime as dt
import itertools
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from search.documents import AwardDocument, Document, document
from search.engines.base import EngineDownError, NoIndexError, OtherFormatError, Progress
from search.engines.embedded_faces import Faces
from search.engines.embedded_file import LAYOUT, TABLES, IndexFolder, connect, meta, set_meta
from search.organisations import keys_of
from search.sounds import initials, sound
from search.text import tokens

FIRST = 2**31
"""Number of the first document of a new file. Those that come later and are newer get smaller ones."""

REPORT_EVERY = 1_000
READERS_WAIT = 2_000
"""Milliseconds to wait for readers of an older state before what was dropped is overwritten."""

GAP = "0"
"""Stands between the sounds of two names, so that no phrase reaches from one into the other; no syllable is a digit."""


@lru_cache(maxsize=100_000)
def _sounds(name: str) -> tuple[str, str]:
    spoken = sound(name)
    return " ".join(spoken), " ".join(initials(spoken))


def word_columns(item: Document) -> tuple[str, str, str, str, str, str]:
    """The six columns of a document's words: names, other texts, its id, sounds, first letters, keys of its holders."""
    names = list(item.names())
    heard = [_sounds(name) for name in names]
    return (
        " ".join(map(tokens, names)),
        " ".join(map(tokens, item.texts())),
        tokens(item.id),
        f" {GAP} ".join(syllables for syllables, _first in heard),
        f" {GAP} ".join(first for _syllables, first in heard),
        " ".join(keys_of(item)),
    )


def name_key(item: Document) -> str:
    """What documents are sorted by name with: pinyin, then the name itself; a document without a name comes last."""
    return f"{_sounds(item.title)[0]}|{item.title}" if item.title else "~"


def put(connection: sqlite3.Connection, documents: Iterable[Document], gone: Iterable[str]) -> None:
    """Take documents in and drop others, in one transaction; what has to vanish is gone from the file when it ends.

    Where somebody still reads an older state, it goes with the next `put` after that, be it one of nothing.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        due = _put(connection, documents, gone)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has ended it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    if due:
        # A dropped word stays readable in older segments and in the log until both are written over.
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.execute(f"PRAGMA busy_timeout = {READERS_WAIT}")
        busy, *_pages = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            set_meta(connection, uncleared="0")


def _put(connection: sqlite3.Connection, documents: Iterable[Document], gone: Iterable[str]) -> bool:
    facts, faces = meta(connection), Faces.read(connection)
    count, change = int(facts["count"]), int(facts["changes"]) + 1
    ordered, touched = facts["ordered"] == "1", set()
    erased = facts.get("uncleared") == "1"
    for item in documents:
        row = connection.execute(
            "SELECT id, version, rank, body FROM doc WHERE key = ?", (item.id,)
        ).fetchone()
        if row is not None and row[1] > item.version:
            continue
        touched.add(item.id)
        if row is None:
            number, in_place = _number(connection, item.rank)
            ordered, count = ordered and in_place, count + 1
        else:
            number = row[0]
            old = document(json.loads(row[3]))
            _forget(connection, faces, number, old)
            ordered = ordered and row[2] == item.rank
            erased = erased or _hides(old, item)
        _store(connection, faces, number, item, _body(item))
    for key in gone:
        row = connection.execute("SELECT id, body FROM doc WHERE key = ?", (key,)).fetchone()
        if row is not None:
            _forget(connection, faces, row[0], document(json.loads(row[1])))
            count -= 1
        # Also one that is dropped already: what dropped it may have been cut off before its bytes were overwritten.
        erased = True
        touched.add(key)
    if not touched:
        return erased
    faces.write(connection)
    connection.executemany("INSERT INTO touched VALUES (?, ?)", ((change, key) for key in touched))
    set_meta(connection, count=str(count), changes=str(change), ordered="1" if ordered else "0")
    set_meta(connection, uncleared="1" if erased else "0")
    return erased


def _hides(old: Document, item: Document) -> bool:
    """Whether a version of a document may hold less than the one before by law: what was there has to vanish.

    An award stays as it is where the title of its decision alone is withheld. Other changes take nothing from what was public.
    """
    if not isinstance(item, AwardDocument) or not isinstance(old, AwardDocument):
        return True
    return item.withheld or item.decision_title != old.decision_title


def _number(connection: sqlite3.Connection, rank: str) -> tuple[int, bool]:
    """A number for a new document, and whether numbers still follow the ranks with it."""
    lowest, first = connection.execute("SELECT min(id), min(rank) FROM doc").fetchone()
    if lowest is None:
        return FIRST, True
    return lowest - 1, rank < first


def _body(item: Document) -> str:
    return json.dumps(item.plain(), ensure_ascii=False, separators=(",", ":"))


def _store(connection: sqlite3.Connection, faces: Faces, number: int, item: Document, body: str) -> None:
    row = (number, item.id, item.version, item.rank, name_key(item), body)
    connection.execute("INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?)", row)
    columns = (
        "INSERT INTO words(rowid, name, rest, ident, sound, initials, holder) VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    connection.execute(columns, (number, *word_columns(item)))
    faces.add(number, item)


def _forget(connection: sqlite3.Connection, faces: Faces, number: int, item: Document) -> None:
    # A table without content is told the words it has to drop.
    columns = "INSERT INTO words(words, rowid, name, rest, ident, sound, initials, holder)"
    values = "VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)"
    connection.execute(f"{columns} {values}", (number, *word_columns(item)))
    connection.execute("DELETE FROM doc WHERE id = ?", (number,))
    faces.drop(number, item)


def told(documents: Iterable[Document], progress: Progress | None) -> Iterator[Document]:
    """The documents, telling how many there have been."""
    for count, item in enumerate(documents, start=1):
        if progress is not None and count % REPORT_EVERY == 0:
            progress(count)
        yield item


def build(path: Path, documents: Iterable[Document], now: dt.datetime) -> sqlite3.Connection:
    """A new file with these documents, each once, numbered newest first; the last version of one wins."""
    stage = path.with_suffix(".stage")
    connection = connect(path, new=True)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(TABLES)
        connection.execute("ATTACH ? AS stage", (str(stage),))
        connection.execute("PRAGMA stage.journal_mode = OFF")
        connection.execute("PRAGMA stage.synchronous = OFF")
        connection.execute("CREATE TABLE stage.doc (key TEXT PRIMARY KEY, rank TEXT, body TEXT)")
        connection.execute("BEGIN")
        _stage(connection, documents)
        faces, count = Faces(), 0
        for number, (body,) in enumerate(
            connection.execute("SELECT body FROM stage.doc ORDER BY rank"), start=FIRST
        ):
            _store(connection, faces, number, document(json.loads(body)), body)
            count += 1
        faces.write(connection)
        facts = {"build": secrets.token_hex(16), "changes": "0", "made_at": now.isoformat(), "ordered": "1"}
        set_meta(connection, layout=LAYOUT, count=str(count), **facts)
        connection.execute("COMMIT")
        connection.execute("DETACH stage")
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    finally:
        stage.unlink(missing_ok=True)
    return connection


def _stage(connection: sqlite3.Connection, documents: Iterable[Document]) -> None:
    rows = ((item.id, item.rank, _body(item)) for item in documents)
    while batch := list(itertools.islice(rows, REPORT_EVERY)):
        connection.executemany("REPLACE INTO stage.doc VALUES (?, ?, ?)", batch)


DAMAGE = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
    }
)
"""What SQLite says of a file that will not be readable the next time either."""


@contextlib.contextmanager
def _unless_damaged() -> Iterator[None]:
    """Pass over what cannot be read of a file that is going to be replaced. Whatever may pass by itself is an error."""
    try:
        yield
    except (NoIndexError, OtherFormatError, KeyError, TypeError, ValueError):
        return
    except (EngineDownError, sqlite3.Error) as error:
        fault = error.__cause__ if isinstance(error, EngineDownError) else error
        if getattr(fault, "sqlite_errorcode", 0) & 0xFF not in DAMAGE:
            raise


def mark(folder: IndexFolder) -> int | None:
    """How often the file in use has changed, to catch up from; None where there is none that can be read."""
    changes: int | None = None
    with _unless_damaged():
        _path, connection = folder.in_use()
        with contextlib.closing(connection):
            changes = int(meta(connection)["changes"])
    return changes


def catch_up(connection: sqlite3.Connection, folder: IndexFolder, since: int | None) -> None:
    """Bring into a new file what was written to the one in use since a mark.

    What that one cannot tell any more is dropped from the new one too, rather than shown as it was before: it may have been
    withheld. The comparison after a build brings it back.
    """
    if since is None:
        return
    keys: set[str] = set()
    items: list[Document] = []
    with _unless_damaged():
        _path, in_use = folder.in_use()
        with contextlib.closing(in_use):
            keys.update(
                row[0] for row in in_use.execute("SELECT key FROM touched WHERE change > ?", (since,))
            )
            for key in keys:
                row = in_use.execute("SELECT body FROM doc WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    items.append(document(json.loads(row[0])))
    if keys:
        put(connection, items, keys - {item.id for item in items})
