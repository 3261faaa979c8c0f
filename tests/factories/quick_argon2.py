"""Argon2id at next to no cost, for tests that need a key and not its price. The product knows no such parameters.

The names stay those of the product, so that what is stored looks the same; keys made inside do not open outside.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from complaints.vault import argon2

CHEAPEST = argon2.Cost(memory=8, passes=1, lanes=1)


@contextmanager
def quick_argon2() -> Iterator[None]:
    """Every cost the vault knows, passphrases' and receipts', is the least the function allows until the end of the block."""
    with mock.patch.dict(argon2.COSTS, dict.fromkeys(argon2.COSTS, CHEAPEST)):
        yield
