"""The test run's own empty database as a file, for processes that would otherwise spend ten seconds on migrations."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def copy_of_the_test_database(target: Path, blocker: Any) -> None:
    """Write it to that path, on SQLite; on PostgreSQL nothing is written, and whoever starts there migrates.

    Before any test has left rows in it: the copy is made inside a fixture of a test that stands early.
    :param blocker: pytest-django's `django_db_blocker`.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with blocker.unblock():
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
