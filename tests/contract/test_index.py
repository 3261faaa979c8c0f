"""Writing to an index: whole, replaced, dropped, built anew while it is asked; and what an engine without an index says."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from search.documents import AwardDocument
from search.engines.base import EngineDownError, SearchEngine
from search.facets import Facet, Standing
from search.query import Query, Sort
from search.sounds import places_heard
from tests.contract.conftest import NOW, TODAY
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle, plain


@pytest.fixture
def few() -> list[AwardDocument]:
    return list(awards(60, seed=7))


def ids(engine: SearchEngine, query: Query) -> list[str]:
    return [row.id for row in engine.search(query, today=TODAY, per_page=500).rows]


def test_without_an_index_every_method_says_so(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    for ask in (
        lambda: fresh.search(Query("质量"), today=TODAY),
        lambda: list(fresh.stream(Query(), today=TODAY)),
        lambda: fresh.after(Query(), "", today=TODAY, limit=5),
        lambda: fresh.suggest("质量"),
        fresh.state,
        lambda: list(fresh.versions()),
        lambda: fresh.put(few),
    ):
        with pytest.raises(EngineDownError):
            ask()


def test_an_index_of_nothing_answers(fresh: SearchEngine) -> None:
    state = fresh.rebuild([], now=NOW)
    found = fresh.search(Query("质量"), today=TODAY)
    assert (found.total, found.page, found.pages, found.rows) == (0, 1, 1, ())
    assert (state.count, state.made_at) == (0, NOW)


def test_what_is_put_is_what_a_new_build_gives(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    fresh.rebuild(few[:40], now=NOW)
    before = fresh.state()
    changed = [
        replace(
            few[3],
            version=2,
            name="更名后的示例公司",
            former_names=("早已不用的旧名",),
            standing=Standing.REVOKED,
        ),
        replace(few[4], version=2, awarded_on=None, year=None, rank=few[4].rank.replace("7", "9", 1)),
    ]
    fresh.put([*few[40:], *changed], gone=[few[5].id, "never-there"])
    now = {each.id: each for each in [*few, *changed] if each.id != few[5].id}
    oracle = Oracle(now.values())
    assert fresh.state().version != before.version
    assert fresh.state().count == 59
    assert dict(fresh.versions()) == {each.id: each.version for each in now.values()}
    for query in (
        Query(),
        Query("更名后"),
        Query("不用的旧"),
        Query(sort=Sort.OLDEST),
        Query("有限").choosing(Facet.STATUS, ["revoked"]),
    ):
        assert ids(fresh, query) == [row.id for row in oracle.found(query, TODAY)]
        found = fresh.search(query, today=TODAY)
        assert {facet: plain(counts) for facet, counts in found.facets.items()} == oracle.counts(query, TODAY)
    walked = fresh.after(Query(), "", today=TODAY, limit=500)
    assert [row.id for row in walked.rows] == [row.id for row in oracle.documents]
    assert walked.rows == tuple(oracle.documents)


def test_an_older_version_changes_nothing(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    fresh.rebuild([replace(few[0], version=5)], now=NOW)
    fresh.put([replace(few[0], version=4, name="迟到的旧名称")])
    assert ids(fresh, Query("迟到")) == []
    fresh.put([replace(few[0], version=5, name="同一版本再写一次")])
    assert ids(fresh, Query("再写")) == [few[0].id]


def test_a_failed_write_leaves_everything_as_it_was(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    fresh.rebuild(few, now=NOW)
    before = fresh.state()

    def broken() -> object:
        yield replace(few[0], version=2, name="写到一半")
        raise RuntimeError("the register went away")

    with pytest.raises(RuntimeError, match="went away"):
        fresh.put(broken())  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="went away"):
        fresh.rebuild(broken(), now=NOW)  # type: ignore[arg-type]
    assert fresh.state() == before
    assert ids(fresh, Query("写到一半")) == []


def test_a_rebuild_is_not_noticed_and_forgets_nothing_written_meanwhile(
    fresh: SearchEngine, few: list[AwardDocument]
) -> None:
    fresh.rebuild(few, now=NOW)
    later = NOW + dt.timedelta(hours=1)

    def slowly() -> object:
        yield from few[:30]
        assert len(ids(fresh, Query())) == 60
        fresh.put([replace(few[0], version=2, name="其间更名的单位")], gone=[few[1].id])
        assert ids(fresh, Query("其间更名")) == [few[0].id]
        yield from few[30:]

    state = fresh.rebuild(slowly(), now=later)  # type: ignore[arg-type]
    assert (state.count, state.made_at) == (59, later)
    assert ids(fresh, Query("其间更名")) == [few[0].id]
    assert few[1].id not in ids(fresh, Query())


def test_a_stream_is_of_one_state(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    fresh.rebuild(few, now=NOW)
    stream = fresh.stream(Query(), today=TODAY)
    first = next(stream)
    fresh.put([], gone=[each.id for each in few[:30]])
    fresh.rebuild(few[:1], now=NOW)
    assert 1 + sum(1 for _ in stream) == 60
    assert first == Oracle(few).documents[0]


def test_validity_ends_by_the_day_that_is_asked_for(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    last = dt.date(2030, 6, 30)
    one = replace(few[0], standing=Standing.STANDING, happened=(), valid_through=last)
    fresh.rebuild([one], now=NOW)
    valid = Query().choosing(Facet.STATUS, ["valid"])
    assert fresh.search(valid, today=last).total == 1
    assert fresh.search(valid, today=last + dt.timedelta(days=1)).total == 0
    expired = Query().choosing(Facet.STATUS, ["expired"])
    assert fresh.search(expired, today=last + dt.timedelta(days=1)).total == 1


def test_what_was_dropped_or_withheld_is_in_no_file(tmp_path: Path, few: list[AwardDocument]) -> None:
    from search.engines.embedded import EmbeddedEngine
    from search.text import phrase

    engine = EmbeddedEngine(tmp_path / "index")
    names = ["依法应当隐去的甲单位", "依法应当移除的乙单位"]
    planted = [replace(each, name=name) for each, name in zip(few, names, strict=False)]
    engine.rebuild([*planted, *few[2:]], now=NOW)

    def bytes_there() -> bytes:
        return b"".join(path.read_bytes() for path in (tmp_path / "index").iterdir())

    for name in names:
        assert name.encode() in bytes_there()
    blank = replace(planted[0], version=2, name="", withheld=True, uscc="")
    engine.put([blank], gone=[planted[1].id])
    for name in names:
        assert name.encode() not in bytes_there()
    assert phrase("隐去")[0].encode() not in bytes_there()


def test_an_id_is_found_and_makes_no_word_of_its_letters(
    fresh: SearchEngine, few: list[AwardDocument]
) -> None:
    numbered = [replace(each, id=f"xinzhou-2025-{n:03d}") for n, each in enumerate(few)]
    fresh.rebuild(numbered, now=NOW)
    assert ids(fresh, Query("xinzhou-2025-007")) == ["xinzhou-2025-007"]
    assert fresh.search(Query("2025-007"), today=TODAY).total == 1
    found = fresh.search(Query("xin"), today=TODAY, per_page=500)
    assert found.sounded == ("xin",)
    assert 0 < found.total < len(few)
    assert all(places_heard(row.title, "xin") for row in found.rows)


def test_what_is_printed_of_an_award_is_found(fresh: SearchEngine, few: list[AwardDocument]) -> None:
    joint = replace(few[0], name="甲某、乙某", joint_names=("甲某", "乙某"))
    foreign = replace(few[1], verified=False, city_name="乌有省", source="乌有省人民政府公报")
    fresh.rebuild([joint, foreign, *few[2:]], now=NOW)
    for words, item in (
        ("甲某、乙某", joint),
        ("乙某", joint),
        ("乌有省", foreign),
        ("人民政府公报", foreign),
    ):
        assert ids(fresh, Query(words)) == [item.id]
