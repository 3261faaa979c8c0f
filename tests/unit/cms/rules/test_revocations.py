"""The rules on withdrawing awards and giving them back, by the printed articles and one slip at a time."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cms.register import Status
from cms.regulation.rules.award_facts import NamedAward
from cms.regulation.rules.facts import ActFacts, AmendedNotice, NoticeAct, PublicationFacts
from cms.regulation.rules.revocations import ANNULMENT, STATEMENT
from cms.regulation.rules.verdicts import Verdict
from tests.unit.cms.rules.builders import (
    DONE_ON,
    PUBLISH_ON,
    REVOCATION,
    award,
    blocks,
    lawful,
    measure,
    of_rule,
    says,
)
from tests.unit.cms.rules.revocation_expectations import CONDITIONS, GROUNDS, STEPS, Ground

FIRST = {ground.city: ground for ground in reversed(GROUNDS)}
CITIES = tuple(dict.fromkeys(ground.city for ground in GROUNDS))
by_key = "{0.city}-{0.key}".format


def revoking(city: str, *named: NamedAward, **changes: Any) -> PublicationFacts:
    """A lawful announcement that names these awards."""
    return lawful(city, REVOCATION, named_awards=named or (award("award-1", FIRST[city].key),), **changes)


def reinstating(city: str, *named: NamedAward, **changes: Any) -> PublicationFacts:
    """A lawful reinstatement of an award that the amended announcement revoked."""
    given_back = named or (award("award-1", status=Status.REVOKED, by_amended=True),)
    return lawful(
        city,
        REVOCATION,
        **{
            "act": NoticeAct.REINSTATEMENT,
            "named_awards": given_back,
            "reason": "复议决定撤销了原决定（示例）。",
            "acts": tuple(ActFacts(key=ANNULMENT, done_on=DONE_ON, subject=n.record) for n in given_back),
            "remedies_text": "",
            "amends": AmendedNotice(
                stage_key=REVOCATION,
                publisher=measure(city).stage(REVOCATION).publisher,
                published_on=dt.date(2026, 3, 2),
            ),
        }
        | changes,
    )


def the(city: str, facts: PublicationFacts, rule: str) -> Verdict:
    """The only verdict of a rule."""
    (only,) = of_rule(city, facts, rule)
    return only


@pytest.mark.parametrize("ground", GROUNDS, ids=map(by_key, GROUNDS))
def test_an_announcement_with_everything_on_record_is_not_refused(ground: Ground) -> None:
    for kind in sorted(ground.subjects):
        facts = revoking(ground.city, award("award-1", ground.key, kind=kind))
        assert blocks(ground.city, facts) == set()
    assert blocks(ground.city, reinstating(ground.city)) == set()


@pytest.mark.parametrize("ground", GROUNDS, ids=map(by_key, GROUNDS))
def test_each_step_of_the_article_is_on_record_for_each_award(ground: Ground) -> None:
    wanted = STEPS[ground.city, ground.key.partition(".")[0]]
    named = (award("award-1", ground.key, kind=ground.kind), award("award-2", ground.key, kind=ground.kind))
    facts = revoking(ground.city, *named)
    bare = replace(facts, acts=tuple(act for act in facts.acts if act.key == STATEMENT))
    said = of_rule(ground.city, bare, "revoke.steps")
    assert {v.subject for v in said} == {f"{n.record}.{key}" for n in named for key in wanted}
    for verdict in said:
        assert wanted[verdict.subject.partition(".")[2]] in verdict.articles
        assert (verdict.level, verdict.overridable) == ("block", True)
    # On record for one award, a step says nothing of the other; recorded for a later day, it says nothing at all.
    for key in wanted:
        one = replace(
            bare, acts=(*bare.acts, ActFacts(key=key, done_on=PUBLISH_ON, subject="award-1", note="示例"))
        )
        assert f"award-1.{key}" not in {v.subject for v in of_rule(ground.city, one, "revoke.steps")}
        assert f"award-2.{key}" in {v.subject for v in of_rule(ground.city, one, "revoke.steps")}
        late = replace(
            bare, acts=(ActFacts(key=key, done_on=PUBLISH_ON + dt.timedelta(days=1), subject="award-1"),)
        )
        assert f"award-1.{key}" in {v.subject for v in of_rule(ground.city, late, "revoke.steps")}
        # Recorded for the whole notice, it is recorded for nobody.
        general = replace(bare, acts=(*bare.acts, ActFacts(key=key, done_on=DONE_ON)))
        assert f"award-1.{key}" in {v.subject for v in of_rule(ground.city, general, "revoke.steps")}


@pytest.mark.parametrize("city", CITIES)
def test_the_party_was_heard(city: str) -> None:
    """No article words it; due process asks for it, and the portal says that it is its own commitment."""
    facts = revoking(city)
    assert not says(city, facts, "revoke.statement")
    unheard = replace(facts, acts=tuple(act for act in facts.acts if act.key != STATEMENT))
    verdict = the(city, unheard, "revoke.statement")
    assert (verdict.subject, verdict.basis) == (f"award-1.{STATEMENT}", "commitment")
    assert not says(city, reinstating(city), "revoke.statement")


@pytest.mark.parametrize("ground", GROUNDS, ids=map(by_key, GROUNDS))
def test_a_ground_reaches_only_whom_its_article_names(ground: Ground) -> None:
    for kind in ("organization", "individual", "team"):
        facts = revoking(ground.city, award("award-1", ground.key, kind=kind))
        found = of_rule(ground.city, facts, "revoke.subject")
        assert bool(found) is (kind not in ground.subjects)
        assert all(ground.ban_article in ("", *v.articles) for v in found)


@pytest.mark.parametrize("ground", GROUNDS, ids=map(by_key, GROUNDS))
def test_a_condition_of_the_article_is_pointed_out(ground: Ground) -> None:
    facts = revoking(ground.city, award("award-1", ground.key, kind=ground.kind))
    words = CONDITIONS.get((ground.city, ground.key.partition(".")[0]))
    found = of_rule(ground.city, facts, "revoke.condition")
    assert [(words or "") in v.message for v in found] == ([True] if words else [])
    assert all(str(v.level) == "warn" for v in found)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("act", [NoticeAct.ORIGINAL, NoticeAct.REINSTATEMENT])
def test_what_the_announcement_names_is_in_the_register_once(city: str, act: NoticeAct) -> None:
    maker = revoking if act is NoticeAct.ORIGINAL else reinstating
    facts = maker(city)
    for rule in ("revoke.nothing_named", "revoke.unknown_award", "revoke.named_twice"):
        assert not says(city, facts, rule)
    nothing = replace(facts, named_awards=())
    assert the(city, nothing, "revoke.nothing_named").subject == "revocations"
    (named,) = facts.named_awards
    twice = replace(facts, named_awards=(named, named))
    assert the(city, twice, "revoke.named_twice").subject == "award-1"
    unknown = replace(facts, named_awards=(NamedAward(record="no-such", known=False),))
    assert the(city, unknown, "revoke.unknown_award").subject == "no-such"
    # Nothing else is said of an award that is not there.
    assert {v for v in blocks(city, unknown) if v.startswith(("revoke", "reinstate"))} == {
        "revoke.unknown_award"
    }


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("ground", ["", "no_such", "single", "later_event.no_such"])
def test_the_ground_is_one_of_the_measures_own(city: str, ground: str) -> None:
    assert not says(city, revoking(city), "revoke.ground")
    verdict = the(city, revoking(city, award("award-1", ground)), "revoke.ground")
    assert verdict.subject == "award-1"
    assert verdict.articles == {
        "datong": ("31",), "taiyuan": ("25", "27"), "xinzhou": ("26",), "hohhot": ("22", "24"), "yuncheng": ("30",),
    }[city]  # fmt: skip
    # As long as no ground is chosen, the steps of every case are asked for.
    every = {key for (code, _case), steps in STEPS.items() if code == city for key in steps}
    bare = revoking(city, award("award-1", ground), acts=())
    assert {v.subject for v in of_rule(city, bare, "revoke.steps")} == {f"award-1.{key}" for key in every}


@pytest.mark.parametrize(
    ("status", "refused", "warned"),
    [
        (Status.VALID, False, False),
        (Status.EXPIRED, False, True),
        (Status.REVOKED, True, False),
        (Status.STRUCK, True, False),
    ],
)
def test_what_was_taken_away_is_not_taken_away_again(status: Status, refused: bool, warned: bool) -> None:
    facts = revoking("hohhot", award("award-1", "later_event.major_accident", status=status))
    assert says("hohhot", facts, "revoke.not_standing") is refused
    assert says("hohhot", facts, "revoke.expired") is warned


@pytest.mark.parametrize(
    ("finding", "missing"), [("", True), ("  ", True), ("经查，材料不实（示例）。", False)]
)
def test_the_public_learns_what_was_found(finding: str, missing: bool) -> None:
    facts = revoking("datong", award("award-1", "single.fraud", finding=finding))
    assert says("datong", facts, "revoke.finding") is missing


@pytest.mark.parametrize("city", CITIES)
def test_remedies_are_printed(city: str) -> None:
    assert not says(city, revoking(city), "revoke.remedies")
    verdict = the(city, revoking(city, remedies_text=" "), "revoke.remedies")
    assert verdict.law == "行政复议法 第二十条；行政诉讼法 第四十六条"
    assert verdict.basis == "law"


CONSEQUENCES = {
    "datong": ("single.fraud", "“第1届第1号”被撤销后，第5届（含）之前不得申报。", "31"),
    "taiyuan": ("fraud.fraud", "“第1届第1号”被撤销后，第6届（含）之前不得申报。", "25"),
    "xinzhou": ("single.major_accident", "“第1届第1号”被撤销后，第5届（含）之前不得申报。", "26"),
    "hohhot": ("later_event.export_incident", "“第1届第1号”被撤销后，2031年4月7日（含）之前不得申报。", "24"),
    "yuncheng": ("single.serious_illegality", "“第1届第1号”被撤销后，第5届（含）之前不得申报。", "30"),
}
"""The third edition began in the year of the revocation, signed on 8 April 2026."""


@pytest.mark.parametrize("city", CITIES)
def test_the_office_sees_until_when_the_holder_is_barred(city: str) -> None:
    ground, sentence, article = CONSEQUENCES[city]
    verdict = the(city, revoking(city, award("award-1", ground)), "revoke.consequences")
    assert (verdict.message, verdict.articles, str(verdict.level)) == (sentence, (article,), "note")
    assert not says(city, reinstating(city), "revoke.consequences")


def test_a_ground_without_a_ban_says_so() -> None:
    verdict = the("hohhot", revoking("hohhot", award("award-1", "fraud.fraud")), "revoke.consequences")
    assert verdict.message == "“第1届第1号”被撤销后，办法没有规定不得申报的期限。"
    assert verdict.articles == ("22",)


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        (None, "2031年4月7日"),
        (dt.date(2026, 4, 1), "2031年3月31日"),
        (dt.date(2024, 2, 29), "2029年2月28日"),
    ],
)
def test_a_ban_in_years_runs_from_the_day_of_the_decision(signed: dt.date | None, last: str) -> None:
    """Signed on no day, the day of publication counts."""
    facts = revoking("hohhot", award("award-1", "later_event.major_accident"), signed_date=signed)
    assert last in the("hohhot", facts, "revoke.consequences").message


@pytest.mark.parametrize("ground", GROUNDS, ids=map(by_key, GROUNDS))
def test_a_beginning_the_article_leaves_open_is_named_a_reading(ground: Ground) -> None:
    facts = revoking(ground.city, award("award-1", ground.key, kind=ground.kind))
    found = of_rule(ground.city, facts, "revoke.start_unstated")
    assert bool(found) is (bool(ground.ban) and not ground.counted_from)
    assert all(v.articles == (ground.ban_article,) for v in found)
    assert all(("下一届" in v.message) is (ground.ban == "3 cycles") for v in found)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(
    ("status", "by_amended", "refused"),
    [
        (Status.REVOKED, True, False),
        (Status.REVOKED, False, True),
        (Status.VALID, True, True),
        (Status.EXPIRED, False, True),
        (Status.STRUCK, True, True),
    ],
)
def test_only_what_the_announcement_revoked_is_given_back(
    city: str, status: Status, by_amended: bool, refused: bool
) -> None:
    facts = reinstating(city, award("award-1", status=status, by_amended=by_amended))
    assert says(city, facts, "reinstate.not_revoked") is refused
    assert not says(city, revoking(city), "reinstate.not_revoked")


@pytest.mark.parametrize(
    ("act", "refused"),
    [
        (ActFacts(key=ANNULMENT, done_on=DONE_ON, subject="award-1"), False),
        (ActFacts(key=ANNULMENT, done_on=PUBLISH_ON, subject="award-1"), False),
        (ActFacts(key=ANNULMENT, done_on=PUBLISH_ON + dt.timedelta(days=1), subject="award-1"), True),
        (ActFacts(key=ANNULMENT, done_on=DONE_ON, subject="award-2"), True),
        (ActFacts(key=STATEMENT, done_on=DONE_ON, subject="award-1"), True),
    ],
)
def test_it_is_on_record_who_took_the_revocation_back(act: ActFacts, refused: bool) -> None:
    found = of_rule("datong", reinstating("datong", acts=(act,)), "reinstate.annulment")
    assert [v.subject for v in found] == ([f"award-1.{ANNULMENT}"] if refused else [])


def test_a_reinstatement_asks_for_no_step_of_a_revocation() -> None:
    """No ground, finding, remedy or step again: the same names, and who annulled it."""
    assert blocks("hohhot", reinstating("hohhot", acts=())) == {"reinstate.annulment"}
