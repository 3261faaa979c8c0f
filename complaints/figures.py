"""The figures of a year as the public reads them: how many cases were filed, by city and by what became of them. Pure.

A year's figures count the cases that were filed in it, and stand for good once they are out. Two years share no case and
nothing is summed over years, so that there is nothing to subtract from one another. What would be small, or would give
away what is small, is left out (`complaints.suppression`) under one mark: a reader cannot tell which of the two it is.

Two tables: cities by outcomes, summed both ways, and what the cases were about, summed to the same whole. They share
only that whole; where it is not published, nothing of the year is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from complaints.reports import Kind
from complaints.suppression import SMALL, Arc, solvable, withheld
from complaints.transitions import State

ALL = "all"
"""The key of a sum."""

INNER_COST, SUM_COST, WHOLE_COST = 1, 100, 10_000
"""How much a figure is missed: the sums of a city or an outcome more than a single cell, the whole most of all."""


class Outcome(StrEnum):
    """What became of a case, as far as the figures tell it apart."""

    OPEN = "open"
    REFUSED = "refused"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


OUTCOME_OF: Mapping[State, Outcome] = {
    State.FILED: Outcome.OPEN,
    State.ACCEPTED: Outcome.OPEN,
    State.REFUSED: Outcome.REFUSED,
    State.UPHELD: Outcome.UPHELD,
    State.NOT_UPHELD: Outcome.NOT_UPHELD,
    State.REFERRED: Outcome.REFERRED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
}
"""Every state is one of them."""


@dataclass(frozen=True)
class Counted:
    """One case, as far as it is counted."""

    city: str
    kind: str
    state: str


@dataclass(frozen=True)
class City:
    """A city with the name it had when the figures were made."""

    code: str
    name: str


@dataclass(frozen=True)
class Line:
    """A city's figures, or those of all of them (code `all`): `counts` in the order of the outcomes; None is left out."""

    code: str
    name: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Figures:
    """What is published about a year. The last line is the sum of the others; `kinds` pairs a kind with its count.

    :ivar nothing: every figure is left out.
    """

    year: int
    outcomes: tuple[str, ...]
    lines: tuple[Line, ...]
    kinds: tuple[tuple[str, int | None], ...]

    @property
    def cities(self) -> tuple[Line, ...]:
        """All lines but the sum."""
        return self.lines[:-1]

    @property
    def whole(self) -> Line:
        """The sum of all cities."""
        return self.lines[-1]

    @property
    def nothing(self) -> bool:
        """Whether no figure at all is published."""
        return all(count is None for line in self.lines for count in (*line.counts, line.total))

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing."""
        return {
            "year": self.year,
            "outcomes": list(self.outcomes),
            "lines": [
                {"code": line.code, "name": line.name, "counts": list(line.counts), "total": line.total}
                for line in self.lines
            ],
            "kinds": [list(pair) for pair in self.kinds],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Figures":
        """The figures again. Raises KeyError or TypeError for anything else."""
        return cls(
            year=value["year"],
            outcomes=tuple(value["outcomes"]),
            lines=tuple(
                Line(line["code"], line["name"], tuple(line["counts"]), line["total"])
                for line in value["lines"]
            ),
            kinds=tuple((kind, count) for kind, count in value["kinds"]),
        )


def figures_of(year: int, cities: Sequence[City], cases: Iterable[Counted], secret: bytes) -> Figures:
    """What may be published about a year's cases.

    :param cities: every city that has a channel, those without a case too: that a city has none is not said either.
    :param secret: decides between figures that could equally well be left out; no reader knows it.
    :raises KeyError: for a case of a city that is not among them. ValueError for a kind or a state there is not.
    """
    order = {city.code: place for place, city in enumerate(cities)}
    table = [[0] * len(Outcome) for _city in cities]
    kinds: Counter[Kind] = Counter()
    outcomes = list(Outcome)
    for case in cases:
        table[order[case.city]][outcomes.index(OUTCOME_OF[State(case.state)])] += 1
        kinds[Kind(case.kind)] += 1
    grid = _grid([city.code for city in cities], [outcome.value for outcome in Outcome], table)
    hidden = withheld(grid, secret)
    whole = grid[_key(ALL, ALL)].value or 0
    if _key(ALL, ALL) in hidden:
        # It is left out only where there is next to nothing: from any figure then, whoever knows this program has the rest.
        hidden = frozenset(grid)
        shown: tuple[tuple[str, int | None], ...] = tuple((kind.value, None) for kind in Kind)
    else:
        parts = _parts(whole, [(kind.value, kinds[kind]) for kind in Kind])
        shown = _shown_kinds(parts, withheld(parts, secret))
    names = {city.code: city.name for city in cities} | {ALL: ""}
    return Figures(
        year=year,
        outcomes=tuple(outcome.value for outcome in Outcome),
        lines=tuple(_line(code, names[code], grid, hidden) for code in (*order, ALL)),
        kinds=shown,
    )


def given_away(figures: Figures) -> tuple[str, ...]:
    """Figures left out that a reader of the published ones can work out too closely, or a published one that is small.

    Looks at what is published alone. Empty for figures that may go out. Raises `suppression.UnreadableError` for figures that
    contradict each other.
    """
    grid = {}
    for line in figures.lines:
        for outcome, count in zip((*figures.outcomes, ALL), (*line.counts, line.total), strict=True):
            grid[_key(line.code, outcome)] = _arc(line.code, outcome, count)
    small = [key for key, arc in grid.items() if arc.value is not None and arc.value < SMALL]
    small += [f"kind {kind}" for kind, count in figures.kinds if count is not None and count < SMALL]
    whole = figures.whole.total
    if whole is None:
        return (*small, *solvable(grid), *(kind for kind, count in figures.kinds if count is not None))
    return (*small, *solvable(grid), *solvable(_parts(whole, figures.kinds)))


def _line(code: str, name: str, grid: Mapping[str, Arc], hidden: frozenset[str]) -> Line:
    keys = [_key(code, outcome) for outcome in (*Outcome, ALL)]
    shown = [None if key in hidden else grid[key].value for key in keys]
    return Line(code, name, tuple(shown[:-1]), shown[-1])


def _shown_kinds(parts: Mapping[str, Arc], hidden: frozenset[str]) -> tuple[tuple[str, int | None], ...]:
    return tuple((kind, None if kind in hidden else arc.value) for kind, arc in parts.items() if kind != ALL)


def _key(city: str, outcome: str) -> str:
    return f"{city} {outcome}"


def _arc(city: str, outcome: str, value: int | None) -> Arc:
    """A cell runs from its row to its column, a row's sum into the row, a column's sum out of it, the whole back."""
    if ALL not in {city, outcome}:
        return Arc(f"row {city}", f"column {outcome}", value, INNER_COST)
    if city != ALL:
        return Arc(f"column {ALL}", f"row {city}", value, SUM_COST)
    if outcome != ALL:
        return Arc(f"column {outcome}", f"row {ALL}", value, SUM_COST)
    return Arc(f"row {ALL}", f"column {ALL}", value, WHOLE_COST)


def _grid(cities: Sequence[str], outcomes: Sequence[str], table: Sequence[Sequence[int]]) -> dict[str, Arc]:
    """Every figure of the table with its sums, as arcs."""
    grid = {}
    for city, row in zip(cities, table, strict=True):
        for outcome, count in zip(outcomes, row, strict=True):
            grid[_key(city, outcome)] = _arc(city, outcome, count)
        grid[_key(city, ALL)] = _arc(city, ALL, sum(row))
    for place, outcome in enumerate(outcomes):
        grid[_key(ALL, outcome)] = _arc(ALL, outcome, sum(row[place] for row in table))
    grid[_key(ALL, ALL)] = _arc(ALL, ALL, sum(map(sum, table)))
    return grid


def _parts(whole: int, counts: Iterable[tuple[str, int | None]]) -> dict[str, Arc]:
    """Parts of one published whole, as arcs."""
    parts = {kind: Arc("whole", "parts", count) for kind, count in counts}
    return {**parts, ALL: Arc("parts", "whole", whole, None)}
