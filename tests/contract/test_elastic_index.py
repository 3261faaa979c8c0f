"""What only a server's index can get wrong: writes that are seen half done, change-overs, and indices that are left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.documents import AwardDocument
from search.engines import elastic, elastic_indices, elastic_state, elastic_writes
from search.engines.base import EngineDownError, NoIndexError, OtherFormatError
from search.engines.elastic import ElasticEngine
from search.query import Query
from tests.contract.conftest import ELASTICSEARCH_URL, NOW, TODAY, empty_engine
from tests.corpus.awards import awards

pytestmark = pytest.mark.elasticsearch

AT_ONCE = 0.0


@pytest.fixture
def few() -> list[AwardDocument]:
    return list(awards(60, seed=7))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[ElasticEngine]:
    with empty_engine("elasticsearch", tmp_path) as made:
        assert isinstance(made, ElasticEngine)
        yield made


def beside(engine: ElasticEngine) -> ElasticEngine:
    """Another process with the same index."""
    return ElasticEngine(ELASTICSEARCH_URL, engine.name)


def there(engine: ElasticEngine) -> set[str]:
    """The indices of an engine, but for its notes."""
    return set(engine.client.indices.get(index=f"{engine.name}-*").body) - {engine.notes.index}


def readable(engine: ElasticEngine, index: str, key: str) -> bool:
    """Whether a document can still be asked for in an index, by its id or by a question."""
    by_id = engine.client.exists(index=index, id=key)
    found = engine.client.count(index=index, query={"ids": {"values": [key]}})["count"]
    return bool(by_id) or bool(found)


def in_the_midst(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Have something happen once after the documents of a `put` are written, before it ends."""
    acted: list[bool] = []

    def bulk(*args: Any, **options: Any) -> None:
        elastic_writes.bulk(*args, **options)
        if not acted:
            acted.append(True)
            act()

    monkeypatch.setattr(elastic, "bulk", bulk)


def test_no_version_stands_for_two_contents(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While documents are written, by two at once and looked at all the time, a version that comes again has one content."""
    engine.rebuild(few[:40], now=NOW)
    seen: dict[str, set[tuple[tuple[str, int], ...]]] = {}
    other = beside(engine)

    def look() -> None:
        for _ in range(2):
            found = other.search(Query(), today=TODAY, per_page=500)
            rows = tuple(sorted((row.id, row.version) for row in found.rows))
            seen.setdefault(found.state.version, set()).add(rows)

    def meanwhile() -> None:
        look()
        engine.client.indices.refresh(index=engine.name)
        look()
        other.put(few[50:55])
        look()

    look()
    in_the_midst(monkeypatch, meanwhile)
    engine.put([*few[40:50], replace(few[0], version=2)], gone=[few[1].id])
    look()
    assert {version: len(contents) for version, contents in seen.items() if len(contents) > 1} == {}
    again = [version for version in seen if version == engine.state().version]
    assert len(again) == 1
    assert len(next(iter(seen[again[0]]))) == 54
    other.close()


def test_a_half_written_state_never_has_the_same_version_twice(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:40], now=NOW)
    versions: list[str] = []

    def meanwhile() -> None:
        engine.client.indices.refresh(index=engine.name)
        versions.extend(engine.state().version for _ in range(3))

    in_the_midst(monkeypatch, meanwhile)
    engine.put(few[40:])
    versions.append(engine.state().version)
    assert len(set(versions)) == 4
    assert engine.state().version == versions[-1]


def test_a_put_that_died_is_settled_by_the_next_one(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:40], now=NOW)
    before = engine.state()

    def dies() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        in_the_midst(patch, dies)
        with pytest.raises(KeyboardInterrupt):
            engine.put(few[40:50])
    assert engine.state() == before
    engine.put(few[50:55])
    assert engine.state().version != engine.state().version
    monkeypatch.setattr(elastic_state, "LONGEST_PUT", AT_ONCE)
    unmarked = engine.state()
    assert unmarked == engine.state()
    engine.put(())
    settled = engine.state()
    assert settled == engine.state()
    assert settled.version != unmarked.version
    assert settled.count == 55
    engine.put(())
    assert engine.state() == settled


def test_a_put_that_is_refused_leaves_no_mark(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:40], now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(elastic, "source", lambda _item: {"no_such_field": "1"})
        with pytest.raises(EngineDownError, match="refused"):
            engine.put(few[40:])
    engine.put(few[40:42])
    assert engine.state() == engine.state()


def test_a_stream_outlives_the_index_it_reads(engine: ElasticEngine) -> None:
    many = list(awards(1_200, seed=3))
    engine.rebuild(many, now=NOW)
    stream = engine.stream(Query(), today=TODAY)
    read = [next(stream).id]
    engine.put([], gone=[each.id for each in many[:300]])
    engine.rebuild(many[:1], now=NOW)
    engine.put(())
    engine.rebuild(many[:2], now=NOW)
    read += [each.id for each in stream]
    assert sorted(read) == sorted(each.id for each in many)
    assert engine.state().count == 2


def test_a_replaced_index_is_removed_when_no_stream_can_read_it_any_more(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few, now=NOW)
    (first,) = there(engine)
    engine.rebuild(few, now=NOW)
    engine.put(())
    assert first in there(engine)
    assert len(there(engine)) == 2
    monkeypatch.setattr(elastic_indices, "LONGEST_STREAM", AT_ONCE)
    engine.put(())
    assert first not in there(engine)
    assert len(there(engine)) == 1
    engine.rebuild(few, now=NOW)
    assert len(there(engine)) == 1


def test_a_build_that_was_cut_off_is_removed_and_one_under_way_is_not(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few, now=NOW)
    (in_use,) = there(engine)
    stray = f"{engine.name}-{'0' * 12}"
    engine.client.indices.create(index=stray)
    others = f"{engine.name}-of-others"
    engine.client.indices.create(index=others)

    def slowly() -> Iterator[AwardDocument]:
        yield from few
        beside(engine).put(())
        assert len(there(engine)) == 3

    engine.rebuild(slowly(), now=NOW)
    assert there(engine) >= {in_use, others}
    assert stray not in there(engine)

    def dies() -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        in_the_midst(patch, dies)
        patch.setattr(engine.indices, "remove", lambda _index: None)
        with pytest.raises(SystemExit):
            engine.rebuild(few, now=NOW)
    assert len(there(engine)) == 4
    monkeypatch.setattr(elastic_indices, "LONGEST_STREAM", AT_ONCE)
    engine.put(())
    assert len(there(engine)) == 2


def test_a_long_build_gives_signs_of_life(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few, now=NOW)
    monkeypatch.setattr(elastic_indices, "LONGEST_STREAM", 1.0)
    monkeypatch.setattr(elastic_indices, "BEAT", AT_ONCE)

    def slowly() -> Iterator[AwardDocument]:
        yield from few[:30]
        time.sleep(1.2)
        yield few[30]
        beside(engine).put(())
        yield from few[31:]

    assert engine.rebuild(slowly(), now=NOW).count == 60


def test_what_is_withheld_is_in_no_index_that_is_kept(
    engine: ElasticEngine, few: list[AwardDocument]
) -> None:
    engine.rebuild(few, now=NOW)
    engine.rebuild(few, now=NOW)
    assert len(there(engine)) == 2
    stream = engine.stream(Query(), today=TODAY)
    next(stream)
    blank = replace(few[0], version=2, name="", withheld=True, uscc="")
    engine.put([blank], gone=[few[1].id])
    (kept,) = there(engine) - set(engine.client.indices.get_alias(name=engine.name).body)
    assert not readable(engine, kept, few[0].id)
    assert not readable(engine, kept, few[1].id)
    assert readable(engine, kept, few[2].id)
    assert 1 + sum(1 for _ in stream) == 60


@pytest.mark.parametrize("kept_for", [AT_ONCE, 3600.0])
def test_a_put_that_meets_the_change_over_is_in_the_new_index(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch, kept_for: float
) -> None:
    engine.rebuild(few, now=NOW)

    def changes_over() -> None:
        monkeypatch.setattr(elastic_indices, "LONGEST_STREAM", kept_for)
        beside(engine).rebuild(few, now=NOW)

    in_the_midst(monkeypatch, changes_over)
    engine.put([replace(few[0], version=2, name="换索引时更名的单位")], gone=[few[1].id])
    found = engine.search(Query("换索引时"), today=TODAY)
    assert [row.id for row in found.rows] == [few[0].id]
    assert engine.state().count == 59
    assert len(there(engine)) == (1 if kept_for == AT_ONCE else 2)


def test_what_is_put_before_and_while_the_alias_is_taken_is_in_the_new_index(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:40], now=NOW)
    plain, other = engine.indices.take, beside(engine)
    late = threading.Thread(target=lambda: other.put([*few[45:50]], gone=[few[1].id]))

    def take(made: str) -> None:
        late.start()
        time.sleep(0.5)
        assert late.is_alive()
        plain(made)

    def slowly() -> Iterator[AwardDocument]:
        yield from few[:40]
        other.put(few[40:45], gone=[few[0].id])

    monkeypatch.setattr(engine.indices, "take", take)
    engine.rebuild(slowly(), now=NOW)
    late.join()
    assert {key for key, _version in engine.versions()} == {each.id for each in few[2:50]}


def test_a_build_that_dies_in_the_change_over_holds_writers_up_for_a_while_only(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:40], now=NOW)
    monkeypatch.setattr(elastic_state, "LONGEST_CLOSING", 1.0)

    def dies(_made: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engine.indices, "take", dies)
        with pytest.raises(KeyboardInterrupt):
            engine.rebuild(few, now=NOW)
    assert engine.put(few[40:]).count == 60
    monkeypatch.setattr(elastic, "PATIENCE", 0.3)
    elastic_state.close(engine.client, elastic_indices.writing(engine.indices.current()))
    with pytest.raises(EngineDownError, match="changed over"):
        engine.put(few[:1])


def test_a_put_never_makes_an_index(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few, now=NOW)
    (in_use,) = there(engine)

    def bulk(*args: Any, **options: Any) -> None:
        if in_use in there(engine):
            engine.client.indices.delete(index=in_use)
        elastic_writes.bulk(*args, **options)

    monkeypatch.setattr(elastic, "bulk", bulk)
    with pytest.raises(NoIndexError):
        engine.put(few[:3], gone=[few[4].id])
    assert there(engine) == set()


def test_notes_can_be_made_as_soon_as_there_is_an_index(
    engine: ElasticEngine, few: list[AwardDocument]
) -> None:
    engine.rebuild(few, now=NOW)
    assert engine.client.indices.exists(index=engine.notes.index)
    engine.put(few[:1])
    assert engine.notes.number() == 1


def test_two_builds_at_once_leave_one_index_in_use(engine: ElasticEngine, few: list[AwardDocument]) -> None:
    engine.rebuild(few[:1], now=NOW)

    def slowly() -> Iterator[AwardDocument]:
        yield from few[:30]
        beside(engine).rebuild(few, now=NOW)
        yield from few[30:]

    engine.rebuild(slowly(), now=NOW)
    assert len(engine.client.indices.get_alias(name=engine.name).body) == 1
    assert engine.state().count == 60


def test_two_indices_behind_the_alias_are_said_to_be_wrong_and_put_right_by_a_rebuild(
    engine: ElasticEngine, few: list[AwardDocument]
) -> None:
    engine.rebuild(few, now=NOW)
    (first,) = there(engine)
    engine.rebuild(few, now=NOW)
    engine.client.indices.put_alias(index=first, name=engine.name)
    asks: tuple[Callable[[], object], ...] = (
        engine.state,
        lambda: engine.search(Query(), today=TODAY),
        lambda: list(engine.stream(Query(), today=TODAY)),
        lambda: engine.put(few),
    )
    for ask in asks:
        with pytest.raises(EngineDownError, match="2 indices"):
            ask()
    engine.rebuild(few, now=NOW)
    assert engine.state().count == 60


def test_an_index_of_another_layout_is_to_be_built_anew(
    engine: ElasticEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(elastic_state, "LAYOUT", "before")
        engine.rebuild(few, now=NOW)
        assert engine.state().count == 60
    for ask in (engine.state, lambda: engine.put(few)):
        with pytest.raises(OtherFormatError):
            ask()
    engine.rebuild(few, now=NOW)
    assert engine.state().count == 60
