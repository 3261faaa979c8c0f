"""The file of the embedded engine: where it lies, its tables, and how a new one takes its place.

A folder holds one file in use, named by `current`, a small file that is replaced by renaming. A reader that has the old one
open goes on reading it until it asks again. Write-ahead logs belong to a file by its name, hence a new name each time.
"""

import contextlib
import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from search.engines.base import EngineDownError, NoIndexError, OtherFormatError
from search.text import FORMAT

LAYOUT = f"4.{FORMAT}"
"""Version of the tables and of what stands in them; a file of another is built anew."""

Each = TypeVar("Each")

POINTER = "current"
NAME = re.compile(r"register-[0-9a-f]{12}\.sqlite3")
TRIES = 3
"""How often a file is opened that is replaced just then. Two builds follow each other by seconds at the least."""
PATIENCE = 20.0
"""Seconds to wait for another writer."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE doc (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, rank TEXT NOT NULL,
    name_key TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX doc_rank ON doc (rank);
CREATE INDEX doc_name ON doc (name_key, rank);
CREATE TABLE face (
    facet TEXT NOT NULL, value TEXT NOT NULL, label TEXT NOT NULL, members BLOB NOT NULL, PRIMARY KEY (facet, value)
) WITHOUT ROWID;
CREATE TABLE touched (change INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (change, key)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
    name, rest, ident, sound, initials, holder, content='', columnsize=0, tokenize='ascii'
);
"""


class Faults:
    """Inside of it what SQLite or the file system cannot do becomes an EngineDownError; a caller's own errors stay theirs."""

    def __init__(self) -> None:
        self._theirs: Exception | None = None

    def __enter__(self) -> "Faults":
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is self._theirs:
            return
        if isinstance(error, sqlite3.Error):
            raise EngineDownError(f"index file: {error}") from error
        if isinstance(error, OSError):
            # Its own words name a path.
            raise EngineDownError(f"index folder: {error.strerror or type(error).__name__}") from error

    def each(self, theirs: Iterable[Each]) -> Iterator[Each]:
        """What a caller gives; an error of theirs is known again."""
        try:
            yield from theirs
        except Exception as error:
            self._theirs = error
            raise


def connect(path: Path, *, new: bool = False) -> sqlite3.Connection:
    """A connection that begins no transaction by itself; makes the file only where it is `new`. Raises sqlite3.Error."""
    at = f"{path.absolute().as_uri()}?mode={'rwc' if new else 'rw'}"
    found = sqlite3.connect(at, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    found.execute("PRAGMA secure_delete = ON")
    return found


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """The facts of a file, by name."""
    return dict(connection.execute("SELECT name, value FROM meta").fetchall())


def set_meta(connection: sqlite3.Connection, **facts: str) -> None:
    """Write facts of a file."""
    connection.executemany("REPLACE INTO meta VALUES (?, ?)", facts.items())


class IndexFolder:
    """The folder of an index. It is made when the first file is."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> Path | None:
        """The file in use, None before the first, and where the pointer names none."""
        try:
            name = (self.path / POINTER).read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        return self.path / name if NAME.fullmatch(name) else None

    def in_use(self) -> tuple[Path, sqlite3.Connection]:
        """The file in use, opened. Raises EngineDownError, and OtherFormatError where it is another's.

        Between being named and being opened it may be replaced and removed, or lose its log alone: then it is named anew.
        """
        with Faults():
            for _try in range(TRIES):
                path = self.current()
                if path is None:
                    raise NoIndexError
                try:
                    connection = _opened(path)
                except (EngineDownError, sqlite3.Error):
                    if self.current() == path:
                        raise
                else:
                    if self.current() == path:
                        return path, connection
                    connection.close()
        raise EngineDownError("index file: replaced while it was opened")

    def new(self) -> Path:
        """A name for the next file; what earlier builds left half-done is removed."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.clear()
        return self.path / f"register-{secrets.token_hex(6)}.sqlite3"

    def left_over(self) -> list[Path]:
        """Files that are not in use: of a build that goes on, or of one that was cut off."""
        in_use = self.current()
        every = self.path.glob("register-*")
        return [path for path in every if in_use is None or not path.name.startswith(in_use.name)]

    def clear(self) -> None:
        """Remove what is not in use. For whoever holds the lock of building."""
        for left in self.left_over():
            left.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a build that was cut off left, unless one is going on: it may hold what has been withheld since."""
        if not self.left_over():
            return
        with (self.path / "build.lock").open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.clear()

    def take(self, made: Path) -> None:
        """Put a finished file in the place of the one in use, which is removed."""
        before = self.current()
        _sync(made)
        pointer = self.path / f"{POINTER}.new"
        pointer.write_text(made.name, encoding="ascii")
        _sync(pointer)
        pointer.replace(self.path / POINTER)
        _sync(self.path)
        if before is not None:
            for left in self.path.glob(f"{before.name}*"):
                left.unlink(missing_ok=True)

    @contextlib.contextmanager
    def alone(self, doing: str) -> Iterator[None]:
        """Hold the lock of that name; nobody else is writing, or building, until it is given back."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / f"{doing}.lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def _opened(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise NoIndexError
    connection = connect(path)
    try:
        layout = meta(connection).get("layout")
    except BaseException:
        connection.close()
        raise
    if layout != LAYOUT:
        connection.close()
        raise OtherFormatError
    return connection


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
