"""A filing that is killed leaves a case that opens with its code and yields its whole file, or nothing."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import tracing
from tests.servers.filing_kills import Attempt, FilingKeeper, Round, filing_keeper
from tests.servers.keepers import KillError
from tests.servers.migrated import Migrated
from tests.servers.portal import environment_of

SEED = 20261121
KILLS = 10
LINES = "abcdefg"


@pytest.fixture(scope="module")
def portal(
    tmp_path_factory: pytest.TempPathFactory, migrated: Migrated, django_db_setup: None
) -> Iterator[FilingKeeper]:
    """A portal with an open channel whose web process can be killed."""
    folder = tmp_path_factory.mktemp("filing")
    migrated.copy_to(folder / "var" / "portal.sqlite3")
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
    assert not [step for step in steps if "django_q" in step], "a row of the queue would hold the instant"
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
    rounds.append(portal.kill_once_told(0.0, again=False))
    assert (rounds[-1].acknowledged, rounds[-1].left) == (True, "the whole case")
    rounds += portal.kill_at_random(KILLS - len(rounds), SEED)
    assert sum(made.killed for made in rounds) == KILLS
    assert not any(made.acknowledged and made.left != "the whole case" for made in rounds)


def test_what_a_kill_must_not_leave_is_noticed(portal: FilingKeeper) -> None:
    """The look after a kill sees a case without its file, a file without a case, and an acknowledged code without one."""
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


# --- The storage rule --------------------------------------------------------------------------------------
# A killed process loses nothing that the system was told of, synced or not; only the order of the calls shows what a power
# cut would leave.


@pytest.fixture(scope="module")
def calls(portal: FilingKeeper) -> list[tracing.Call]:
    """What the web process asked of the system during a filing with a file."""
    if not tracing.works():
        pytest.skip("needs strace, and a system that lets it trace: apt-get install strace")
    record = portal.folder / "calls"
    environment = environment_of(portal.folder, portal.port)
    with tracing.traced(portal.folder, environment, record):
        portal.file(attempt := Attempt())
    assert attempt.acknowledged
    portal.ask("restore")
    return tracing.calls(record)


@pytest.mark.parametrize("folder", ["evidence", "shred"])
def test_a_file_is_durable_before_it_has_its_name_and_named_before_a_row_says_so(
    calls: list[tracing.Call], folder: str
) -> None:
    assert tracing.faults(calls, folder) == []


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        ("fsync of the file", "written after it was synced"),
        ("fsync of the folder", "its folder was not synced"),
        ("fdatasync of the log", "no row was synced after it"),
        ("rename", "0 files got a name"),
    ],
)
def test_a_lost_call_is_noticed(calls: list[tracing.Call], lost: str, fault: str) -> None:
    """The same trace without one of its calls breaks the rule."""
    name = next(
        call.paths[-1] for call in calls if call.name.startswith("rename") and tracing.within(call, "shred")
    )
    gone = {
        "fsync of the file": ("fsync", f"{name}.part"),
        "fsync of the folder": ("fsync", str(Path(name).parent)),
        "fdatasync of the log": ("fdatasync", ".sqlite3-wal"),
        "rename": ("rename", f"{name}.part"),
    }[lost]
    kept = [call for call in calls if not (call.name == gone[0] and call.paths[0].endswith(gone[1]))]
    assert len(kept) < len(calls)
    assert fault in tracing.faults(kept, "shred")


def test_a_rename_too_early_is_noticed(calls: list[tracing.Call]) -> None:
    at = next(
        at
        for at, call in enumerate(calls)
        if call.name.startswith("rename") and tracing.within(call, "shred")
    )
    synced = max(n for n in tracing.where(calls, {"fsync"}, f"{calls[at].paths[-1]}.part") if n < at)
    early = [*calls[:synced], calls[at], *calls[synced:at], *calls[at + 1 :]]
    assert "renamed before it was synced" in tracing.faults(early, "shred")


def test_a_filing_makes_no_other_file(calls: list[tracing.Call]) -> None:
    """No temporary file, no spooled body: what is created is sealed, or the database's own."""
    made = {
        Path(call.paths[0])
        for call in calls
        if call.name == "openat" and call.created and "/var/" in call.paths[0]
    }
    assert ".part" in {path.suffix for path in made}
    assert {path.suffix for path in made} <= {".part", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm"}
    assert {path.parent.parent.name for path in made if path.suffix == ".part"} <= {"evidence", "var"}
