"""The empty database of a test run: one process makes it by the migrations, everybody else has a copy of it.

Two hundred migrations take twenty seconds of a core, and a run has several processes and a dozen portals of its own.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created

TEMPLATE = "portal_migrated"
"""Name of the database that others are copied from, on PostgreSQL."""


class Migrated:
    """What the migrations made, kept: a file on SQLite, a database that nobody opens on PostgreSQL."""

    def __init__(self, file: Path, lock: IO[str]) -> None:
        """:param lock: held until this process has its test database."""
        self.file = file
        self.found = file.exists()
        """Whether another process of the run was first."""
        self._lock = lock
        self._outside = connection.settings_dict["NAME"]

    def copy_to(self, target: Path) -> None:
        """Write it to that path, on SQLite. Where it was not made, or on PostgreSQL, whoever starts there migrates."""
        if connection.vendor == "sqlite" and self.file.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.file, target)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The address of a copy on PostgreSQL, empty where it was not made; dropped at the end."""
        like = f' TEMPLATE "{TEMPLATE}"' if self.file.exists() else ""
        administer(f'CREATE DATABASE "{name}"{like}')
        try:
            yield os.environ["DATABASE_URL"].replace("/portal?", f"/{name}?")
        finally:
            administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def made(self) -> bool:
        """This process has its test database: the first keeps it as it is, and the next may begin.

        Returns False where no test of the run is on the database: then none was made.
        """
        there = bool(connection.settings_dict["NAME"] != self._outside)
        if there and not self.found:
            self._keep()
        connection_created.disconnect(dispatch_uid=TEMPLATE)
        fcntl.flock(self._lock, fcntl.LOCK_UN)
        return there

    def _keep(self) -> None:
        begun = self.file.with_suffix(".begun")
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(begun)) as copy:
                connection.connection.backup(copy)
        else:
            name = connection.settings_dict["NAME"]
            connection.close()
            administer(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{name}"')
            begun.touch()
        begun.rename(self.file)


@contextmanager
def first_or_copied(folder: Path) -> Iterator[Migrated]:
    """Before the test database is made: by migrations in the first process, then as a copy in the others, which wait.

    :param folder: one that all processes of the run share.
    """
    with (folder / "migrated-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        migrated = Migrated(folder / "migrated.sqlite3", lock)
        if connection.vendor == "postgresql":
            if migrated.found:
                connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
            else:
                drop_template()
        elif migrated.found:
            connection_created.connect(filled_from(migrated.file), weak=False, dispatch_uid=TEMPLATE)
        yield migrated
    if connection.vendor == "postgresql" and not migrated.found:
        drop_template()


def filled_from(file: Path) -> Any:
    """A receiver that fills the test database in memory when it is opened."""

    def fill(connection: Any, **_sent: Any) -> None:
        with closing(sqlite3.connect(file)) as source:
            source.backup(connection.connection)

    return fill


def drop_template() -> None:
    """At the end, and before the first process begins: one may be left from a run that was cut off."""
    administer(f'DROP DATABASE IF EXISTS "{TEMPLATE}"')


def administer(statement: str) -> None:
    """One statement on the server that the tests run on."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())


def like_the_template(cursor: Any) -> str:
    """What follows CREATE DATABASE so that migrations find nothing to do; "" on a server without the template."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
    return f' TEMPLATE "{TEMPLATE}"' if cursor.fetchone() else ""
