"""Sample pages of the search, made without a database and without an index: an invented corpus, counted by looking at it."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search import presenting, statistics_presenting
from search.coverage import CoveredEdition, OthersCoverage, RegisterCoverage, SchemeCoverage, Source
from search.documents import Collection, Document, Happened, NoticeDocument, rank_of
from search.engines.base import PER_PAGE, Found, IndexState
from search.facets import Facet, FacetCount, Standing
from search.pages import NothingFound
from search.query import BadQueryError, Fault, Problem, Query, parse
from search.statistics import numbers_of
from search.statistics_presenting import statistics_page
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle
from tests.factories.public_notices import at

NOW = at("2026-11-18")
TODAY = NOW.date()
STATE = IndexState("0123abcd-7", NOW, 64)
PLAIN = next(awards(1))


@dataclass(frozen=True)
class SearchCase:
    """A page of the search: its template and values."""

    name: str
    template: str
    path: str
    shown: object


def corpus() -> Sequence[Document]:
    """Awards in every state, and one notice."""
    happened = (
        Happened("revoked", dt.date(2025, 5, 20), "同政函〔2025〕0号（示例）", "/datong/2021/revocation/"),
        Happened("reinstated", dt.date(2026, 1, 9), "", ""),
    )
    verified = replace(PLAIN, verified=True, standing=Standing.STANDING, valid_through=None)
    return (
        *awards(60),
        replace(verified, id="revoked", standing=Standing.REVOKED, happened=happened[:1]),
        replace(verified, id="back", happened=happened, origin="before_portal"),
        replace(verified, id="hidden", name="", withheld=True),
        NoticeDocument(
            id="datong.2026.publicity", version=1, path="/datong/2026/publicity/", scheme="datong",
            award_name="大同市质量奖", city="大同市", city_name="大同市", edition_key="datong:2026", edition="第三届（示例）",
            stage="公示", act="original", heading="关于获奖建议名单的公示（示例）", doc_no="", published_on=TODAY,
            body="对名单有异议的，请在公示期内提出。", rank=rank_of(TODAY, "datong"),
        ),
    )  # fmt: skip


def found(query: Query) -> Found:
    """What a question finds in the corpus."""
    oracle = Oracle(corpus())
    hits, counts = oracle.found(query, TODAY), oracle.counts(query, TODAY)
    pages = max(1, math.ceil(len(hits) / PER_PAGE))
    page = min(query.page, pages)
    facets = {facet: _counts(facet, counts[facet], query) for facet in query.facets}
    rows = tuple(hits[(page - 1) * PER_PAGE : page * PER_PAGE])
    return Found(len(hits), page, pages, rows, facets, (), STATE)


def _counts(facet: Facet, counts: dict[str, int], query: Query) -> tuple[FacetCount, ...]:
    labels = {face.value: face.label for each in corpus() for face in each.faces() if face.facet is facet}
    chosen = query.chosen.get(facet, ())
    return tuple(
        FacetCount(value, labels.get(value, ""), counts.get(value, 0), value in chosen)
        for value in dict.fromkeys((*counts, *chosen))
    )


def coverage() -> RegisterCoverage:
    """A scheme with editions of both kinds, and awards of other schemes."""
    editions = (
        CoveredEdition(2, "第二届（示例）", "decision"),
        CoveredEdition(1, "第一届（示例）", "before_portal"),
    )
    others = OthersCoverage(3, (Source("公开网页（示例）", 3),), 2, NOW)
    schemes = (
        SchemeCoverage("datong", "大同市质量奖", editions, complete=False, secret=1),
        SchemeCoverage("taiyuan", "太原市政府质量奖", (), complete=True, secret=0),
    )
    return RegisterCoverage(STATE.version, schemes, others)


def search_cases() -> list[SearchCase]:
    """Pages of the search worth looking at, by name."""
    narrowed = Query("有限").choosing(Facet.CITY, ["city1", "city2"]).choosing(Facet.YEAR, ["1999"])
    latin = Query("tcl", by_sound=True)
    return [
        _result("search", Query()),
        _result("search-page", Query("有限", page=2), ignored=("from", "isappinstalled")),
        _result("search-status", Query().choosing(Facet.STATUS, ["revoked", "unverified"])),
        _result("search-notices", Query("异议", collection=Collection.NOTICES)),
        _result("search-nothing", Query("无此企业"), NothingFound(0, (PLAIN.name,))),
        _result("search-narrowed", narrowed, NothingFound(2)),
        SearchCase(
            "search-sounded",
            "search/register.html",
            "/register/",
            presenting.search_page(
                latin, replace(found(latin), sounded=("tcl",)), today=TODAY, coverage=coverage()
            ),
        ),
        SearchCase("search-facet", "search/facet.html", "/register/facets/city/", _facet(narrowed)),
        SearchCase("search-refused", "search/refused.html", "/register/", _refused()),
        *_statistics(),
        SearchCase("search-down", "search/down.html", "/register/", presenting.DownPage()),
    ]


def _result(
    name: str, query: Query, nothing: NothingFound | None = None, ignored: Sequence[str] = ()
) -> SearchCase:
    shown = presenting.search_page(
        query, found(query), today=TODAY, coverage=coverage(), nothing=nothing, ignored=ignored
    )
    return SearchCase(name, "search/register.html", "/register/", shown)


def _facet(query: Query) -> object:
    return presenting.facet_page(query, Facet.CITY, "市", found(query), ())


def _statistics() -> list[SearchCase]:
    """Numbers of everything, of little, of nothing, and of what cannot be counted."""
    asked = {
        "statistics": Query(),
        "statistics-narrowed": Query("有限")
        .choosing(Facet.CITY, ["city1"])
        .choosing(Facet.YEAR, ["1999", "2020"]),
        "statistics-nothing": Query("无此企业"),
    }
    path, template = "/register/statistics/", "search/statistics.html"
    pages = [
        SearchCase(name, template, path, statistics_page(numbers_of(found, query), coverage(), ("from",)))
        for name, query in asked.items()
    ]
    given = {"in": ["notices"], "page": ["0"]}
    problems = [Problem("page", Fault.NOT_A_PAGE), Problem("in", Fault.UNKNOWN_VALUE)]
    refused = statistics_presenting.refused_page(given, problems)
    return [*pages, SearchCase("statistics-refused", "search/statistics_refused.html", path, refused)]


def _refused() -> object:
    given = {
        "q": ["长" * 300],
        "page": ["0"],
        "status": ["gone"],
        "in": ["all"],
        "sort": ["x"],
        "city": ["city1"],
    }
    try:
        parse(given)
    except BadQueryError as error:
        return presenting.refused_page(given, error.problems)
    raise ValueError("this address can be asked")
