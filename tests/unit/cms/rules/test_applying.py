"""May this applicant stand in that edition? Three answers, each with what it rests on; the same bars as for a list."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.regulation.rules.applying import Answer, AnswerKind, may_apply
from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.facts import BarCount
from tests.unit.cms.rules.builders import (
    CITIES,
    WINNERS,
    code,
    lawful,
    measure,
    of_rule,
    organization,
    person,
    says,
)

BARS = {"datong": "12", "taiyuan": "6", "xinzhou": "11", "yuncheng": "13"}
"""The article that keeps a winner out of the two editions that follow; Hohhot has none."""

NAME, UNIT = "第1号制造有限公司（示例）", "第1号制造有限公司（示例）"
WON = PastAward(
    edition_number=2, tier="award", kind="organization", name=NAME, uscc=code(1), record="x-2-abc"
)
BANNED = replace(WON, revoked=True, articles=("26",), barred_through_edition=5)
PERSON = PastAward(
    edition_number=2, tier="award", kind="individual", name="示例人1", unit=UNIT, record="x-2-def"
)
EDITION_BEGINS = dt.date(2026, 1, 5)


def ask(city: str, *awards: PastAward, **asked: Any) -> Answer:
    """The answer for the organisation that won, about the third edition, with a complete history, unless told otherwise."""
    return may_apply(
        measure(city),
        **{
            "kind": "organization",
            "name": NAME,
            "uscc": code(1),
            "awards": awards,
            "edition_number": 3,
            "day": EDITION_BEGINS,
            "history_complete": True,
            "counts_from": BarCount.NEXT_EDITION,
        }
        | asked,
    )


@pytest.mark.parametrize("city", CITIES)
def test_nothing_found_is_never_called_a_permission(city: str) -> None:
    answer = ask(city)
    assert (answer.kind, answer.edition_number, answer.findings) == (AnswerKind.NONE_FOUND, 3, ())
    assert {str(kind) for kind in AnswerKind} == {"limited", "none_found", "cannot_tell"}


@pytest.mark.parametrize("city", CITIES)
def test_a_history_not_declared_complete_answers_nothing(city: str) -> None:
    answer = ask(city, history_complete=False)
    assert answer.kind is AnswerKind.CANNOT_TELL
    assert [f.subject for f in answer.findings] == [""]


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("complete", [True, False])
def test_a_winner_of_the_edition_before(city: str, complete: bool) -> None:
    """A bar on record is found whether or not the rest of the history is complete."""
    answer = ask(city, WON, history_complete=complete)
    if city not in BARS:
        assert answer.kind is (AnswerKind.NONE_FOUND if complete else AnswerKind.CANNOT_TELL)
        return
    (found,) = answer.findings
    assert answer.kind is AnswerKind.LIMITED
    assert (found.articles, found.subject) == ((BARS[city],), "x-2-abc")
    assert (found.params["edition"], found.params["last"]) == (2, 4)


@pytest.mark.parametrize(
    ("edition", "counts_from", "limited"),
    [
        (3, BarCount.NEXT_EDITION, True),
        (4, BarCount.NEXT_EDITION, True),
        (5, BarCount.NEXT_EDITION, False),
        (3, BarCount.WINNING_EDITION, True),
        (4, BarCount.WINNING_EDITION, False),
    ],
)
def test_the_bar_ends_with_its_last_edition(edition: int, counts_from: BarCount, limited: bool) -> None:
    answer = ask("datong", WON, edition_number=edition, counts_from=counts_from)
    assert (answer.kind is AnswerKind.LIMITED) is limited


@pytest.mark.parametrize("city", BARS)
def test_a_nominee_may_apply_again(city: str) -> None:
    assert ask(city, replace(WON, tier="nominee")).kind is AnswerKind.NONE_FOUND


@pytest.mark.parametrize(
    ("asked", "limited"),
    [
        ({}, True),
        ({"uscc": ""}, True),
        ({"name": "改了名的公司（示例）"}, True),
        ({"name": "第1号 制造有限公司(示例)", "uscc": ""}, True),
        ({"name": "别的公司（示例）", "uscc": code(9)}, False),
        ({"name": "", "uscc": code(1).lower()}, True),
        ({"name": "", "uscc": ""}, False),
        ({"kind": "individual", "unit": UNIT}, False),
    ],
)
def test_an_organization_is_known_by_its_code_or_its_name(asked: dict[str, Any], limited: bool) -> None:
    assert (ask("datong", WON, **asked).kind is AnswerKind.LIMITED) is limited


@pytest.mark.parametrize(
    ("unit", "won_at", "kind"),
    [
        (UNIT, UNIT, AnswerKind.LIMITED),
        ("别的公司（示例）", UNIT, AnswerKind.CANNOT_TELL),
        ("", UNIT, AnswerKind.CANNOT_TELL),
        (UNIT, "", AnswerKind.CANNOT_TELL),
        ("", "", AnswerKind.CANNOT_TELL),
    ],
)
def test_a_person_is_never_known_by_the_name_alone(unit: str, won_at: str, kind: AnswerKind) -> None:
    answer = ask(
        "datong", replace(PERSON, unit=won_at), kind="individual", name="示例人1", uscc="", unit=unit
    )
    assert answer.kind is kind
    assert [f.subject for f in answer.findings] == ["x-2-def"]


def test_a_namesake_who_may_apply_raises_no_doubt() -> None:
    past = replace(PERSON, edition_number=-1)
    assert ask("datong", past, kind="individual", name="示例人1", uscc="").kind is AnswerKind.NONE_FOUND


@pytest.mark.parametrize(("edition", "limited"), [(3, True), (4, True), (5, True), (6, False)])
def test_a_ban_by_editions(edition: int, limited: bool) -> None:
    answer = ask("xinzhou", BANNED, edition_number=edition)
    assert (answer.kind is AnswerKind.LIMITED) is limited
    assert [(f.articles, f.params["last"]) for f in answer.findings] == ([(("26",), 5)] if limited else [])


@pytest.mark.parametrize(("day", "limited"), [(dt.date(2031, 4, 7), True), (dt.date(2031, 4, 8), False)])
def test_a_ban_by_days(day: dt.date, limited: bool) -> None:
    past = replace(WON, revoked=True, articles=("24",), barred_until=dt.date(2031, 4, 7))
    answer = ask("hohhot", past, edition_number=9, day=day)
    assert (answer.kind is AnswerKind.LIMITED) is limited
    assert [f.params["until"] for f in answer.findings] == ([dt.date(2031, 4, 7)] if limited else [])


def test_a_revocation_without_a_ban_keeps_nobody_out() -> None:
    """Hohhot 22 states no ban, and a revoked award is no win."""
    for city in CITIES:
        assert ask(city, replace(WON, revoked=True)).kind is AnswerKind.NONE_FOUND


def test_every_award_that_limits_is_named() -> None:
    answer = ask("datong", WON, replace(BANNED, edition_number=1, record="x-1-abc"), PERSON)
    assert [f.subject for f in answer.findings] == ["x-2-abc", "x-1-abc"]


NAMES = st.sampled_from([NAME, "第2号制造有限公司（示例）", "示例人1", ""])
UNITS = st.sampled_from([UNIT, "别的公司（示例）", ""])
CODES = st.sampled_from([code(1), code(2), ""])
AWARDS = st.builds(
    PastAward,
    edition_number=st.integers(-1, 6),
    tier=st.sampled_from(["award", "nominee"]),
    kind=st.sampled_from(["organization", "individual"]),
    name=NAMES,
    uscc=CODES,
    unit=UNITS,
    revoked=st.booleans(),
    barred_through_edition=st.none() | st.integers(0, 8),
    barred_until=st.none() | st.dates(dt.date(2025, 6, 1), dt.date(2026, 6, 1)),
    articles=st.just(("24",)),
)


@settings(deadline=None, max_examples=200)
@given(
    city=st.sampled_from(CITIES),
    awards=st.lists(AWARDS, max_size=4),
    kind=st.sampled_from(["organization", "individual"]),
    name=NAMES,
    uscc=CODES,
    unit=UNITS,
    edition=st.integers(1, 6),
    counts_from=st.sampled_from(list(BarCount)),
    complete=st.booleans(),
)
def test_the_answer_is_the_one_the_list_will_get(
    *,
    city: str,
    awards: list[PastAward],
    kind: str,
    name: str,
    uscc: str,
    unit: str,
    edition: int,
    counts_from: BarCount,
    complete: bool,
) -> None:
    """LIMITED exactly when the rules would refuse the applicant's row on a list of winners of that edition."""
    values = (
        {"name": name, "uscc": uscc} if kind == "organization" else {"name": name, "unit": unit, "uscc": ""}
    )
    entry = (organization if kind == "organization" else person)(1, "award", **values)
    answer = may_apply(
        measure(city),
        kind=kind,
        name=name,
        uscc=values["uscc"],
        unit=unit,
        awards=awards,
        edition_number=edition,
        day=EDITION_BEGINS,
        history_complete=complete,
        counts_from=counts_from,
    )
    facts = lawful(
        city,
        WINNERS,
        entries=(entry,),
        past_awards=tuple(awards),
        edition_number=edition,
        bar_counts_from=counts_from,
        history_complete=complete,
    )
    refused = says(city, facts, "bar.reapplication") or says(city, facts, "bar.ban")
    assert (answer.kind is AnswerKind.LIMITED) is refused
    doubtful = says(city, facts, "bar.namesake") or not complete
    if not refused:
        assert answer.kind is (AnswerKind.CANNOT_TELL if doubtful else AnswerKind.NONE_FOUND)
    assert {f.articles for f in answer.findings if f.articles} <= {
        v.articles for rule in ("bar.reapplication", "bar.ban") for v in of_rule(city, facts, rule)
    }
