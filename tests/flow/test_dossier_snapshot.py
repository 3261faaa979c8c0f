"""While a file is written others go on writing: it shows the state at its beginning, and they do not wait."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from cms.dossier.snapshot import one_state


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_not_seen_and_does_not_wait() -> None:
    written = threading.Event()

    def write() -> None:
        with transaction.atomic():
            Group.objects.create(name="meanwhile")
        connection.close()
        written.set()

    before = Group.objects.count()
    with one_state():
        assert Group.objects.count() == before
        # SQLite keeps a test's database in memory, where a reader does hold up a writer.
        if connection.vendor == "postgresql":
            threading.Thread(target=write).start()
            assert written.wait(20)
            assert Group.objects.count() == before
        assert not connection.needs_rollback
    if connection.vendor == "postgresql":
        assert Group.objects.count() == before + 1
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_failure_ends_it_and_the_next_transaction_locks_as_before() -> None:
    mode = getattr(connection, "transaction_mode", None)
    with pytest.raises(ZeroDivisionError), one_state():
        _ = 1 // 0
    assert getattr(connection, "transaction_mode", None) == mode
    with one_state(), one_state():
        assert connection.in_atomic_block
    assert not connection.in_atomic_block
