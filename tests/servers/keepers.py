"""Talking to a keeper: a process that reads one request a line and answers each with one line of JSON."""

import json
import subprocess
from typing import Any


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
