"""Earlier acts, replies, declarations, the secrecy review, the applicants' own publicity, eligibility."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cms.regulation.rules import check_publication, needed_acts
from cms.regulation.rules.acts import NO_STATE_SECRET, TRADE_SECRETS_MARKED, YEARS_RELAXED, nature_of
from cms.regulation.rules.consequences import grounds
from cms.regulation.rules.facts import (
    ActFacts,
    Declarations,
    EligibilityFacts,
    EntryFacts,
    Nature,
    OwnPublicity,
    PublicationFacts,
)
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    CALL,
    CANDIDATES,
    CITIES,
    DECISION,
    DONE_ON,
    NOW,
    PUBLISH_ON,
    REVOCATION,
    WINNERS,
    award,
    calendar,
    lawful,
    measure,
    of_rule,
    organization,
    person,
    says,
)


def without_act(facts: PublicationFacts, key: str) -> PublicationFacts:
    return replace(facts, acts=tuple(act for act in facts.acts if act.key != key))


REQUIRED = [
    (city, stage.key, act.key, act.optional)
    for city in CITIES
    for stage in measure(city).published_stages
    for act in stage.requires
]


@pytest.mark.parametrize(("city", "stage", "act", "optional"), REQUIRED)
def test_every_act_the_measure_puts_before_a_notice(city: str, stage: str, act: str, optional: bool) -> None:
    """A revocation is asked for its steps award by award, and those of a case only on a ground of that case."""
    (stated,) = (a for a in measure(city).stage(stage).requires if a.key == act)
    facts, rule, subject = lawful(city, stage), "act.optional" if optional else "act.required", act
    if facts.named_awards:
        ground = next(g for g in grounds(measure(city)) if not stated.cases or g.case.key in stated.cases)
        facts = lawful(city, stage, named_awards=(award("award-1", ground.key),))
        rule, subject = "revoke.steps", f"award-1.{act}"
    assert not says(city, facts, rule)
    (found,) = of_rule(city, without_act(facts, act), rule)
    assert found.subject == subject
    assert found.level == ("warn" if optional else "block")
    assert found.articles == tuple(stated.articles)
    assert stated.text in found.message


def test_there_are_such_acts_in_every_measure() -> None:
    assert {city for city, *_rest in REQUIRED} == set(CITIES)
    assert ("datong", ACCEPTANCE, "written_consultation_if_necessary", True) in REQUIRED
    assert ("yuncheng", CALL, "higher_approval", False) in REQUIRED


def test_an_act_the_data_make_firm_is_not_overridden() -> None:
    regulation = measure("datong")
    stage = regulation.stage(DECISION)
    firm = stage.model_copy(
        update={"requires": tuple(act.model_copy(update={"overridable": False}) for act in stage.requires)}
    )
    strict = regulation.model_copy(
        update={"stages": tuple(firm if s.key == DECISION else s for s in regulation.stages)}
    )
    facts = without_act(lawful("datong", DECISION), "government_decision")
    for measured, overridable in ((regulation, True), (strict, False)):
        found = [v for v in check_publication(measured, facts, calendar(), NOW) if v.rule == "act.required"]
        assert [verdict.overridable for verdict in found] == [overridable]


@pytest.mark.parametrize(
    ("cases", "needed"),
    [
        (frozenset({"fraud"}), {"government_decision"}),
        (frozenset({"later_event"}), {"verified", "committee_study", "government_decision"}),
        (frozenset(), {"verified", "committee_study", "government_decision"}),
    ],
)
def test_the_acts_of_a_revocation_depend_on_its_case(cases: frozenset[str], needed: set[str]) -> None:
    grounds = {"fraud": "fraud.fraud", "later_event": "later_event.major_accident"}
    named = tuple(award("award-1", grounds[case]) for case in cases)
    facts = lawful("hohhot", REVOCATION, acts=(), named_awards=named)
    rule = "revoke.steps" if named else "act.required"
    found = {verdict.subject.removeprefix("award-1.") for verdict in of_rule("hohhot", facts, rule)}
    assert found == needed


@pytest.mark.parametrize(("done", "later"), [(PUBLISH_ON, False), (dt.date(2026, 4, 9), True)])
def test_an_act_precedes_the_publication(done: dt.date, later: bool) -> None:
    act = ActFacts(key="lead_body_deliberation", done_on=done)
    facts = lawful("datong", WINNERS, acts=(act,))
    assert says("datong", facts, "act.done_later") is later
    assert says("datong", facts, "act.required") is later


BODIES = [
    ("datong", CANDIDATES, "公安", organization(1), True),
    ("datong", CANDIDATES, "税务", organization(1), True),
    ("datong", CANDIDATES, "组织人事", organization(1), False),
    ("datong", CANDIDATES, "组织人事", organization(1, uscc="12140000000000001X"), True),
    ("datong", CANDIDATES, "税务", organization(1, uscc="12140000000000001X"), False),
    ("datong", CANDIDATES, "税务", person(1, nature="enterprise"), True),
    ("datong", CANDIDATES, "纪检监察", person(1, nature="public_institution"), True),
    ("datong", CANDIDATES, "公安", person(1, nature="other"), True),
    ("xinzhou", WINNERS, "公安", organization(1, "award"), True),
    ("xinzhou", WINNERS, "市场监管", organization(1, "award"), False),
    ("yuncheng", CANDIDATES, "公安", organization(1), True),
    ("yuncheng", CANDIDATES, "市场监管", organization(1), True),
    ("datong", WINNERS, "公安", organization(1, "award"), False),
    ("taiyuan", WINNERS, "公安", organization(1, "award"), False),
]


@pytest.mark.parametrize(("city", "stage", "body", "entry", "needed"), BODIES)
def test_each_department_has_replied(
    city: str, stage: str, body: str, entry: EntryFacts, needed: bool
) -> None:
    facts = lawful(city, stage, entries=(entry,))
    assert not says(city, facts, "act.consulted")
    silent = replace(facts, replies=tuple(reply for reply in facts.replies if reply.body != body))
    assert [verdict.subject for verdict in of_rule(city, silent, "act.consulted")] == (
        [body] if needed else []
    )


def test_a_reply_after_the_publication_is_none() -> None:
    facts = lawful("datong", CANDIDATES)
    late = tuple(replace(reply, replied_on=dt.date(2026, 4, 9)) for reply in facts.replies)
    assert says("datong", replace(facts, replies=late), "act.consulted")


@pytest.mark.parametrize(
    ("entry", "nature"),
    [
        (organization(1), Nature.ENTERPRISE),
        (organization(1, uscc="11140000000000001X"), Nature.PUBLIC_INSTITUTION),
        (organization(1, uscc="12140000000000001X"), Nature.PUBLIC_INSTITUTION),
        (organization(1, uscc="52140000000000001X"), Nature.OTHER),
        (organization(1, uscc=""), Nature.UNKNOWN),
        (organization(1, uscc="", nature=Nature.OTHER), Nature.OTHER),
        (person(1, nature=Nature.UNKNOWN), Nature.UNKNOWN),
        (person(1, nature=Nature.PUBLIC_INSTITUTION), Nature.PUBLIC_INSTITUTION),
    ],
)
def test_what_an_applicant_is(entry: EntryFacts, nature: Nature) -> None:
    assert nature_of(entry) is nature
    facts = lawful("datong", CANDIDATES, entries=(entry,))
    assert says("datong", facts, "act.consultation_scope") is (nature is Nature.UNKNOWN)


@pytest.mark.parametrize(("city", "stage"), [("datong", CALL), ("hohhot", WINNERS), ("yuncheng", DECISION)])
def test_every_notice_is_reviewed_for_secrecy(city: str, stage: str) -> None:
    facts = lawful(city, stage)
    assert not says(city, facts, "act.secrecy_review")
    (found,) = of_rule(city, replace(facts, secrecy_review=None), "act.secrecy_review")
    assert found.law == "政府信息公开条例 第十七条"
    assert found.basis == "law"
    later = ActFacts(key="secrecy_review", done_on=dt.date(2026, 4, 9))
    assert says(city, replace(facts, secrecy_review=later), "act.secrecy_review")


@pytest.mark.parametrize(
    ("city", "articles"),
    [("datong", ("33",)), ("xinzhou", ("27",)), ("yuncheng", ("32",)), ("taiyuan", None), ("hohhot", None)],
)
@pytest.mark.parametrize("declared", [None, Declarations(ref=" ", made=0)])
def test_declarations_of_interest(
    city: str, articles: tuple[str, ...] | None, declared: Declarations | None
) -> None:
    facts = lawful(city, WINNERS)
    assert not says(city, facts, "act.interests")
    assert not says(city, facts, "act.interests_commitment")
    lacking = replace(facts, declarations=declared)
    stated = of_rule(city, lacking, "act.interests")
    promised = of_rule(city, lacking, "act.interests_commitment")
    assert [verdict.articles for verdict in stated] == ([] if articles is None else [articles])
    assert [verdict.basis for verdict in promised] == (["commitment"] if articles is None else [])


def test_a_call_needs_no_declarations() -> None:
    assert not says("datong", lawful("datong", CALL, declarations=None), "act.interests")


@pytest.mark.parametrize(
    ("city", "asked"),
    [("xinzhou", True), ("yuncheng", True), ("datong", False), ("taiyuan", False)],
)
@pytest.mark.parametrize(
    ("key", "rule"), [(NO_STATE_SECRET, "act.no_state_secret"), (TRADE_SECRETS_MARKED, "act.trade_secrets")]
)
def test_secrets_in_the_files(city: str, asked: bool, key: str, rule: str) -> None:
    facts = lawful(city, ACCEPTANCE)
    assert not says(city, facts, rule)
    found = of_rule(city, without_act(facts, key), rule)
    assert bool(found) is asked
    assert all(verdict.articles for verdict in found)
    assert not says(city, without_act(lawful(city, WINNERS), key), rule)


OWN = OwnPublicity(
    entry_key="org-1", first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 3, 6), no_objection=True
)


@pytest.mark.parametrize("city", ["xinzhou", "yuncheng"])
@pytest.mark.parametrize(
    ("own", "blocked"),
    [
        (OWN, False),
        (replace(OWN, last_day=dt.date(2026, 3, 5)), True),
        (replace(OWN, no_objection=False), True),
        (replace(OWN, entry_key="org-9"), True),
        (replace(OWN, last_day=PUBLISH_ON), True),
        (replace(OWN, first_day=dt.date(2002, 3, 4)), True),
        (None, True),
    ],
    ids=["held", "four days", "objection", "another's", "still running", "unknown year", "none"],
)
def test_applicants_ran_their_own_publicity(city: str, own: OwnPublicity | None, blocked: bool) -> None:
    facts = without_act(lawful(city, ACCEPTANCE, entries=(organization(1),)), "internal_publicity")
    found = of_rule(city, replace(facts, own_publicity=() if own is None else (own,)), "act.own_publicity")
    assert bool(found) is blocked
    assert all("不少于5个工作日" in verdict.message for verdict in found)


def test_own_publicity_may_be_on_record_for_the_whole_list_and_is_not_asked_elsewhere() -> None:
    assert not says("xinzhou", lawful("xinzhou", ACCEPTANCE), "act.own_publicity")
    assert not says("datong", lawful("datong", ACCEPTANCE, acts=()), "act.own_publicity")
    assert not says("xinzhou", lawful("xinzhou", WINNERS, acts=()), "act.own_publicity")


def eligible(city: str, stage: str, *found: EligibilityFacts, **changes: Any) -> PublicationFacts:
    """A first list without any check on record but those given."""
    facts = lawful(city, stage, **{"entries": (organization(1, "award"),), **changes})
    acts = tuple(act for act in facts.acts if "." not in act.key)
    return replace(facts, acts=acts, eligibility=found)


@pytest.mark.parametrize(
    ("city", "stage", "criterion", "record", "rule"),
    [
        ("datong", ACCEPTANCE, "operating_years", {"years": 3}, None),
        ("datong", ACCEPTANCE, "operating_years", {"years": 2}, "eligibility.unmet"),
        ("datong", ACCEPTANCE, "operating_years", {}, "eligibility.unchecked"),
        ("datong", ACCEPTANCE, "no_major_accident", {"met": True}, None),
        ("datong", ACCEPTANCE, "no_major_accident", {"met": False}, "eligibility.unmet"),
        ("datong", ACCEPTANCE, "no_major_accident", {}, "eligibility.unchecked"),
        ("yuncheng", ACCEPTANCE, "top_rank", {"rank": 3}, None),
        ("yuncheng", ACCEPTANCE, "top_rank", {"rank": 4}, "eligibility.unmet"),
        ("hohhot", WINNERS, "excellence_model_years", {"years": 0}, "eligibility.unmet"),
        ("hohhot", WINNERS, "self_report_data_years", {"met": True}, None),
        ("hohhot", WINNERS, "self_report_data_years", {"met": False}, "eligibility.document"),
        ("hohhot", WINNERS, "self_report_data_years", {}, "eligibility.document"),
    ],
)
def test_conditions_with_a_number_or_a_document(
    city: str, stage: str, criterion: str, record: dict[str, Any], rule: str | None
) -> None:
    facts = eligible(city, stage, EligibilityFacts(entry_key="org-1", criterion=criterion, **record))
    said = [
        name
        for name in ("eligibility.unmet", "eligibility.unchecked", "eligibility.document")
        for verdict in of_rule(city, facts, name)
        if verdict.subject == criterion
    ]
    assert said == ([] if rule is None else [rule])


def test_a_condition_nobody_recorded_is_pointed_out() -> None:
    assert says("datong", eligible("datong", ACCEPTANCE), "eligibility.unchecked")
    assert says("hohhot", eligible("hohhot", WINNERS), "eligibility.document")
    assert not says("datong", lawful("datong", ACCEPTANCE), "eligibility.unchecked")
    assert not says("datong", eligible("datong", WINNERS), "eligibility.unchecked")


def test_the_government_may_shorten_the_years_in_xinzhou_only() -> None:
    short = EligibilityFacts(entry_key="org-1", criterion="operating_years", years=1)
    relaxed = ActFacts(key=YEARS_RELAXED, done_on=DONE_ON)
    for city, waived in (("xinzhou", True), ("datong", False)):
        facts = eligible(city, ACCEPTANCE, short)
        assert says(city, facts, "eligibility.unmet")
        assert says(city, replace(facts, acts=(*facts.acts, relaxed)), "eligibility.unmet") is not waived


def test_the_acts_a_clerk_is_offered() -> None:
    offered = {act.key: act for act in needed_acts(measure("xinzhou"), ACCEPTANCE)}
    assert set(offered) == {
        "formal_check",
        "written_consultation",
        "internal_publicity",
        NO_STATE_SECRET,
        TRADE_SECRETS_MARKED,
        "organization.operating_years",
        "organization.no_major_accident",
        "individual.quality_work_years",
        YEARS_RELAXED,
    }
    assert offered["internal_publicity"].articles == ("13",)
    assert offered[TRADE_SECRETS_MARKED].optional
    assert not offered[NO_STATE_SECRET].optional
    with pytest.raises(KeyError):
        needed_acts(measure("xinzhou"), "no_such_stage")
