"""Approvals of a decision, killed at a chosen moment, looked at by a fresh process, and tried again."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.keepers import KillError, put
from tests.servers.portal import ROOT, environment_of


@dataclass(frozen=True)
class Round:
    """One kill: where (a step, or a part of the time an approval takes), and what was left behind.

    `order` sorts the places of a table; `killed` is False when the approval had ended before it could be killed.
    """

    order: int
    place: str
    left: str
    killed: bool = True


class Keeper:
    """The keeper process of `tests.servers.decision`, with one prepared database that every round copies."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path, prepared: str) -> None:
        self.process = process
        self.folder = folder
        self.prepared = prepared
        self.rounds = 0
        self.steps: list[str] = []
        self.seconds = 0.0

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Put one request and return the answer. Raises KillError for an answer that is an error."""
        return put(self.process, do, **request)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A database of its own for a round, as it was before the last approval."""
        self.rounds += 1
        sqlite = "/" in self.prepared
        name = str(self.folder / f"round-{self.rounds}.sqlite3") if sqlite else f"round_{self.rounds}"
        self.ask("copy", source=self.prepared, target=name)
        yield name
        self.ask("drop", database=name)

    def whole(self, database: str) -> None:
        """Raise KillError unless the decision stands whole: each award once, one seal, everything in agreement."""
        found = self.ask("look", database=database)
        if not found["whole"] or found["findings"] or found["events"]:
            raise KillError(str(found))

    def measure(self) -> None:
        """One approval without a kill: how many steps it has and how long it takes."""
        with self.copy() as database:
            told = self.ask("approve", database=database)
            self.steps, self.seconds = told["steps"], told["seconds"]
            self.whole(database)

    def kill_before(self, step: int) -> Round:
        """Kill the approval before that step, from 1; the last step is what comes after the commit."""
        with self.copy() as database:
            told = self.ask("approve", database=database, dies_before=step)
            if not told.get("killed"):
                raise KillError(f"step {step} was never reached: {told}")
            left = self._mend(database, f"step {step}")
            return Round(step, f"before step {step}: {self.steps[step - 1]}", left)

    def kill_after(self, seconds: float) -> Round:
        """Kill the approval that long after it began."""
        with self.copy() as database:
            told = self.ask("approve_for", database=database, seconds=seconds)
            part = int(10 * seconds / self.seconds) * 10
            left = self._mend(database, f"{seconds} s")
            place = f"{part} to {part + 10} % of its time after it began"
            return Round(1000 + part, place, left, killed=bool(told.get("killed")))

    def _mend(self, database: str, place: str) -> str:
        """What a person does who finds the portal restarted: look, approve where it was not approved, look again.

        Returns what was left. Raises KillError when that is neither nothing nor the whole decision, or it ends otherwise.
        """
        found = self.ask("look", database=database)
        if found["findings"] or found["whole"] is found["untouched"]:
            raise KillError(f"{place}: {found}")
        if found["untouched"]:
            self.ask("approve", database=database)
            self.whole(database)
        elif "refused" not in self.ask("approve", database=database):
            raise KillError(f"{place}: approved a second time")
        self.ask("publish_again", database=database)
        self.whole(database)
        return "nothing" if found["untouched"] else "the whole decision"

    def at_once(self) -> Round:
        """Two approvals at the same moment: one stands, the other is refused or fails."""
        with self.copy() as database:
            answers = self.ask("approve_twice", database=database)["answers"]
            done = [told for told in answers if "steps" in told]
            if len(done) != 1:
                raise KillError(str(answers))
            self.whole(database)
            self.ask("publish_again", database=database)
            self.whole(database)
            return Round(2000, "two approvals at once", "the whole decision", killed=False)

    def kill_at_random(self, number: int, seed: int) -> list[Round]:
        """So many kills at instants drawn by chance from the time an approval takes; those that come too late do not count."""
        chance, rounds = random.Random(seed), list[Round]()
        while sum(made.killed for made in rounds) < number:
            if len(rounds) > 10 * number:
                raise KillError("approvals end before they can be killed")
            rounds.append(self.kill_after(chance.uniform(0.0, self.seconds)))
        return [made for made in rounds if made.killed]


@contextmanager
def keeper(folder: Path, database_url: str = "") -> Iterator[Keeper]:
    """A keeper with its prepared database below that folder, or on the PostgreSQL of that address."""
    environment = environment_of(folder, 0) | ({"DATABASE_URL": database_url} if database_url else {})
    environment.pop("PORT")
    (folder / "var").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.servers.decision"]
    pipe = subprocess.PIPE
    with (
        (folder / "keeper.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=log, text=True
        ) as process,
    ):
        prepared = "decision_kills" if database_url else str(folder / "var" / "portal.sqlite3")
        made = Keeper(process, folder / "rounds", prepared)
        made.ask("create", database=prepared)
        made.ask("prepare", database=prepared)
        made.measure()
        yield made
        made.ask("drop", database=prepared)
