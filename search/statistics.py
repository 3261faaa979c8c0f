"""Numbers of the register: how many awards, by year, tier, city, industry and kind, and how many of them were revoked. Pure.

An award is counted where a decision conferred it: in force, expired or revoked since. The share that was revoked is a part of
that number. What was struck from its decision was never conferred, and stands apart. Records of other schemes, 未经核实, are
counted by themselves and are in no other number.

All comes from an engine's facets, in at most `MOST_SEARCHES` searches whatever is counted, of one state of the index.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from search.engines.base import EngineDownError, Found, IndexState
from search.facets import Facet, FacetCount, Status
from search.query import Query, Sort

CONFERRED = (Status.VALID, Status.EXPIRED, Status.REVOKED)
"""What is counted as an award."""

DIMENSIONS = (Facet.YEAR, Facet.CITY, Facet.TIER, Facet.KIND, Facet.INDUSTRY)
"""By what awards are counted, in the order of a page."""

OF_UNVERIFIED = (Facet.YEAR, Facet.CITY, Facet.TIER)
"""By what records of other schemes are counted: their sources say no more."""

MOST_CITIES = 12
"""Cities with a column of their own in the table of years and cities; the rest share one."""

MOST_SEARCHES = 5 + MOST_CITIES
ATTEMPTS = 3
"""How often to begin again when the index changes while it is counted."""

Ask = Callable[[Query], Found]
"""Puts a question to the index and gives its counts; the rows are not looked at."""


@dataclass(frozen=True)
class Tally:
    """How many awards; how many of these were revoked; and, not among them, how many were struck from their decision."""

    awards: int = 0
    revoked: int = 0
    struck: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.awards + other.awards, self.revoked + other.revoked, self.struck + other.struck)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.awards - other.awards, self.revoked - other.revoked, self.struck - other.struck)

    @property
    def percent(self) -> Decimal | None:
        """The revoked among a hundred awards, to one decimal; None where there is no award."""
        if not self.awards:
            return None
        return (Decimal(100 * self.revoked) / self.awards).quantize(Decimal("0.1"), ROUND_HALF_UP)


NOTHING = Tally()


@dataclass(frozen=True)
class Line:
    """One value and its awards. `tally` is None in a gap: the register has no record at all of these years.

    `value` and `label` as the engine has them; both empty where the awards do not say, and then no question asks for them.
    `asks` is the question that finds exactly `tally.awards`. A gap over several years has the first as its value, and
    `until` is the last.
    """

    value: str
    label: str
    tally: Tally | None
    asks: Query | None = None
    until: str = ""


@dataclass(frozen=True)
class Dimension:
    """Awards by one facet. Its lines sum up to the total; a value of which nothing is found is not among them."""

    facet: Facet
    lines: tuple[Line, ...]

    def folded(self, most: int) -> tuple[tuple[Line, ...], int, Tally]:
        """The first lines; how many others there are; and their sum. Never leaves a single line over."""
        if len(self.lines) <= most + 1:
            return self.lines, 0, NOTHING
        rest = self.lines[most:]
        return self.lines[:most], len(rest), sum((line.tally or NOTHING for line in rest), NOTHING)


@dataclass(frozen=True)
class CrossLine:
    """A year (or a gap, without cells) with its number for each city, and for all that have no column of their own."""

    year: Line
    cells: tuple[int, ...]
    rest: int


@dataclass(frozen=True)
class Cross:
    """Awards by year and city. `rest` is what has no column of its own, and is nothing where every city has one."""

    cities: tuple[Line, ...]
    lines: tuple[CrossLine, ...]
    rest: int

    def asks(self, year: Line, city: Line) -> Query | None:
        """The question that finds what a cell counts."""
        return city.asks.choosing(Facet.YEAR, [year.value]) if city.asks and year.asks else None


@dataclass(frozen=True)
class Numbers:
    """All numbers of a question, which is `query` without order and page.

    `shares` is False where only some of the statuses are asked for, and the share of the revoked would say nothing.
    `statuses` has each of `CONFERRED` and struck. `unverified` counts records of other schemes, `unverified_by` says of what.
    """

    query: Query
    total: Tally
    shares: bool
    statuses: Mapping[Status, int]
    dimensions: tuple[Dimension, ...]
    cross: Cross | None
    unverified: int
    unverified_by: tuple[Dimension, ...]
    chosen: Mapping[Facet, tuple[FacetCount, ...]]
    sounded: tuple[str, ...]
    state: IndexState

    def by(self, facet: Facet) -> Dimension:
        """The dimension of a facet."""
        return next(dimension for dimension in self.dimensions if dimension.facet is facet)


def numbers_of(ask: Ask, query: Query) -> Numbers:
    """The numbers of awards that a question finds. All are of one state of the index.

    :raises EngineDownError: as `ask` does, and where the index changed while it was counted, `ATTEMPTS` times over.
    """
    plain = replace(query, sort=Sort.NEWEST, page=1)
    for _attempt in range(ATTEMPTS):
        counting = _Counting(ask, plain)
        found = counting.numbers()
        if len(counting.versions) == 1:
            return found
    raise EngineDownError("the index keeps changing while it is counted")


class _Counting:
    """The searches for one question, and the states of the index they saw."""

    def __init__(self, ask: Ask, query: Query) -> None:
        self._ask = ask
        self.query = query
        self.versions: set[str] = set()

    def ask(self, query: Query) -> Found:
        found = self._ask(query)
        self.versions.add(found.state.version)
        return found

    def among(self, statuses: Sequence[Status]) -> Query:
        """The question, for those of these statuses that it does not leave out itself; an impossible one if it does."""
        chosen = self.query.chosen.get(Facet.STATUS)
        wanted = [status.value for status in statuses if chosen is None or status.value in chosen]
        return self.query.choosing(Facet.STATUS, wanted)

    def numbers(self) -> Numbers:
        # The facet's own choice narrows nothing in its counts: one search says how many there are of every status.
        first = self.ask(self.among(CONFERRED) if self.leaves(*CONFERRED) else self.query)
        by_status = {status: self.of_status(first, status) for status in Status}
        unverified = by_status[Status.UNVERIFIED]
        official = _Finds(
            CONFERRED,
            Tally(
                sum(by_status[status] for status in CONFERRED),
                by_status[Status.REVOKED],
                by_status[Status.STRUCK],
            ),
            first if self.leaves(*CONFERRED) else None,
            self.ask(self.among([Status.REVOKED])) if by_status[Status.REVOKED] else None,
            self.ask(self.among([Status.STRUCK])) if by_status[Status.STRUCK] else None,
        )
        others = _Finds(
            (Status.UNVERIFIED,),
            Tally(unverified),
            self.ask(self.among([Status.UNVERIFIED])) if unverified else None,
        )
        years, *rest = (self.dimension(facet, official) for facet in DIMENSIONS)
        years = self.with_gaps(years, official.awards)
        return Numbers(
            query=self.query,
            total=official.total,
            shares=all(map(self.leaves, CONFERRED)),
            statuses={status: by_status[status] for status in (*CONFERRED, Status.STRUCK)},
            dimensions=(years, *rest),
            cross=self.cross(years, next(each for each in rest if each.facet is Facet.CITY)),
            unverified=unverified,
            unverified_by=tuple(self.dimension(facet, others) for facet in OF_UNVERIFIED if unverified),
            chosen={facet: first.facets[facet] for facet in self.query.chosen},
            sounded=first.sounded,
            state=first.state,
        )

    def leaves(self, *statuses: Status) -> bool:
        """Whether the question can find any of these statuses."""
        chosen = self.query.chosen.get(Facet.STATUS)
        return chosen is None or bool(set(statuses) & set(chosen))

    def of_status(self, found: Found, status: Status) -> int:
        if not self.leaves(status):
            return 0
        return next((count.count for count in found.facets[Facet.STATUS] if count.value == status), 0)

    def counts(self, facet: Facet, found: Found | None) -> dict[str, FacetCount]:
        """The values among what was found, in their order: of a facet that is chosen in, only the chosen ones."""
        if found is None:
            return {}
        chosen = facet in self.query.chosen
        return {
            count.value: count
            for count in found.facets[facet]
            if (count.selected or not chosen) and (facet is not Facet.YEAR or _is_year(count.value))
        }

    def dimension(self, facet: Facet, finds: "_Finds") -> Dimension:
        every = [self.counts(facet, found) for found in (finds.awards, finds.revoked, finds.struck)]
        labels = {value: count.label for counts in every[::-1] for value, count in counts.items()}
        # Those of which all were struck come after those that have awards.
        values = list(dict.fromkeys(value for counts in every for value in counts))
        if facet is Facet.YEAR:
            values.sort(key=int, reverse=True)
        lines = []
        for value in values:
            tally = Tally(*(counts[value].count if value in counts else 0 for counts in every))
            asks = self.among(finds.statuses).choosing(facet, [value]) if tally.awards else None
            lines.append(Line(value, labels[value], tally, asks))
        stated = sum((line.tally or NOTHING for line in lines), NOTHING)
        if (unstated := finds.total - stated) != NOTHING:
            lines.append(Line("", "", unstated))
        return Dimension(facet, tuple(lines))

    def with_gaps(self, years: Dimension, awards: Found | None) -> Dimension:
        """Every year from the first to the last that has anything: nought, or a gap where the register has no record at all."""
        stated = {int(line.value): line for line in years.lines if line.value}
        if not stated:
            return years
        known = self.known_years(awards)
        chosen = Facet.YEAR in self.query.chosen
        lines: list[Line] = []
        for year in sorted(stated) if chosen else range(min(stated), max(stated) + 1):
            line = stated.get(year) or Line(str(year), str(year), NOTHING)
            if line.tally != NOTHING or year in known:
                lines.append(line)
            elif lines and lines[-1].tally is None and lines[-1].until == str(year - 1):
                lines[-1] = replace(lines[-1], until=str(year))
            else:
                lines.append(replace(line, tally=None, until=str(year)))
        unstated = [line for line in years.lines if not line.value]
        return Dimension(Facet.YEAR, (*reversed(lines), *unstated))

    def known_years(self, awards: Found | None) -> set[int]:
        """The years of which the register has an award, whatever is asked."""
        if self.query.narrows or awards is None:
            awards = self.ask(Query().choosing(Facet.STATUS, [status.value for status in CONFERRED]))
        return {int(count.value) for count in awards.facets[Facet.YEAR] if count.count}

    def cross(self, years: Dimension, cities: Dimension) -> Cross | None:
        """Years by cities; None where there are not two cities and two years to compare."""
        having = [line for line in cities.lines if line.asks is not None]
        if len(having) < 2 or sum(line.asks is not None for line in years.lines) < 2:
            return None
        columns = tuple(having[:MOST_CITIES])
        found = [self.counts(Facet.YEAR, self.ask(line.asks)) for line in columns if line.asks is not None]
        lines = []
        for year in (line for line in years.lines if line.value):
            cells = tuple(counts[year.value].count if year.value in counts else 0 for counts in found)
            if year.tally is None:
                lines.append(CrossLine(year, (), 0))
            else:
                lines.append(CrossLine(year, cells, year.tally.awards - sum(cells)))
        return Cross(columns, tuple(lines), sum(line.rest for line in lines))


@dataclass(frozen=True)
class _Finds:
    """What is counted together: its statuses, their sum, and what was found of it, None where nothing can be."""

    statuses: tuple[Status, ...]
    total: Tally
    awards: Found | None
    revoked: Found | None = None
    struck: Found | None = None


def _is_year(value: str) -> bool:
    """Whether a value is a year; an address may choose anything."""
    return value.isascii() and value.isdigit() and len(value) <= 4 and str(int(value)) == value
