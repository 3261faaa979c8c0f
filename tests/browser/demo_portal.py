"""The demonstration of one day in a folder, and a web server for which it is always that day.

Filling takes a quarter of a minute, so it is done once; who wants to change anything works on a copy.
"""

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cms.windows import BEIJING
from portal.management.commands.serve import web_member
from tests.servers.portal import ROOT, Portal, environment_of, free_port, running

TODAY = dt.date(2026, 11, 19)
"""A Thursday far from holidays: every state of a notice is there, one list is on its last day."""

NOW = dt.datetime.combine(TODAY, dt.time(10, 30), tzinfo=BEIJING)
"""The instant the demonstration is written for."""

APPLICATION = "tests.browser.standing_clock:application"


def fill(folder: Path) -> None:
    """Write the demonstration below that folder."""
    environment = environment_of(folder, free_port())
    for command in (["migrate", "--verbosity", "0"], ["demo", "--today", TODAY.isoformat()]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )


def copy_of(folder: Path, to: Path) -> Path:
    """A copy of a filled folder, to be changed."""
    shutil.copytree(folder, to)
    return to


def password_of(folder: Path) -> str:
    """The one password of the demonstration's accounts, from the file it leaves for the owner."""
    first = (folder / "var" / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()[0]
    return first.rpartition(" ")[2].rstrip("）")


@contextmanager
def standing(folder: Path, at: dt.datetime = NOW) -> Iterator[Portal]:
    """Serve a filled folder at that instant, without a worker: nothing happens by itself."""
    port = free_port()
    command = [*web_member("127.0.0.1", port).command[:-1], APPLICATION]
    environment = environment_of(folder, port) | {"INSTANT": at.isoformat()}
    with running(command, folder, environment) as portal:
        yield portal
