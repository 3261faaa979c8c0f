"""Concluding, opening an edition, four eyes."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from cms.regulation.rules import check_clearance, check_conclusion, check_new_edition
from cms.regulation.rules.facts import ActFacts, ChannelFacts, EditionState, MeasureFacts
from cms.regulation.rules.proceedings import (
    Attestation,
    Blocker,
    ClearanceFacts,
    ConclusionFacts,
    EntryWindow,
    NewEditionFacts,
)
from cms.regulation.rules.verdicts import Verdict
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    BEIJING,
    CALL,
    CANDIDATES,
    CITIES,
    WINNERS,
    calendar,
    measure,
)

PHONE = ChannelFacts(kind="phone", value="0000-1234567", hours="9:00-17:00")
POST = ChannelFacts(kind="post", value="示例路1号（示例）")
NONE_BY_PHONE = Attestation(kind="phone", value=PHONE.value, received=0, open=0)
ONE_BY_POST = Attestation(kind="post", value=POST.value, received=1, open=0)

CLOSED = ConclusionFacts(
    stage_key=WINNERS,
    first_day=dt.date(2026, 4, 9),
    last_day=dt.date(2026, 4, 15),
    channels=(PHONE, POST),
    attestations=(NONE_BY_PHONE, ONE_BY_POST),
)
MORNING_AFTER = dt.datetime(2026, 4, 16, 0, 0, tzinfo=BEIJING)


def concluding(city: str, facts: ConclusionFacts, now: dt.datetime = MORNING_AFTER) -> tuple[Verdict, ...]:
    return check_conclusion(measure(city), facts, calendar(), now)


def rules(city: str, facts: ConclusionFacts, now: dt.datetime = MORNING_AFTER) -> list[str]:
    return [verdict.rule for verdict in concluding(city, facts, now)]


@pytest.mark.parametrize("city", CITIES)
def test_a_closed_and_attested_publicity_is_concluded(city: str) -> None:
    assert concluding(city, CLOSED) == ()


@pytest.mark.parametrize(
    ("now", "running"),
    [
        (dt.datetime(2026, 4, 8, 12, tzinfo=BEIJING), True),
        (dt.datetime(2026, 4, 15, 23, 59, 59, tzinfo=BEIJING), True),
        (dt.datetime(2026, 4, 15, 15, 59, 59, tzinfo=dt.UTC), True),
        (MORNING_AFTER, False),
        (dt.datetime(2026, 4, 15, 16, 0, tzinfo=dt.UTC), False),
    ],
)
def test_the_last_day_ends_at_midnight_in_beijing(now: dt.datetime, running: bool) -> None:
    assert rules("datong", CLOSED, now) == (["conclude.running"] if running else [])


def test_a_window_without_a_last_day_is_not_over() -> None:
    assert rules("datong", replace(CLOSED, last_day=None)) == ["conclude.running"]


@pytest.mark.parametrize(
    "change",
    [{"provisional": True, "last_day": None}, {"provisional": True}, {"last_day": dt.date(2001, 1, 5)}],
    ids=["no last day", "marked", "year unknown"],
)
def test_a_provisional_window_is_not_concluded(change: dict[str, Any]) -> None:
    assert rules("datong", replace(CLOSED, **change)) == ["conclude.provisional"]


@pytest.mark.parametrize(
    ("window", "held"),
    [
        (EntryWindow(entry_key="a", last_day=dt.date(2026, 4, 15)), False),
        (EntryWindow(entry_key="a", last_day=dt.date(2026, 4, 16)), True),
        (EntryWindow(entry_key="a", last_day=None, provisional=True), True),
        (EntryWindow(entry_key="a", last_day=dt.date(2026, 4, 20), ended=True), False),
    ],
)
def test_the_windows_of_single_entries_are_over_too(window: EntryWindow, held: bool) -> None:
    facts = replace(CLOSED, entry_windows=(window,))
    assert rules("datong", facts) == (["conclude.entry_running"] if held else [])


WORDED = [("yuncheng", CANDIDATES), *((city, WINNERS) for city in CITIES)]
UNWORDED = [("datong", CANDIDATES), ("datong", ACCEPTANCE), ("taiyuan", ACCEPTANCE), ("yuncheng", ACCEPTANCE)]


@pytest.mark.parametrize(
    ("city", "stage", "worded"), [(*c, True) for c in WORDED] + [(*c, False) for c in UNWORDED]
)
def test_open_matters_hold_the_conclusion_as_worded_or_as_commitment(
    city: str, stage: str, worded: bool
) -> None:
    blocked = replace(CLOSED, stage_key=stage, blockers=(Blocker(source="投诉", reason="未办结"),))
    objected = replace(CLOSED, stage_key=stage, attestations=(NONE_BY_PHONE, replace(ONE_BY_POST, open=1)))
    for facts, firm, soft in (
        (blocked, "conclude.blocked", "conclude.blocked_commitment"),
        (objected, "conclude.no_objection", "conclude.objection_commitment"),
    ):
        (found,) = concluding(city, facts)
        assert found.rule == (firm if worded else soft)
        assert found.overridable is not worded
        assert found.basis == ("measure" if worded else "commitment")
    assert not re.search(r"\d", concluding(city, blocked)[0].message)


@pytest.mark.parametrize(
    ("attestations", "subjects"),
    [
        ((NONE_BY_PHONE,), ["post:示例路1号（示例）"]),
        ((), ["phone:0000-1234567", "post:示例路1号（示例）"]),
        ((NONE_BY_PHONE, replace(ONE_BY_POST, received=-1, open=-1)), ["post:示例路1号（示例）"]),
        ((replace(NONE_BY_PHONE, value="other"), ONE_BY_POST), ["phone:0000-1234567"]),
    ],
)
def test_each_channel_is_attested(attestations: tuple[Attestation, ...], subjects: list[str]) -> None:
    found = concluding("datong", replace(CLOSED, attestations=attestations))
    assert {verdict.rule for verdict in found} == {"conclude.unattested"}
    assert [verdict.subject for verdict in found] == subjects
    assert not any(verdict.overridable for verdict in found)


def test_more_open_than_received_is_no_attestation() -> None:
    facts = replace(CLOSED, attestations=(NONE_BY_PHONE, replace(ONE_BY_POST, open=2)))
    assert "conclude.unattested" in rules("datong", facts)


def test_a_notice_without_channels_cannot_be_attested() -> None:
    assert rules("datong", replace(CLOSED, channels=(), attestations=())) == ["conclude.unattested"]


@pytest.mark.parametrize(("change", "rule"), [("concluded", "conclude.done"), ("ended", "conclude.ended")])
def test_what_is_over_is_not_concluded(change: str, rule: str) -> None:
    assert rules("datong", replace(CLOSED, **{change: True})) == [rule]


@pytest.mark.parametrize("stage", [CALL, "commendation_decision", "no_such_stage"])
def test_only_a_publicity_is_concluded(stage: str) -> None:
    assert "conclude.no_window" in rules("datong", replace(CLOSED, stage_key=stage))


OPENING = NewEditionFacts(
    number=4,
    year=2026,
    opens_on=dt.date(2026, 4, 8),
    last_number=3,
    last_year=2021,
    last_state=EditionState.RUNNING,
    last_decided=True,
    acts=(ActFacts(key="higher_approval", done_on=dt.date(2026, 3, 1)),),
)
NOW = dt.datetime(2026, 4, 8, 9, tzinfo=BEIJING)


def opening(city: str, **changes: Any) -> list[str]:
    return [verdict.rule for verdict in check_new_edition(measure(city), replace(OPENING, **changes), NOW)]


@pytest.mark.parametrize(
    ("city", "day", "repealed_on", "refused"),
    [
        ("xinzhou", dt.date(2025, 2, 28), None, True),
        ("xinzhou", dt.date(2025, 3, 1), None, False),
        ("xinzhou", dt.date(2030, 2, 28), None, False),
        ("xinzhou", dt.date(2030, 3, 1), None, True),
        ("taiyuan", dt.date(2027, 10, 15), None, True),
        ("yuncheng", dt.date(2028, 6, 9), None, True),
        ("datong", dt.date(2060, 1, 1), None, False),
        ("datong", dt.date(2026, 4, 8), dt.date(2026, 4, 8), True),
    ],
)
def test_an_edition_is_opened_under_a_measure_in_force(
    city: str, day: dt.date, repealed_on: dt.date | None, refused: bool
) -> None:
    facts = replace(OPENING, opens_on=day, measure=MeasureFacts(repealed_on=repealed_on))
    found = [v for v in check_new_edition(measure(city), facts, NOW) if v.rule == "edition.not_in_force"]
    assert bool(found) is refused
    assert not any(verdict.overridable for verdict in found)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("done", [None, dt.date(2026, 4, 8), dt.date(2026, 4, 9)])
def test_only_yuncheng_waits_for_approval_from_above(city: str, done: dt.date | None) -> None:
    acts = () if done is None else (ActFacts(key="higher_approval", done_on=done),)
    lacking = done != dt.date(2026, 4, 8)
    assert ("edition.launch_approval" in opening(city, acts=acts)) is (city == "yuncheng" and lacking)


@pytest.mark.parametrize(
    ("city", "last_year", "off"),
    [
        ("datong", 2021, False),
        ("datong", 2023, True),
        ("taiyuan", 2023, False),
        ("taiyuan", 2021, True),
        ("hohhot", 2025, False),
        ("hohhot", 2024, True),
        ("datong", None, False),
    ],
)
def test_the_cycle_warns(city: str, last_year: int | None, off: bool) -> None:
    assert ("edition.cycle" in opening(city, last_year=last_year)) is off


@pytest.mark.parametrize(
    ("number", "last", "wrong"),
    [(4, 3, False), (3, 3, True), (5, 3, True), (1, None, False), (12, None, False), (0, None, True)],
)
def test_editions_are_numbered_in_order(number: int, last: int | None, wrong: bool) -> None:
    assert ("edition.number" in opening("datong", number=number, last_number=last)) is wrong


@pytest.mark.parametrize(
    ("decided", "state", "asked"),
    [
        (True, EditionState.RUNNING, False),
        (False, EditionState.RUNNING, True),
        (False, EditionState.POSTPONED, True),
        (False, EditionState.ENDED, False),
    ],
)
def test_the_edition_before_is_settled(decided: bool, state: EditionState, asked: bool) -> None:
    said = opening("datong", last_decided=decided, last_state=state)
    assert ("edition.previous_open" in said) is asked


@pytest.mark.parametrize(
    ("authors", "approvers", "needed", "said"),
    [
        ({"a"}, ("b",), 1, []),
        ({"a"}, (), 1, ["clearance.missing"]),
        ({"a"}, ("a",), 1, ["clearance.by_author", "clearance.missing"]),
        ({"a", "b"}, ("c", "b"), 1, ["clearance.by_author"]),
        ({"a"}, ("b", "c"), 3, ["clearance.missing"]),
        ({"a"}, ("b", "b", "c"), 3, ["clearance.missing"]),
        ({"a"}, ("b", "c", "d"), 3, []),
        (set(), (), 0, ["clearance.missing"]),
    ],
)
def test_four_eyes(authors: set[str], approvers: tuple[str, ...], needed: int, said: list[str]) -> None:
    found = check_clearance(ClearanceFacts(authors=frozenset(authors), approvers=approvers, needed=needed))
    assert [verdict.rule for verdict in found] == said
    assert not any(verdict.overridable for verdict in found)
