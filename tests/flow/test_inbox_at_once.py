"""Two tabs send an answer to the same page at the same instant: one is taken, the other is told.

On SQLite a writing transaction holds the whole database, so this is about the row lock of PostgreSQL.
"""

import threading
from typing import Any

import pytest
from django.db import connections

from complaints.actions import inbox
from complaints.errors import CaseGone
from complaints.models import Entry
from tests.factories.emptied import lay_foundation
from tests.factories.inboxes import LATER, filed

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("channel_folders"),
]


@pytest.mark.parametrize("turn", ["first", "in an emptied database"])
def test_of_two_answers_at_once_one_is_taken(turn: str) -> None:
    lay_foundation()
    made = filed()
    entered, seen = made.enter(), made.seen
    together = threading.Barrier(2)
    said: list[Any] = []

    def send(text: str) -> None:
        try:
            together.wait(timeout=20)
            inbox.answer(inbox=entered, text=text, seen=seen, now=LATER)
            said.append("taken")
        except CaseGone:
            said.append("told")
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=send, args=(text,)) for text in ("一", "二")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(timeout=60)
    assert sorted(said) == ["taken", "told"]
    assert Entry.objects.filter(case=made.case).count() == 2
