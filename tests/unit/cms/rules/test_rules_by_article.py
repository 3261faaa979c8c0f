"""Every checked rule of the index: kept, nothing is said; broken, its verdict comes, as hard as the index says and on
its own article. Rules that are kept by construction are tried as well.
"""

import datetime as dt
from dataclasses import replace

import pytest

from cms.regulation.rules import check_new_edition
from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.facts import ActFacts, EntryFacts, StatedBonus
from cms.regulation.rules.proceedings import NewEditionFacts
from tests.rule_table.index import IndexRow, rows
from tests.rule_table.places import follow
from tests.rule_table.table import UNCHECKED, table_row
from tests.unit.cms.rules.breaches import breaches
from tests.unit.cms.rules.builders import (
    DECISION,
    NOW,
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

LAUNCH = "yuncheng.4.launch_approval"
STRICTER = {"yuncheng.4.call_entry": "block"}
"""Rules that stop where the index warns: the call waits for the approval of the province unless a reason is published."""

CHECKS = {row.id: row for row in rows() if row.level and row.id not in UNCHECKED}


@pytest.mark.parametrize("row", CHECKS.values(), ids=CHECKS)
def test_breaking_it_brings_the_verdict(row: IndexRow) -> None:
    levels = set()
    places = [follow(measure(row.city), path) for path in table_row(row).data]
    given = {*row.articles, *(ref for place in places for ref in place.articles)}
    for breach in breaches(row):
        stage = breach.facts.stage_key
        if measure(row.city).stage(stage).published_here:
            assert not says(row.city, breach.kept or lawful(row.city, stage), breach.rule)
        found = [v for v in of_rule(row.city, breach.facts, breach.rule) if breach.subject in (v.subject, "")]
        assert found, breach
        for verdict in found:
            assert verdict.basis == "measure"
            # On the article of the rule, and on none that the document does not give for it.
            assert set(verdict.articles) & set(row.articles)
            assert set(verdict.articles) <= given
            levels.add(str(verdict.level))
    expected = STRICTER.get(row.id, row.level)
    assert expected in levels
    assert levels <= {expected, "warn"}


@pytest.mark.parametrize("done_on", [None, dt.date(2026, 4, 9), dt.date(2026, 4, 8)])
def test_yuncheng_opens_an_edition_only_with_the_approval_on_record(done_on: dt.date | None) -> None:
    (row,) = (row for row in rows() if row.id == LAUNCH)
    acts = () if done_on is None else (ActFacts(key="higher_approval", done_on=done_on),)
    facts = NewEditionFacts(number=1, year=2026, opens_on=dt.date(2026, 4, 8), acts=acts)
    found = [
        v for v in check_new_edition(measure("yuncheng"), facts, NOW) if v.rule == "edition.launch_approval"
    ]
    assert [(str(v.level), v.articles) for v in found] == (
        [] if done_on == facts.opens_on else [("block", row.articles)]
    )


def _tiers(row: IndexRow) -> None:
    """The measure's tiers, as many as the index says, and no other."""
    tiers = [tier.key for tier in measure(row.city).award.tiers]
    assert len(tiers) == int(row.what.partition(" ")[0])
    for key, wrong in [*((key, False) for key in tiers), ("bronze", True), ("", True)]:
        assert (
            says(row.city, lawful(row.city, WINNERS, entries=(organization(1, key),)), "list.tier") is wrong
        )
    if len(tiers) == 1:
        assert says(row.city, lawful(row.city, WINNERS, entries=(organization(1, "nominee"),)), "list.tier")


def _vacancy(row: IndexRow) -> None:
    """A list of winners may be empty, and the vacancy is announced with the clause."""
    facts = lawful(row.city, DECISION, entries=())
    assert not says(row.city, facts, "list.empty")
    found = of_rule(row.city, facts, "list.vacant")
    assert len(found) == len(measure(row.city).award.tiers)
    assert all(verdict.articles == row.articles and row.passages[0] in verdict.message for verdict in found)


def _cycle(row: IndexRow) -> None:
    """Editions are numbered one after another and as many years apart as the measure says."""
    years = measure(row.city).award.cycle.years
    for number, year, said in (
        (4, 2026 + years, set()),
        (5, 2026 + years, {"edition.number"}),
        (4, 2026 + years + 1, {"edition.cycle"}),
    ):
        facts = NewEditionFacts(
            number=number,
            year=year,
            opens_on=dt.date(2026, 4, 8),
            last_number=3,
            last_year=2026,
            last_decided=True,
        )
        found = [
            v
            for v in check_new_edition(measure(row.city), facts, NOW)
            if v.rule in ("edition.number", "edition.cycle")
        ]
        assert {verdict.rule for verdict in found} == said
        assert all(verdict.articles == row.articles for verdict in found)


def _nominee(row: IndexRow) -> None:
    """Who won the lower tier stands on the next list without a word; who won the higher one does not."""
    for tier, barred in (("nominee", False), ("award", True)):
        won = PastAward(
            edition_number=2, tier=tier, kind="organization", name="第1号制造有限公司（示例）", uscc=code(1)
        )
        assert says(row.city, lawful(row.city, WINNERS, past_awards=(won,)), "bar.reapplication") is barred


def _unpaid(row: IndexRow) -> None:
    """Where the measure gives no money, a decision that states some is pointed out."""
    for place in row.what.partition(":")[0].split(", "):
        tier, kind = place.split(".")
        entry: EntryFacts = (organization if kind == "organization" else person)(1, tier)
        facts = lawful(row.city, DECISION, entries=(entry,))
        assert not [v for v in of_rule(row.city, facts, "decision.bonus") if v.subject == place]
        paid = replace(facts, bonuses=(StatedBonus(tier=tier, kind=kind, cny=1),))
        (found,) = [v for v in of_rule(row.city, paid, "decision.bonus") if v.subject == place]
        assert found.articles == row.articles


def _secret(row: IndexRow) -> None:
    """A withheld entry is counted with the article, and refused as soon as it tells anything."""
    facts = lawful(row.city, WINNERS, entries=(organization(1, "award"), withheld(2, "award")))
    (found,) = of_rule(row.city, facts, "list.withheld")
    assert found.articles == row.articles
    assert not says(row.city, facts, "list.withheld_named")
    named = replace(facts, entries=(facts.entries[0], replace(facts.entries[1], name="示例公司（示例）")))
    assert says(row.city, named, "list.withheld_named")


KEPT = {
    "tiers": _tiers,
    "vacancy": _vacancy,
    "cycle": _cycle,
    "nominee_may_reapply": _nominee,
    "bonus_none": _unpaid,
    "state_secret": _secret,
}
CONSTRUCTED = {row.id: row for row in rows() if row.slug in KEPT and not row.level}


@pytest.mark.parametrize("row", CONSTRUCTED.values(), ids=CONSTRUCTED)
def test_it_is_kept_by_construction(row: IndexRow) -> None:
    KEPT[row.slug](row)
