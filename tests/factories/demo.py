"""The whole demonstration for tests that look at it: written once for a module and rolled back after it.

Import the fixture and mark the module `django_db`: what a test changes is rolled back after the test, the
demonstration after the module.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from cms import clock
from portal.demo.desk import Desk
from tests.factories.quick_argon2 import quick_argon2
from tests.factories.searching import index_in

A_WORKDAY = dt.date(2026, 11, 18)
"""A Wednesday, far from holidays."""


@dataclass(frozen=True)
class Demo:
    """The demonstration as of an instant, and what the command printed."""

    now: dt.datetime
    printed: str

    @property
    def today(self) -> dt.date:
        """The Beijing day it was written for."""
        return self.now.date()

    @contextmanager
    def at_that_time(self) -> Iterator[None]:
        """Read pages at the instant the demonstration was written for."""
        with clock.at(self.now):
            yield


@contextmanager
def demo_of(today: dt.date) -> Iterator[Demo]:
    """Write the demonstration of a day, and take it back afterwards. Its keys and its index lie in a folder of their own."""
    printed = StringIO()
    with (
        TemporaryDirectory() as folder,
        channel_folders_at(Path(folder)),
        index_in(Path(folder) / "search"),
        quick_argon2(),
    ):
        block = transaction.atomic()
        # As Django marks the transaction around a test: bodies are founded in durable ones, which refuse any other.
        vars(block)["_from_testcase"] = True
        with block:
            call_command("demo", today=today, force=True, stdout=printed)
            yield Demo(Desk.instant(today, 10, 30), printed.getvalue())
            transaction.set_rollback(True)


def channel_folders_at(folder: Path) -> Any:
    """Settings under which the channel's files lie below that folder."""
    return override_settings(
        CHANNEL_KEYS_DIR=folder / "keys",
        CHANNEL_SHRED_DIR=folder / "shred",
        CHANNEL_EVIDENCE_DIR=folder / "evidence",
    )


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Demo]:
    """The demonstration of a working day, for every test of the module."""
    with django_db_blocker.unblock(), demo_of(A_WORKDAY) as written:
        yield written
