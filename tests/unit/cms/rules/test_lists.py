"""Tiers, kinds, caps, vacancies and withheld entries."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.regulation.rules.facts import EntryFacts, NoticeAct, PlacesTaken, PriorNotice, PublicationFacts
from cms.regulation.rules.verdicts import NEVER_OVERRIDABLE
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    CANDIDATES,
    CITIES,
    DECISION,
    WINNERS,
    change_prior,
    lawful,
    measure,
    of_rule,
    organization,
    person,
    says,
    withheld,
)

CAPS = [
    ("datong", "award", "organization", 10),
    ("datong", "award", "individual", 10),
    ("datong", "nominee", "organization", 20),
    ("taiyuan", "award", "organization", 5),
    ("taiyuan", "nominee", "individual", 10),
    ("xinzhou", "award", "organization", 3),
    ("xinzhou", "nominee", "organization", 10),
    ("hohhot", "award", "organization", 3),
    ("hohhot", "award", "individual", 1),
    ("yuncheng", "award", "organization", 4),
    ("yuncheng", "award", "individual", 4),
    ("yuncheng", "nominee", "organization", 4),
    ("yuncheng", "nominee", "individual", 4),
]
MAKE = {"organization": organization, "individual": person}


def rows(tier: str, kind: str, count: int, first: int = 1) -> tuple[EntryFacts, ...]:
    return tuple(MAKE[kind](no, tier) for no in range(first, first + count))


def notice(city: str, stage: str, entries: tuple[EntryFacts, ...]) -> PublicationFacts:
    return lawful(city, stage, entries=entries)


@pytest.mark.parametrize("stage", [WINNERS, DECISION])
@pytest.mark.parametrize(("city", "tier", "kind", "most"), CAPS)
def test_a_list_of_winners_keeps_to_the_places(
    city: str, tier: str, kind: str, most: int, stage: str
) -> None:
    assert not says(city, notice(city, stage, rows(tier, kind, most)), "list.cap")
    (found,) = of_rule(city, notice(city, stage, rows(tier, kind, most + 1)), "list.cap")
    caps = [cap for cap in measure(city).award.caps if cap.tier == tier and cap.kind in (kind, "total")]
    assert found.articles == tuple(caps[0].articles)
    assert f"请减少{1}个" in found.message


@pytest.mark.parametrize(("city", "most"), [("datong", 10), ("taiyuan", 5), ("xinzhou", 3)])
def test_a_total_counts_both_kinds_together(city: str, most: int) -> None:
    half = most // 2
    mixed = rows("award", "organization", half) + rows("award", "individual", most - half, first=50)
    assert not says(city, notice(city, WINNERS, mixed), "list.cap")
    assert says(city, notice(city, WINNERS, (*mixed, organization(99, "award"))), "list.cap")


@pytest.mark.parametrize(("city", "organizations", "persons"), [("hohhot", 3, 1), ("yuncheng", 4, 4)])
def test_caps_by_kind_do_not_add_up(city: str, organizations: int, persons: int) -> None:
    full = rows("award", "organization", organizations) + rows("award", "individual", persons, first=50)
    assert not says(city, notice(city, WINNERS, full), "list.cap")


def test_parallel_lists_count_together() -> None:
    facts = notice("yuncheng", WINNERS, rows("award", "organization", 3))
    other = PriorNotice(
        stage_key=WINNERS,
        publisher="office",
        publisher_name="乙（示例）",
        entries=rows("award", "organization", 2, 7),
    )
    assert not says("yuncheng", facts, "list.cap")
    assert says("yuncheng", replace(facts, parallel=(other,)), "list.cap")
    assert not says("yuncheng", replace(facts, parallel=(replace(other, ended=True),)), "list.cap")


def test_a_cap_by_the_year_counts_the_other_editions_of_the_year() -> None:
    facts = notice("hohhot", WINNERS, rows("award", "organization", 2))
    taken = PlacesTaken(tier="award", kind="organization", count=2)
    assert not says("hohhot", facts, "list.cap")
    assert says("hohhot", replace(facts, places_in_year=(taken,)), "list.cap")
    assert not says("hohhot", replace(facts, places_in_year=(replace(taken, kind="individual"),)), "list.cap")
    by_edition = notice("yuncheng", WINNERS, rows("award", "organization", 3))
    assert not says("yuncheng", replace(by_edition, places_in_year=(taken,)), "list.cap")


def test_withheld_entries_take_places() -> None:
    full = (*rows("award", "organization", 3), withheld(4, "award"))
    assert says("hohhot", notice("hohhot", WINNERS, full), "list.cap")


def test_a_list_before_the_last_may_be_longer_than_the_places() -> None:
    over = notice("datong", CANDIDATES, rows("award", "organization", 11))
    assert not says("datong", over, "list.cap")
    assert says("datong", over, "list.cap_in_prospect")
    within = notice("datong", CANDIDATES, rows("award", "organization", 10))
    assert not says("datong", within, "list.cap_in_prospect")
    final = notice("datong", WINNERS, rows("award", "organization", 11))
    assert not says("datong", final, "list.cap_in_prospect")


def test_candidate_lists_of_several_counties_are_counted_together() -> None:
    county = PriorNotice(
        stage_key=CANDIDATES, publisher="county_regulator", entries=rows("award", "organization", 6, first=20)
    )
    facts = notice("datong", CANDIDATES, rows("award", "organization", 6))
    assert not says("datong", facts, "list.cap_in_prospect")
    assert says("datong", replace(facts, parallel=(county,)), "list.cap_in_prospect")


@given(
    organizations=st.integers(min_value=0, max_value=14),
    persons=st.integers(min_value=0, max_value=14),
    elsewhere=st.integers(min_value=0, max_value=6),
    city=st.sampled_from(CITIES),
)
def test_the_cap_rule_agrees_with_plain_counting(
    organizations: int, persons: int, elsewhere: int, city: str
) -> None:
    entries = rows("award", "organization", organizations) + rows("award", "individual", persons, first=100)
    other = PriorNotice(
        stage_key=WINNERS, publisher="x", entries=rows("award", "organization", elsewhere, 200)
    )
    facts = lawful(city, WINNERS, entries=entries, parallel=(other,))
    own = {"organization": organizations, "individual": persons, "total": organizations + persons}
    counts = {
        "organization": organizations + elsewhere,
        "individual": persons,
        "total": organizations + elsewhere + persons,
    }
    exceeded = {
        f"award.{cap.kind}"
        for cap in measure(city).award.caps
        if cap.tier == "award" and own[cap.kind] and counts[cap.kind] > cap.max
    }
    assert {verdict.subject for verdict in of_rule(city, facts, "list.cap")} == exceeded


@pytest.mark.parametrize(
    ("city", "stage", "tier", "wrong"),
    [
        ("hohhot", WINNERS, "nominee", True),
        ("hohhot", WINNERS, "award", False),
        ("datong", WINNERS, "nominee", False),
        ("datong", WINNERS, "gold", True),
        ("datong", WINNERS, "", True),
        ("datong", ACCEPTANCE, "", False),
        ("datong", ACCEPTANCE, "gold", True),
    ],
)
def test_only_tiers_of_the_measure(city: str, stage: str, tier: str, wrong: bool) -> None:
    found = of_rule(city, notice(city, stage, (organization(1, tier),)), "list.tier")
    assert bool(found) is wrong
    assert all("质量奖" in verdict.message for verdict in found)


@pytest.mark.parametrize(("kind", "wrong"), [("organization", False), ("individual", False), ("team", True)])
def test_only_kinds_of_the_measure(kind: str, wrong: bool) -> None:
    entry = organization(1, "award", kind=kind)
    assert says("datong", notice("datong", WINNERS, (entry,)), "list.kind") is wrong


@pytest.mark.parametrize(
    ("city", "stage", "blocked"),
    [
        ("datong", WINNERS, False),
        ("taiyuan", WINNERS, False),
        ("xinzhou", WINNERS, False),
        ("hohhot", WINNERS, False),
        ("yuncheng", WINNERS, True),
        ("yuncheng", DECISION, True),
        ("datong", ACCEPTANCE, True),
        ("datong", CANDIDATES, True),
    ],
)
def test_an_empty_list_needs_a_vacancy_clause(city: str, stage: str, blocked: bool) -> None:
    assert says(city, notice(city, stage, ()), "list.empty") is blocked
    assert not says(city, notice(city, stage, (organization(1, "award"),)), "list.empty")


def test_a_tier_without_a_winner_is_announced_as_vacant() -> None:
    facts = notice("datong", WINNERS, (organization(1, "award"),))
    (found,) = of_rule("datong", facts, "list.vacant")
    assert found.subject == "nominee"
    assert "可少额或空缺" in found.message
    both = notice("datong", WINNERS, (organization(1, "award"), organization(2, "nominee")))
    assert not says("datong", both, "list.vacant")
    assert not says("yuncheng", notice("yuncheng", WINNERS, (organization(1, "award"),)), "list.vacant")
    assert not says("datong", notice("datong", CANDIDATES, (organization(1, "award"),)), "list.vacant")


@pytest.mark.parametrize(("stated", "wrong"), [(1, False), (0, True), (2, True)])
def test_the_number_of_withheld_entries_is_the_real_one(stated: int, wrong: bool) -> None:
    facts = notice("datong", WINNERS, (organization(1, "award"), withheld(2, "award")))
    assert says("datong", replace(facts, secret_count=stated), "list.secret_count") is wrong


@pytest.mark.parametrize(
    "field", ["name", "uscc", "unit", "post", "district", "recommender", "industry", "joint_names", "extra"]
)
def test_a_withheld_entry_tells_nothing(field: str) -> None:
    told = {"joint_names": ("示例",), "extra": (("备注", "示例"),)}.get(field, "示例")
    entry = replace(withheld(2, "award"), **{field: told})
    facts = notice("datong", WINNERS, (organization(1, "award"), entry))
    (found,) = of_rule("datong", facts, "list.withheld_named")
    assert not found.overridable
    assert "list.withheld_named" in NEVER_OVERRIDABLE
    assert "示例" not in found.message
    silent = notice("datong", WINNERS, (organization(1, "award"), withheld(2, "award")))
    assert not says("datong", silent, "list.withheld_named")


def test_withheld_entries_are_announced_by_number() -> None:
    facts = notice("datong", WINNERS, (organization(1, "award"), withheld(2, "award")))
    (found,) = of_rule("datong", facts, "list.withheld")
    assert found.articles == ("17",)
    assert found.law == "政府信息公开条例 第十四条"
    assert not says("datong", notice("datong", WINNERS, (organization(1, "award"),)), "list.withheld")


def test_an_entry_that_skipped_the_list_before_is_pointed_out() -> None:
    facts = lawful("yuncheng", WINNERS, entries=(organization(1, "award"), organization(2, "award")))
    assert not says("yuncheng", facts, "list.not_in_previous")
    shorter = change_prior(facts, CANDIDATES, entries=(organization(1, "award"),))
    (found,) = of_rule("yuncheng", shorter, "list.not_in_previous")
    assert "第2号" in found.message
    assert not says("yuncheng", replace(shorter, act=NoticeAct.RESTART), "list.not_in_previous")
