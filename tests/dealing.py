"""How the tests are dealt out to processes that run side by side. Pure.

One test at a time, so that no process is left with a long hand while the others wait; but tests that share something a
module made stay together, or every process would make it again. pytest-django sorts: tests on the database, then those
that empty it, then all others; so the tests that start processes of their own, which take minutes and no database, would
stand at the very end. They are put first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

BY_MODULE = frozenset({"module", "package"})
"""Scopes of fixtures that are worth keeping together."""


@dataclass(frozen=True)
class Needs:
    """What matters of a test: its module, whether it runs in the test database, whether it empties it, the scopes of its
    fixtures, and whether it starts processes of its own."""

    module: str
    rows: bool
    empties: bool
    scopes: frozenset[str]
    apart: bool


def hand_of(test: Needs) -> str | None:
    """With which tests this one stays together, by a name; None for those that are dealt out one by one.

    A test that empties the database is never in one hand with others: whatever came after it in the same process would
    miss what migrations lay down. Tests without rows are quick, and dealing each out alone would take longer than they do.
    """
    if test.empties:
        return None
    if test.scopes & BY_MODULE or not test.rows:
        return f"{test.module}{'' if test.rows else ' without rows'}"
    return None


def longest_first(items: Sequence[Item], needs: Callable[[Item], Needs]) -> list[Item]:
    """The items with those that start processes first; the others keep their order."""
    return sorted(items, key=lambda item: not needs(item).apart)
