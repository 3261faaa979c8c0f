"""A full page of results (total, twenty rows, all facets) against Wagtail's own search on the same awards and words.

The peer runs in a process of its own, before and not beside ours. Ours is asked each word in turn, never the same twice running,
with no result kept between questions.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from search.engines.embedded import EmbeddedEngine
from search.query import Query
from tests.bench.ratio import Ratio
from tests.corpus.awards import awards

WORDS = ("重型机械", "有限公司", "华宏", "大同", "TCL")
"""Words of four and two characters, in nearly every record, in a place's name, and of letters."""

SIZES = ((10_000, 50.0), (100_000, 100.0))
TODAY = dt.date(2026, 11, 21)
ROUNDS = 5
LIMIT = 300.0  # seconds the peer may take for one size


def measure() -> Iterator[Ratio]:
    """How many times faster ours gives a full page, by the median over the words and by the slowest word."""
    for size, floor in SIZES:
        theirs = _peer(size)
        ours = _embedded(size)
        name = f"full page of results, {size:,} awards: time of Wagtail's search / ours"
        yield Ratio(f"{name}, median of {len(theirs)} words", median(theirs) / median(ours), "floor", floor)
        yield Ratio(f"{name}, slowest word", max(theirs) / max(ours), "floor", floor)


def _embedded(size: int) -> list[float]:
    """Seconds a word, the median of the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder), kept_hits=0)
        engine.rebuild(awards(size), now=dt.datetime.now(dt.UTC))
        taken: dict[str, list[float]] = {word: [] for word in WORDS}
        for _round in range(ROUNDS):
            for word in WORDS:
                begun = time.perf_counter()
                engine.search(Query(word), today=TODAY)
                taken[word].append(time.perf_counter() - begun)
        engine.close()
    return [median(each) for each in taken.values()]


def _peer(size: int) -> list[float]:
    """Seconds a word; the words it had no time for are left out."""
    command = [sys.executable, "-m", "tests.peer", "--seconds", str(LIMIT), str(size), *WORDS]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return [each["seconds"] for each in json.loads(done.stdout)["asked"]]
