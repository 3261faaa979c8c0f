"""The measure's status on the day that counts, the disclosure block, the channels."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cms.regulation.rules.facts import ChannelFacts, MeasureFacts, NoticeAct
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    BEIJING,
    CALL,
    CITIES,
    DECISION,
    NOW,
    PUBLISH_ON,
    REVOCATION,
    WINNERS,
    lawful,
    measure,
    of_rule,
    says,
)

STATUS_RULES = ("measure.not_yet", "measure.not_in_force", "measure.relied_on")


def said(city: str, facts: Any) -> list[str]:
    return [rule for rule in STATUS_RULES if says(city, facts, rule)]


def on(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize(("days", "early"), [(-1, True), (0, False)])
def test_nothing_before_the_first_day(city: str, days: int, early: bool) -> None:
    day = measure(city).instrument.effective_on + dt.timedelta(days=days)
    facts = lawful(city, WINNERS, publish_at=on(day), signed_date=day, edition_started_on=None)
    assert said(city, facts) == (["measure.not_yet"] if early else [])
    dated = of_rule(city, facts, "measure.dated_before")
    assert bool(dated) is early
    for verdict in (*dated, *of_rule(city, facts, "measure.not_yet")):
        assert not verdict.overridable
        assert verdict.articles == measure(city).instrument.articles_for("effective_on")


def test_a_notice_dated_before_the_first_day_is_refused_even_later() -> None:
    facts = lawful("xinzhou", WINNERS, signed_date=dt.date(2025, 2, 28))
    assert says("xinzhou", facts, "measure.dated_before")
    assert not says("xinzhou", facts, "measure.not_yet")


LAST_DAYS = {
    "taiyuan": dt.date(2027, 10, 14),
    "xinzhou": dt.date(2030, 2, 28),
    "yuncheng": dt.date(2028, 6, 8),
}


@pytest.mark.parametrize("city", LAST_DAYS)
@pytest.mark.parametrize(
    ("after", "started", "rules"),
    [
        (0, None, []),
        (1, None, ["measure.not_in_force"]),
        (1, 0, ["measure.relied_on"]),
        (30, 1, ["measure.not_in_force"]),
    ],
    ids=["last day", "new edition after", "begun in force", "begun after"],
)
def test_an_expired_measure(city: str, after: int, started: int | None, rules: list[str]) -> None:
    last = LAST_DAYS[city]
    started_on = None if started is None else last + dt.timedelta(days=started)
    facts = lawful(
        city, WINNERS, publish_at=on(last + dt.timedelta(days=after)), edition_started_on=started_on
    )
    assert said(city, facts) == rules
    for verdict in of_rule(city, facts, "measure.not_in_force"):
        assert not verdict.overridable
        assert verdict.articles == measure(city).instrument.articles_for("validity_years")
    for verdict in of_rule(city, facts, "measure.relied_on"):
        assert measure(city).instrument.title in verdict.message


@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_a_measure_without_an_end_goes_on(city: str) -> None:
    facts = lawful(city, WINNERS, publish_at=on(dt.date(2060, 1, 5)), edition_started_on=None)
    assert said(city, facts) == []


def test_a_repealed_measure() -> None:
    repealed = MeasureFacts(repealed_on=dt.date(2026, 3, 1), repealed_by="示例市质量奖办法（示例）")
    begun = lawful("datong", WINNERS, measure=repealed, edition_started_on=dt.date(2026, 2, 28))
    assert said("datong", begun) == ["measure.relied_on"]
    (found,) = of_rule("datong", begun, "measure.relied_on")
    assert "示例市质量奖办法（示例）" in found.message
    new = replace(begun, edition_started_on=None)
    assert said("datong", new) == ["measure.not_in_force"]
    assert said("datong", replace(new, act=NoticeAct.CORRECTION)) == ["measure.relied_on"]


def test_older_awards_are_revoked_under_the_measure_they_rest_on() -> None:
    repealed = MeasureFacts(repealed_on=dt.date(2026, 3, 1))
    facts = lawful("datong", REVOCATION, measure=repealed, edition_started_on=None)
    assert said("datong", facts) == ["measure.relied_on"]


@pytest.mark.parametrize("field", ["title", "issuer", "publisher_name", "signed_date"])
@pytest.mark.parametrize("stage", [CALL, WINNERS, DECISION])
def test_fields_of_every_notice(field: str, stage: str) -> None:
    facts = lawful("datong", stage)
    assert not says("datong", facts, "disclosure.field")
    empty = None if field == "signed_date" else " "
    found = of_rule("datong", replace(facts, **{field: empty}), "disclosure.field")
    assert [verdict.subject for verdict in found] == [field]


@pytest.mark.parametrize(
    ("stage", "needed"), [(DECISION, True), (REVOCATION, True), (WINNERS, False), (CALL, False)]
)
def test_a_decision_has_a_number(stage: str, needed: bool) -> None:
    found = of_rule("datong", lawful("datong", stage, doc_no=""), "disclosure.field")
    assert [verdict.subject for verdict in found] == (["doc_no"] if needed else [])


def test_a_missing_index_number_is_pointed_out() -> None:
    assert not says("datong", lawful("datong", WINNERS), "disclosure.index_no")
    assert says("datong", lawful("datong", WINNERS, index_no=" "), "disclosure.index_no")


@pytest.mark.parametrize(
    ("basis", "missing", "unknown"),
    [(("21",), False, False), ((), True, False), (("21", "99"), False, True), (("第三条",), False, True)],
)
def test_the_basis_is_quoted_and_exists(basis: tuple[str, ...], missing: bool, unknown: bool) -> None:
    facts = lawful("datong", WINNERS, basis=basis)
    assert says("datong", facts, "disclosure.basis") is missing
    assert says("datong", facts, "disclosure.basis_unknown") is unknown


@pytest.mark.parametrize(("days", "after"), [(0, False), (1, True), (-5, False)])
def test_nothing_is_signed_after_its_publication(days: int, after: bool) -> None:
    facts = lawful("datong", WINNERS, signed_date=PUBLISH_ON + dt.timedelta(days=days))
    assert says("datong", facts, "disclosure.signed_after") is after


@pytest.mark.parametrize(("days", "past"), [(-1, True), (0, False), (3, False)])
def test_nothing_is_published_on_a_day_that_has_passed(days: int, past: bool) -> None:
    facts = lawful("datong", WINNERS, publish_at=NOW + dt.timedelta(days=days))
    assert says("datong", facts, "disclosure.publish_past") is past


def test_the_day_is_the_one_in_beijing() -> None:
    """23:30 UTC of 7 April is 7:30 of 8 April in Beijing."""
    at = dt.datetime(2026, 4, 7, 23, 30, tzinfo=dt.UTC)
    assert not says("datong", lawful("datong", WINNERS, publish_at=at), "disclosure.publish_past")
    assert not says("datong", lawful("datong", WINNERS, publish_at=at), "disclosure.signed_after")


PHONE = ChannelFacts(kind="phone", value="0000-1234567", hours="9:00-17:00")
POST = ChannelFacts(kind="post", value="示例路1号（示例）")
DESK = ChannelFacts(kind="desk", value="示例路1号（示例）", hours="9:00-17:00")
MAIL = ChannelFacts(kind="email", value="post@example.cn")


@pytest.mark.parametrize(
    ("channels", "phone", "address"),
    [
        ((PHONE, POST), False, False),
        ((PHONE, DESK), False, False),
        ((PHONE,), False, True),
        ((POST,), True, False),
        ((), True, True),
        ((MAIL,), True, True),
        ((replace(PHONE, hours=""), POST), True, False),
        ((replace(PHONE, value=" "), POST), True, False),
        ((PHONE, replace(DESK, hours="")), False, True),
    ],
)
def test_a_list_says_how_to_object(channels: tuple[ChannelFacts, ...], phone: bool, address: bool) -> None:
    facts = lawful("datong", ACCEPTANCE, channels=channels)
    assert says("datong", facts, "channel.phone") is phone
    assert says("datong", facts, "channel.address") is address
    assert not says("datong", lawful("datong", CALL, channels=channels), "channel.phone")


@pytest.mark.parametrize(
    ("city", "articles"),
    [("datong", ("29",)), ("xinzhou", ("25",)), ("yuncheng", ("28",)), ("taiyuan", ()), ("hohhot", ())],
)
def test_channel_and_process_rest_on_the_measure_or_are_a_commitment(
    city: str, articles: tuple[str, ...]
) -> None:
    facts = lawful(city, WINNERS, channels=(), process_text=" ")
    assert not says(city, lawful(city, WINNERS), "channel.process")
    for rule in ("channel.phone", "channel.address", "channel.process"):
        (found,) = of_rule(city, facts, rule)
        assert found.articles == articles
        assert found.level == "block"
