"""Kills a filing with a file of 20 MiB two hundred times, and opens with its code whatever was acknowledged."""

import random
import tempfile
from collections import Counter
from pathlib import Path

from tests.servers.filing_kills import FilingKeeper, Round, filing_keeper

KILLS = 200
TOLD = 20
SEED = 20261121


def kills(portal: FilingKeeper, number: int) -> list[Round]:
    """Every step twice, once with a second try and once without; once told; at drawn steps and at instants drawn by chance."""
    chance = random.Random(SEED)
    every = range(1, len(portal.steps) + 1)
    rounds = [portal.kill_before(step, again=again) for step in every for again in (True, False)]
    rounds += [portal.kill_once_told(chance.uniform(0.0, 0.05), again=bool(n % 2)) for n in range(TOLD)]
    drawn = [chance.choice(every) for _round in range(max(0, (number - len(rounds)) // 3))]
    rounds += [portal.kill_before(step, again=bool(step % 2)) for step in drawn]
    return rounds + portal.kill_at_random(number - len(rounds), SEED)


def table(portal: FilingKeeper, rounds: list[Round]) -> list[str]:
    """The rounds, those of the same step or the same tenth of the time together."""
    counted = Counter((made.order, made.place, made.left, made.acknowledged) for made in rounds)
    lines = [
        f"{len(rounds)} kills. Undisturbed, upload and filing took {portal.seconds * 1000:.0f} ms and {len(portal.steps)} steps.",
        "",
        "| Killed | Times | Left behind | Acknowledged |",
        "|---|---|---|---|",
    ]
    for (_order, place, left, acknowledged), times in sorted(counted.items()):
        lines.append(f"| {place} | {times} | {left} | {'yes' if acknowledged else 'no'} |")
    return [*lines, ""]


def run() -> str:
    """The table. Any round that leaves something else raises, and there is no table."""
    lines = [
        "# Kills while a report is filed",
        "",
        "A reporter files over HTTP, with a file of 20 MiB, at a portal of its own (granian, SQLite). The web server and its",
        "worker are ended with SIGKILL: before each step that makes the filing durable (fsync, rename, write to the database,",
        "commit), behind each line of the protocol, at instants drawn by chance, and in the moment after the last page has",
        "arrived. Then the portal starts again; in half",
        "the rounds the reporter presses the last button once more, twice; the sweeper runs as if four hours had passed.",
        "",
        "Every round ends in one of two ways. A case: its code opens it, its handler's keys open it, its file comes out whole",
        "(SHA-256), and there is one row and one file of everything. Or nothing: no row, no sealed file, no unfinished file,",
        "no shred file. *Acknowledged* means that the last page had reached the browser. Written by `make drill`; the tests",
        "run ten kills each time.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder, filing_keeper(Path(folder)) as portal:
        lines += table(portal, kills(portal, KILLS))
    return "\n".join([*lines, f"Steps and instants were drawn with seed {SEED}.", ""])
