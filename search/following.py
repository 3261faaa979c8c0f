"""The index follows the register: what changes there is taken into the index by a job that is committed with the change.

A job names records and reads them again when it runs, so that it may run twice, late, or beside another. What is withheld by
law is, beside that, taken out of the index as soon as the change is committed: a busy queue must not keep it findable.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from cms import signals
from portal import jobs as queue
from search import jobs

AWARDS_AT_ONCE = 100
"""Awards in one job."""

ROWS_AT_ONCE = 2_000
"""Rows of a file of other schemes' awards in one job."""

_held_back: ContextVar[bool] = ContextVar("held_back", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Nothing is followed inside: for whoever writes a great deal and has the index built anew afterwards."""
    before = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(before)


def _follows() -> bool:
    return settings.SEARCH_FOLLOWS and not _held_back.get()


def seal_published(*, seal: Any, **_signal: object) -> None:
    """A notice is out."""
    if _follows():
        queue.enqueue("search.jobs.take_notice", seal.pk)


def seal_changed(*, seal: Any, hidden: bool, **_signal: object) -> None:
    """Something was appended to a published notice."""
    if _follows():
        queue.enqueue("search.jobs.take_notice", seal.pk)
        if hidden:
            transaction.on_commit(partial(jobs.take_notice, seal.pk), robust=True)


def awards_changed(*, public_ids: Sequence[str], hidden: bool, **_signal: object) -> None:
    """Awards are new, or something happened to them."""
    if not _follows():
        return
    for start in range(0, len(public_ids), AWARDS_AT_ONCE):
        some = public_ids[start : start + AWARDS_AT_ONCE]
        queue.enqueue("search.jobs.take_awards", *some)
        if hidden:
            transaction.on_commit(partial(jobs.take_awards, *some), robust=True)


def external_imported(*, source_sha256: str, first: int, last: int, **_signal: object) -> None:
    """Awards of other schemes came in, in rows `first` to `last` of a file."""
    if _follows():
        for start in range(first, last + 1, ROWS_AT_ONCE):
            queue.enqueue(
                "search.jobs.take_external", source_sha256, start, min(last, start + ROWS_AT_ONCE - 1)
            )


def connect() -> None:
    """Called once when the app starts."""
    signals.published.connect(seal_published, dispatch_uid="search.seal_published")
    signals.seal_changed.connect(seal_changed, dispatch_uid="search.seal_changed")
    signals.awards_changed.connect(awards_changed, dispatch_uid="search.awards_changed")
    signals.external_imported.connect(external_imported, dispatch_uid="search.external_imported")
