"""Real connections for threads, on both databases: a test's SQLite lives in memory, where connections share their locks."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

GRACE = 0.6
"""Seconds for which whoever was let past a reading may run; whoever waits for a lock is still waiting then."""


@contextmanager
def in_a_file(folder: Path) -> Iterator[None]:
    """On SQLite the test's database goes on in a file, in WAL and with the production's transactions; else nothing happens."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, settings = connections["default"], connections.settings["default"]
    name, path = settings["NAME"], folder / "database.sqlite3"
    memory.ensure_connection()
    with sqlite3.connect(path) as copy:
        memory.connection.backup(copy)
    copy.close()
    settings["NAME"] = str(path)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = memory


class Meanwhile:
    """Something else that begins in another thread at the first reading, and gets the time to commit if nothing holds it."""

    def __init__(self, other: Callable[[], Any]) -> None:
        self.other, self.began, self.ended = other, threading.Event(), threading.Event()
        self.thread = threading.get_ident()

    def after(self, reading: Callable[..., Any]) -> Callable[..., Any]:
        """That reading; in the thread under test, its first answer comes once the other has had its time."""

        def read(*args: Any, **kwargs: Any) -> Any:
            found = reading(*args, **kwargs)
            if threading.get_ident() == self.thread and not self.began.is_set():
                self.began.set()
                self.ended.wait(GRACE)
            return found

        return read

    def run(self, work: Callable[[], Any]) -> tuple[Any, Any]:
        """Both to their ends: what the work came to, and the other; what they raised instead of an answer."""
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(self._other)
            mine = _answer(work)
            self.began.set()
            return mine, other.result(timeout=60)

    def _other(self) -> Any:
        try:
            self.began.wait(60)
            return _answer(self.other)
        finally:
            self.ended.set()
            connections.close_all()


def _answer(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as refusal:  # noqa: BLE001 - the test says which it expects
        return refusal
