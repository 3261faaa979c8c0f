"""A backup and its restore compared, table by table and file by file: in the drill with much, in the suite with little."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.keepers import KillError, put, started
from tests.servers.portal import environment_of

Told = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """A drill that went well: what there was, sizes in bytes, seconds."""

    cases: int
    tables: int
    rows: int
    files: int
    data: Told
    keys: Told
    restored: Told


@contextmanager
def installation(folder: Path, database_url: str = "") -> "Iterator[Any]":
    """A keeper of `tests.servers.backups` with a VAR_DIR of its own; call it with a request."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = environment_of(folder, 8000)  # nothing is served
    if database_url:
        environment["DATABASE_URL"] = database_url
    with started("tests.servers.backups", environment, folder / "log") as process:
        yield lambda do, **request: put(process, do, **request)


def compare(folder: Path, *, cases: int, largest: int, urls: tuple[str, str] = ("", "")) -> Compared:
    """Fill, back up, restore elsewhere and compare; then destroy, back the keys up again, and restore the old data.

    :param urls: two databases without rows, the second without tables too; "" for SQLite files.
    Raises KillError for any difference.
    """
    with ExitStack() as stack:
        first = stack.enter_context(installation(folder / "first", urls[0]))
        made = first("fill", cases=cases, largest=largest)
        stores = {name: folder / name for name in ("data", "keys", "newer")}
        for store in stores.values():
            store.mkdir()
        data = first("backed_up", verb="data", folder=str(stores["data"]))
        keys = first("backed_up", verb="keys", folder=str(stores["keys"]), beside=data["path"])
        before = first("told", hands=made["hands"])
        signed = first("destroyed", number=made["ready"])["day"]
        newer = first("backed_up", verb="keys", folder=str(stores["newer"]), beside=data["path"])
        second = stack.enter_context(installation(folder / "second", urls[1]))
        report = second("restored", data=data["path"], keys=keys["path"])
        after = second("told", hands=made["hands"])
        _same(before, after)
        _expect(report["problems"] == [] and report["destroyed"] == [], f"the restore reports {report}")
        _expect(before["transient"] > 0 and after["transient"] == 0, "what lives for minutes came back")
        _expect(len(after["opened"]) == made["cases"], "not every case opens")
    if not urls[1]:
        _old_data(folder, made, data, newer, signed)
    return Compared(
        made["cases"],
        len(after["tables"]),
        sum(count for count, _digest in after["tables"].values()),
        sum("EVIDENCE" in name for name in after["files"]),
        data,
        keys,
        report,
    )


def _old_data(folder: Path, made: Told, data: Told, newer: Told, signed: str) -> None:
    """The data as it was before a destruction, the keys as they are after it: the case stays destroyed.

    A head was published since; its day is named, because what was filed meanwhile is lost.
    """
    with installation(folder / "third") as third:
        report = third("restored", data=data["path"], keys=newer["path"])
        _expect(
            report["destroyed"] == [made["ready"]]
            and len(report["problems"]) == 1
            and report["problems"][0].startswith(f"{signed} 的每日签名已经公布"),
            f"the restore reports {report}",
        )
        told = third("told", hands=made["hands"])
        _expect(made["ready"] not in told["opened"], "a destroyed case opens again")
        _expect(len(told["opened"]) == made["cases"] - 1, "another case went along")
        gone = told["tables"]["complaints_destroyedcase"][0]
        _expect(gone == 2, f"{gone} destroyed cases are on record")


def _same(before: Told, after: Told) -> None:
    for kind in ("tables", "files", "opened"):
        names = {*before[kind], *after[kind]}
        differ = sorted(name for name in names if before[kind].get(name) != after[kind].get(name))
        _expect(not differ, f"{kind} differ: {differ}")


def _expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise KillError(otherwise)
