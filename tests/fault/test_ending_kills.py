"""A destruction or a change of keys that is killed leaves a case whole, or one that was decided upon and goes for good."""

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.ending_kills import DESTROY, RECUSE, ROTATE, EndingKeeper, ending_keeper
from tests.servers.keepers import KillError
from tests.servers.migrated import Migrated

SEED = 20261122
LEDGER = "the ledger names the case"
WAITS = "the member's new keys; the case waits for its own"
WHOLE = "the new keys, all whole"
UNNOTED = "; the head of the roster not noted yet"


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory, migrated: Migrated, django_db_setup: None
) -> Iterator[EndingKeeper]:
    """An installation with a case that may be destroyed and one that goes on, on a SQLite file."""
    folder = tmp_path_factory.mktemp("endings")
    migrated.copy_to(folder / "var" / "portal.sqlite3")
    with ending_keeper(folder, acts=(DESTROY, RECUSE, ROTATE)) as ready:
        yield ready


def at(portal: EndingKeeper, act: str, name: str) -> int:
    """The first step of that name, from 1."""
    return portal.steps[act].index(name) + 1


def test_the_steps_keep_their_order(portal: EndingKeeper) -> None:
    """Named in the ledger, overwritten, deleted in one commit, unlinked, cleared; a new key is durable before its commit."""
    steps = portal.steps[DESTROY]
    order = [
        "rename of keys file",
        LEDGER,
        "rename of shred file",
        "fsync of shred folder",
        "overwriting of shred file",
        "fsync of shred file",
        "unlink of shred file",
        "fsync of shred folder",
        "its shred files are gone",
        "DELETE complaints_case",
        "COMMIT",
        "unlink of evidence file",
        "the database has cleared what it kept",
    ]
    assert [step for step in steps if step in order] == [
        *order[:11],
        *["unlink of evidence file"] * 2,
        *order[12:],
    ]
    steps = portal.steps[RECUSE]
    assert steps.count("COMMIT") == 1
    assert steps[:3] == ["fsync of shred file", "rename of shred file", "fsync of shred folder"]
    assert steps[steps.index("COMMIT") + 1 :] == ["after the commit", *order[2:8]]


def test_kills_while_a_case_is_destroyed(portal: EndingKeeper) -> None:
    left = {
        LEDGER: "the case, whole; the ledger names it",
        "COMMIT": "rows that nothing opens; ledger and doctor name the case",
        "after the commit": "the case gone, its sealed files there",
    }
    for name, words in left.items():
        assert portal.kill_before(DESTROY, at(portal, DESTROY, name)).left == words, name
    assert len(portal.kill_at_random(DESTROY, 1, SEED)) == 1


def test_kills_while_somebody_is_kept_out(portal: EndingKeeper) -> None:
    committed = at(portal, RECUSE, "after the commit")
    assert portal.kill_before(RECUSE, committed - 1).left == "the old keys, all whole"
    assert portal.kill_before(RECUSE, committed).left == WHOLE


def test_a_kill_between_a_change_of_keys_and_its_head(portal: EndingKeeper) -> None:
    """The roster is ahead of what stands beside the keys, and an unfinished file lies there; the sweep mends both."""
    left = portal.kill_before(ROTATE, at(portal, ROTATE, "rename of keys file")).left
    assert left == WAITS + UNNOTED


def test_what_a_kill_must_not_leave_is_noticed(portal: EndingKeeper) -> None:
    """A case that is lost without a line, one that an old key opens, files that nothing names."""
    ended, going_on = portal.told["ended"], portal.told["open"]

    def faulty(act: str, found: dict[str, Any], **changes: Any) -> dict[str, Any]:
        made = copy.deepcopy(found)
        made["cases"].get(going_on if act != DESTROY else ended, {}).update(changes.pop("case", {}))
        return {**made, **changes}

    whole, done = portal.before, portal.after
    with pytest.raises(KillError, match="nobody says so"):
        portal.left_of(DESTROY, faulty(DESTROY, whole, case={"openers": []}), "here")
    with pytest.raises(KillError, match="without a trace"):
        portal.left_of(DESTROY, faulty(DESTROY, done[DESTROY], ledger=[]), "here")
    with pytest.raises(KillError, match="other case"):
        portal.left_of(DESTROY, {**whole, "cases": {ended: whole["cases"][ended]}}, "here")
    openers = whole["cases"][going_on]["openers"]
    for case in ({"openers": openers}, {"old_key": 1}, {"entries": []}, {"name": ""}):
        with pytest.raises(KillError):
            portal.left_of(RECUSE, faulty(RECUSE, done[RECUSE], case=case), "here")
    with pytest.raises(KillError, match="left behind"):
        portal.ended(DESTROY, faulty(DESTROY, done[DESTROY], shred=["ab.0"]), "here")
    with pytest.raises(KillError, match="destroyed"):
        portal.ended(RECUSE, done[RECUSE] | {"ledger": [going_on]}, "here")


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path: Path, django_db_setup: None) -> None:
    with ending_keeper(tmp_path, os.environ["DATABASE_URL"], (DESTROY, ROTATE)) as portal:
        for name in (LEDGER, "COMMIT", "after the commit", "the database has cleared what it kept"):
            portal.kill_before(DESTROY, at(portal, DESTROY, name))
        committed = [n for n, name in enumerate(portal.steps[ROTATE], 1) if name == "after the commit"]
        lefts = [portal.kill_before(ROTATE, step).left for step in committed]
        # Both cases came on one day: the one with the lower number, drawn by chance, is given its keys first.
        other_first = portal.told["ended"] < portal.told["open"]
        assert lefts == [WAITS + UNNOTED, WAITS if other_first else WHOLE, WHOLE]
