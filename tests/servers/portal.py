"""The portal for real: ``manage.py serve`` in a folder and a process group of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.supervisor import descendants

ROOT = Path(__file__).resolve().parents[2]
START = 300.0  # seconds a first start may take on a busy machine


@dataclass
class Portal:
    """A running portal: its process, its port, the environment it runs in and what it has printed."""

    process: "subprocess.Popen[bytes]"
    port: int
    environment: dict[str, str]
    output: Path

    @property
    def address(self) -> str:
        """Where it answers, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str) -> int:
        """Status of a request to it; 0 when nothing answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def below(self, word: str) -> set[int]:
        """Processes below it whose command line contains ``word``."""
        found = set()
        for pid in descendants(self.process.pid):
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in line:
                found.add(pid)
        return found

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a management command on its data and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment | variables, capture_output=True, text=True, check=True
        )
        return done.stdout


def until(condition: Callable[[], object], seconds: float) -> bool:
    """Whether ``condition`` comes true within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(folder: Path, port: int) -> dict[str, str]:
    """What a portal on SQLite below that folder is started with."""
    return {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Portal]:
    """A portal started by that command, which answers; killed at the end if it still runs."""
    output = folder / "output"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            portal = Portal(process, int(environment["PORT"]), environment, output)
            ended = lambda: process.poll() is not None  # noqa: E731
            until(lambda: ended() or portal.answer("/healthz") == 200, START)
            if ended() or portal.answer("/healthz") != 200:
                raise RuntimeError(f"the portal did not start:\n{output.read_text(encoding='utf-8')}")
            yield portal
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


@contextmanager
def serving(folder: Path, *, demo: bool) -> Iterator[Portal]:
    """``manage.py serve`` below ``folder``, with or without demo data."""
    command = [sys.executable, "manage.py", "serve", *([] if demo else ["--no-demo"])]
    with running(command, folder, environment_of(folder, free_port())) as portal:
        yield portal
