"""Where the scan looks: files and their names, rows of a database, what running processes hold and say."""

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.forensics.search import Finding, Search

SHARED_FOLDERS = tuple(path for path in map(Path, ("/tmp", "/var/tmp", "/dev/shm")) if path.is_dir())  # noqa: S108
"""Folders that every program writes to."""

Columns = Iterable[tuple[str, str, list[object]]]
"""Tables, their columns, and the values there."""

BETWEEN = b"\0" * 16
PART = 64 * 1024 * 1024
OVERLAP = 4096
"""A file larger than a part is read in parts that share so many bytes."""


@dataclass(frozen=True)
class Blind:
    """Something that could not be looked at, with the reason. A scan with one of these proves nothing."""

    place: str
    reason: str


@dataclass(frozen=True)
class Looked:
    """What a look found, how much was read, and what could not be."""

    findings: frozenset[Finding]
    size: int
    blind: tuple[Blind, ...] = ()


def together(looks: Iterable[Looked]) -> Looked:
    """Several looks as one."""
    all_of = list(looks)
    return Looked(
        frozenset().union(*(look.findings for look in all_of)),
        sum(look.size for look in all_of),
        tuple(blind for look in all_of for blind in look.blind),
    )


# --- Files -------------------------------------------------------------------------------------------------


def look_at_folder(
    search: Search, folder: Path, *, label: str = "", changed_since: float = 0.0, passing: Sequence[Path] = ()
) -> Looked:
    """Every file below a folder: content and name.

    :param changed_since: only files changed after that instant (seconds since 1970); by ctime, which nobody can set.
    :param passing: folders below it that are not entered, because another look sees to them.
    """
    return together(
        look_at_file(search, path, f"{label}{path}")
        for path in changed(folder, changed_since, set(map(str, passing)))
    )


def changed(folder: Path | str, since: float, passing: set[str]) -> Iterator[Path]:
    """What is below a folder and changed, folders and links too. Folders of other accounts are theirs."""
    try:
        every = list(os.scandir(folder))
    except (FileNotFoundError, PermissionError):
        return
    for each in every:
        with contextlib.suppress(FileNotFoundError):
            if each.stat(follow_symlinks=False).st_ctime >= since:
                yield Path(each.path)
            if each.is_dir(follow_symlinks=False) and each.path not in passing:
                yield from changed(each.path, since, passing)


def look_at_file(search: Search, path: Path, label: str) -> Looked:
    """One file, folder or link: its name and what it holds. One that is gone by now is nothing."""
    findings = search.findings(f"name of {label}", os.fsencode(path.name))
    size = 0
    try:
        if path.is_symlink():
            findings |= search.findings(f"link {label}", os.fsencode(path.readlink()))
        elif path.is_file():
            for part in parts(path):
                size += len(part)
                findings |= search.findings(label, part)
    except FileNotFoundError:
        pass
    except OSError as error:
        return Looked(frozenset(findings), size, (Blind(label, str(error)),))
    return Looked(frozenset(findings), size)


def parts(path: Path) -> Iterator[bytes]:
    """A file's bytes, whole or in overlapping parts."""
    with path.open("rb") as stream:
        kept = b""
        while part := stream.read(PART):
            yield kept + part
            kept = part[-OVERLAP:]


# --- Rows --------------------------------------------------------------------------------------------------


def look_at_rows(search: Search, label: str, columns: Columns) -> Looked:
    """Every value of every column of every table, joined a column at a time."""
    findings, size = set[Finding](), 0
    for table, column, values in columns:
        data = BETWEEN.join(as_bytes(value) for value in values)
        size += len(data)
        findings |= search.findings(f"{label}, {table}.{column}", data)
    return Looked(frozenset(findings), size)


def as_bytes(value: object) -> bytes:
    """A value of a database as the bytes it is about."""
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value)
    return str(value).encode("utf-8", "surrogatepass")


def sqlite_columns(path: Path) -> Iterator[tuple[str, str, list[object]]]:
    """The columns of a SQLite file with their values, those of the search index and of the schema too."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        connection.text_factory = bytes
        tables = [
            row[0].decode()
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in ["sqlite_master", *tables]:
            yield from by_column(table, connection.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
    connection.close()


def postgres_columns(url: str) -> Iterator[tuple[str, str, list[object]]]:
    """The same on PostgreSQL; every value as the server writes it, bytes as bytes."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname <> 'information_schema'")
        for schema, table in cursor.fetchall():
            if schema != "pg_catalog" or table in ("pg_largeobject", "pg_description"):
                cursor.execute(f'SELECT * FROM "{schema}"."{table}"')  # type: ignore[call-overload]  # noqa: S608
                yield from by_column(table, cursor)


def columns_of(var: Path, url: str) -> Columns:
    """The columns of a portal's database: at that address on PostgreSQL, or SQLite's below VAR_DIR."""
    return postgres_columns(url) if url else sqlite_columns(var / "portal.sqlite3")


def by_column(table: str, rows: "sqlite3.Cursor | psycopg.Cursor") -> Iterator[tuple[str, str, list[object]]]:
    """Rows turned into columns, without what is null."""
    names = [column[0] for column in rows.description]
    every = rows.fetchall()
    for at, name in enumerate(names):
        yield table, name, [row[at] for row in every if row[at] is not None]


# --- Servers and processes ----------------------------------------------------------------------------------


def look_at_postgres(search: Search, url: str) -> Looked:
    """A server's rows, its whole data folder with the write-ahead log, and its log file."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    data = Path(row[0])
    rows = look_at_rows(search, "rows on PostgreSQL", postgres_columns(url))
    return together([rows, look_at_folder(search, data.parent, label="PostgreSQL: ")])


def look_at_shared_folders(search: Search, since: float, passing: Sequence[Path] = ()) -> Looked:
    """What changed since the start in the folders that every program writes to, and in this process's own."""
    folders = {*SHARED_FOLDERS, Path(tempfile.gettempdir())}
    top = [folder for folder in folders if not any(other in folder.parents for other in folders)]
    return together(look_at_folder(search, folder, changed_since=since, passing=passing) for folder in top)


def other_runs() -> list[Path]:
    """Folders of tests: those that run beside this one made a great deal, and what this one made, another look sees."""
    own = Path(tempfile.gettempdir())
    beside = [path for path in SHARED_FOLDERS[0].glob("portal-*-*") if path not in own.parents]
    return [*beside, *own.glob("pytest-of-*")]


def look_at_processes(search: Search, pids: Iterable[int]) -> Looked:
    """Command lines and environments of running processes: both are readable by others of the account."""
    findings = set[Finding]()
    for pid in pids:
        for name in ("cmdline", "environ"):
            try:
                findings |= search.findings(f"{name} of a process", Path(f"/proc/{pid}/{name}").read_bytes())
            except OSError:
                continue
    return Looked(frozenset(findings), 0)
