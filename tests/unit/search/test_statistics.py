"""Numbers of awards: each is what its question finds, all sum up, and what is not known is no nought."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from search.documents import AwardDocument
from search.engines.base import EngineDownError, Found
from search.engines.embedded import EmbeddedEngine
from search.facets import Facet, Standing, Status
from search.query import Query, Sort
from search.statistics import (
    ATTEMPTS,
    CONFERRED,
    MOST_CITIES,
    MOST_SEARCHES,
    NOTHING,
    Dimension,
    Line,
    Numbers,
    Tally,
    numbers_of,
)
from search.statistics_table import _tally
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle, values_of

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
GAP = {"2009", "2010", "2015"}


def corpus() -> Iterator[AwardDocument]:
    """Awards of 14 cities without three of the years; some do not say their trade."""
    for number, award in enumerate(awards(700)):
        if str(award.year) in GAP and award.verified:
            continue
        city = f"city{number % 14}"
        industry = "" if number % 9 == 0 else award.industry
        yield replace(award, city=city, city_name=city.upper(), industry=industry)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(corpus())


@pytest.fixture(scope="module")
def full(oracle: Oracle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
    engine.rebuild(oracle.documents, now=NOW)
    yield engine
    engine.close()


class Asked:
    """Puts questions to an engine and remembers them."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.queries: list[Query] = []

    def __call__(self, query: Query) -> Found:
        self.queries.append(query)
        return self.engine.search(query, today=TODAY, per_page=1)


QUERIES = [
    Query(),
    Query("有限公司", sort=Sort.OLDEST, page=9),
    Query("datong", by_sound=True),
    Query()
    .choosing(Facet.CITY, ["city1", "city2", "nowhere"])
    .choosing(Facet.YEAR, ["2004", "2009", "2020"]),
    Query().choosing(Facet.STATUS, ["revoked", "struck"]),
    Query().choosing(Facet.STATUS, ["unverified"]),
    Query().choosing(Facet.RECORD, ["verified"]).choosing(Facet.INDUSTRY, ["煤业", "酒业"]),
    Query("没有这样的名字"),
    Query().choosing(Facet.YEAR, ["abc", "²", "-1", "99999", "0007"]),
]


@pytest.mark.parametrize("query", QUERIES, ids=[each.address() or "everything" for each in QUERIES])
def test_every_number_is_what_looking_at_all_of_it_gives(
    query: Query, full: EmbeddedEngine, oracle: Oracle
) -> None:
    ask = Asked(full)
    numbers = numbers_of(ask, query)
    assert len(ask.queries) <= MOST_SEARCHES
    found = [each for each in oracle.found(query, TODAY) if isinstance(each, AwardDocument)]
    if query.by_sound:
        found = list(full.stream(query, today=TODAY))  # type: ignore[arg-type]
        assert found
    status = {each.id: each.status_on(TODAY) for each in found}

    def tally(these: list[AwardDocument]) -> Tally:
        of = [status[each.id] for each in these]
        return Tally(sum(each in CONFERRED for each in of), of.count(Status.REVOKED), of.count(Status.STRUCK))

    assert numbers.total == tally(found)
    assert numbers.unverified == sum(not each.verified for each in found)
    assert sum(numbers.statuses.values()) == numbers.total.awards + numbers.total.struck
    for dimension in numbers.dimensions:
        assert sums(dimension) == numbers.total
        for line in dimension.lines:
            these = [
                each for each in found if line.value in (values_of(each, dimension.facet, TODAY) or [""])
            ]
            assert (line.tally or NOTHING) == tally(these), (dimension.facet, line)
            if line.asks is not None:
                assert full.search(line.asks, today=TODAY).total == tally(these).awards
    for dimension in numbers.unverified_by:
        assert sums(dimension) == Tally(numbers.unverified)
        assert all(full.search(line.asks, today=TODAY).total for line in dimension.lines if line.asks)


def sums(dimension: Dimension) -> Tally:
    return sum((line.tally or NOTHING for line in dimension.lines), NOTHING)


def test_years_and_cities_cross(full: EmbeddedEngine, oracle: Oracle) -> None:
    numbers = numbers_of(Asked(full), Query())
    cross = numbers.cross
    assert cross is not None
    assert len(cross.cities) == MOST_CITIES
    assert cross.rest == sum(
        line.tally.awards for line in numbers.by(Facet.CITY).lines[MOST_CITIES:] if line.tally
    )
    for line in cross.lines:
        if line.year.tally is None:
            assert not line.cells
            continue
        assert sum(line.cells) + line.rest == line.year.tally.awards
        for city, count in zip(cross.cities, line.cells, strict=True):
            asks = cross.asks(line.year, city)
            assert asks is not None
            assert count == len(oracle.found(asks, TODAY))
    for place, city in enumerate(cross.cities):
        assert city.tally is not None
        assert sum(line.cells[place] for line in cross.lines if line.cells) == city.tally.awards


def years(numbers: Numbers) -> dict[str, Line]:
    return {line.value: line for line in numbers.by(Facet.YEAR).lines}


def test_a_year_without_any_record_is_a_gap_and_one_without_a_hit_is_nought(full: EmbeddedEngine) -> None:
    every = years(numbers_of(Asked(full), Query()))
    assert {value: (line.tally, line.until) for value, line in every.items() if line.tally is None} == {
        "2009": (None, "2010"),
        "2015": (None, "2015"),
    }
    assert list(every) == sorted(every, reverse=True)
    few = years(numbers_of(Asked(full), Query().choosing(Facet.REGION, ["大同县"])))
    assert {value for value, line in few.items() if line.tally is None} <= {"2009", "2015"}
    assert NOTHING in {line.tally for line in few.values()}
    chosen = years(numbers_of(Asked(full), Query("没有这样的名字").choosing(Facet.YEAR, ["2004", "2009"])))
    assert (chosen["2004"].tally, chosen["2009"].tally) == (NOTHING, None)


def test_the_share_is_of_the_conferred_and_of_nothing_there_is_none(full: EmbeddedEngine) -> None:
    assert Tally(3, 2, struck=9).percent == Decimal("66.7")
    assert Tally(0, 0, struck=9).percent is None
    assert Tally(2000, 1).percent == Decimal("0.1")
    assert numbers_of(Asked(full), Query()).shares
    assert not numbers_of(Asked(full), Query().choosing(Facet.STATUS, ["revoked"])).shares


def test_few_of_many_are_not_none_in_the_file() -> None:
    assert _tally(Tally(3000, 1), shares=True) == (3000, 1, "0.033333", 0)
    assert _tally(Tally(3000, 0, struck=2), shares=True) == (3000, 0, "0.0", 2)
    assert _tally(Tally(3000, 1), shares=False) == (3000, 1, "", 0)


def test_what_is_folded_away_keeps_the_sum() -> None:
    dimension = Dimension(Facet.TIER, tuple(Line(str(n), str(n), Tally(n, 1, 2)) for n in range(9, 0, -1)))
    first, others, rest = dimension.folded(5)
    assert (len(first), others, rest) == (5, 4, Tally(4 + 3 + 2 + 1, 4, 8))
    assert dimension.folded(8) == (dimension.lines, 0, NOTHING)


def test_numbers_of_two_states_of_the_index_are_never_put_together(tmp_path: Path, oracle: Oracle) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.rebuild(oracle.documents[:50], now=NOW)
    revoked = next(each for each in oracle.documents if each.standing is Standing.REVOKED)
    asked = 0

    def ask(query: Query) -> Found:
        nonlocal asked
        asked += 1
        if asked <= moves:
            engine.put([replace(revoked, id=f"n{asked}", rank=f"0|{asked}")])
        return engine.search(query, today=TODAY, per_page=1)

    moves = 3
    numbers = numbers_of(ask, Query())
    assert sums(numbers.by(Facet.CITY)) == numbers.total
    asked, moves = 0, ATTEMPTS * MOST_SEARCHES
    with pytest.raises(EngineDownError):
        numbers_of(ask, Query())
    engine.close()
