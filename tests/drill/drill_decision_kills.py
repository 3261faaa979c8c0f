"""Kills the approval of a decision two hundred times and counts the awards after a second try."""

import random
import tempfile
from collections import Counter
from pathlib import Path

from tests.servers.kills import Keeper, Round, keeper
from tests.servers.postgres import cluster, installed

KILLS = 200
ON_POSTGRESQL = 40
SEED = 20260316


def kills(office: Keeper, number: int) -> list[Round]:
    """Every step once, then as many at steps drawn by chance as at instants drawn by chance; two approvals at once."""
    chance = random.Random(SEED)
    every = range(1, len(office.steps) + 1)
    left = number - len(office.steps)
    drawn = [chance.choice(every) for _round in range(left // 2)]
    rounds = [office.kill_before(step) for step in (*every, *drawn)]
    rounds += office.kill_at_random(left - len(drawn), SEED)
    return [*rounds, office.at_once()]


def table(name: str, office: Keeper, rounds: list[Round]) -> list[str]:
    """The rounds on one database, those of the same step or the same tenth of the time together."""
    counted = Counter((made.order, made.place, made.left) for made in rounds)
    killed, undisturbed = sum(made.killed for made in rounds), office.seconds * 1000
    lines = [
        f"## {name}",
        "",
        f"{killed} kills and two approvals at once. An approval took {undisturbed:.0f} ms undisturbed.",
        "",
        "| Killed | Times | Left behind | After the second try |",
        "|---|---|---|---|",
    ]
    for (_order, place, left), times in sorted(counted.items()):
        lines.append(f"| {place} | {times} | {left} | each award once, one seal, everything agrees |")
    return [*lines, ""]


def run() -> str:
    """The table. Any round that leaves something else raises, and there is no table."""
    lines = [
        "# Kills while a decision is published",
        "",
        "The last approval of a decision runs in a process of its own on a database of its own and is ended with SIGKILL:",
        "before its n-th write, before its commit, after it, and at instants drawn by chance. A fresh process then looks",
        "(nothing, or the whole decision: one seal, one clearance, each award of the list once, page live, approval",
        "finished, seals and chains verify, the file passes SQLite's own checks), approves where nothing was left,",
        "and runs every writer of a decision twice more. Written by `make drill`; the tests run ten kills each time.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder, keeper(Path(folder)) as office:
        lines += table("SQLite, in WAL mode", office, kills(office, KILLS))
    if installed():
        with cluster() as url, tempfile.TemporaryDirectory() as folder, keeper(Path(folder), url) as office:
            lines += table("PostgreSQL", office, kills(office, ON_POSTGRESQL))
    lines += [f"Steps and instants were drawn with seed {SEED}.", ""]
    return "\n".join(lines)
