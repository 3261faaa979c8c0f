"""Order, gate, publisher, media: truth tables over the five measures."""

from dataclasses import replace

import pytest

from cms.regulation.rules.facts import EditionState, NoticeAct, PriorNotice
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    CALL,
    CANDIDATES,
    CITIES,
    DECISION,
    REVOCATION,
    WINNERS,
    blocks,
    change_prior,
    lawful,
    measure,
    of_rule,
    organization,
    rules_under,
    says,
    without_prior,
)

PUBLISHED = [(city, stage.key) for city in CITIES for stage in measure(city).published_stages]


@pytest.mark.parametrize(("city", "stage"), PUBLISHED)
def test_a_lawful_notice_of_every_stage_is_not_blocked(city: str, stage: str) -> None:
    assert blocks(city, lawful(city, stage)) == set()


@pytest.mark.parametrize(
    ("city", "stage", "internal"),
    [
        ("taiyuan", "candidate_list", True),
        ("hohhot", "candidate_list", True),
        ("hohhot", "rectification_notice", True),
        ("xinzhou", "internal_publicity", True),
        ("yuncheng", "internal_publicity", True),
        ("datong", CANDIDATES, False),
        ("yuncheng", CANDIDATES, False),
    ],
)
def test_an_internal_list_is_never_published(city: str, stage: str, internal: bool) -> None:
    found = of_rule(city, lawful(city, stage), "stage.internal")
    assert bool(found) is internal
    if internal:
        assert not found[0].overridable
        assert found[0].articles == tuple(measure(city).stage(stage).articles)


def test_an_unknown_stage_is_the_only_thing_said() -> None:
    facts = replace(lawful("datong", CALL), stage_key="no_such_stage")
    assert [verdict.rule for verdict in of_rule("datong", facts, "stage.unknown")] == ["stage.unknown"]
    assert blocks("datong", facts) == {"stage.unknown"}


@pytest.mark.parametrize(
    ("city", "stage", "earlier", "rule"),
    [
        ("datong", ACCEPTANCE, CALL, "stage.order"),
        ("datong", CANDIDATES, ACCEPTANCE, "stage.order"),
        ("datong", WINNERS, CANDIDATES, "stage.order"),
        ("taiyuan", WINNERS, ACCEPTANCE, "stage.order"),
        ("hohhot", WINNERS, CALL, "stage.order"),
        ("datong", REVOCATION, DECISION, "stage.order"),
        ("yuncheng", WINNERS, CANDIDATES, "gate.not_passed"),
        *((city, DECISION, WINNERS, "gate.not_passed") for city in CITIES),
    ],
)
def test_a_stage_waits_for_the_published_one_before_it(
    city: str, stage: str, earlier: str, rule: str
) -> None:
    facts = lawful(city, stage)
    assert not says(city, facts, rule)
    found = of_rule(city, without_prior(facts, earlier), rule)
    assert [verdict.subject for verdict in found] == [earlier]
    assert found[0].overridable is (rule == "stage.order")


@pytest.mark.parametrize(
    ("change", "missing"),
    [({"sealed": False}, True), ({"ended": True}, True), ({}, False)],
    ids=["not sealed", "ended", "standing"],
)
def test_only_a_standing_sealed_notice_counts(change: dict[str, bool], missing: bool) -> None:
    facts = change_prior(lawful("datong", ACCEPTANCE), CALL, **change)
    assert says("datong", facts, "stage.order") is missing


@pytest.mark.parametrize(
    ("city", "stage", "earlier", "rule"),
    [
        ("datong", CANDIDATES, ACCEPTANCE, "stage.unconcluded"),
        ("datong", WINNERS, CANDIDATES, "stage.unconcluded"),
        ("taiyuan", WINNERS, ACCEPTANCE, "stage.unconcluded"),
        ("yuncheng", WINNERS, CANDIDATES, "gate.not_passed"),
        ("hohhot", DECISION, WINNERS, "gate.not_passed"),
    ],
)
def test_a_stage_waits_until_every_parallel_notice_is_concluded(
    city: str, stage: str, earlier: str, rule: str
) -> None:
    facts = lawful(city, stage)
    assert not says(city, facts, rule)
    county = PriorNotice(stage_key=earlier, publisher="county_regulator", publisher_name="示例县局（示例）")
    found = of_rule(city, replace(facts, prior=(*facts.prior, county)), rule)
    assert len(found) == 1
    assert measure(city).stage(earlier).name in found[0].message
    other = {"stage.unconcluded": "gate.not_passed", "gate.not_passed": "stage.unconcluded"}[rule]
    assert not says(city, replace(facts, prior=(*facts.prior, county)), other)


def test_the_unconcluded_bodies_are_named() -> None:
    facts = lawful("datong", WINNERS)
    county = PriorNotice(
        stage_key=CANDIDATES, publisher="county_regulator", publisher_name="示例县局（示例）"
    )
    (found,) = of_rule("datong", replace(facts, prior=(*facts.prior, county)), "stage.unconcluded")
    assert "示例县局（示例）" in found.message
    assert found.articles == ("20",)


@pytest.mark.parametrize(
    ("city", "stage", "earlier"), [("datong", WINNERS, CANDIDATES), ("hohhot", DECISION, WINNERS)]
)
@pytest.mark.parametrize("provisional", [True, False])
def test_a_provisional_window_holds_the_gate_whatever_the_reason(
    city: str, stage: str, earlier: str, provisional: bool
) -> None:
    facts = change_prior(lawful(city, stage), earlier, provisional=provisional)
    found = of_rule(city, facts, "gate.provisional")
    assert bool(found) is provisional
    assert not any(verdict.overridable for verdict in found)


@pytest.mark.parametrize(
    ("city", "stage", "earlier", "rule", "articles"),
    [
        ("datong", DECISION, WINNERS, "gate.no_objection", ("22",)),
        ("taiyuan", DECISION, WINNERS, "gate.no_objection", ("18(9)",)),
        ("xinzhou", DECISION, WINNERS, "gate.no_objection", ("18",)),
        ("hohhot", DECISION, WINNERS, "gate.no_objection", ("19",)),
        ("yuncheng", DECISION, WINNERS, "gate.no_objection", ("21",)),
        ("yuncheng", WINNERS, CANDIDATES, "gate.no_objection", ("20",)),
        ("datong", WINNERS, CANDIDATES, "gate.commitment", ()),
        ("datong", CANDIDATES, ACCEPTANCE, "gate.commitment", ()),
        ("taiyuan", WINNERS, ACCEPTANCE, "gate.commitment", ()),
        ("xinzhou", WINNERS, ACCEPTANCE, "gate.commitment", ()),
        ("yuncheng", CANDIDATES, ACCEPTANCE, "gate.commitment", ()),
    ],
)
def test_an_open_objection_holds_the_gate_as_worded_or_as_commitment(
    city: str, stage: str, earlier: str, rule: str, articles: tuple[str, ...]
) -> None:
    facts = lawful(city, stage)
    assert not says(city, facts, "gate.no_objection")
    assert not says(city, facts, "gate.commitment")
    (found,) = of_rule(city, change_prior(facts, earlier, held=True), rule)
    assert found.articles == articles
    assert found.overridable is (rule == "gate.commitment")
    assert found.basis == ("commitment" if rule == "gate.commitment" else "measure")
    assert "件异议" not in found.message


def test_one_body_publishes_a_stage_once_but_several_bodies_may() -> None:
    facts = lawful("datong", CANDIDATES, publisher_name="甲县市场监管局（示例）")
    same = PriorNotice(
        stage_key=CANDIDATES, publisher="county_regulator", publisher_name="甲县市场监管局（示例）"
    )
    other = replace(same, publisher_name="乙县市场监管局（示例）")
    assert says("datong", replace(facts, parallel=(same,)), "stage.repeated")
    assert not says("datong", replace(facts, parallel=(replace(same, ended=True),)), "stage.repeated")
    assert not says("datong", replace(facts, parallel=(other,)), "stage.repeated")


def test_the_stated_body_publishes() -> None:
    facts = lawful("datong", WINNERS)
    assert not says("datong", facts, "stage.publisher")
    (found,) = of_rule("datong", replace(facts, publisher_body="government"), "stage.publisher")
    assert "大同市标准化和质量强市领导小组办公室" in found.message


@pytest.mark.parametrize(
    ("body", "reason", "asked"),
    [
        ("county_regulator", "", False),
        ("office", "", True),
        ("office", " ", True),
        ("office", "代县级局发布", False),
    ],
)
def test_an_unstated_body_is_changed_with_a_reason(body: str, reason: str, asked: bool) -> None:
    facts = lawful("datong", CANDIDATES, publisher_body=body, publisher_reason=reason)
    assert says("datong", facts, "stage.publisher_reason") is asked
    assert not says("datong", facts, "stage.publisher")


@pytest.mark.parametrize(
    ("city", "stage", "articles"),
    [
        ("taiyuan", WINNERS, ("18(8)",)),
        ("hohhot", WINNERS, ("19",)),
        ("hohhot", CALL, ("16",)),
        ("datong", WINNERS, None),
    ],
)
def test_a_worded_channel_asks_for_the_medium(
    city: str, stage: str, articles: tuple[str, ...] | None
) -> None:
    assert not says(city, lawful(city, stage), "stage.media")
    found = of_rule(city, lawful(city, stage, media=" "), "stage.media")
    assert [verdict.articles for verdict in found] == ([] if articles is None else [articles])


@pytest.mark.parametrize(("size", "asked"), [(None, True), (2, True), (3, False), (5, False), (6, True)])
def test_a_panel_has_three_to_five_members_in_hohhot_only(size: int | None, asked: bool) -> None:
    assert says("hohhot", lawful("hohhot", WINNERS, panel_size=size), "stage.panel_size") is asked
    assert not says("datong", lawful("datong", WINNERS, panel_size=size), "stage.panel_size")


@pytest.mark.parametrize(
    ("act", "state", "rule"),
    [
        (NoticeAct.ORIGINAL, EditionState.POSTPONED, "edition.postponed"),
        (NoticeAct.RESTART, EditionState.POSTPONED, "edition.postponed"),
        (NoticeAct.ORIGINAL, EditionState.ENDED, "edition.ended"),
        (NoticeAct.EXTENSION, EditionState.ENDED, "edition.ended"),
    ],
)
def test_an_edition_that_stands_still_takes_no_notice(act: NoticeAct, state: EditionState, rule: str) -> None:
    facts = lawful("datong", WINNERS, act=act, edition_state=state)
    assert says("datong", facts, rule)
    assert not says("datong", replace(facts, edition_state=EditionState.RUNNING), rule)
    correction = replace(facts, act=NoticeAct.CORRECTION)
    assert not says("datong", correction, rule)


def test_an_award_may_be_revoked_after_its_edition_was_ended() -> None:
    facts = lawful("datong", REVOCATION, edition_state=EditionState.ENDED)
    assert not says("datong", facts, "edition.ended")


def test_an_entrusted_third_party_is_named() -> None:
    facts = lawful("datong", WINNERS, third_party_entrusted=True)
    (found,) = of_rule("datong", facts, "third_party.unnamed")
    assert found.articles == ("9",)
    named = replace(facts, third_party="示例评价中心（示例）")
    assert not says("datong", named, "third_party.unnamed")
    assert not says("datong", named, "third_party.unstated")


def test_a_third_party_is_questioned_where_the_measure_is_silent() -> None:
    facts = lawful("hohhot", WINNERS)
    assert not says("hohhot", facts, "third_party.unstated")
    assert says("hohhot", replace(facts, third_party="示例评价中心（示例）"), "third_party.unstated")


def test_a_measure_that_rules_out_third_parties_is_obeyed() -> None:
    regulation = measure("datong")
    rule = regulation.instrument.third_party_review
    assert rule is not None
    instrument = regulation.instrument.model_copy(
        update={"third_party_review": rule.model_copy(update={"allowed": False})}
    )
    strict = regulation.model_copy(update={"instrument": instrument})
    facts = lawful("datong", WINNERS, third_party_entrusted=True, third_party="示例评价中心（示例）")
    assert "third_party.not_allowed" in rules_under(strict, facts)
    assert "third_party.not_allowed" not in rules_under(regulation, facts)


def test_the_call_carries_no_list() -> None:
    facts = lawful("datong", CALL)
    assert not says("datong", facts, "list.unexpected")
    assert says("datong", replace(facts, entries=(organization(1),)), "list.unexpected")
