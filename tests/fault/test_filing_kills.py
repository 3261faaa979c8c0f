"""A filing that is killed leaves a case that opens with its code and yields its whole file, or nothing."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.filing_kills import FilingKeeper, Round, filing_keeper
from tests.servers.keepers import KillError
from tests.servers.migrated import copy_of_the_test_database

SEED = 20261121
KILLS = 10
LINES = "abcdefg"


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[FilingKeeper]:
    """A portal with an open channel whose web process can be killed."""
    folder = tmp_path_factory.mktemp("filing")
    copy_of_the_test_database(folder / "var" / "portal.sqlite3", django_db_blocker)
    with filing_keeper(folder) as ready:
        yield ready


def labelled(portal: FilingKeeper, line: str) -> int:
    """The step behind that line of the protocol, from 1."""
    return next(at for at, name in enumerate(portal.steps, 1) if name.startswith(f"{line}: "))


def test_the_steps_of_a_filing_keep_their_order(portal: FilingKeeper) -> None:
    """The lines a to g; files are durable before a row names them; one commit makes the case; nothing follows it."""
    steps = portal.steps
    lines = [labelled(portal, line) for line in LINES]
    assert lines == sorted(lines)
    stored = steps.index("fsync of evidence file")
    assert steps[stored : stored + 3] == [
        "fsync of evidence file",
        "rename of evidence file",
        "fsync of evidence folder",
    ]
    assert stored < steps.index("UPDATE complaints_draft")
    between_c_and_d = steps[labelled(portal, "c") : labelled(portal, "d") - 1]
    assert between_c_and_d[-3:] == ["fsync of shred file", "rename of shred file", "fsync of shred folder"]
    between_d_and_e = steps[labelled(portal, "d") : labelled(portal, "e") - 1]
    assert between_d_and_e.count("COMMIT") == 1
    assert between_d_and_e[-2:] == ["COMMIT", "after the commit"]
    assert {"DELETE complaints_draft", "INSERT complaints_case", "INSERT complaints_evidence"} <= set(
        between_d_and_e
    )
    assert steps[labelled(portal, "e") :] == ["f: nothing is enqueued", "g: the answer is made"]


def test_ten_kills_leave_a_whole_case_or_nothing(portal: FilingKeeper) -> None:
    """After each line of the protocol but the last two, in the middle of what makes a file durable, and by chance."""
    rename = portal.steps.index("rename of evidence file") + 1
    committed = labelled(portal, "e") - 1
    chosen = [
        rename,
        labelled(portal, "c"),
        labelled(portal, "d"),
        committed - 1,
        committed,
        labelled(portal, "g"),
    ]
    chance = random.Random(SEED)
    chosen += [chance.randrange(1, labelled(portal, "d"))]
    rounds = [portal.kill_before(step, again=bool(at % 2)) for at, step in enumerate(chosen)]
    assert [made.left for made in rounds] == [
        "the whole case" if step >= committed else "no case" for step in chosen
    ]
    rounds += portal.kill_at_random(KILLS - len(rounds), SEED)
    assert sum(made.killed for made in rounds) == KILLS
    assert not any(made.acknowledged and made.left != "the whole case" for made in rounds)


def test_what_a_kill_must_not_leave_is_noticed(portal: FilingKeeper) -> None:
    """The look after a kill sees a case without its file, a file without a case, and an acknowledged code without one."""
    from tests.servers.filing_kills import Attempt

    whole = {"number": "DA-2", "files": [portal.digest]}
    nothing: dict[str, Any] = {"cases": [], "rows": {}, "shred": [], "evidence": [], "temporary": []}
    with pytest.raises(KillError, match="acknowledged: True"):
        portal._agree("here", Attempt(acknowledged=True), nothing)
    with pytest.raises(KillError, match="without its whole file"):
        portal._agree("here", Attempt(), nothing | {"cases": [whole | {"files": []}]})
    with pytest.raises(KillError, match="nobody knows the code"):
        portal._agree("here", Attempt(), nothing | {"cases": [whole]})
    with pytest.raises(KillError, match="left behind"):
        portal._nothing_else("here", nothing | {"shred": ["ab.0"]})
    with pytest.raises(KillError, match="left behind"):
        portal._nothing_else("here", nothing | {"rows": {"Draft": 1}})
    with pytest.raises(KillError, match="left behind"):
        portal._nothing_else("here", nothing | {"evidence": ["ab.part"]})


def test_a_round_tells_where_it_died(portal: FilingKeeper) -> None:
    assert isinstance(made := portal.kill_before(1, again=False), Round)
    assert made == Round(1, f"before step 1: {portal.steps[0]}", "no case", acknowledged=False)
