"""Puts the pages of the search together: a question and what an engine found, or why nothing could be asked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from cms.models import SchemePage
from portal.language import PARAMETER as LANGUAGE
from search.coverage import RegisterCoverage
from search.documents import AwardDocument, Collection
from search.engines.base import PER_PAGE, Found
from search.facets import Facet, FacetCount
from search.organisations import names_under
from search.pages import (
    ROOT,
    Asked,
    Chip,
    Choice,
    DownPage,
    FacetGroup,
    FacetPage,
    Link,
    NothingFound,
    RefusedPage,
    SearchPage,
    SoundNote,
)
from search.query import LONGEST_WORDS, NAMES, BadQueryError, Problem, Query, parse
from search.results import Looked, cut, result
from search.sounds import is_spelt
from search.text import fold, places, terms_of, tidy
from search.wording import COLLECTIONS, LEGENDS, SORTS, counted_label, label_of, wrong

SHOWN = 8
"""Values of a facet beside a result; chosen ones stand there beyond that number."""

MOST_IGNORED = 5
"""Names of parameters that are named as ignored; an address may hold any number."""

SHARED = (Facet.CITY, Facet.SCHEME)
"""Facets whose values mean the same among awards and among notices: they stay when the reader changes over."""

Given = Mapping[str, Sequence[str]]


def strangers(given: Given) -> tuple[str, ...]:
    """Names of parameters that are no part of a search: what messengers and campaigns add."""
    return tuple(name for name in given if name not in NAMES)


def asked(query: Query, ignored: Sequence[str] = ()) -> Asked:
    """The form above a result."""
    kept = tuple((name, value) for name, value in query.pairs() if name not in {"q", "page", "sound"})
    return Asked(
        words=query.words,
        collection=query.collection.value,
        kept=kept,
        tabs=tuple(
            Link(str(words), address(_in(query, each)), current=query.collection is each)
            for each, words in COLLECTIONS.items()
        ),
        ignored=tuple(tidy(name)[:40] for name in ignored if name != LANGUAGE)[:MOST_IGNORED],
    )


def address(query: Query) -> str:
    """The address of a search."""
    return ROOT + query.address()


def _in(query: Query, collection: Collection) -> Query:
    """The same words among awards or among notices, with the choices that both know."""
    chosen = {facet: values for facet, values in query.chosen.items() if facet in SHARED}
    holders = query.holders if collection is Collection.AWARDS else ()
    return replace(query, collection=collection, chosen=chosen, holders=holders, page=1)


def search_page(
    query: Query,
    found: Found,
    *,
    today: dt.date,
    coverage: RegisterCoverage,
    nothing: NothingFound | None = None,
    ignored: Sequence[str] = (),
) -> SearchPage:
    """A page of a result."""
    at = query.at(found.page)
    looked = Looked(tuple(t for t in query.terms if t not in found.sounded), found.sounded)
    chips, of_awards = tuple(_chips(query, found)), query.collection is Collection.AWARDS
    return SearchPage(
        asked=asked(query, ignored),
        narrows=query.narrows,
        total=found.total,
        page=found.page,
        pages=found.pages,
        rows=tuple(result(row, looked, today) for row in found.rows),
        groups=tuple(group for facet in query.facets for group in _groups(query, facet, found.facets[facet])),
        facets_kept=_kept(query, set(Facet)),
        chips=chips,
        without_chips=address(replace(query, chosen={}, holders=(), page=1)) if chips else "",
        sorts=tuple(
            Link(str(words), address(query.sorted_by(sort)), current=query.sort is sort)
            for sort, words in SORTS.items()
        ),
        first=address(at.at(1)) if found.page > 1 else "",
        previous=address(at.at(found.page - 1)) if found.page > 1 else "",
        following=address(at.at(found.page + 1)) if found.page < found.pages else "",
        last=address(at.at(found.pages)) if found.page < found.pages else "",
        sounds=tuple(_sounds(query, found)),
        suggestions=tuple(
            Link(name, address(Query(name, collection=query.collection))) for name in nothing.near
        )
        if nothing
        else (),
        without_choices=nothing.without_choices if nothing else 0,
        without_choices_path=address(replace(query, chosen={}, page=1)),
        downloads=_downloads(query, found),
        feed=_standing("/register.atom", query),
        numbers=_standing("/register/statistics/", query if of_awards else Query()),
        coverage=coverage,
        start=(found.page - 1) * PER_PAGE + 1,
    )


def _kept(query: Query, without: set[Facet]) -> tuple[tuple[str, str], ...]:
    """What a form has to carry along besides its own fields, from the first page."""
    names = {facet.value for facet in without} | {"page"}
    return tuple((name, value) for name, value in query.pairs() if name not in names)


def _chips(query: Query, found: Found) -> list[Chip]:
    chips = []
    if query.holders:
        path = address(replace(query, holders=(), page=1))
        chips.append(Chip(_("获奖者"), _holder_label(query, found), path))
    for facet, values in query.chosen.items():
        labels = {count.value: counted_label(facet, count) for count in found.facets[facet]}
        for value in values:
            path = address(query.toggled(facet, value))
            chips.append(Chip(str(LEGENDS[facet]), labels.get(value) or label_of(facet, value), path))
    return chips


def _holder_label(query: Query, found: Found) -> str:
    """The holder that is asked for, by a name among the rows; its keys are several names of one."""
    rows = (row for row in found.rows if isinstance(row, AwardDocument))
    named = (name for row in rows for key in query.holders for name in names_under(key, row))
    codes = (key for key in query.holders if key[0].isdigit())
    return next(chain(named, codes), _("指定的单位或者个人"))


def _groups(query: Query, facet: Facet, counts: tuple[FacetCount, ...]) -> list[FacetGroup]:
    """A facet beside the result; none where it could not narrow anything."""
    chosen = [count for count in counts if count.selected]
    if len(counts) < 2 and not chosen:
        return []
    others = [count for count in counts if not count.selected]
    shown = [*chosen, *others[: max(0, SHOWN - len(chosen))]]
    wanted = {count.value for count in shown}
    return [
        FacetGroup(
            facet=facet.value,
            legend=str(LEGENDS[facet]),
            choices=tuple(_choice(facet, count) for count in counts if count.value in wanted),
            values=len(counts),
            all_path=facet_address(query, facet) if len(counts) > len(shown) else "",
            is_open=bool(chosen),
        )
    ]


def _choice(facet: Facet, count: FacetCount, find: tuple[str, ...] = ()) -> Choice:
    label = counted_label(facet, count)
    return Choice(count.value, cut(label, places(label, find)), count.count, count.selected)


def facet_address(query: Query, facet: Facet) -> str:
    """The page with all values of a facet for a search."""
    return f"{ROOT}facets/{facet.value}/{query.at(1).address()}"


def facet_page(query: Query, facet: Facet, find: str, found: Found, ignored: Sequence[str]) -> FacetPage:
    """Every value of a facet; `find` leaves those whose label has all its words, and what is chosen."""
    counts, terms = found.facets[facet], terms_of(find)
    listed = [
        count
        for count in counts
        if count.selected or all(term in fold(counted_label(facet, count)) for term in terms)
    ]
    listed.sort(key=lambda count: not count.selected)
    return FacetPage(
        asked=asked(query, ignored),
        facet=facet.value,
        legend=str(LEGENDS[facet]),
        find=find,
        path=f"{ROOT}facets/{facet.value}/",
        back=address(query.at(1)),
        choices=tuple(_choice(facet, count, terms) for count in listed),
        values=len(counts),
        kept=_kept(query, {facet}),
        find_kept=_kept(query, set()),
    )


def _sounds(query: Query, found: Found) -> list[SoundNote]:
    """How words of Latin letters were taken. What is nowhere to be found as it stands is not offered so."""
    spelt = [term for term in query.terms if is_spelt(term)]
    literal = [term for term in spelt if term not in found.sounded]
    notes = []
    if found.sounded:
        other = address(replace(query, by_sound=False, page=1)) if query.by_sound else ""
        notes.append(SoundNote("、".join(found.sounded), by_sound=True, path=other))
    if literal:
        other = address(replace(query, by_sound=True, page=1))
        notes.append(SoundNote("、".join(literal), by_sound=False, path=other))
    return notes


def _downloads(query: Query, found: Found) -> tuple[Link, ...]:
    """Exactly this search as files; of awards only."""
    if not found.total or query.collection is not Collection.AWARDS:
        return ()
    kinds = (("CSV", "/register.csv"), ("JSON", "/register.json"), (_("XLSX 表格"), "/register.xlsx"))
    return tuple(Link(label, path) for label, at in kinds if (path := _standing(at, query)))


def _standing(path: str, query: Query) -> str:
    """An address that shares the search's parameters, empty where this installation has none such."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return path + query.at(1).address() if match.url_name != "wagtail_serve" else ""


def refused_page(given: Given, problems: Sequence[Problem], path: str = ROOT) -> RefusedPage:
    """Why an address cannot be asked, and the same without what is wrong."""
    bad = {problem.name for problem in problems}
    words = tidy(next(iter(given.get("q", ())), ""))[:LONGEST_WORDS]
    rest = {name: values for name, values in given.items() if name in NAMES - bad}
    try:
        query = parse(rest)
    except BadQueryError:
        query = Query()
    form = asked(Query(words, query.chosen, query.collection, query.sort), strangers(given))
    return RefusedPage(
        asked=form,
        problems=tuple(wrong(problem) for problem in problems),
        repaired=address(query.at(1)) if path == ROOT else path + query.at(1).address(),
    )


def down_page() -> DownPage:
    """Where to look while the search cannot answer."""
    schemes = SchemePage.objects.order_by("path").values_list("title", "slug")
    return DownPage(tuple(Link(title, f"/{slug}/register/") for title, slug in schemes))
