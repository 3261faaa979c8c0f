"""Every rule of the index against the stored measures: its words, its article, its value, its place on the public page."""

from functools import cache

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from cms.regulation.document import load_builtin
from cms.regulation.schema import anchor_of
from tests.factories import public_pages as pages
from tests.factories.html import Element, parse
from tests.rule_table.index import CITIES, IndexRow, printed_where, rows, squeezed
from tests.rule_table.places import follow
from tests.rule_table.table import table_row

ROWS = {row.id: row for row in rows()}
by_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)


def test_the_index_is_whole() -> None:
    counts = {city: sum(row.city == city for row in rows()) for city in CITIES}
    assert counts == {"datong": 72, "taiyuan": 62, "xinzhou": 75, "hohhot": 53, "yuncheng": 88}
    kinds = {kind: sum(row.software == kind for row in rows()) for kind in {row.software for row in rows()}}
    assert kinds == {"check-block": 100, "show": 98, "hold": 108, "check-warn": 44}
    assert len(ROWS) == 350


@by_row
def test_the_article_says_it(row: IndexRow) -> None:
    """The exact words of the rule stand in one of its articles, and every article of the rule has some of them."""
    found = printed_where(row, load_builtin(row.city).regulation)
    assert None not in found.values(), found
    if len(row.articles) == len(row.passages):
        assert set(found.values()) == set(row.articles)


@by_row
def test_the_document_holds_it_with_that_article(row: IndexRow) -> None:
    """The value is there, and the document takes it from the article of the rule, or from an item of it."""
    regulation = load_builtin(row.city).regulation
    places = [follow(regulation, path) for path in table_row(row).data]
    assert places
    assert all(place.value not in (None, (), "") for place in places)
    cited = {ref for place in places for ref in place.articles}
    for article in row.articles:
        assert any(ref == article or ref.startswith(f"{article}(") for ref in cited), (article, cited)
    if row.slug.endswith("_days_unstated"):
        assert [place.value.period for place in places] == [None]


@by_row
def test_a_reading_of_an_open_text_is_stated(row: IndexRow) -> None:
    keys = {reading.key for reading in load_builtin(row.city).regulation.readings}
    assert not row.reading or row.reading in keys


@cache
def page_of(city: str) -> Element:
    """The measure's public page."""
    shown = pages.measure(city)
    context = {"shown": shown, "cities": (), "crumbs": (), "city_code": city}
    return parse(render_to_string("cms/measure.html", context, RequestFactory().get(shown.card.url)))


@cache
def words_under(city: str, anchor: str) -> str:
    """The words below an anchor of the page, less white space; "" where the page has no such anchor."""
    return next(
        (squeezed(element.text) for element in page_of(city).walk() if element.attrs.get("id") == anchor), ""
    )


@by_row
def test_the_public_page_shows_it_under_that_article(row: IndexRow) -> None:
    """The words stand below the anchor of their article, and the article links to itself."""
    links = {element.attrs.get("href") for element in page_of(row.city).all("a")}
    for passage, article in printed_where(row, load_builtin(row.city).regulation).items():
        assert article is not None
        assert squeezed(passage) in words_under(row.city, anchor_of(article))
        assert f"#{anchor_of(article.partition('(')[0])}" in links


def test_what_taiyuan_prints_the_other_way_round_has_an_editors_note() -> None:
    assert "1464" in words_under("taiyuan", "a17").partition("编者注")[2]
