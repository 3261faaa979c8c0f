"""Reading one state: what others write meanwhile is not seen, and nobody has to wait for the reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_state() -> Iterator[None]:
    """Let every query of the block see the same state. Inside a transaction that already runs nothing changes."""
    if connection.in_atomic_block:
        yield
        return
    reading: Any = connection
    mode = getattr(reading, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            # The installation's transactions lock out writers at once; a reader needs no lock.
            reading.transaction_mode = "DEFERRED"
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        if connection.vendor == "sqlite":
            reading.transaction_mode = mode
