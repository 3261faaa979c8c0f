"""Lives the fortnight of `tests.factories.fortnight` with a real queue, every quarter of an hour, killed three times."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.servers.portal import ROOT, environment_of
from tests.servers.postgres import cluster, installed

ROWS = (
    ("Cases, of three handlers and two custodians", "cases"),
    ("Ended in it", "ended"),
    ("Questions to custodians", "asks"),
    ("Told as soon due", "told_soon"),
    ("Told as due today", "told_due"),
    ("Told as overdue", "told_overdue"),
    ("Told again, of a day that moved", "moved"),
    ("Times somebody looked", "looks"),
    ("Mails", "mails"),
    ("Mails lost to a kill between mark and hand-over", "lost"),
    ("Quarters of an hour", "quarters"),
    ("Runs of the job that ended", "runs"),
)


def lived(folder: Path, database_url: str = "") -> dict[str, Any]:
    """What it came to on that database. Raises CalledProcessError where anything passed unseen or went out twice."""
    environment = environment_of(folder, 0) | {"DJANGO_SETTINGS_MODULE": "tests.servers.fortnight_settings"}
    environment.pop("PORT")
    environment |= {"DATABASE_URL": database_url} if database_url else {}
    (folder / "var").mkdir(parents=True)
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tests.servers.fortnight_queue"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            check=False,
        )
    if done.returncode:
        raise AssertionError((folder / "log").read_text(encoding="utf-8")[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told | {"minutes": (time.monotonic() - began) / 60}


def table(name: str, came: dict[str, Any]) -> list[str]:
    """One database's fortnight."""
    lines = [f"## {name}", "", "| | |", "|---|---|"]
    lines += [f"| {label} | {came[key]} |" for label, key in ROWS]
    lines.append(
        "| The queue died at | " + ", ".join(at[:16].replace("T", " ") for at in came["died"]) + " |"
    )
    lines.append(f"| Minutes of this machine | {came['minutes']:.0f} |")
    return [*lines, ""]


def run() -> str:
    """The table. A day that passed unseen or a mail twice raises, and there is no table."""
    lines = [
        "# A fortnight of clocks",
        "",
        "28 September to 11 October 2026: National Day inside, a Saturday worked, a rest day that the city adds at noon",
        "of that day. The queue is real, in a process group of its own; at each quarter it runs the job that looks at clocks",
        "and mails. It is ended with SIGKILL while it writes a reminder (and stays dead for four days), when the mail server",
        "has just taken a mail, and between mark and hand-over of a mail. After every quarter: each day that is due or past",
        "was told as that, with the day it has by a calendar written out by hand; whoever had to hear looked since, or was",
        "mailed once, or lost that one mail to the third kill and has it waiting; nobody was mailed twice without having",
        "looked; nobody of the other body was mailed; each mail is the one sentence, dated a quarter. Written by `make drill`.",
        "",
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += table("SQLite, in WAL mode", lived(Path(folder)))
    if installed():
        with cluster() as url, tempfile.TemporaryDirectory() as folder:
            lines += table("PostgreSQL", lived(Path(folder), url))
    return "\n".join(lines)
