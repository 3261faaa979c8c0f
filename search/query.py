"""A question to the register, and the address that asks it: each leads to the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from search.documents import Collection
from search.facets import OF_AWARDS, OF_NOTICES, Facet, Status
from search.organisations import KEY
from search.text import terms_of, tidy

LONGEST_WORDS = 200
"""Characters of a question; far more than a name, a document number or a sentence that is remembered."""

MOST_TERMS = 10
MOST_VALUES = 50
"""Values chosen in one facet."""

LONGEST_VALUE = 200
LAST_PAGE = 1_000_000

T = TypeVar("T", bound=StrEnum)


class Sort(StrEnum):
    """In which order: newest decision first, oldest first, or by the holder's name in pinyin."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"


class Fault(StrEnum):
    """What is wrong with an address."""

    TOO_LONG = "too_long"
    TOO_MANY_TERMS = "too_many_terms"
    TOO_MANY_VALUES = "too_many_values"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_VALUE = "unknown_value"
    NOT_A_PAGE = "not_a_page"
    TWICE = "twice"


@dataclass(frozen=True)
class Problem:
    """A part of an address that cannot be asked: its name as in the address, and why."""

    name: str
    fault: Fault


class BadQueryError(ValueError):
    """The address asks what cannot be; `problems` says every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{each.name}: {each.fault}" for each in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Query:
    """A question. `words` as typed; terms must all occur. Values chosen within a facet are alternatives, facets are joined.

    `holders` are keys of `search.organisations`: awards of any of these holders, whatever else is asked.

    `by_sound` takes terms of Latin letters for pinyin even where they occur as they are. Equal questions are equal values.
    """

    words: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    collection: Collection = Collection.AWARDS
    sort: Sort = Sort.NEWEST
    page: int = 1
    by_sound: bool = False
    holders: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The folded terms."""
        return terms_of(self.words)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The facets of what is looked for."""
        return OF_AWARDS if self.collection is Collection.AWARDS else OF_NOTICES

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than everything."""
        return bool(self.terms or self.chosen or self.holders)

    def pairs(self) -> list[tuple[str, str]]:
        """The address's parameters: only what differs from the plainest question, in one order."""
        found = [("q", self.words)] if self.words else []
        if self.collection is not Collection.AWARDS:
            found.append(("in", self.collection.value))
        found += [(facet.value, value) for facet in self.facets for value in self.chosen.get(facet, ())]
        found += [("holder", key) for key in self.holders]
        if self.by_sound:
            found.append(("sound", "1"))
        if self.sort is not Sort.NEWEST:
            found.append(("sort", self.sort.value))
        if self.page > 1:
            found.append(("page", str(self.page)))
        return found

    def address(self) -> str:
        """The parameters as a query string with its question mark; empty for the plainest question."""
        return f"?{urlencode(self.pairs())}" if self.pairs() else ""

    def at(self, page: int) -> "Query":
        """The same on another page."""
        return replace(self, page=page)

    def sorted_by(self, sort: Sort) -> "Query":
        """The same in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def asking(self, words: str) -> "Query":
        """The same choices with other words, from the first page."""
        return replace(self, words=words, page=1, by_sound=False)

    def toggled(self, facet: Facet, value: str) -> "Query":
        """With one value of a facet chosen that was not, or the other way round; from the first page."""
        now = self.chosen.get(facet, ())
        then = tuple(each for each in now if each != value) if value in now else (*now, value)
        return self.choosing(facet, then)

    def choosing(self, facet: Facet, values: Iterable[str]) -> "Query":
        """With exactly these values of a facet chosen; from the first page."""
        chosen = {each: kept for each, kept in self.chosen.items() if each is not facet}
        if wanted := tuple(sorted(set(values))):
            chosen[facet] = wanted
        ordered = {each: chosen[each] for each in Facet if each in chosen}
        return replace(self, chosen=ordered, page=1)


NAMES = frozenset({"q", "in", "sort", "page", "sound", "holder", *Facet})
"""Names of parameters that a question has."""


def parse(given: Mapping[str, Sequence[str]], *, also: Iterable[str] = ()) -> Query:
    """The question of an address's parameters, each with all its values; raises BadQueryError with every reason.

    `also` names parameters that are somebody else's. An empty value asks nothing.
    """
    problems: list[Problem] = []
    values = {name: [tidied for each in many if (tidied := tidy(each))] for name, many in given.items()}
    unknown = [name for name in given if name not in NAMES and name not in also]
    problems += [Problem(tidy(name)[:40], Fault.UNKNOWN_FIELD) for name in unknown]
    single = {
        name: _only(name, values.get(name, []), problems) for name in ("q", "in", "sort", "page", "sound")
    }
    words = _words(single["q"], problems)
    collection = _one_of(Collection, "in", single["in"], Collection.AWARDS, problems)
    sort = _one_of(Sort, "sort", single["sort"], Sort.NEWEST, problems)
    if single["sound"] not in {"", "0", "1"}:
        problems.append(Problem("sound", Fault.UNKNOWN_VALUE))
    holders = tuple(sorted(set(values.get("holder", []))))
    problems += _wrong_holders(holders, collection)
    query = Query(words, {}, collection, sort, 1, by_sound=single["sound"] == "1", holders=holders)
    for facet in Facet:
        if chosen := values.get(facet.value, []):
            problems += _wrong_choice(facet, chosen, query)
            query = query.choosing(facet, chosen)
    page = _page(single["page"], problems)
    if problems:
        raise BadQueryError(problems)
    return query.at(page)


def _only(name: str, values: Sequence[str], problems: list[Problem]) -> str:
    if len(values) > 1:
        problems.append(Problem(name, Fault.TWICE))
    return values[0] if values else ""


def _words(words: str, problems: list[Problem]) -> str:
    if len(words) > LONGEST_WORDS:
        problems.append(Problem("q", Fault.TOO_LONG))
        return ""
    if len(terms_of(words)) > MOST_TERMS:
        problems.append(Problem("q", Fault.TOO_MANY_TERMS))
    return words


def _one_of(of: type[T], name: str, text: str, otherwise: T, problems: list[Problem]) -> T:
    if not text:
        return otherwise
    try:
        return of(text)
    except ValueError:
        problems.append(Problem(name, Fault.UNKNOWN_VALUE))
        return otherwise


def _wrong_choice(facet: Facet, chosen: Sequence[str], query: Query) -> Iterable[Problem]:
    if facet not in query.facets:
        yield Problem(facet.value, Fault.UNKNOWN_FIELD)
    if len(chosen) > MOST_VALUES:
        yield Problem(facet.value, Fault.TOO_MANY_VALUES)
    if any(len(value) > LONGEST_VALUE for value in chosen):
        yield Problem(facet.value, Fault.TOO_LONG)
    if facet is Facet.STATUS and set(chosen) - set(Status):
        yield Problem(facet.value, Fault.UNKNOWN_VALUE)


def _wrong_holders(holders: Sequence[str], collection: Collection) -> Iterable[Problem]:
    if holders and collection is not Collection.AWARDS:
        yield Problem("holder", Fault.UNKNOWN_FIELD)
    if len(holders) > MOST_VALUES:
        yield Problem("holder", Fault.TOO_MANY_VALUES)
    if not all(KEY.fullmatch(key) for key in holders):
        yield Problem("holder", Fault.UNKNOWN_VALUE)


def _page(text: str, problems: list[Problem]) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= LAST_PAGE):
        problems.append(Problem("page", Fault.NOT_A_PAGE))
        return 1
    return int(text)
