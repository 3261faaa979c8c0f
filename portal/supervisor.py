"""Keeps a handful of processes running together and ends them together.

Used by ``manage.py serve`` (web and worker of the embedded installation) and ``manage.py worker`` (the worker
of a production machine). Three promises:

- everything stays in the supervisor's own process group;
- a process that ends, or that its watchdog finds stuck, is started again after a pause;
- after SIGTERM or Ctrl-C nothing is left after :data:`GRACE` seconds and a moment, not even a grandchild
  whose parent was killed: the supervisor adopts orphans (``PR_SET_CHILD_SUBREAPER``) and kills by ancestry.
"""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

logger = logging.getLogger(__name__)

GRACE = 12.0  # seconds between the polite signal and the other one
PAUSE = 3.0  # seconds before a process that ended is started again
TICK = 0.5

_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Member:
    """One process to keep running: its name in the log, its command, and what tells whether it is stuck."""

    name: str
    command: Sequence[str]
    is_stuck: Callable[[], bool] = field(default=lambda: False)
    process: "subprocess.Popen[bytes] | None" = None
    start_again_at: float = 0.0


class Supervisor:
    """Runs its members until a signal asks it to stop."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members
        self.stopping = False

    def run(self) -> None:
        """Start every member and return after all have ended. Must be called in the main thread."""
        adopt_orphans()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.stopping:
                for member in self.members:
                    self._tend(member)
                reap_adopted({member.process.pid for member in self.members if member.process})
                time.sleep(TICK)
        finally:
            self._end()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _tend(self, member: Member) -> None:
        if member.process is None:
            if time.monotonic() >= member.start_again_at:
                member.process = subprocess.Popen(member.command)  # noqa: S603 - our own command line
            return
        code = member.process.poll()
        if code is not None:
            logger.error("%s ended with code %s, starting it again", member.name, code)
        elif member.is_stuck():
            logger.error("%s does nothing any more, starting it again", member.name)
            end_tree(member.process.pid, grace=GRACE)
            member.process.wait()
        else:
            return
        member.process = None
        member.start_again_at = time.monotonic() + PAUSE

    def _end(self) -> None:
        """Ask every member to end, and kill whatever descends from this process after the grace."""
        for member in self.members:
            if member.process and member.process.poll() is None:
                member.process.terminate()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and descendants(os.getpid()):
            for member in self.members:
                if member.process:
                    member.process.poll()
            reap_adopted({member.process.pid for member in self.members if member.process})
            time.sleep(TICK)
        kill_all(descendants(os.getpid()))
        for member in self.members:
            if member.process:
                member.process.wait()


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent dies (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_adopted(own: set[int]) -> None:
    """Collect adopted children that have ended; ``own`` are left to their ``Popen`` objects."""
    for pid in children_of(os.getpid()) - own:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def parents() -> dict[int, int]:
    """Parent of every running process, from ``/proc``. Zombies, which wait to be collected, are left out."""
    found: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            # "pid (name) state parent …"; the name may hold spaces and brackets.
            state, parent = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(stat.parent.name)] = int(parent)
    return found


def children_of(pid: int) -> set[int]:
    """Direct children of ``pid``, zombies included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found.add(int(stat.parent.name))
    return found


def descendants(pid: int) -> set[int]:
    """Every running process below ``pid``, not itself."""
    above = parents()
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in above.items() if parent in level} - found
        found |= level
    return found


def end_tree(pid: int, *, grace: float) -> None:
    """End ``pid`` and all below it: politely at first, after ``grace`` seconds for good."""
    tree = descendants(pid) | {pid}
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and tree & set(parents()):
        time.sleep(TICK)
    kill_all(tree & set(parents()))


def kill_all(pids: set[int]) -> None:
    """Kill each of ``pids`` that still runs."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
