"""Bars after an award, bans after a revocation, namesakes, incomplete history."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.facts import BarCount
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    CALL,
    WINNERS,
    code,
    lawful,
    measure,
    of_rule,
    organization,
    person,
    says,
    withheld,
)

WON_BY_1 = PastAward(
    edition_number=2,
    tier="award",
    kind="organization",
    name="第1号制造有限公司（示例）",
    uscc=code(1),
)


def notice(city: str, *awards: PastAward, **changes: Any) -> Any:
    entries = (organization(1, "award"), person(2, "award"))
    return lawful(city, WINNERS, **{"entries": entries, "past_awards": awards, **changes})


@pytest.mark.parametrize("city", ["datong", "taiyuan", "xinzhou", "yuncheng"])
@pytest.mark.parametrize(
    ("edition", "counts_from", "barred"),
    [
        (3, BarCount.NEXT_EDITION, True),
        (4, BarCount.NEXT_EDITION, True),
        (5, BarCount.NEXT_EDITION, False),
        (3, BarCount.WINNING_EDITION, True),
        (4, BarCount.WINNING_EDITION, False),
        (2, BarCount.NEXT_EDITION, False),
    ],
)
def test_a_winner_stays_out_for_two_cycles(
    city: str, edition: int, counts_from: BarCount, barred: bool
) -> None:
    facts = notice(city, WON_BY_1, edition_number=edition, bar_counts_from=counts_from)
    found = of_rule(city, facts, "bar.reapplication")
    assert bool(found) is barred
    bar = measure(city).reapplication
    assert bar is not None
    assert all(verdict.articles == tuple(bar.articles) for verdict in found)


def test_hohhot_bars_nobody() -> None:
    assert not says("hohhot", notice("hohhot", WON_BY_1), "bar.reapplication")


@given(won=st.integers(1, 12), now=st.integers(1, 20), cycles=st.sampled_from(list(BarCount)))
def test_the_bar_counts_editions(won: int, now: int, cycles: BarCount) -> None:
    """Two cycles are the two editions after the win, or the winning one and the next."""
    closed = {won + 1, won + 2} if cycles is BarCount.NEXT_EDITION else {won, won + 1}
    facts = notice(
        "datong", replace(WON_BY_1, edition_number=won), edition_number=now, bar_counts_from=cycles
    )
    assert says("datong", facts, "bar.reapplication") is (now in closed and now != won)


@pytest.mark.parametrize(
    ("change", "barred"),
    [
        ({}, True),
        ({"tier": "nominee"}, False),
        ({"revoked": True}, False),
        ({"name": "别的公司（示例）"}, True),
        ({"uscc": code(9)}, True),
        ({"uscc": "", "name": "第1号 制造有限公司(示例)"}, True),
        ({"uscc": code(9), "name": "别的公司（示例）"}, False),
        ({"uscc": "", "name": ""}, False),
    ],
)
def test_organizations_are_matched_by_code_or_name(change: dict[str, Any], barred: bool) -> None:
    assert says("datong", notice("datong", replace(WON_BY_1, **change)), "bar.reapplication") is barred


@pytest.mark.parametrize(
    ("unit", "barred", "to_check"),
    [("第2号制造有限公司（示例）", True, False), ("别的公司（示例）", False, True), ("", False, True)],
)
def test_a_person_is_never_barred_by_name_alone(unit: str, barred: bool, to_check: bool) -> None:
    won = PastAward(edition_number=2, tier="award", kind="individual", name="示例人2", unit=unit)
    facts = notice("datong", won)
    assert says("datong", facts, "bar.reapplication") is barred
    assert says("datong", facts, "bar.namesake") is to_check
    assert not says("datong", notice("datong", replace(won, name="另一人")), "bar.namesake")
    assert not says("datong", notice("datong", replace(won, edition_number=-1)), "bar.namesake")


def test_every_person_of_a_joint_entry_is_matched() -> None:
    won = PastAward(edition_number=2, tier="award", kind="individual", name="乙", unit="示例公司（示例）")
    entry = person(2, "award", joint_names=("甲", "乙"), group_entry=True, unit="示例公司（示例）")
    assert says("taiyuan", notice("taiyuan", won, entries=(entry,)), "bar.reapplication")


def test_a_withheld_entry_is_matched_with_nobody() -> None:
    empty = PastAward(edition_number=2, tier="award", kind="organization", name="", uscc="")
    assert not says("datong", notice("datong", empty, entries=(withheld(1, "award"),)), "bar.reapplication")


@pytest.mark.parametrize(
    ("change", "banned"),
    [
        ({"barred_through_edition": 3}, True),
        ({"barred_through_edition": 2}, False),
        ({"barred_until": dt.date(2026, 1, 5)}, True),
        ({"barred_until": dt.date(2026, 1, 4)}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_a_ban_after_a_revocation(city: str, change: dict[str, Any], banned: bool) -> None:
    """A ban by day is held against the day the edition began, 2026-01-05."""
    past = replace(WON_BY_1, revoked=True, articles=("24",), edition_number=1, **change)
    found = of_rule(city, notice(city, past), "bar.ban")
    assert bool(found) is banned
    assert all(verdict.articles == ("24",) for verdict in found)
    other = replace(past, name="别的公司（示例）", uscc=code(9))
    assert not says(city, notice(city, other), "bar.ban")


def test_a_banned_person_of_the_same_name_is_to_be_checked() -> None:
    past = PastAward(
        edition_number=1,
        tier="award",
        kind="individual",
        name="示例人2",
        revoked=True,
        barred_through_edition=5,
    )
    facts = notice("hohhot", past)
    assert not says("hohhot", facts, "bar.ban")
    assert says("hohhot", facts, "bar.namesake")


@pytest.mark.parametrize(("complete", "said"), [(False, True), (True, False)])
@pytest.mark.parametrize("stage", [ACCEPTANCE, WINNERS])
def test_incomplete_history_proves_nothing(stage: str, complete: bool, said: bool) -> None:
    facts = lawful("datong", stage, history_complete=complete)
    assert says("datong", facts, "bar.history_incomplete") is said
    assert not says("datong", lawful("datong", CALL, history_complete=complete), "bar.history_incomplete")
