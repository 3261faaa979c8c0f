"""What a web process asks of the system, as strace records it: the order of writes, fsyncs and renames."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.portal import Portal, running

CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat"
# No contents; the system stops at these calls only, and not at every one.
STRACE = ["strace", "-f", "--seccomp-bpf", "-y", "-s", "0", "-e", f"trace={CALLS}"]
LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
UNFINISHED = re.compile(r"^(\d+)\s+(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^(\d+)\s+<\.\.\. \w+ resumed>(.*)$")
DESCRIPTOR = re.compile(r"^\d+<([^>]*)>")
QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Call:
    """A system call that succeeded, and the path or paths it was about."""

    name: str
    paths: tuple[str, ...]
    created: bool = False


def works() -> bool:
    """Whether there is a tracer and the system lets it trace."""
    strace = shutil.which("strace")
    return (
        strace is not None
        and subprocess.run([strace, "-o", "/dev/null", "true"], check=False).returncode == 0
    )


@contextmanager
def traced(folder: Path, environment: dict[str, str], record: Path) -> Iterator[Portal]:
    """The web server of an installation under the tracer. No contents are recorded."""
    options = [
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        environment["PORT"],
        "--http",
        "1",
        "--no-ws",
    ]
    web = [sys.executable, "-m", "granian", *options, "--blocking-threads", "2", "portal.wsgi:application"]
    command = [*STRACE, "-o", str(record), *web]
    with running(command, folder, environment) as portal:
        yield portal


def calls(record: Path) -> list[Call]:
    """The calls in the order in which they came back."""
    begun: dict[str, str] = {}
    found = []
    for line in record.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := UNFINISHED.match(line):
            begun[match[1]] = f"{match[1]} {match[2]}"
            continue
        if match := RESUMED.match(line):
            line = begun.pop(match[1], "") + match[2]  # noqa: PLW2901 - the two halves are one call
        if (match := LINE.match(line)) and int(match[3]) >= 0:
            found.append(call(match[1], match[2]))
    return found


def call(name: str, arguments: str) -> Call:
    """One call by its name and what it was given."""
    if name in {"rename", "renameat", "renameat2", "openat", "unlink", "unlinkat"}:
        return Call(name, tuple(QUOTED.findall(arguments)), "O_CREAT" in arguments)
    match = DESCRIPTOR.match(arguments)
    return Call(name, (match[1],) if match else ())


# --- The storage rule --------------------------------------------------------------------------------------


def faults(calls: list[Call], folder: str) -> list[str]:
    """How the calls break the storage rule for the one file of that folder; nothing where they keep it.

    Write, fsync, rename, fsync of the folder, and only then rows in the database's log, and the log synced.
    """
    renames = [at for at, call in enumerate(calls) if call.name.startswith("rename") and within(call, folder)]
    if len(renames) != 1:
        return [f"{len(renames)} files got a name"]
    renamed = renames[0]
    name, log = calls[renamed].paths[-1], ".sqlite3-wal"
    part = f"{name}.part"
    writes = where(calls, {"write", "pwrite64"}, part)
    synced = where(calls, {"fsync", "fdatasync"}, part)
    folder_synced = [at for at in where(calls, {"fsync"}, str(Path(name).parent)) if at > renamed]
    rows = [at for at in where(calls, {"pwrite64"}, log) if writes and at > writes[0]]
    commits = where(calls, {"fdatasync", "fsync"}, log)
    broken = {
        "nothing was written": not writes,
        "written after it was synced": bool(writes) and (not synced or synced[-1] < writes[-1]),
        "renamed before it was synced": bool(synced) and renamed < synced[-1],
        "its folder was not synced": not folder_synced,
        "a row was written before its name was durable": bool(
            folder_synced and synced and [at for at in rows if synced[-1] < at < folder_synced[0]]
        ),
        "no row was synced after it": not folder_synced
        or not [at for at in commits if at > folder_synced[0]],
        "rows were left unsynced": bool(rows) and (not commits or commits[-1] < rows[-1]),
    }
    return [fault for fault, is_so in broken.items() if is_so]


def within(call: Call, folder: str) -> bool:
    """Whether a rename gave a file of that folder its name."""
    return f"/var/{folder}/" in call.paths[-1]


def where(calls: list[Call], names: set[str], end: str) -> list[int]:
    """Where such calls stand that were about a path ending so."""
    return [
        at
        for at, call in enumerate(calls)
        if call.name in names and call.paths and call.paths[0].endswith(end)
    ]
