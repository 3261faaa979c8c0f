"""Watching the open files of running processes: a deleted temporary file has no name to be found by afterwards."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.forensics.search import Finding, Search

INTERVAL = 0.05
"""Seconds between two looks."""

READ = 64 * 1024 * 1024


class OpenFiles:
    """A thread that looks at the deleted files which processes hold open, twenty times a second while it runs.

    A file in memory (memfd) counts as deleted. Each is read through `/proc/PID/fd/N`, so that the process notices
    nothing. `looks` counts the rounds, `seen` names what was found open; a watch that saw no round proves nothing.
    """

    def __init__(self, search: Search, processes: Callable[[], Iterable[int]]) -> None:
        self._search = search
        self._processes = processes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.findings: set[Finding] = set()
        self.seen: set[str] = set()
        self.looks = 0
        self.error: Exception | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        try:
            while not self._ended.wait(INTERVAL):
                self._look()
        except Exception as error:  # noqa: BLE001 - told to whoever ends the watch
            self.error = error

    def _look(self) -> None:
        self.looks += 1
        for pid in self._processes():
            for link, target in open_files(pid):
                if target.endswith(" (deleted)") and not target.startswith(("/dev/zero", "/SYSV")):
                    self.seen.add(target)
                    self.findings |= self._search.findings(f"open deleted file {target}", content(link))


def open_files(pid: int) -> list[tuple[Path, str]]:
    """What a process has open: the way to it and where it points. Nothing for a process that is gone."""
    found = []
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                found.append((link, str(link.readlink())))
            except OSError:
                continue
    except OSError:
        pass
    return found


def content(link: Path) -> bytes:
    """The bytes of an open file, up to a limit; nothing when it has been closed meanwhile."""
    try:
        with link.open("rb") as stream:
            return stream.read(READ)
    except OSError:
        return b""
