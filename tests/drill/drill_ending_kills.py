"""Kills destructions and changes of keys three hundred times; no case is lost, and nobody opens what they may not.

Sixty kills of each act on SQLite and fifteen on PostgreSQL: so many of its steps, the rest at any instant.
"""

import random
import tempfile
from collections import Counter
from pathlib import Path

from tests.servers.ending_kills import ACTS, EndingKeeper, ending_keeper
from tests.servers.kills import Round
from tests.servers.postgres import cluster, installed

KILLS, STEPS = 60, 45
KILLS_ON_POSTGRESQL, STEPS_ON_POSTGRESQL = 15, 10
SEED = 20261122
NAMES = {
    "destroy": "A case is destroyed",
    "recuse": "A handler is kept out of a case",
    "transfer": "A case goes to the next body",
    "rotate": "A handler changes keys, and their cases get others",
}


def kills(portal: EndingKeeper, act: str, number: int, steps: int) -> list[Round]:
    """So many kills: before every step, or `steps` of them drawn by chance, and at instants drawn by chance."""
    every = range(1, len(portal.steps[act]) + 1)
    chosen = sorted(random.Random(SEED).sample(every, min(steps, len(every))))
    before = [portal.kill_before(act, step) for step in chosen]
    return before + portal.kill_at_random(act, number - len(before), SEED)


def table(portal: EndingKeeper, act: str, rounds: list[Round]) -> list[str]:
    """The rounds, those of the same step or the same tenth of the time together."""
    counted = Counter((made.order, made.place, made.left) for made in rounds)
    lines = [
        f"### {NAMES[act]}",
        "",
        f"{len(rounds)} kills. Undisturbed it took {portal.seconds[act] * 1000:.0f} ms and {len(portal.steps[act])} steps.",
        "",
        "| Killed | Times | Found by a fresh process |",
        "|---|---|---|",
    ]
    lines += [f"| {place} | {times} | {left} |" for (_order, place, left), times in sorted(counted.items())]
    return [*lines, ""]


def run() -> str:
    """The table. Any round that leaves something else raises, and there is no table."""
    lines = [
        "# Kills while a case is destroyed or gets other keys",
        "",
        "An installation with two worked cases, each with a file, a name, a message and a decision. One may be destroyed: two",
        "people decided so. In the other a handler is kept out, or it goes to the next body, or a handler changes keys. The",
        "process that does it is ended with SIGKILL: before a step that makes it durable (fsync, overwriting, rename, unlink,",
        f"write to the database, commit; every step, or {STEPS} drawn by chance, {STEPS_ON_POSTGRESQL} on PostgreSQL), and at",
        f"instants drawn by chance: {KILLS} kills of each act on SQLite, {KILLS_ON_POSTGRESQL} on PostgreSQL. A fresh process",
        "then opens both cases with every key there is or was, and the name with two custodians' shares, and the inbox with the",
        "code; it does the same once more, twice, writes a note and a message, and sweeps as if four hours had passed.",
        "",
        "A round counts only if each case was whole, and opened by its holders and nobody else, or stood in the ledger of",
        "destroyed cases, named by `manage.py doctor` where rows of it were left, and was gone after the next run; the ledger",
        "names that case alone. After a change of keys the key from before opens no entry and no event, new or old. In the end",
        "every shred file and every sealed file is named by a row, nothing unfinished lies beside the keys, the head of each",
        "roster is noted there, and all chains hold.",
        "Written by `make drill`; the tests run a few kills each time.",
        "",
        "## SQLite, in WAL mode",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder, ending_keeper(Path(folder)) as portal:
        for act in ACTS:
            lines += table(portal, act, kills(portal, act, KILLS, STEPS))
    if installed():
        lines += ["## PostgreSQL", ""]
        with (
            cluster() as url,
            tempfile.TemporaryDirectory() as folder,
            ending_keeper(Path(folder), url) as portal,
        ):
            for act in ACTS:
                drawn = kills(portal, act, KILLS_ON_POSTGRESQL, STEPS_ON_POSTGRESQL)
                lines += table(portal, act, drawn)
    return "\n".join([*lines, f"Steps and instants were drawn with seed {SEED}.", ""])
