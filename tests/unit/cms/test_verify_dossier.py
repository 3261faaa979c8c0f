"""The verifier's own arithmetic against the portal's: canonical JSON, Merkle trees, kinds of days, counted windows."""

import ast
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import seals, verify_dossier
from cms.verify_dossier import Mismatch, kind_of, recount
from portal.calendar.sources import builtin_years
from portal.calendar.workdays import CountingPolicy, LocalDay, WorkCalendar, count_window

LOCAL = {dt.date(2026, 8, 19): LocalDay("那达慕", "示例通知")}
CALENDAR = WorkCalendar("test", builtin_years(), LOCAL)
YEARS = sorted(CALENDAR.years)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdefghijklmnop_", min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


def table(calendar: WorkCalendar) -> dict[str, Any]:
    """A calendar as an archive holds it."""
    return {
        "years": {
            str(year): {
                "rest": {day.isoformat(): name for day, name in data.rest.items()},
                "makeup": {day.isoformat(): name for day, name in data.makeup.items()},
                "local_rest": {day.isoformat(): each.name for day, each in calendar.local_rest.items()},
            }
            for year, data in calendar.years.items()
        }
    }


TABLE = table(CALENDAR)
days = st.dates(dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1], 12, 31))


def test_it_needs_nothing_but_the_standard_library_of_python_3_8() -> None:
    source = Path(verify_dossier.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


@given(values)
def test_canonical_json_is_that_of_the_seals(value: Any) -> None:
    assert verify_dossier.canonical(value) == seals.canonical(value)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_root_is_that_of_the_seals(hashes: list[bytes]) -> None:
    assert verify_dossier.merkle_root(hashes) == seals.merkle_root(hashes)


@given(days)
def test_every_day_is_what_the_calendar_says(day: dt.date) -> None:
    assert kind_of(day, TABLE) == CALENDAR.kind(day).value


@given(days, st.integers(1, 15), st.sampled_from(CountingPolicy))
def test_what_the_portal_counts_is_counted_alike(start: dt.date, needed: int, policy: CountingPolicy) -> None:
    derivation = count_window(CALENDAR, start, needed, policy).as_json()
    recount(derivation, TABLE, "")
    recount(derivation, None, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("needed", 4),
        ("first_day", "2026-09-28"),
        ("last_day", "2026-10-09"),
        ("last_day", None),
        ("expected_last_day", "2026-10-13"),
        ("provisional", True),
        ("policy", "include_start"),
    ],
)
def test_a_statement_that_was_changed_is_found(field: str, value: Any) -> None:
    derivation = count_window(CALENDAR, dt.date(2026, 9, 28), 5).as_json()
    recount(derivation, TABLE, "")
    with pytest.raises(Mismatch):
        recount({**derivation, field: value}, TABLE, "")


def test_any_day_that_was_changed_is_found() -> None:
    honest = count_window(CALENDAR, dt.date(2026, 9, 28), 5).as_json()
    changes: list[dict[str, Any]] = [
        {"kind": "workday"},
        {"kind": "rest"},
        {"number": 3},
        {"number": None},
        {"day": "2026-10-03"},
    ]
    tried = 0
    for place, said in enumerate(honest["days"]):
        for change in changes:
            if said | change == said:
                continue
            forged = {**honest, "days": [*honest["days"]]}
            forged["days"][place] = said | change
            with pytest.raises(Mismatch):
                recount(forged, TABLE, "")
            tried += 1
    assert tried > 3 * len(honest["days"])


def test_a_year_without_an_arrangement_is_counted_as_provisional() -> None:
    derivation = count_window(CALENDAR, dt.date(YEARS[-1], 12, 29), 5).as_json()
    assert derivation["provisional"]
    recount(derivation, TABLE, "")
    with pytest.raises(Mismatch):
        recount({**derivation, "last_day": derivation["expected_last_day"], "provisional": False}, TABLE, "")
