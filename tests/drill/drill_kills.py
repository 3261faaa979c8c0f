"""Kills one process of a running portal after another, at random, and waits until it serves again."""

import os
import random
import signal
import tempfile
import time
from pathlib import Path

from portal.supervisor import descendants
from tests.servers.portal import Portal, serving, until

ROUNDS = 20
PATIENCE = 60.0  # seconds a round may take to be well again
SEED = 20260302


def recovered(portal: Portal) -> float:
    """Seconds until a page is served again. Raises :class:`RuntimeError` beyond patience."""
    begun = time.monotonic()
    if not until(lambda: portal.answer("/readyz") == 200, PATIENCE):
        raise RuntimeError("no page is served any more")
    return time.monotonic() - begun


def run() -> str:
    """The table: which process was killed, and how long until pages were served again."""
    chance = random.Random(SEED)
    lines = ["# Random kills", "", "| Round | Killed | Served again after |", "|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), demo=False) as portal:
        for number in range(1, ROUNDS + 1):
            pid = chance.choice(sorted(descendants(portal.process.pid)))
            worker = pid in portal.below("qcluster")
            os.kill(pid, signal.SIGKILL)
            lines.append(f"| {number} | {'worker' if worker else 'web'} | {recovered(portal):.1f} s |")
    lines += ["", f"{ROUNDS} processes killed with SIGKILL, chosen with seed {SEED}; none needed a hand.", ""]
    return "\n".join(lines)
