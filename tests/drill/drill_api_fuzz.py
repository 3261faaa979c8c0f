"""Asks the interface at length by its own description, and writes down what it answered."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

EXAMPLES = 200
ROOT = Path(__file__).parents[2]


def told(folder: Path) -> dict[str, Any]:
    """What it came to, in a process of its own: the tests' settings stand before the first import of Django."""
    environment = os.environ | {"DRILL_RESULT": str(folder / "result.json"), "DRILL_EXAMPLES": str(EXAMPLES)}
    with (folder / "log").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/drill/asked_at_length.py"],
            cwd=ROOT, env=environment, stdout=log, stderr=log, check=False,
        )  # fmt: skip
    if done.returncode:
        raise AssertionError((folder / "log").read_text(encoding="utf-8")[-3_000:])
    found: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return found


def run() -> str:
    """The table. A server error or an answer that is not as described raises, and there is no table."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        came = told(Path(folder))
    statuses = sorted({status for counts in came.values() for status in counts}, key=int)
    total = sum(sum(counts.values()) for counts in came.values())
    lines = [
        "# The interface, asked by its own description",
        "",
        f"schemathesis asks each operation of `/api/v1/openapi.json` {EXAMPLES:,} times, half of them as the description",
        "allows, half against it, from one seed, over a register of 303 awards in two editions and three unverified ones.",
        "Three of four questions that the description allows name something that is there. Every answer was checked",
        "against the description: status, media type, headers, every field of the body. Written by `make drill`.",
        "",
        "| Operation | " + " | ".join(statuses) + " |",
        "|---|" + "---:|" * len(statuses),
    ]
    for operation, counts in came.items():
        lines.append(
            f"| `{operation}` | " + " | ".join(f"{counts.get(status, 0):,}" for status in statuses) + " |"
        )
    minutes = (time.monotonic() - began) / 60
    said = f"{total:,} answers, 0 server errors, 0 answers not as described"
    lines += ["", f"{said}; {minutes:.0f} minutes of this machine.", ""]
    return "\n".join(lines)
