"""The embedded engine's own files: what they still hold of what was withheld."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search.documents import AwardDocument
from search.engines.embedded import EmbeddedEngine
from search.query import Query
from search.text import phrase
from tests.contract.conftest import NOW, TODAY
from tests.corpus.awards import awards


@pytest.fixture
def few() -> list[AwardDocument]:
    return list(awards(40, seed=11))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path / "index")
    yield made
    made.close()


def bytes_of(engine: EmbeddedEngine) -> bytes:
    return b"".join(path.read_bytes() for path in engine.folder.path.iterdir())


@pytest.mark.parametrize("read_meanwhile", [False, True])
def test_a_title_that_is_withheld_by_itself_leaves_no_byte(
    engine: EmbeddedEngine, few: list[AwardDocument], *, read_meanwhile: bool
) -> None:
    """The awards of the decision stay as they are but for it; whoever reads an older state delays it to the next writing."""
    title = "关于表彰依法隐去之决定"
    engine.rebuild([*(replace(each, decision_title=title) for each in few[:30]), *few[30:]], now=NOW)
    # The file leaves out of a word what it has in common with the one before: the ends of the pairs are there.
    pairs = {pair.encode()[-6:] for pair in phrase("依法隐去之决定")}
    traces = [trace for trace in (title.encode(), *pairs) if trace in bytes_of(engine)]
    assert title.encode() in traces
    assert len(traces) > 1
    hidden = [replace(each, version=each.version + 1, decision_title="（标题不公开）") for each in few[:30]]
    with closing(EmbeddedEngine(engine.folder.path)) as other:
        reading = other.stream(Query(), today=TODAY)
        if read_meanwhile:
            next(reading)
        engine.put(hidden)
        assert engine.search(Query("依法隐去"), today=TODAY).total == 0
        reading.close()  # type: ignore[attr-defined]
        if read_meanwhile:
            engine.put(())
    assert not [trace for trace in traces if trace in bytes_of(engine)]
