"""A portal whose confidential channel is open, in a folder: one city, one list in its window, members with known keys.

``python -m tests.servers.channel`` prepares the folder of VAR_DIR and prints what a handler and the custodians need to
open what is filed there, as JSON. Members are made by `tests.factories.channel`, without the slow hash over passphrases.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.portal import ROOT, Portal, environment_of, free_port, running

INSTANT = "2026-03-19T10:30:00+08:00"
"""Three days into the window of the list."""

CITY = "datong"


def prepare(folder: Path) -> dict[str, Any]:
    """Write the portal below that folder; what `main` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers.channel"],
        cwd=ROOT,
        env=environment_of(folder, free_port()),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def channel_portal(folder: Path, *, standing: bool = True, **variables: str) -> Iterator[Portal]:
    """Serve a prepared folder; without a worker. :param standing: for ever at `INSTANT`, else at the present."""
    from portal.management.commands.serve import web_member  # needs settings, which a bench has not

    port = free_port()
    command = list(web_member("127.0.0.1", port).command)
    environment = environment_of(folder, port) | variables
    if standing:
        command[-1] = "tests.browser.standing_clock:application"
        environment |= {"INSTANT": INSTANT}
    with running(command, folder, environment) as portal:
        yield portal


def question_answer(folder: Path, key: str) -> str:
    """The answer to a question that a page asked: from the table, for no program reads the picture."""
    with sqlite3.connect(folder / "var" / "portal.sqlite3") as database:
        row = database.execute(
            "SELECT response FROM captcha_captchastore WHERE hashkey = ?", [key]
        ).fetchone()
    return str(row[0])


def main() -> None:
    """Migrate, publish a list, found the bodies, and tell the keys."""
    import django

    django.setup()
    import datetime as dt
    import logging

    logging.disable(logging.INFO)
    from django.core.management import call_command

    from tests.factories import notices as make
    from tests.factories.channel import open_channel
    from tests.factories.offices import make_office

    call_command("migrate", verbosity=0)
    office = make_office(CITY)
    seal = make.published_notice(CITY, make.first_publicity(office.regulation).key)
    channel = open_channel(office)
    hand = channel.hand("office")
    told = {
        "notice": seal.public_id,
        "window": dt.datetime.isoformat(seal.published_at),
        "handler": {"id": hand.code, "kem_seed": hand.keys.kem_seed.hex()},
    }
    print(json.dumps(told))  # noqa: T201 - what the caller reads


if __name__ == "__main__":
    main()
