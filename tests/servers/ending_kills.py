"""Destructions and changes of keys, killed at a chosen moment, looked at by a fresh process, and done again."""

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.keepers import KillError, put, started
from tests.servers.kills import Round
from tests.servers.portal import environment_of

DESTROY, RECUSE, TRANSFER, ROTATE = "destroy", "recuse", "transfer", "rotate"
ACTS = (DESTROY, RECUSE, TRANSFER, ROTATE)
Json = dict[str, Any]


class EndingKeeper:
    """The keeper process of `tests.servers.endings`, with one prepared installation that every round copies."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path, prepared: str) -> None:
        self.process, self.folder, self.prepared = process, folder, prepared
        self.rounds = 0
        self.told: Json = {}
        self.before: Json = {}
        self.after: dict[str, Json] = {}
        self.steps: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}

    def ask(self, do: str, **request: Any) -> Json:
        """Put one request to the keeper. Raises KillError for an answer that is an error."""
        return put(self.process, do, **request)

    @contextmanager
    def copy(self) -> Iterator[dict[str, str]]:
        """An installation of its own for a round: its database and its folder."""
        self.rounds += 1
        folder = str(self.folder / f"round-{self.rounds}")
        sqlite = "/" in self.prepared
        database = f"{folder}.sqlite3" if sqlite else f"endings_{self.rounds}"
        here = {"database": database, "folder": folder}
        kept = str(self.folder / "var")
        self.ask("begin", source=self.prepared, target=database, kept=kept, folder=folder)
        yield here
        self.ask("end", **here)

    def look(self, here: dict[str, str]) -> Json:
        """What a fresh process finds."""
        return self.ask("look", **here, told=self.told)

    def prepare(self) -> None:
        """Make the installation and look at it as it is."""
        var = str(self.folder / "var")
        self.ask("create", database=self.prepared)
        self.told = self.ask("prepare", database=self.prepared, folder=var)
        with self.copy() as here:
            self.before = self.look(here)
        cases = self.before["cases"]
        if len(cases) != 2 or any(len(case["openers"]) != 2 or not case["name"] for case in cases.values()):
            raise KillError(f"nothing to lose: {cases}")

    def measure(self, act: str) -> None:
        """The act once without a kill: its steps, how long it takes, and how it ends."""
        with self.copy() as here:
            done = self.ask("perform", **here, act=act, told=self.told)
            self.steps[act], self.seconds[act] = done["steps"], done["seconds"]
            self.after[act] = self.look(here)
            self._mend(here, act, "undisturbed", self.after[act])

    # --- Rounds -------------------------------------------------------------------------------------------

    def kill_before(self, act: str, step: int) -> Round:
        """Kill the act before that step, from 1."""
        with self.copy() as here:
            done = self.ask("perform", **here, act=act, told=self.told, dies_before=step)
            if not done.get("killed"):
                raise KillError(f"step {step} of {act} was never reached: {done}")
            place = f"before step {step}: {self.steps[act][step - 1]}"
            return Round(step, place, self._mend(here, act, place))

    def kill_after(self, act: str, seconds: float) -> Round:
        """Kill the act that long after it began."""
        with self.copy() as here:
            done = self.ask("perform_for", **here, act=act, told=self.told, seconds=seconds)
            part = int(10 * seconds / self.seconds[act]) * 10
            place = f"{part} to {part + 10} % of its time after it began"
            return Round(1000 + part, place, self._mend(here, act, place), killed=bool(done.get("killed")))

    def kill_at_random(self, act: str, number: int, seed: int) -> list[Round]:
        """So many kills at instants drawn by chance from the time the act takes; those that come too late do not count."""
        chance, rounds = random.Random(seed), list[Round]()
        while sum(made.killed for made in rounds) < number:
            if len(rounds) > 10 * number:
                raise KillError(f"{act} ends before it can be killed")
            rounds.append(self.kill_after(act, chance.uniform(0.0, self.seconds[act])))
        return [made for made in rounds if made.killed]

    def _mend(self, here: dict[str, str], act: str, place: str, seen: Json | None = None) -> str:
        """Look, unless that was `seen`; do it again, twice; sweep; look. Returns what was left.

        Raises KillError for anything that may not be: see `left_of` and `ended`.
        """
        left = self.left_of(act, seen or self.look(here), place)
        for _time in range(2):
            self.ask("perform", **here, act=act, told=self.told)
        if act != DESTROY:
            self.ask("write", **here, told=self.told)
        self.ask("sweep", **here)
        self.ended(act, self.look(here), place)
        return left

    # --- What may be --------------------------------------------------------------------------------------

    def left_of(self, act: str, found: Json, place: str) -> str:
        """What a kill has left, in words. Raises KillError for a case that is neither whole nor decided upon and going."""
        self._others_are_whole(act, found, place)
        if act == DESTROY:
            return self._left_of_a_destruction(found, place)
        if found["ledger"] or found["doctor"]:
            raise KillError(f"{place}: something is to be destroyed: {found}")
        if found["behind"] and act != ROTATE:
            raise KillError(f"{place}: the head of a roster that did not change: {found['behind']}")
        noted = "; the head of the roster not noted yet" if found["behind"] else ""
        case, was = found["cases"][self.told["open"]], self.before["cases"][self.told["open"]]
        if case == was:
            return "the old keys, all whole"
        openers, whole = self._openers(act), self._says_at_least(case, was)
        if whole and case["openers"] == openers and not case["old_key"]:
            return "the new keys, all whole"
        if act == ROTATE and whole and case["openers"] == openers and case["old_key"] == was["old_key"]:
            return f"the member's new keys; the case waits for its own{noted}"
        raise KillError(f"{place}: {case}")

    def _left_of_a_destruction(self, found: Json, place: str) -> str:
        number = self.told["ended"]
        named, case = number in found["ledger"], found["cases"].get(number)
        if case is None:
            if not named or found["destroyed"] != [number] or set(found["shred"]) - set(found["named"]):
                raise KillError(f"{place}: gone without a trace, or with its keys there: {found}")
            gone = set(found["evidence"]) == set(found["rows"])
            return "the case gone" if gone else "the case gone, its sealed files there"
        if case == self.before["cases"][number]:
            if named is not bool(found["doctor"]):
                raise KillError(f"{place}: the doctor says {found['doctor']}")
            return "the case, whole; the ledger names it" if named else "the case, whole"
        if case["openers"] or not named or not any(number in said for said in found["doctor"]):
            raise KillError(f"{place}: lost, and nobody says so: {found}")
        return "rows that nothing opens; ledger and doctor name the case"

    def ended(self, act: str, found: Json, place: str) -> None:
        """Raise KillError unless the act is done, nothing else is lost, and no file is left that nothing names."""
        self._others_are_whole(act, found, place)
        left = set(found["shred"]) ^ set(found["named"]) | set(found["evidence"]) ^ set(found["rows"])
        if left or found["parts"] or found["behind"] or found["problems"] or found["doctor"]:
            raise KillError(f"{place}: left behind: {sorted(left)}, {found}")
        gone = [self.told["ended"]] if act == DESTROY else []
        if not found["ledger"] == found["destroyed"] == gone or set(gone) & set(found["cases"]):
            raise KillError(f"{place}: destroyed {found['destroyed']}, ledger {found['ledger']}")
        if act != DESTROY:
            case, was = found["cases"][self.told["open"]], self.before["cases"][self.told["open"]]
            if (
                case["openers"] != self._openers(act)
                or case["old_key"]
                or not self._says_at_least(case, was)
                or len(case["messages"]) != len(was["messages"]) + 1
            ):
                raise KillError(f"{place}: {case}")

    def _openers(self, act: str) -> list[str]:
        """Who opens the case once the act is done."""
        body = self.told["body"]
        if act == TRANSFER:
            return list(self.after[act]["cases"][self.told["open"]]["openers"]) if act in self.after else []
        return [f"{body} 0", f"{body} 1 anew"] if act == ROTATE else [f"{body} 0"]

    def _says_at_least(self, case: Json, was: Json) -> bool:
        """Whether everything that it said before is there, unchanged."""
        if not case["openers"]:
            return False
        growing = ("entries", "events", "messages")
        return (
            case["name"] == was["name"]
            and case["files"] == was["files"]
            and all(case[name][: len(was[name])] == was[name] for name in growing)
        )

    def _others_are_whole(self, act: str, found: Json, place: str) -> None:
        """The case that the act is not about; a member's other keys are about every case of theirs."""
        other = self.told["open" if act == DESTROY else "ended"]
        case, was = found["cases"].get(other), self.before["cases"][other]
        if (
            act == ROTATE
            and case
            and case["openers"] == self._openers(act)
            and self._says_at_least(case, was)
        ):
            return
        if case != was:
            raise KillError(f"{place}: the other case is no longer what it was: {found['cases'].get(other)}")


@contextmanager
def ending_keeper(
    folder: Path, database_url: str = "", acts: tuple[str, ...] = ACTS
) -> Iterator[EndingKeeper]:
    """A keeper with its prepared installation below that folder; its database on the PostgreSQL of that address."""
    environment = environment_of(folder, 0) | ({"DATABASE_URL": database_url} if database_url else {})
    environment.pop("PORT")
    (folder / "var").mkdir(parents=True, exist_ok=True)
    with started("tests.servers.endings", environment, folder / "keeper.log") as process:
        prepared = "ending_kills" if database_url else str(folder / "var" / "portal.sqlite3")
        made = EndingKeeper(process, folder, prepared)
        made.prepare()
        for act in acts:
            made.measure(act)
        yield made
        made.ask("drop", database=prepared)
