"""The fortnight of `tests.factories.fortnight` with a real queue beside it, every quarter of an hour of it.

``python -m tests.servers.fortnight_queue`` prints what it came to as one line of JSON. The database must not exist yet.
"""

import json
import os
import subprocess
import sys
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tests.servers.fortnight_worker import INSTANT, MAIL, Place

PATIENCE = 120.0  # seconds for one job on a busy machine


class Queue:
    """The worker: started, asked, found dead, started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and let it first finish what a killed one left."""
        from django_q.models import OrmQ

        command = [sys.executable, "-m", "tests.servers.fortnight_worker"]
        log = (self.folder / "queue.log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        self._until(lambda: not OrmQ.objects.exists())

    def run(self) -> bool:
        """One run of the job; False where the queue died in it."""
        from complaints import reminding
        from portal import jobs

        job = jobs.enqueue(reminding.PATH)
        return self._until(lambda: jobs.is_finished(job))

    def stop(self) -> None:
        """End it for good."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, 9)
            self.process.wait()

    def _until(self, done: Any) -> bool:
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while not done():
            if self.process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise TimeoutError("the queue runs nothing")
            time.sleep(0.01)
        return True


def lived(folder: Path) -> dict[str, Any]:
    """Live the fortnight. Raises AssertionError for a day unseen or a mail twice."""
    from cms import clock
    from complaints.models import Alert
    from tests.factories.fortnight import BEGIN, DAY, Fortnight, Mailed, quarters

    def mailbox() -> list[Mailed]:
        lines = (folder / MAIL).read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        return [Mailed(each["to"], each["text"], parsedate_to_datetime(each["date"])) for each in told]

    (folder / MAIL).touch()
    fortnight, queue = Fortnight(mailbox), Queue(folder)
    kills = {BEGIN + 2 * DAY: Place.TELLING, BEGIN + 9 * DAY: Place.TAKEN, BEGIN + 11 * DAY: Place.MARKED}
    back = BEGIN + 6 * DAY
    died: list[str] = []
    dead_until, lost, runs = BEGIN, 0, 0
    try:
        for now in quarters():
            (folder / INSTANT).write_text(now.isoformat(), encoding="ascii")
            if now in kills:
                (folder / kills[now]).touch()
            with clock.at(now):
                fortnight.people(now)
                ran = False
                if now >= dead_until:
                    if queue.process is None or queue.process.poll() is not None:
                        queue.start()
                    ran = queue.run()
                    runs += ran
                    if not ran:
                        died.append(now.isoformat())
                        dead_until = back if now < back else now
            if not ran and now >= dead_until and len(died) == len(Place):
                for row in Alert.objects.filter(pending=True, mailed=True).select_related("member__user"):
                    name = row.member.user.email
                    if fortnight.unread(name) == 0:
                        fortnight.lost.add(name)
                        lost += 1
            fortnight.check(now, ran=ran)
    finally:
        queue.stop()
    return fortnight.summary() | {"died": died, "lost": lost, "runs": runs, "quarters": len(quarters())}


def main() -> int:
    """Live it and say what it came to."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(lived(Path(settings.VAR_DIR))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
