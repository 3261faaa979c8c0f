"""Rosters that stand still while something is sealed to the keys they name (channel.md §2.3, §4.7).

What is sealed to a member's key counts for nothing once that key has been replaced. So whoever seals takes part in the
lock, then reads the roster, seals and commits; whoever changes a roster or a key waits until all of these have committed,
and finds everything that was sealed. The old keys can be thrown away with the change: nothing sealed to them comes later.

PostgreSQL: an advisory lock that ends with the transaction, shared by those who seal, exclusive for a change. It is taken
before any row is locked, so that nobody waits in a circle. SQLite: the write lock, with which every transaction here begins
(`transaction_mode` IMMEDIATE), lets one in at a time already.
"""

from django.db import connection
from django.db.transaction import TransactionManagementError

_NUMBER = int.from_bytes(b"rosters\0")
"""Of the lock, among the advisory locks of this database. Nothing else here takes one."""


def keep_rosters() -> None:
    """Before reading the roster for what is sealed in this transaction: no seat and no key changes until it ends."""
    _take("SELECT pg_advisory_xact_lock_shared(%s)")


def change_rosters() -> None:
    """Before changing a seat or a key in this transaction: waits for all who are sealing, and keeps others from beginning.

    Must come before `keep_rosters` in a transaction that does both.
    """
    _take("SELECT pg_advisory_xact_lock(%s)")


def _take(statement: str) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("the lock of the rosters lasts for a transaction, and there is none")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [_NUMBER])
