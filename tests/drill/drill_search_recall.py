"""Recall and precision against looking at every text of 100,000 awards: both engines, and Wagtail's own search as the peer.

A question is a part of a printed name, drawn with a seed. Both engines' whole hit sets are compared, their totals and the
counts of all facets as well, with and without choices.
"""

import contextlib
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.facets import Facet
from search.query import Query
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle, plain
from tests.servers import elasticsearch

COUNT = 100_000
A_SET = 25
TODAY = dt.date(2026, 11, 21)


@dataclass
class Score:
    """Sums over the questions of a set."""

    right: int = 0
    given: int = 0
    wanted: int = 0
    agreeing: int = 0
    asked: int = 0

    @property
    def cells(self) -> str:
        """Recall, precision, and how many questions agree in totals and counts."""
        recall = self.right / self.wanted if self.wanted else 1.0
        precision = f"{self.right / self.given:.3f}" if self.given else "nothing found"
        return f"{recall:.3f} | {precision} | {self.agreeing} of {self.asked}"


def run() -> str:
    """The table of one run."""
    oracle = Oracle(awards(COUNT))
    sets = dict(question_sets(oracle))
    lines = [
        "# Found, and nothing else",
        "",
        f"{COUNT:,} awards, seed 2026; {A_SET} questions a set, parts of printed names. Compared with looking at every text:",
        "whole hit sets, and for both engines totals and counts of all facets, with choices in every other question.",
        "Wagtail's search is asked for the same words as it comes. Written by `make drill`.",
        "",
        "| engine | questions | recall | precision | totals and counts agree |",
        "|---|---|---|---|---|",
    ]
    for name, engine in engines(oracle):
        for of, words in sets.items():
            lines.append(f"| {name} | {of} | {scored(engine, oracle, words).cells} |")
    for of, score in peer(oracle, sets):
        lines.append(f"| Wagtail's search | {of} | {score.cells.rsplit(' | ', 1)[0]} | not asked |")
    return "\n".join(lines) + "\n"


def question_sets(oracle: Oracle) -> Iterator[tuple[str, list[str]]]:
    """Words by their kind."""
    random_ = random.Random(11)
    names = [each.title for each in oracle.documents]
    for length in (2, 3, 4, 6):
        yield f"{length} characters", [_part(random_.choice(names), length, random_) for _ in range(A_SET)]
    mixed = [name for name in names if any(letter.isascii() for letter in name)]
    yield "letters and characters", [_around(random_.choice(mixed), random_) for _ in range(A_SET)]


def _part(name: str, length: int, random_: random.Random) -> str:
    start = random_.randrange(max(1, len(name) - length + 1))
    return name[start : start + length]


def _around(name: str, random_: random.Random) -> str:
    """A part of a name in which letters and characters meet."""
    place = next(n for n, letter in enumerate(name) if letter.isascii())
    return name[max(0, place - random_.randrange(1, 3)) : place + random_.randrange(2, 6)]


@contextlib.contextmanager
def _elastic(oracle: Oracle) -> Iterator[SearchEngine]:
    from search.engines.elastic import ElasticEngine

    with elasticsearch.node() as address:
        engine = ElasticEngine(address, "recall")
        engine.rebuild(oracle.documents, now=dt.datetime.now(dt.UTC))
        yield engine
        engine.close()


def engines(oracle: Oracle) -> Iterator[tuple[str, SearchEngine]]:
    """Both engines with the corpus, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        engine.rebuild(oracle.documents, now=dt.datetime.now(dt.UTC))
        yield "embedded", engine
        engine.close()
    with _elastic(oracle) as server:
        yield "Elasticsearch", server


def scored(engine: SearchEngine, oracle: Oracle, words: list[str]) -> Score:
    """What an engine finds for each word, against the oracle."""
    score = Score()
    for number, word in enumerate(words):
        query = Query(word)
        if number % 2:
            query = query.choosing(Facet.YEAR, ["2019", "2020", "2021"]).choosing(
                Facet.STATUS, ["valid", "revoked"]
            )
        wanted = {each.id for each in oracle.found(query, TODAY)}
        given = {each.id for each in engine.stream(query, today=TODAY)}
        page = engine.search(query, today=TODAY)
        counts = {facet: plain(counted) for facet, counted in page.facets.items()}
        score.right += len(wanted & given)
        score.given += len(given)
        score.wanted += len(wanted)
        score.agreeing += page.total == len(wanted) and counts == oracle.counts(query, TODAY)
        score.asked += 1
    return score


def peer(oracle: Oracle, sets: dict[str, list[str]]) -> Iterator[tuple[str, Score]]:
    """What Wagtail's search finds for the same words, without choices."""
    words = [word for each in sets.values() for word in each]
    command = [sys.executable, "-m", "tests.peer", "--keys", str(COUNT), *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found = {each["word"]: set(each["keys"]) for each in json.loads(done.stdout)["asked"]}
    for of, asked in sets.items():
        score = Score()
        for word in asked:
            wanted = {each.id for each in oracle.hits(Query(word))}
            score.right += len(wanted & found[word])
            score.given += len(found[word])
            score.wanted += len(wanted)
            score.asked += 1
        yield of, score
