"""The decision against the concluded list it follows, and the money in it."""

from dataclasses import replace

import pytest

from cms.regulation.rules.facts import EntryFacts, PublicationFacts, StatedBonus
from tests.unit.cms.rules.builders import (
    CITIES,
    DECISION,
    WINNERS,
    change_prior,
    code,
    lawful,
    of_rule,
    organization,
    person,
    says,
    withheld,
)

RULES = (
    "decision.struck_named",
    "decision.never_publicised",
    "decision.entry_left_out",
    "decision.entry_altered",
)
LISTED = (organization(1, "award"), person(2, "award"))


def said(facts: PublicationFacts, city: str = "datong") -> list[str]:
    return [rule for rule in RULES if says(city, facts, rule)]


def decision(
    decided: tuple[EntryFacts, ...],
    listed: tuple[EntryFacts, ...] = LISTED,
    struck: frozenset[str] = frozenset(),
) -> PublicationFacts:
    facts = lawful("datong", DECISION, entries=decided)
    return change_prior(facts, WINNERS, entries=listed, struck=struck)


@pytest.mark.parametrize("city", CITIES)
def test_the_same_list_is_decided_upon(city: str) -> None:
    assert said(lawful(city, DECISION), city) == []


@pytest.mark.parametrize(
    ("entries", "rules"),
    [
        (LISTED, []),
        ((*LISTED, organization(3, "award")), ["decision.never_publicised"]),
        (LISTED[:1], ["decision.entry_left_out"]),
        ((organization(1, "nominee"), LISTED[1]), ["decision.entry_altered"]),
        ((organization(1, "award", uscc=code(8)), LISTED[1]), ["decision.entry_altered"]),
        ((organization(1, "award", district="他县"), LISTED[1]), []),
        ((replace(LISTED[0], key="typed-again"), LISTED[1]), []),
    ],
    ids=["same", "new", "left out", "other tier", "other code", "other district", "new key"],
)
def test_the_decision_keeps_to_the_list(entries: tuple[EntryFacts, ...], rules: list[str]) -> None:
    assert said(decision(entries)) == rules


def test_a_struck_entry_neither_returns_nor_is_missed() -> None:
    struck = frozenset({"person-2"})
    assert said(decision(LISTED, LISTED[:1], struck)) == ["decision.struck_named"]
    assert said(decision(LISTED[:1], LISTED[:1], struck)) == []


def test_a_withheld_entry_is_followed_by_its_key() -> None:
    secret = withheld(3, "award")
    assert said(decision((*LISTED, secret), (*LISTED, secret))) == []
    assert said(decision((*LISTED, secret))) == ["decision.never_publicised"]


def test_the_sentence_names_the_entry_and_the_gate() -> None:
    (found,) = of_rule("datong", decision((*LISTED, organization(3, "award"))), "decision.never_publicised")
    assert "第3号" in found.message
    assert found.articles == ("22",)
    assert found.overridable


@pytest.mark.parametrize(
    ("city", "tier", "kind", "cny", "differs"),
    [
        ("xinzhou", "award", "organization", 200_000, False),
        ("xinzhou", "award", "organization", 300_000, True),
        ("xinzhou", "award", "organization", None, True),
        ("xinzhou", "award", "individual", 30_000, False),
        ("xinzhou", "award", "individual", 20_000, True),
        ("xinzhou", "nominee", "organization", None, False),
        ("xinzhou", "nominee", "organization", 10_000, True),
        ("hohhot", "award", "organization", 1_000_000, False),
        ("hohhot", "award", "organization", 100_000, True),
        ("hohhot", "award", "individual", 100_000, False),
        ("hohhot", "award", "individual", 1, True),
        ("datong", "award", "organization", 500_000, False),
        ("yuncheng", "award", "individual", 10_000, True),
        ("yuncheng", "award", "organization", 10_000, False),
    ],
)
def test_the_money_of_the_measure(city: str, tier: str, kind: str, cny: int | None, differs: bool) -> None:
    make = {"organization": organization, "individual": person}[kind]
    bonuses = () if cny is None else (StatedBonus(tier=tier, kind=kind, cny=cny),)
    facts = lawful(city, DECISION, entries=(make(1, tier),), bonuses=bonuses)
    found = [v for v in of_rule(city, facts, "decision.bonus") if v.subject == f"{tier}.{kind}"]
    assert bool(found) is differs
    assert all(verdict.level == "warn" for verdict in found)


def test_no_money_is_missed_where_nobody_won() -> None:
    facts = lawful("xinzhou", DECISION, entries=())
    assert not says("xinzhou", facts, "decision.bonus")
