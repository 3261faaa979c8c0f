"""What a question must find, by looking at every text of every document: no index, no tokens."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from search.documents import Collection, Document
from search.facets import Facet, FacetCount, Standing, Status
from search.organisations import keys_of
from search.query import Query, Sort
from search.text import fold


class Oracle:
    """A corpus, folded once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = sorted(documents, key=lambda each: each.rank)
        self.folded = [
            [fold(text) for text in (*each.names(), *each.texts(), each.id)] for each in self.documents
        ]

    def occurs(self, term: str) -> bool:
        """Whether a folded term stands in any award, its id aside."""
        return any(
            term in text
            for each, texts in zip(self.documents, self.folded, strict=True)
            if each.collection is Collection.AWARDS
            for text in texts[:-1]
        )

    def hits(self, query: Query) -> list[Document]:
        """Every document in which each term is a substring of one of the texts, newest first; no choice is looked at."""
        return [
            each
            for each, texts in zip(self.documents, self.folded, strict=True)
            if each.collection is query.collection
            and (not query.holders or set(keys_of(each)) & set(query.holders))
            and all(any(term in text for text in texts) for term in query.terms)
        ]

    def found(self, query: Query, today: dt.date) -> list[Document]:
        """What a question finds, newest or oldest first."""
        left = [each for each in self.hits(query) if _fits(each, query, today)]
        return left[::-1] if query.sort is Sort.OLDEST else left

    def counts(self, query: Query, today: dt.date) -> dict[Facet, dict[str, int]]:
        """How many documents have each value, the choices of its own facet left out."""
        hits, counted = self.hits(query), {}
        for facet in query.facets:
            others = query.choosing(facet, ())
            among = [each for each in hits if _fits(each, others, today)]
            numbers = Counter(value for each in among for value in values_of(each, facet, today))
            counted[facet] = {value: numbers[value] for value in {*numbers, *query.chosen.get(facet, ())}}
        return counted

    def labels(self, query: Query, today: dt.date) -> dict[Facet, dict[str, str]]:
        """What is printed for each counted value: the label it has in a document, also where that is not found."""
        printed = {(face.facet, face.value): face.label for each in self.documents for face in each.faces()}
        return {
            facet: {value: printed.get((facet, value), "") for value in counts}
            for facet, counts in self.counts(query, today).items()
        }


def values_of(document: Document, facet: Facet, today: dt.date) -> Sequence[str]:
    """A document's values in a facet."""
    if facet is Facet.STATUS:
        if document.collection is not Collection.AWARDS:
            return ()
        over = document.valid_through is not None and document.valid_through < today
        standing = Status.EXPIRED if over else Status.VALID
        return [standing if document.standing is Standing.STANDING else Status(document.standing.value)]
    return [face.value for face in document.faces() if face.facet is facet and face.value]


def _fits(document: Document, query: Query, today: dt.date) -> bool:
    return all(set(values_of(document, facet, today)) & set(values) for facet, values in query.chosen.items())


def plain(counts: Iterable[FacetCount]) -> dict[str, int]:
    """Counts of an engine as a mapping."""
    return {count.value: count.count for count in counts}


def labels(counts: Iterable[FacetCount]) -> dict[str, str]:
    """Labels of an engine as a mapping."""
    return {count.value: count.label for count in counts}
