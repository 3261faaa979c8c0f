"""Keepers: processes that read one request a line and answer each with one line of JSON."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.portal import ROOT


class KillError(AssertionError):
    """What a kill left behind is neither nothing nor the whole."""


def put(process: "subprocess.Popen[str]", do: str, **request: Any) -> dict[str, Any]:
    """Put one request and return the answer. Raises KillError for an answer that is an error, and when nobody answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"do": do} | request) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise KillError("the keeper is gone")
    told: dict[str, Any] = json.loads(line)
    if "error" in told:
        raise KillError(f"{do}: {told['trace']}")
    return told


@contextmanager
def started(module: str, environment: Mapping[str, str], log: Path) -> "Iterator[subprocess.Popen[str]]":
    """A keeper at work, until its requests end."""
    command, pipe = [sys.executable, "-m", module], subprocess.PIPE
    with (
        log.open("wb") as stream,
        subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=pipe, stdout=pipe, stderr=stream, text=True
        ) as process,
    ):
        yield process


def answer(requests: Mapping[str, Callable[..., dict[str, Any]]]) -> None:
    """Be a keeper: answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            told = requests[request.pop("do")](**request)
        except Exception as error:  # noqa: BLE001 - whatever happens is the answer
            told = {"error": type(error).__name__, "trace": repr(error)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
