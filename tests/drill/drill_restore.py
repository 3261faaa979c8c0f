"""Backs a filled installation up, restores it elsewhere, and compares every table and every file; on both databases."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.servers.postgres import cluster
from tests.servers.restoring import Compared, compare

CASES = 40
LARGEST = 12 * 1024 * 1024  # bytes of the largest file; the others are spread evenly below


def line(name: str, found: Compared) -> str:
    """A row of the table."""
    size = f"{found.data['size'] / 1e6:.0f} MB"
    times = (found.data["seconds"], found.keys["seconds"], found.restored["seconds"])
    data, keys, restored = (f"{seconds:.1f} s" for seconds in times)
    counts = f"{found.cases} | {found.tables} | {found.rows} | {found.files}"
    return f"| {name} | {counts} | {size} in {data} | {found.keys['size'] / 1e3:.0f} kB in {keys} | {restored} | no difference |"


def run() -> str:
    """The table. Any difference raises, and there is no table."""
    rows = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rows.append(line("SQLite", compare(folder / "sqlite", cases=CASES, largest=LARGEST)))
        urls = (stack.enter_context(cluster()), stack.enter_context(cluster()))
        rows.append(line("PostgreSQL", compare(folder / "postgres", cases=CASES, largest=LARGEST, urls=urls)))
    lines = [
        "# Backup and restore",
        "",
        "An installation with a founded channel and cases, each with a file, some worked on, one destroyed. Both archives are",
        "made by `manage.py backup` and restored into an empty installation by `manage.py restore`. Then every row of every",
        "table, every sealed file, shred file and key file is compared by SHA-256, and every case is opened by its handlers,",
        "evidence included. What lives for minutes (log-ins, sessions, drafts) is in no archive, and none of it comes back.",
        "",
        "On SQLite a second restore joins the old data to keys archived after one more case was destroyed: the case is named,",
        "destroyed again, opens for nobody, and all others open. Written by `make drill`; the tests do the same with few cases.",
        "",
        "| Database | Cases | Tables | Rows | Files | Data archive | Key archive | Restore | Compared |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        "Times are of a shared two-core machine.",
        "",
    ]
    return "\n".join(lines)
