"""Members are started again when they end or are stuck, and all are gone at the end, stubborn or not."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import supervisor
from portal.supervisor import Member, Supervisor, descendants, end_tree, parents

STUBBORN = (
    "import signal, subprocess, sys, time, pathlib\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "pathlib.Path(sys.argv[1]).open('a').write('x')\n"
    "time.sleep(60)\n"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Short pauses, and the signal handlers of the test runner put back."""
    monkeypatch.setattr(supervisor, "GRACE", 0.5)
    monkeypatch.setattr(supervisor, "PAUSE", 0.1)
    monkeypatch.setattr(supervisor, "TICK", 0.02)
    # The tests' own process must not adopt: other tests start processes too.
    monkeypatch.setattr(supervisor, "adopt_orphans", lambda: None)
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def stop_when(file: Path, marks: int) -> None:
    """Ask this process to stop once ``file`` holds so many marks."""

    def watch() -> None:
        for _try in range(1000):
            if file.exists() and len(file.read_text()) >= marks:
                break
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def member(file: Path, code: str) -> Member:
    return Member("member", [sys.executable, "-c", code, str(file)])


def test_a_member_that_ends_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "marks"
    stop_when(file, 3)
    Supervisor([member(file, "import sys; open(sys.argv[1], 'a').write('x')")]).run()
    assert len(file.read_text()) >= 3


def test_a_stubborn_member_is_gone_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "marks"
    stop_when(file, 1)
    stubborn = member(file, STUBBORN)
    Supervisor([stubborn]).run()
    assert stubborn.process
    assert stubborn.process.pid not in parents()


def test_a_stuck_member_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "marks"
    stuck = member(file, STUBBORN)
    answers = iter([True])
    stuck.is_stuck = lambda: file.exists() and next(answers, False)
    stop_when(file, 2)
    Supervisor([stuck]).run()
    assert file.read_text() == "xx"


def test_a_tree_ends_with_its_root(tmp_path: Path) -> None:
    file = tmp_path / "marks"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {STUBBORN!r}, sys.argv[1]])"
    root = supervisor.subprocess.Popen([sys.executable, "-c", code, str(file)])
    while not (file.exists() and len(descendants(root.pid)) == 1):
        time.sleep(0.02)
    tree = {root.pid} | descendants(root.pid)
    end_tree(root.pid, grace=0.2)
    root.wait()
    deadline = time.monotonic() + 10
    while tree & set(parents()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert tree & set(parents()) == set()
