"""The engines one suite is run against, each with the same corpus: the embedded one always, Elasticsearch where one runs.

`make test-elasticsearch` starts a server and says where it is in ELASTICSEARCH_URL.
"""

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
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


ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@contextmanager
def empty_engine(kind: str, folder: Path) -> Iterator[SearchEngine]:
    """An engine of that kind with nothing in it; what it makes on a server is removed afterwards."""
    if kind == "embedded":
        embedded = EmbeddedEngine(folder)
        yield embedded
        embedded.close()
        return
    from search.engines.elastic import ElasticEngine

    name = f"test-{secrets.token_hex(4)}"
    elastic = ElasticEngine(ELASTICSEARCH_URL, name)
    yield elastic
    made = list(elastic.client.indices.get(index=f"{name}*", expand_wildcards="all").body)
    if made:
        elastic.client.indices.delete(index=made)
    elastic.close()


@pytest.fixture(scope="session", params=ENGINES)
def full(
    request: pytest.FixtureRequest,
    corpus: tuple[AwardDocument, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SearchEngine]:
    """An engine with the corpus, only to be read."""
    with empty_engine(request.param, tmp_path_factory.mktemp("index")) as engine:
        engine.rebuild(corpus, now=NOW)
        yield engine


@pytest.fixture(params=ENGINES)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine with nothing in it, to be written to."""
    with empty_engine(request.param, tmp_path / "index") as engine:
        yield engine
