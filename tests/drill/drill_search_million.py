"""A million awards in the embedded engine: how fast it is built, how large it is, how quickly it answers, what it needs.

Each part runs in a process of its own, so that what it needs in memory is its own.
"""

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from search.engines.embedded import EmbeddedEngine
from search.facets import Facet
from search.query import Query, Sort
from tests.corpus.awards import awards

COUNT = 1_000_000
TODAY = dt.date(2026, 11, 21)
SAMPLE = 20_000
"""Awards from whose names the words are drawn."""

COMMON = ("有限公司", "公司", "质量", "市长质量奖", "表彰", "人民政府")
GROWTH = 3
"""Rounds over all words; memory is compared between the first and the last."""


def run() -> str:
    """The table of one run."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {name: _apart(name, folder) for name in ("build", "ask", "export")}
    built, asked, exported = parts["build"], parts["ask"], parts["export"]
    lines = [
        "# A million awards in the embedded engine",
        "",
        "`make drill`, seed 2026. A full page is the total, twenty rows and ten facets; no result is kept from one",
        "question to the next. Times are of this machine and of this run.",
        "",
        "| | |",
        "|---|---|",
        f"| awards | {COUNT:,} |",
        f"| built in | {built['seconds']:,.0f} s, {COUNT / built['seconds']:,.0f} a second |",
        f"| index | {built['bytes'] / 1e6:,.0f} MB |",
        f"| memory of the build, at most | {built['rss']:,.0f} MB |",
        f"| memory while answering, after the first round | {asked['first']:,.0f} MB |",
        f"| memory while answering, after the last round | {asked['last']:,.0f} MB |",
        f"| export of every row as JSON | {exported['rows']:,} rows in {exported['seconds']:,.0f} s |",
        f"| memory of the export after 10,000 rows | {exported['early']:,.0f} MB |",
        f"| memory of the export, at most | {exported['rss']:,.0f} MB |",
        "",
        "| full page | questions | p50 ms | p95 ms |",
        "|---|---|---|---|",
        *(f"| {name} | {number} | {p50:.1f} | {p95:.1f} |" for name, number, p50, p95 in asked["times"]),
    ]
    return "\n".join(lines) + "\n"


def _apart(part: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.drill.drill_search_million", part, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _now() -> float:
    """The memory this process holds, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def build(folder: Path) -> dict[str, Any]:
    """Build the index."""
    begun = time.perf_counter()
    EmbeddedEngine(folder).rebuild(awards(COUNT), now=dt.datetime.now(dt.UTC))
    took = time.perf_counter() - begun
    return {"seconds": took, "bytes": sum(path.stat().st_size for path in folder.iterdir()), "rss": _peak()}


def questions() -> Iterator[tuple[str, list[Query]]]:
    """Questions by what they ask, drawn with a seed."""
    random_ = random.Random(6)
    names = [each.name for each in awards(SAMPLE)]

    def parts(length: int, number: int) -> list[str]:
        found = []
        while len(found) < number:
            name = random_.choice(names)
            start = random_.randrange(len(name))
            if len(name) >= start + length:
                found.append(name[start : start + length])
        return found

    for length in (1, 2, 3, 4, 6):
        yield f"{length} characters", [Query(part) for part in parts(length, 40)]
    yield (
        "two terms",
        [Query(f"{one} {other}") for one, other in zip(parts(2, 40), parts(2, 40), strict=True)],
    )
    yield "in nearly every award", [Query(word) for word in COMMON]
    yield (
        "three choices",
        [
            Query(part).choosing(Facet.YEAR, ["2020", "2021"]).choosing(Facet.STATUS, ["valid"])
            for part in parts(2, 40)
        ],
    )
    yield "page 500", [Query(word, page=500) for word in COMMON]
    yield "by name", [Query(part, sort=Sort.NAME) for part in parts(2, 20)]
    yield "no words", [Query()]


def ask(folder: Path) -> dict[str, Any]:
    """Ask everything a few times over."""
    engine = EmbeddedEngine(folder, kept_hits=0)
    taken: dict[str, list[float]] = {}
    first = 0.0
    for _round in range(GROWTH):
        for name, queries in questions():
            taken.setdefault(name, []).extend(
                _timed(lambda q=query: engine.search(q, today=TODAY)) for query in queries
            )
        first = first or _now()
    times = []
    for name, seconds in taken.items():
        cuts = quantiles(seconds, n=20)
        times.append((name, len(seconds), cuts[9] * 1e3, cuts[18] * 1e3))
    return {"first": first, "last": _now(), "times": times}


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def export(folder: Path) -> dict[str, Any]:
    """Write every row away."""
    begun, rows, early = time.perf_counter(), 0, 0.0
    with Path("/dev/null").open("w") as sink:
        for item in EmbeddedEngine(folder).stream(Query(), today=TODAY):
            json.dump(item.plain(), sink, ensure_ascii=False)
            rows += 1
            if rows == 10_000:
                early = _now()
    return {"rows": rows, "seconds": time.perf_counter() - begun, "early": early, "rss": _peak()}


if __name__ == "__main__":
    part, where = sys.argv[1:3]
    print(json.dumps({"build": build, "ask": ask, "export": export}[part](Path(where) / "index")))  # noqa: T201
