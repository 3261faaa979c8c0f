"""The engines one suite is run against, each with the same corpus: the embedded one always, Elasticsearch where one runs."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.documents import AwardDocument
from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle

CORPUS = 600
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def corpus() -> tuple[AwardDocument, ...]:
    return tuple(awards(CORPUS))


@pytest.fixture(scope="session")
def oracle(corpus: tuple[AwardDocument, ...]) -> Oracle:
    return Oracle(corpus)


def empty_engine(kind: str, folder: Path) -> SearchEngine:
    """An engine of that kind with nothing in it."""
    assert kind == "embedded"
    return EmbeddedEngine(folder)


@pytest.fixture(scope="session", params=["embedded"])
def full(
    request: pytest.FixtureRequest,
    corpus: tuple[AwardDocument, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> SearchEngine:
    """An engine with the corpus, only to be read."""
    engine = empty_engine(request.param, tmp_path_factory.mktemp("index"))
    engine.rebuild(corpus, now=NOW)
    return engine


@pytest.fixture(params=["embedded"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine with nothing in it, to be written to."""
    return empty_engine(request.param, tmp_path / "index")
