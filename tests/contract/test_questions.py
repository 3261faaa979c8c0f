"""Every engine finds exactly what looking at every text finds, counts it, and gives it in order."""

import random
from collections.abc import Iterator

import pytest

from cms.holders import key_of_name
from search.documents import Collection
from search.engines.base import SearchEngine
from search.facets import Facet
from search.organisations import keys_of
from search.query import Query, Sort
from tests.contract.conftest import TODAY
from tests.corpus.oracle import Oracle, labels, plain


def substrings(oracle: Oracle, length: int, number: int) -> Iterator[str]:
    """Parts of that length of the printed texts, drawn with a seed."""
    random_ = random.Random(length)
    found = 0
    while found < number:
        item = random_.choice(oracle.documents)
        text = random_.choice([item.title, item.title, *item.texts()])
        start = random_.randrange(len(text))
        part = text[start : start + length]
        if len(part) == length and not any(each.isspace() for each in part):
            found += 1
            yield part


def choices(query: Query, seed: int) -> Query:
    """The question narrowed in a few ways, sometimes not at all."""
    random_ = random.Random(seed)
    if random_.random() < 0.4:
        query = query.choosing(Facet.YEAR, ["2010", "2011", "2019"])
    if random_.random() < 0.4:
        query = query.choosing(Facet.STATUS, random_.sample(["valid", "expired", "revoked", "struck"], 2))
    if random_.random() < 0.3:
        query = query.choosing(Facet.CITY, ["city0", "city3", "nowhere"])
    return query


def agree(engine: SearchEngine, oracle: Oracle, query: Query) -> None:
    """The engine's hits, total, order and counts are the oracle's."""
    found, expected = engine.search(query, today=TODAY), oracle.found(query, TODAY)
    assert found.total == len(expected), query
    page = (found.page - 1) * 20
    assert [row.id for row in found.rows] == [row.id for row in expected[page : page + 20]], query
    assert {facet: plain(counts) for facet, counts in found.facets.items()} == oracle.counts(query, TODAY)
    assert {facet: labels(counts) for facet, counts in found.facets.items()} == oracle.labels(query, TODAY)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 6, 12])
def test_any_part_of_any_text_is_found_and_nothing_else(
    full: SearchEngine, oracle: Oracle, length: int
) -> None:
    for seed, part in enumerate(substrings(oracle, length, 12)):
        query = choices(Query(part, sort=random.Random(seed).choice([Sort.NEWEST, Sort.OLDEST])), seed)
        if not full.search(query, today=TODAY).sounded:
            agree(full, oracle, query)


def test_terms_must_all_occur(full: SearchEngine, oracle: Oracle) -> None:
    for one, other in zip(substrings(oracle, 2, 12), substrings(oracle, 3, 12), strict=True):
        agree(full, oracle, Query(f"{one} {other}"))


@pytest.mark.parametrize(
    "words",
    [
        "TCL",
        "ｔｃｌ",
        "x-ray",
        "3m",
        "Ａ1",
        "k·y",
        "〔2020〕",
        "台積",
        "關",
        "后",
        "乾",
        "裡",
        "91140",
        "有限公司",
        "\ufeff华",
        '"',
        "*",
    ],
)
def test_widths_cases_scripts_and_marks_are_literal(full: SearchEngine, oracle: Oracle, words: str) -> None:
    agree(full, oracle, Query(words))


def test_awards_of_a_holder_are_all_of_them_and_nobody_elses(full: SearchEngine, oracle: Oracle) -> None:
    twice = [
        row
        for row in oracle.documents
        if row.verified and sum(r.title == row.title for r in oracle.documents) > 1
    ]
    for row in twice[:5]:
        keys = keys_of(row)
        assert len(keys) == 2
        agree(full, oracle, Query(holders=keys[:1]))
        agree(full, oracle, choices(Query(row.title[:2], holders=keys), seed=len(row.title)))
    assert full.search(Query(holders=(key_of_name(twice[0].title[:-1]),)), today=TODAY).total == 0


def test_a_chosen_value_has_its_label_also_where_it_finds_nothing(full: SearchEngine, oracle: Oracle) -> None:
    query = Query("哪里也没有的词").choosing(Facet.STATUS, ["expired"]).choosing(Facet.RECORD, ["verified"])
    for facet in (Facet.CITY, Facet.SCHEME, Facet.EDITION, Facet.TIER, Facet.YEAR):
        face = next(each for each in oracle.documents[9].faces() if each.facet is facet)
        query = query.choosing(facet, [face.value, "nowhere"])
        agree(full, oracle, query)
        (found,) = (
            each
            for each in full.search(query, today=TODAY).facets[facet]
            if each.selected and each.value == face.value
        )
        assert (found.label, found.count) == (face.label, 0)
    agree(full, oracle, query)


def test_everything_in_every_order(full: SearchEngine, oracle: Oracle) -> None:
    agree(full, oracle, Query())
    agree(full, oracle, Query(sort=Sort.OLDEST))
    named = [row.id for row in full.stream(Query(sort=Sort.NAME), today=TODAY)]
    assert sorted(named) == sorted(row.id for row in oracle.documents)
    assert full.search(Query(collection=Collection.NOTICES), today=TODAY).total == 0


def test_pages_stand_side_by_side_and_the_last_is_the_last(full: SearchEngine, oracle: Oracle) -> None:
    query = Query("有限")
    expected = [row.id for row in oracle.found(query, TODAY)]
    last = full.search(query.at(9_999), today=TODAY)
    assert last.page == last.pages == -(-len(expected) // 20)
    seen = [row.id for n in range(1, last.pages + 1) for row in full.search(query.at(n), today=TODAY).rows]
    assert seen == expected


def test_a_stream_and_a_walk_by_rank_give_the_same_and_everything(full: SearchEngine, oracle: Oracle) -> None:
    query = Query("科技").choosing(Facet.STATUS, ["valid"])
    expected = [row.id for row in oracle.found(query, TODAY)]
    assert [row.id for row in full.stream(query, today=TODAY)] == expected
    oldest = query.sorted_by(Sort.OLDEST)
    assert [row.id for row in full.stream(oldest, today=TODAY)] == expected[::-1]
    walked, rank = [], ""
    while True:
        part = full.after(query, rank, today=TODAY, limit=7)
        walked += [row.id for row in part.rows]
        assert part.total == len(expected)
        if not (rank := part.next):
            break
    assert walked == expected


def test_names_are_found_by_sound_only_where_the_letters_stand_nowhere(
    full: SearchEngine, oracle: Oracle
) -> None:
    for words in ("hongtai", "hongta", "ruixin", "dtht"):
        found = full.search(Query(words), today=TODAY)
        assert found.sounded == (words,)
    assert all(
        "宏泰" in row.title or "鸿泰" in row.title for row in full.search(Query("hongtai"), today=TODAY).rows
    )
    rows = full.search(Query("hongtai"), today=TODAY).rows
    for words in ("hóngtài", "hong'tai", "HONG’TAI"):
        assert full.search(Query(words), today=TODAY).rows == rows
    there = next(word for word in ("tcl", "abb", "crrc", "jd") if oracle.occurs(word))
    assert full.search(Query(there), today=TODAY).sounded == ()
    assert full.search(Query(there, by_sound=True), today=TODAY).sounded == (there,)


def test_a_misspelt_and_a_shortened_name_lead_to_the_right_one(full: SearchEngine, oracle: Oracle) -> None:
    name = next(row.title for row in oracle.documents if len(row.title) == 12)
    wrong = name[:5] + "伪" + name[6:]
    assert full.search(Query(wrong), today=TODAY).total == 0
    assert full.suggest(wrong)[0] == name
    assert name in full.suggest(name[0] + name[2] + name[4:7], limit=20)
    assert full.suggest(wrong, of=Collection.NOTICES) == ()
    assert full.suggest("伪") == full.suggest("") == ()
