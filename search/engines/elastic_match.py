"""What Elasticsearch is asked for a question: the same tokens as the embedded engine's, so that both find the same."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A, Q
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query as Clause

from search.documents import Collection
from search.engines.embedded_faces import in_order
from search.facets import Facet, FacetCount, Standing, Status
from search.query import Query
from search.sounds import first_letters, readings
from search.text import beginning, fold, phrase

PRINTED = ("name", "rest")
TEXTS = (*PRINTED, "ident")
MOST_VALUES = 10_000
"""Values of a facet that are counted."""

MOST_SYLLABLES = 2_000
"""Words that an unfinished last syllable may go on to: more than there are syllables."""

BETWEEN = "\u001f"
"""Stands between a value and its label in the fields that are counted."""


def literal(term: str, fields: Sequence[str] = TEXTS) -> Clause:
    """The term as it stands, anywhere in a text."""
    if len(term) == 1:
        each = [Q("prefix", **{name: beginning(term)}) for name in fields]
    else:
        each = [Q("match_phrase", **{name: " ".join(phrase(term))}) for name in fields]
    return Q("bool", should=each, minimum_should_match=1)


def spoken(term: str) -> Clause:
    """The term as the sound of a name: its syllables, or their first letters, from any syllable on."""
    ways: list[Clause] = [Q("match_phrase", initials=" ".join(first_letters(term)))]
    for reading in readings(term):
        if len(reading) == 1:
            ways.append(Q("prefix", sound=reading[0]))
        else:
            words = {"query": " ".join(reading), "max_expansions": MOST_SYLLABLES}
            ways.append(Q("match_phrase_prefix", sound=words))
    return Q("bool", should=ways, minimum_should_match=1)


def asked(query: Query, sounds: Sequence[str]) -> Clause:
    """Every term, those of `sounds` by their sound, in what the question is about."""
    terms = [spoken(term) if term in sounds else literal(term) for term in query.terms]
    of = [Q("terms", holder=list(query.holders))] if query.holders else []
    return Q("bool", filter=[Q("term", collection=query.collection.value), *of, *terms])


def _on(status: str, today: dt.date) -> Clause:
    """Awards of a status on a Beijing day."""
    over = Q("range", lapse={"lt": today.isoformat()})
    if status == Status.VALID:
        return Q("bool", filter=[Q("term", standing=Standing.STANDING.value)], must_not=[over])
    if status == Status.EXPIRED:
        return Q("bool", filter=[Q("term", standing=Standing.STANDING.value), over])
    return Q("term", standing=status)


def choice(facet: Facet, values: Sequence[str], today: dt.date) -> Clause:
    """Documents with one of the values."""
    if facet is Facet.STATUS:
        return Q("bool", should=[_on(value, today) for value in values], minimum_should_match=1)
    return Q("terms", **{f"is_{facet.value}": list(values)})


def choices(query: Query, today: dt.date, *, without: Facet | None = None) -> Clause:
    """All choices of a question, or all but those of one facet."""
    chosen = query.chosen.items()
    return Q("bool", filter=[choice(f, values, today) for f, values in chosen if f is not without])


def counting(facet: Facet, query: Query, today: dt.date) -> Agg:
    """The counts of a facet, as if its own choices narrowed nothing."""
    among = A("filter", choices(query, today, without=facet))
    if facet is Facet.STATUS:
        among.bucket("values", "filters", filters={status.value: _on(status, today) for status in Status})
    else:
        among.bucket("values", "terms", field=f"counted_{facet.value}", size=MOST_VALUES)
    return among


def counted(facet: Facet, answer: Mapping[str, object], query: Query) -> tuple[FacetCount, ...]:
    """The counts in an answer; a chosen value stands there with nought too."""
    buckets = answer["values"]["buckets"]  # type: ignore[index]
    if isinstance(buckets, Mapping):
        numbers = {value: bucket["doc_count"] for value, bucket in buckets.items()}
        labels = dict.fromkeys(numbers, "")
    else:
        numbers, labels = {}, {}
        for bucket in buckets:
            value, _between, label = bucket["key"].partition(BETWEEN)
            numbers[value] = numbers.get(value, 0) + bucket["doc_count"]
            labels[value] = labels.get(value) or label
    chosen = query.chosen.get(facet, ())
    wanted = {value for value, number in numbers.items() if number} | set(chosen)
    return in_order(
        facet,
        [FacetCount(v, labels.get(v, ""), numbers.get(v, 0), selected=v in chosen) for v in wanted],
    )


def labelling(facet: Facet, value: str) -> Agg:
    """A document that has a value, be it found or not."""
    having = A("filter", choice(facet, [value], dt.date.max))
    having.bucket("any", "top_hits", size=1, sort=["rank"], _source=[f"counted_{facet.value}"])
    return having


def label(facet: Facet, value: str, answer: Mapping[str, Any]) -> str:
    """The label of a value in such a document; empty where there is none."""
    for hit in answer["any"]["hits"]["hits"]:
        for each in hit["_source"].get(f"counted_{facet.value}", ()):
            found, _between, said = each.partition(BETWEEN)
            if found == value:
                return str(said)
    return ""


def near(words: str, of: Collection) -> tuple[Clause, Clause] | None:
    """Names that have every character of a word, and names that share pairs with it; None for one character."""
    word = "".join(fold(words).split())
    if len(word) < 2:
        return None
    there = Q("term", collection=of.value)
    every = Q("bool", filter=[there, *(literal(character, ["name"]) for character in dict.fromkeys(word))])
    return every, Q("bool", filter=[there], must=[Q("match", name=" ".join(dict.fromkeys(phrase(word))))])
