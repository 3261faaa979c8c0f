"""No figure left out can be worked out: not by bounds, not by trying all tables, not by knowing the program."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.figures import (
    ALL,
    OUTCOME_OF,
    City,
    Counted,
    Figures,
    Line,
    Outcome,
    figures_of,
    given_away,
)
from complaints.reports import Kind
from complaints.suppression import SMALL, WIDTH, Arc, UnreadableError, bounds, solvable, withheld
from complaints.transitions import State

CITIES = tuple(City(code, f"{code}市（示例）") for code in ("datong", "taiyuan", "xinzhou"))

SECRET = b"test"

cases = st.lists(
    st.builds(
        Counted,
        city=st.sampled_from([city.code for city in CITIES]),
        kind=st.sampled_from(list(Kind)),
        state=st.sampled_from(list(State)),
    ),
    max_size=90,
)


def _grid(counts: Sequence[int], columns: int = 2) -> dict[str, Arc]:
    """A table with its sums as arcs, laid out here apart from the code that is tested."""
    rows = [counts[at : at + columns] for at in range(0, len(counts), columns)]
    arcs = {f"{i}{j}": Arc(f"r{i}", f"c{j}", n) for i, row in enumerate(rows) for j, n in enumerate(row)}
    arcs |= {f"{i}+": Arc("c+", f"r{i}", sum(row), 100) for i, row in enumerate(rows)}
    arcs |= {f"+{j}": Arc(f"c{j}", "r+", sum(row[j] for row in rows), 100) for j in range(columns)}
    return {**arcs, "++": Arc("r+", "c+", sum(counts), 10_000)}


def _read(arcs: dict[str, Arc], hidden: Iterable[str]) -> dict[str, Arc]:
    """What a reader has."""
    return {key: Arc(a.tail, a.head, None if key in hidden else a.value) for key, a in arcs.items()}


def test_every_state_is_counted_as_something() -> None:
    assert set(OUTCOME_OF) == set(State)
    assert set(OUTCOME_OF.values()) == set(Outcome)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_no_figure_left_out_can_be_worked_out(filed: list[Counted]) -> None:
    figures = figures_of(2026, CITIES, filed, SECRET)
    assert given_away(figures) == ()
    shown = [n for line in figures.lines for n in (*line.counts, line.total) if n is not None]
    shown += [n for _kind, n in figures.kinds if n is not None]
    assert all(n >= SMALL for n in shown)
    assert Figures.from_json(figures.as_json()) == figures
    assert figures.nothing or figures.whole.total is not None


@settings(max_examples=60, deadline=None)
@given(cases)
def test_what_is_published_is_true(filed: list[Counted]) -> None:
    figures = figures_of(2026, CITIES, filed, SECRET)
    for line in figures.lines:
        mine = [case for case in filed if line.code in (ALL, case.city)]
        assert line.total in (None, len(mine))
        for outcome, count in zip(figures.outcomes, line.counts, strict=True):
            assert count in (None, sum(OUTCOME_OF[State(case.state)] == outcome for case in mine))
    for kind, count in figures.kinds:
        assert count in (None, sum(case.kind == kind for case in filed))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=4, max_size=4), st.sets(st.sampled_from(["00", "01", "10", "11"]))
)
def test_the_bounds_are_those_found_by_trying_every_table(counts: list[int], hidden: set[str]) -> None:
    arcs = _grid(counts)
    found = bounds(_read(arcs, hidden))
    whole = sum(counts)
    public = {key: arc.value for key, arc in arcs.items() if key not in hidden}
    fits: dict[str, set[int]] = defaultdict(set)
    for three in itertools.product(range(whole + 1), repeat=3):
        if sum(three) > whole:
            continue
        tried = (*three, whole - sum(three))
        values = {key: arc.value or 0 for key, arc in _grid(tried).items()}
        if all(values[key] == value for key, value in public.items()):
            for key in hidden:
                fits[key].add(values[key])
    assert found == {key: (min(fits[key]), max(fits[key])) for key in hidden}


def test_a_reader_who_knows_the_program_learns_no_more() -> None:
    """All tables of two by two with at most six cases: those that are published alike leave every figure open."""
    alike: dict[tuple[tuple[str, int | None], ...], list[dict[str, int]]] = defaultdict(list)
    for counts in itertools.product(range(7), repeat=4):
        if sum(counts) <= 6:
            arcs = _grid(counts)
            hidden = withheld(arcs, SECRET)
            read = tuple((key, arc.value) for key, arc in arcs.items() if key not in hidden)
            alike[read].append({key: arcs[key].value or 0 for key in hidden})
    narrow = [
        (read, key)
        for read, tables in alike.items()
        if ("++" in dict(read))
        for key in tables[0]
        if max(table[key] for table in tables) < SMALL or len({table[key] for table in tables}) < 2
    ]
    assert narrow == []
    assert any(tables[0] for tables in alike.values())


def test_a_reader_who_knows_the_program_cannot_tell_a_cover_from_a_small_one() -> None:
    """What parts of one whole may be, over all of them with at most nine and every choice the secret can make.

    Chosen by their place, a part left out could be known to be small: an earlier one would have been the cover.
    """
    alike: dict[tuple[int | None, ...], set[tuple[int, ...]]] = defaultdict(set)
    for counts in itertools.product(range(10), repeat=3):
        whole = sum(counts)
        if SMALL <= whole < 10:
            parts = {str(n): Arc("whole", "parts", count) for n, count in enumerate(counts)}
            parts["+"] = Arc("parts", "whole", whole, None)
            for secret in range(20):
                hidden = withheld(parts, bytes([secret]))
                read = (whole, *(None if str(n) in hidden else count for n, count in enumerate(counts)))
                alike[read].add(counts)
    told = [
        (read, place)
        for read, possible in alike.items()
        for place, shown in enumerate(read[1:])
        if shown is None and max(counts[place] for counts in possible) < SMALL
    ]
    assert told == []
    assert any(None in read for read in alike)


def test_the_same_secret_leaves_out_the_same_figures() -> None:
    """What was looked at before publishing is what goes out; with another secret it can be another cover."""
    arcs = _grid([1, 20, 30, 40, 50, 60], columns=3)
    assert withheld(arcs, SECRET) == withheld(dict(reversed(arcs.items())), SECRET)
    assert len({withheld(arcs, bytes([secret])) for secret in range(20)}) > 1


def test_leaving_out_the_small_ones_alone_is_found_out() -> None:
    arcs = _grid([1, 20, 30, 40])
    assert solvable(_read(arcs, {"00"})) == ("00",)
    assert solvable(_read(arcs, {"00", "01"})) == ("00", "01")
    hidden = withheld(arcs, SECRET)
    assert {"00"} < hidden
    assert solvable(_read(arcs, hidden)) == ()
    assert {"++", "0+", "1+", "+0", "+1"}.isdisjoint(hidden)


def test_two_small_ones_that_sum_to_a_small_one_are_covered_too() -> None:
    """Their sum would be 2: known to be small, though neither is known."""
    arcs = _grid([1, 1, 30, 30, 40, 50])
    assert solvable(_read(arcs, {"00", "01", "10", "11"})) == ("00", "01", "10", "11")
    assert solvable(_read(arcs, withheld(arcs, SECRET))) == ()


def test_a_reader_of_figures_that_contradict_each_other_is_told() -> None:
    arcs = _read(_grid([5, 6, 7, 8]), {"00"})
    arcs["0+"] = Arc("c+", "r0", 3)
    with pytest.raises(UnreadableError):
        bounds(arcs)


def test_figures_changed_by_hand_are_found_to_give_away() -> None:
    line = Line("datong", "大同市（示例）", (None, 9, 9, 9, 9, 9), 46)
    whole = Line(ALL, "", (None, 9, 9, 9, 9, 9), 46)
    told = Figures(2026, tuple(Outcome), (line, whole), tuple((kind, None) for kind in Kind))
    assert set(given_away(told)) == {"datong open", "all open"}


def test_a_year_of_two_cases_says_nothing_and_a_year_of_three_only_that() -> None:
    one = Counted("datong", Kind.STAFF, State.UPHELD)
    assert figures_of(2026, CITIES, [one, one], SECRET).nothing
    three = figures_of(2026, CITIES, [one] * SMALL, SECRET)
    assert three.whole.total == SMALL
    assert WIDTH >= SMALL
    assert all(count is None for line in three.cities for count in (*line.counts, line.total))


def test_where_the_whole_cannot_be_told_nothing_is() -> None:
    """Two cities with two cases withdrawn each: of the four withdrawn alone, whoever knows the program has every figure.

    The whole is left out only where both cities have fewer than three, so that four of them are two and two.
    """
    two = [Counted(city.code, Kind.STAFF, State.WITHDRAWN) for city in CITIES[:2] for _n in range(2)]
    assert all(figures_of(2026, CITIES[:2], two, bytes([secret])).nothing for secret in range(8))


def test_a_city_that_is_not_asked_for_is_an_error() -> None:
    with pytest.raises(KeyError):
        figures_of(2026, CITIES, [Counted("elsewhere", Kind.STAFF, State.FILED)], SECRET)
