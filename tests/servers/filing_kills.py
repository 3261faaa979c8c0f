"""Filings killed at a chosen moment, looked at after a restart, a second try and a sweep."""

import hashlib
import http.client
import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.keepers import KillError, put, started
from tests.servers.portal import environment_of, free_port, until
from tests.servers.reporter import Reporter, Upload, captcha_of

SIZE = 20 * 1024 * 1024
HOURS = 4.0  # after which nothing that a draft or a crash left behind may remain
OPEN_ROWS = {
    "Case": 1,
    "Evidence": 1,
    "Entry": 1,
    "Identity": 1,
    "Reporter": 1,
    "Event": 1,
    "KeyWrap": 2,
    "IdentityShare": 3,
}


@dataclass(frozen=True)
class Round:
    """One kill: where, what was left behind, whether the reporter had been told that it is filed.

    `order` sorts the places of a table; `killed` is False when the filing had ended before it could be killed.
    """

    order: int
    place: str
    left: str
    acknowledged: bool
    killed: bool = True


@dataclass
class Attempt:
    """What the reporter knows when the filing ends or breaks off: the code once page 3 came, the end once page 4 did."""

    code: str = ""
    acknowledged: bool = False
    filing: dict[str, list[str]] | None = None


class FilingKeeper:
    """The keeper process of `tests.servers.filing` and the portal it makes; one web process at a time."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self.process, self.folder, self.port = process, folder, free_port()
        self.record = folder / "steps"
        self.hands: dict[str, str] = {}
        self.steps: list[str] = []
        self.seconds = 0.0
        self.content = os.urandom(SIZE)
        self.digest = hashlib.sha256(self.content).hexdigest()

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Put one request to the keeper. Raises KillError for an answer that is an error."""
        return put(self.process, do, **request)

    @contextmanager
    def web(self, dies_before: int = 0) -> Iterator[int]:
        """A web process that answers; ended with SIGKILL at the end."""
        pid = self.ask("serve", port=self.port, record=str(self.record), dies_before=dies_before)["pid"]
        try:
            if not until(self._answers, 60):
                raise KillError("the web process does not answer")
            yield pid
        finally:
            self.ask("end", pid=pid)

    def _answers(self) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            try:
                connection.request("GET", "/healthz", headers={"Host": "localhost"})
                with connection.getresponse() as answer:
                    return answer.status == 200
            except (OSError, http.client.HTTPException):
                return False

    def reporter(self) -> Reporter:
        """A reporter with a new browser."""
        return Reporter(self.port, captcha=captcha_of(self.folder / "var" / "portal.sqlite3"))

    def file(self, attempt: Attempt, began: Callable[[], None] = lambda: None) -> None:
        """A whole filing with a file of 20 MiB. `began` is called when only what is counted is left."""
        reporter = self.reporter()
        reporter.begin()
        reporter.write(facts="经过（示例）。")
        began()
        reporter.add(Upload("cailiao.bin", self.content))
        reporter.to_code()
        attempt.code = reporter.page.code
        attempt.filing = reporter.filing()
        reporter.file()
        attempt.acknowledged = self._says_filed(reporter)

    def _says_filed(self, reporter: Reporter) -> bool:
        return (
            reporter.page.status == 200 and not reporter.page.root.all("textarea") and not reporter.page.code
        )

    # --- Rounds -------------------------------------------------------------------------------------------

    def measure(self) -> None:
        """One filing without a kill: its steps, and how long the counted part takes."""
        attempt, begun = Attempt(), list[float]()
        with self.web():
            self.file(attempt, lambda: begun.append(time.monotonic()))
            self.seconds = time.monotonic() - begun[0]
        self.steps = self.record.read_text(encoding="utf-8").splitlines()
        if not attempt.acknowledged:
            raise KillError("an undisturbed filing was not acknowledged")
        self._mend("undisturbed", attempt, again=False)

    def kill_before(self, step: int, *, again: bool) -> Round:
        """Kill the web process before that step of a filing, from 1."""
        attempt = Attempt()
        with self.web(step), suppress(OSError, http.client.HTTPException):
            self.file(attempt)
        name = self.record.read_text(encoding="utf-8").splitlines()[-1]
        if len(self.record.read_text(encoding="utf-8").splitlines()) != step:
            raise KillError(f"step {step} was never reached")
        return self._round(step, f"before step {step}: {name}", attempt, again=again)

    def kill_after(self, seconds: float, *, again: bool) -> Round:
        """Kill the web process that long after the upload began."""
        attempt, began = Attempt(), threading.Event()

        def work() -> None:
            with suppress(OSError, http.client.HTTPException):
                self.file(attempt, began.set)
            began.set()

        with self.web():
            thread = threading.Thread(target=work)
            thread.start()
            began.wait(60)
            time.sleep(seconds)
            killed = thread.is_alive()
        thread.join()
        part = int(10 * seconds / self.seconds) * 10
        place = f"{part} to {part + 10} % of its time after it began"
        return self._round(10_000 + part, place, attempt, again=again, killed=killed)

    def kill_once_told(self, seconds: float, *, again: bool) -> Round:
        """Kill the web process that long after the last page has reached the browser."""
        attempt = Attempt()
        with self.web():
            self.file(attempt)
            time.sleep(seconds)
        if not attempt.acknowledged:
            raise KillError("an undisturbed filing was not acknowledged")
        return self._round(20_000, "within 50 ms after the last page had arrived", attempt, again=again)

    def kill_at_random(self, number: int, seed: int) -> list[Round]:
        """So many kills at instants drawn by chance from the time a filing takes; those that come too late do not count."""
        chance, rounds = random.Random(seed), list[Round]()
        while sum(made.killed for made in rounds) < number:
            if len(rounds) > 10 * number:
                raise KillError("filings end before they can be killed")
            rounds.append(self.kill_after(chance.uniform(0.0, self.seconds), again=bool(len(rounds) % 2)))
        return [made for made in rounds if made.killed]

    def _round(self, order: int, place: str, attempt: Attempt, *, again: bool, killed: bool = True) -> Round:
        acknowledged = attempt.acknowledged
        left = self._mend(place, attempt, again=again)
        return Round(order, place, left, acknowledged, killed)

    def _mend(self, place: str, attempt: Attempt, *, again: bool) -> str:
        """Look, let the reporter press the last button again if they would, sweep, look again. Returns what was left.

        Raises KillError for a code that was acknowledged and opens nothing, a case without its whole file, a case whose
        code does not open it, and for anything else that is left.
        """
        found = self.ask("look", hands=self.hands)
        left = "the whole case" if found["cases"] else "no case"
        self._agree(place, attempt, found)
        if again and attempt.filing is not None:
            self._press_again(place, attempt)
            found = self.ask("look", hands=self.hands)
            if len(found["cases"]) != 1:
                raise KillError(f"{place}: {len(found['cases'])} cases after the button was pressed again")
        self.ask("sweep", hours=HOURS)
        found = self.ask("look", hands=self.hands)
        self._agree(place, attempt, found)
        self._nothing_else(place, found)
        self.ask("restore")
        return left

    def _agree(self, place: str, attempt: Attempt, found: dict[str, Any]) -> None:
        """A case opens with its code and yields its file; a code that was acknowledged has a case."""
        if len(found["cases"]) > 1 or (attempt.acknowledged and not found["cases"]):
            raise KillError(f"{place}: {found['cases']}, acknowledged: {attempt.acknowledged}")
        if any(case["files"] != [self.digest] for case in found["cases"]):
            raise KillError(f"{place}: a case without its whole file: {found['cases']}")
        if not attempt.code:
            if found["cases"]:
                raise KillError(f"{place}: a case of which nobody knows the code")
            return
        with self.web():
            page = self.reporter().follow_up(attempt.code)
        opens = any(case["number"] in page.html for case in found["cases"])
        if opens is not bool(found["cases"]):
            raise KillError(f"{place}: {found['cases']}, but the code shows {page.heading!r}")

    def _press_again(self, place: str, attempt: Attempt) -> None:
        """The page with the code is still in the browser: its button once more, and once more after that."""
        assert attempt.filing is not None
        with self.web():
            for _time in range(2):
                reporter = self.reporter()
                reporter.begin()  # the form's own cookie
                fields = reporter.page.form("/complaints/new/write/") | attempt.filing
                fields["csrfmiddlewaretoken"] = reporter.page.form("/complaints/new/write/")[
                    "csrfmiddlewaretoken"
                ]
                reporter.post("/complaints/new/file/", fields)
                if not self._says_filed(reporter):
                    raise KillError(f"{place}: pressed again, the portal says {reporter.page.heading!r}")
        attempt.acknowledged = True

    def _nothing_else(self, place: str, found: dict[str, Any]) -> None:
        """Rows and files of the case, and of nothing else."""
        number = len(found["cases"])
        rows = {name: count for name, count in found["rows"].items() if count}
        wanted = {name: count * number for name, count in OPEN_ROWS.items() if number}
        files = {name: len(found[name]) for name in ("shred", "evidence", "temporary")}
        if rows != wanted or files != {"shred": number, "evidence": number, "temporary": 0}:
            raise KillError(f"{place}: left behind {rows}, {files}, for {number} cases")


@contextmanager
def filing_keeper(folder: Path) -> Iterator[FilingKeeper]:
    """A keeper with an open channel below that folder, on SQLite."""
    environment = environment_of(folder, free_port())
    (folder / "var").mkdir(parents=True, exist_ok=True)
    with started("tests.servers.filing", environment, folder / "keeper.log") as process:
        made = FilingKeeper(process, folder)
        made.hands = made.ask("prepare")["hands"]
        made.measure()
        yield made
