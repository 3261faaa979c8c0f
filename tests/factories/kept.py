"""What a factory made of an empty database, put back row by row when the same is asked again.

An edition published up to its decision takes seconds, and hundreds of tests begin with one. The first of a process
goes the whole way through the office's actions; later ones get the very same rows. Only in a test's own transaction,
only where nothing but the migrations has written, and never where somebody counts or follows what is written.
"""

import datetime as dt
import functools
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection

Row = tuple[Any, ...]
Rows = dict[str, frozenset[Row]]
"""Rows by table, with all columns in the order of the table; empty tables are left out."""

Told = TypeVar("Told", bound=Hashable)

AT_ONCE = 100
"""Rows of one statement."""


class Keeper:
    """Rows by what was asked for, in one process. Before `begin` everything is made."""

    def __init__(self) -> None:
        self._empty: Rows | None = None
        self._kept: dict[Hashable, tuple[Rows, Any]] = {}

    def begin(self) -> None:
        """The test database has just been made: nothing stands in it but what the migrations wrote."""
        self._empty = read(filled())

    def kept(self, key: Hashable, make: Callable[[], Told]) -> Told:
        """Have `make` write its rows, or write them as they were the first time.

        Returns what `make` told then, such as a row's key; an object would be the one of another test.
        """
        empty = self._empty
        if empty is None or not _undisturbed() or not _is(empty):
            return make()
        if key in self._kept:
            rows, told = self._kept[key]
            write(empty, rows)
            cache.clear()
        else:
            told = make()
            self._kept[key] = read(filled()), told
        return told


def _is(rows: Rows) -> bool:
    """Whether those rows, and no others, are there."""
    names = filled()
    return names == sorted(rows) and read(names) == rows


def _undisturbed() -> bool:
    """A transaction that is rolled back, in which nobody looks at statements and no index follows."""
    return connection.in_atomic_block and not connection.execute_wrappers and not settings.SEARCH_FOLLOWS


@functools.cache
def tables() -> list[str]:
    """The tables of all models; not that of full-text search, which follows another by triggers."""
    models = apps.get_models(include_auto_created=True)
    stored = {each._meta.db_table for each in models if each._meta.managed and not each._meta.proxy}
    return sorted(name for name in stored if not name.endswith("_fts"))


def filled() -> list[str]:
    """Those of them that have rows."""
    names = tables()
    questions = ", ".join(f"EXISTS (SELECT 1 FROM {quoted(name)})" for name in names)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {questions}")
        return [name for name, any_row in zip(names, cursor.fetchone(), strict=True) if any_row]


def read(names: list[str]) -> Rows:
    """Every row of those tables."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"SELECT * FROM {quoted(name)}")  # noqa: S608
            found[name] = frozenset(tuple(map(_plain, row)) for row in cursor.fetchall())
    return found


def write(there: Rows, wanted: Rows) -> None:
    """Make the rows of a database that holds `there` those that are wanted. References are looked at when it commits."""
    with connection.cursor() as cursor:
        for name in sorted(there.keys() | wanted.keys()):
            before, after = there.get(name, frozenset()), wanted.get(name, frozenset())
            for row in before - after:
                cursor.execute(f"DELETE FROM {quoted(name)} WHERE {_key(name)} = %s", [row[0]])  # noqa: S608
            rows = sorted(after - before, key=repr)
            for start in range(0, len(rows), AT_ONCE):
                part = rows[start : start + AT_ONCE]
                places = ", ".join(f"({', '.join(['%s'] * len(part[0]))})" for _row in part)
                cursor.execute(
                    f"INSERT INTO {quoted(name)} VALUES {places}",  # noqa: S608
                    [value for row in part for value in row],
                )


def quoted(name: str) -> str:
    """A name as the database wants it in a statement."""
    return connection.ops.quote_name(name)


@functools.cache
def _key(table: str) -> str:
    """The column that names a row, which is a table's first."""
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    return quoted(model._meta.pk.column)


def _plain(value: object) -> object:
    """A value that can be compared, and written again as it was."""
    if isinstance(value, memoryview):
        return bytes(value)
    return value.isoformat() if isinstance(value, dt.time) else value


keeper = Keeper()
