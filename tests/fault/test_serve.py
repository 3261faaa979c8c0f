"""``manage.py serve`` for real: it starts, answers, replaces what is killed, and leaves nothing behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.supervisor import children_of, descendants, parents
from tests.servers.migrated import Migrated
from tests.servers.portal import Portal, serving, until

END = 20.0  # seconds everything must be gone after the signal


@pytest.fixture
def portal(
    request: pytest.FixtureRequest, tmp_path: Path, migrated: Migrated, django_db_setup: None
) -> Iterator[Portal]:
    """A portal in an empty folder; for the second test in one whose database has been made."""
    if request.function is not test_it_serves_replaces_what_dies_and_leaves_nothing:
        migrated.copy_to(tmp_path / "var" / "portal.sqlite3")
    with serving(tmp_path, demo=False) as running:
        yield running


def test_it_serves_replaces_what_dies_and_leaves_nothing(portal: Portal) -> None:
    assert portal.answer("/readyz") == 200
    assert f"{portal.address}/admin/" in portal.output.read_text(encoding="utf-8")

    everything = descendants(portal.process.pid) | {portal.process.pid}
    groups = {os.getpgid(pid) for pid in everything}
    assert groups == {portal.process.pid}, "a process left the group"

    old_web = portal.below("granian")
    for pid in old_web:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: portal.answer("/healthz") == 200 and not portal.below("granian") & old_web, 60)

    # A worker's main process killed: its orphans must neither stay for ever nor stop the next one.
    old_worker = portal.below("qcluster")
    main = next(pid for pid in children_of(portal.process.pid) if pid in old_worker)
    os.kill(main, signal.SIGKILL)
    assert until(lambda: len(portal.below("qcluster") - old_worker) >= 3, 60)

    everything |= descendants(portal.process.pid)
    portal.process.send_signal(signal.SIGTERM)
    assert until(lambda: portal.process.poll() is not None, END)
    assert portal.process.returncode == 0
    assert everything & set(parents()) == set()
    assert portal.answer("/healthz") == 0


def test_ctrl_c_ends_it_too(portal: Portal) -> None:
    everything = descendants(portal.process.pid)
    os.killpg(portal.process.pid, signal.SIGINT)
    assert until(lambda: portal.process.poll() is not None, END)
    assert everything & set(parents()) == set()
