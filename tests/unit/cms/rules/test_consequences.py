"""Recovery and ban of a revocation, money and validity of an award: by the printed articles, and by counting years."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cms.regulation.conduct import Ban
from cms.regulation.rules.consequences import (
    GroundOfCase,
    award_terms,
    find_ground,
    grounds,
    revocation_consequences,
    years_later,
)
from tests.unit.cms.rules.builders import CITIES, measure
from tests.unit.cms.rules.revocation_expectations import BONUS, CYCLE_YEARS, GROUNDS, Ground

REVOKED_ON = dt.date(2026, 4, 8)
THIS_YEAR, LAST_YEAR = dt.date(2026, 1, 5), dt.date(2025, 12, 31)
by_key = "{0.city}-{0.key}".format


def found(city: str, key: str) -> GroundOfCase:
    listed = find_ground(measure(city), key)
    assert listed is not None
    return listed


@pytest.mark.parametrize("city", CITIES)
def test_every_ground_of_the_measure_and_no_other(city: str) -> None:
    listed = grounds(measure(city))
    assert [(g.key, g.ground.text, tuple(g.ground.articles)) for g in listed] == [
        (g.key, g.words, (g.article,)) for g in GROUNDS if g.city == city
    ]
    for kind in ("organization", "individual"):
        reached = [g.key for g in grounds(measure(city), kind)]
        assert reached == [g.key for g in GROUNDS if g.city == city and kind in g.subjects]


@pytest.mark.parametrize("expected", GROUNDS, ids=map(by_key, GROUNDS))
@pytest.mark.parametrize("began", [THIS_YEAR, LAST_YEAR, None], ids=["this_year", "last_year", "unknown"])
def test_what_follows_from_a_ground(expected: Ground, began: dt.date | None) -> None:
    """The fifth edition is the newest one, begun in the year of the revocation, before it, or on a day nobody knows."""
    result = revocation_consequences(
        found(expected.city, expected.key),
        revoked_on=REVOKED_ON,
        latest_edition=5,
        latest_edition_began=began,
    )
    assert result.articles == (expected.article,)
    assert result.recover == expected.recover
    assert result.recover_articles == ((expected.recover_article,) if expected.recover else ())
    if expected.ban == "":
        assert (result.ban, result.barred_through_edition, result.barred_until) == (None, None, None)
        assert result.start_stated
        return
    assert result.ban is not None
    assert tuple(result.ban.articles) == (expected.ban_article,)
    assert result.start_stated is bool(expected.counted_from)
    assert (result.ban.counted_wording or "") == expected.counted_from
    if expected.ban == "3 cycles":
        # 自撤销当年起: the edition begun in that year is the first of the three; otherwise the next one is.
        this_year_counts = bool(expected.counted_from) and began == THIS_YEAR
        assert (result.barred_through_edition, result.barred_until) == (7 if this_year_counts else 8, None)
    else:
        assert expected.ban == "5 years"
        assert (result.barred_through_edition, result.barred_until) == (None, dt.date(2031, 4, 7))


def cycles(value: int, *, stated: bool) -> GroundOfCase:
    """A ground with a ban of that many cycles."""
    listed = found("datong", "single.fraud")
    ban = Ban(
        unit="cycles",
        value=value,
        wording="示例",
        counted_from="revocation_year" if stated else None,
        articles=("31",),
    )
    return replace(listed, case=listed.case.model_copy(update={"ban": ban}))


@given(
    apart=st.integers(1, 6),
    first_year=st.integers(1990, 2030),
    begins=st.integers(0, 364),
    revoked_on=st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)),
    value=st.integers(1, 6),
)
@example(apart=5, first_year=2022, begins=0, revoked_on=dt.date(2027, 1, 1), value=3)
@example(apart=5, first_year=2022, begins=200, revoked_on=dt.date(2027, 1, 1), value=3)
@example(apart=5, first_year=2022, begins=200, revoked_on=dt.date(2026, 12, 31), value=3)
def test_cycles_from_the_year_of_revocation_are_the_editions_of_so_many_years(
    apart: int, first_year: int, begins: int, revoked_on: dt.date, value: int
) -> None:
    """Editions come every `apart` years, each on the same day of its year. A ban of `value` cycles 自撤销当年起 then covers
    exactly the editions of the `value` × `apart` years that begin on 1 January of the year of the revocation.
    """
    starts = [dt.date(year, 1, 1) + dt.timedelta(days=begins) for year in range(first_year, 2160, apart)]
    begun = [number for number, start in enumerate(starts, start=1) if start <= revoked_on]
    assume(begun)
    result = revocation_consequences(
        cycles(value, stated=True),
        revoked_on=revoked_on,
        latest_edition=begun[-1],
        latest_edition_began=starts[begun[-1] - 1],
    )
    last_year = revoked_on.year + value * apart - 1
    barred = [n for n, start in enumerate(starts, start=1) if revoked_on.year <= start.year <= last_year]
    assert len(barred) == value
    assert result.barred_through_edition == barred[-1]


@given(
    latest=st.integers(1, 60), revoked_on=st.dates(), began=st.none() | st.dates(), value=st.integers(1, 6)
)
def test_cycles_without_a_stated_start_are_the_next_editions(
    latest: int, revoked_on: dt.date, began: dt.date | None, value: int
) -> None:
    result = revocation_consequences(
        cycles(value, stated=False),
        revoked_on=revoked_on,
        latest_edition=latest,
        latest_edition_began=began,
    )
    assert result.barred_through_edition == latest + value


def test_a_postponed_edition_does_not_shorten_a_ban() -> None:
    """Cycles are editions, years only indicate: three years apart, then five; the ban still covers three editions."""
    starts = {1: 2022, 2: 2025, 3: 2030, 4: 2033, 5: 2036}
    result = revocation_consequences(
        found("xinzhou", "single.fraud"),
        revoked_on=dt.date(2025, 11, 1),
        latest_edition=2,
        latest_edition_began=dt.date(2025, 3, 1),
    )
    assert result.barred_through_edition == 4
    assert starts[4] == 2033


def last_day_by_walking(day: dt.date, years: int) -> dt.date:
    """The day before the first day that is not earlier in its year than `day` was, so many years on."""
    current = day
    while (current.year, current.month, current.day) < (day.year + years, day.month, day.day):
        current += dt.timedelta(days=1)
    return current - dt.timedelta(days=1)


@given(day=st.dates(dt.date(1996, 1, 1), dt.date(2105, 12, 31)), years=st.integers(1, 6))
@example(day=dt.date(2028, 2, 29), years=5)
@example(day=dt.date(2028, 2, 29), years=4)
@example(day=dt.date(2028, 3, 1), years=3)
@example(day=dt.date(2027, 3, 1), years=1)
@example(day=dt.date(2096, 2, 29), years=4)
def test_the_last_day_of_a_term_of_years(day: dt.date, years: int) -> None:
    assert years_later(day, years) == last_day_by_walking(day, years)


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (dt.date(2026, 4, 8), 3, dt.date(2029, 4, 7)),
        (dt.date(2026, 1, 1), 3, dt.date(2028, 12, 31)),
        (dt.date(2028, 2, 29), 3, dt.date(2031, 2, 28)),
        (dt.date(2028, 2, 29), 4, dt.date(2032, 2, 28)),
        (dt.date(2025, 3, 1), 3, dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 28), 1, dt.date(2029, 2, 27)),
        (dt.date(9998, 4, 8), 5, dt.date.max),
    ],
)
def test_terms_by_hand(day: dt.date, years: int, last: dt.date) -> None:
    assert years_later(day, years) == last


@pytest.mark.parametrize(
    ("city", "tier", "kind"), [(city, *place) for city, table in BONUS.items() for place in table]
)
def test_money_and_validity_of_an_award(city: str, tier: str, kind: str) -> None:
    state, cny, article = BONUS[city][tier, kind]
    terms = award_terms(measure(city), tier=tier, kind=kind, awarded_on=REVOKED_ON)
    assert (terms.bonus_state, terms.bonus_cny, terms.bonus_articles) == (state, cny, (article,))
    # Only one of the five measures limits an award won, by article 5; the others are silent.
    limited = (dt.date(2029, 4, 7), ("5",)) if city == "hohhot" else (None, ())
    assert (terms.valid_through, terms.validity_articles) == limited


@pytest.mark.parametrize(
    ("city", "tier", "stated", "state", "cny"),
    [
        ("datong", "award", 500_000, "stated", 500_000),
        ("datong", "nominee", 0, "none", None),
        ("xinzhou", "award", 250_000, "stated", 250_000),
        # Where the measure says that there is none, a sum in the decision gives none; the rules point it out.
        ("xinzhou", "nominee", 1, "none", None),
    ],
)
def test_a_sum_stated_by_the_decision(city: str, tier: str, stated: int, state: str, cny: int | None) -> None:
    terms = award_terms(
        measure(city), tier=tier, kind="organization", awarded_on=REVOKED_ON, stated_cny=stated
    )
    assert (terms.bonus_state, terms.bonus_cny) == (state, cny)


def test_a_measure_without_money_is_silent() -> None:
    regulation = measure("datong")
    award = regulation.award.model_copy(update={"bonus": None})
    silent = regulation.model_copy(update={"award": award})
    terms = award_terms(silent, tier="award", kind="organization", awarded_on=REVOKED_ON)
    assert (terms.bonus_state, terms.bonus_cny, terms.bonus_articles) == ("silent", None, ())


@pytest.mark.parametrize(
    ("city", "key", "full"),
    [
        ("datong", "fraud", "single.fraud"),
        ("hohhot", "major_accident", "later_event.major_accident"),
        ("datong", "single.fraud", "single.fraud"),
        ("datong", "no_such", None),
        ("datong", "fraud.fraud", None),
        ("datong", "", None),
    ],
)
def test_a_ground_is_found_by_its_key(city: str, key: str, full: str | None) -> None:
    listed = find_ground(measure(city), key)
    assert (listed.key if listed else None) == full


def test_the_same_ground_in_two_cases_is_named_with_its_case() -> None:
    regulation = measure("taiyuan")
    revocation = regulation.revocation
    assert revocation is not None
    first, second = revocation.cases
    doubled = second.model_copy(update={"grounds": first.grounds})
    twice = regulation.model_copy(
        update={"revocation": revocation.model_copy(update={"cases": (first, doubled)})}
    )
    assert find_ground(twice, "fraud") is None
    for key in ("fraud.fraud", "later_event.fraud"):
        listed = find_ground(twice, key)
        assert listed is not None
        assert listed.key == key


@pytest.mark.parametrize("city", CITIES)
def test_cycles_in_years(city: str) -> None:
    assert measure(city).award.cycle.years == CYCLE_YEARS[city]
