"""``manage.py serve`` for real: it starts, answers, replaces what is killed, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.supervisor import children_of, descendants, parents

ROOT = Path(__file__).resolve().parents[2]
START = 120.0  # seconds a first start may take on a busy machine; normally ten
END = 20.0  # seconds everything must be gone after the signal


@dataclass
class Running:
    """A started portal: its process, its port and its output."""

    process: "subprocess.Popen[bytes]"
    port: int
    output: Path

    def answer(self, path: str) -> int:
        """Status of a request to it; 0 when nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as response:
                return int(response.status)
        except OSError:
            return 0

    def below(self, word: str) -> set[int]:
        """Processes below it whose command line contains ``word``."""
        return {
            pid
            for pid in descendants(self.process.pid)
            if word in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        }


def until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether ``condition`` comes true within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A portal without demo data, in a folder and a process group of its own."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "VAR_DIR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
    output = tmp_path / "output"
    command = [sys.executable, "manage.py", "serve", "--no-demo", "--port", str(port)]
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            portal = Running(process, port, output)
            assert until(lambda: portal.answer("/healthz") == 200, START), output.read_text(encoding="utf-8")
            yield portal
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_it_serves_replaces_what_dies_and_leaves_nothing(running: Running) -> None:
    assert running.answer("/readyz") == 200
    assert f"http://127.0.0.1:{running.port}/admin/" in running.output.read_text(encoding="utf-8")

    everything = descendants(running.process.pid) | {running.process.pid}
    groups = {os.getpgid(pid) for pid in everything}
    assert groups == {running.process.pid}, "a process left the group"

    old_web = running.below("granian")
    for pid in old_web:
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: running.answer("/healthz") == 200 and not running.below("granian") & old_web, 30)

    # A worker killed with everything of it: its orphans must neither stay nor stop the next one.
    old_worker = running.below("qcluster")
    main = next(pid for pid in children_of(running.process.pid) if pid in old_worker)
    os.kill(main, signal.SIGKILL)
    assert until(lambda: len(running.below("qcluster") - old_worker) >= 3, 30)

    everything |= descendants(running.process.pid)
    running.process.send_signal(signal.SIGTERM)
    assert until(lambda: running.process.poll() is not None, END)
    assert running.process.returncode == 0
    assert everything & set(parents()) == set()
    assert running.answer("/healthz") == 0


def test_ctrl_c_ends_it_too(running: Running) -> None:
    everything = descendants(running.process.pid)
    os.killpg(running.process.pid, signal.SIGINT)
    assert until(lambda: running.process.poll() is not None, END)
    assert everything & set(parents()) == set()
