"""Length of the window, its first day, and dates in the words that contradict it."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.regulation.rules import planned_window
from cms.regulation.rules.facts import (
    AmendedNotice,
    ChangeKind,
    EntryChange,
    NoticeAct,
    PublicationFacts,
    TextClaim,
)
from portal.calendar.workdays import CountingPolicy, Derivation
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    BEIJING,
    CALL,
    CANDIDATES,
    DECISION,
    NOW,
    PUBLISH_ON,
    WINNERS,
    calendar,
    lawful,
    measure,
    of_rule,
    says,
)

STATED_AT_LEAST_5 = [
    ("datong", CANDIDATES),
    ("datong", WINNERS),
    ("taiyuan", ACCEPTANCE),
    ("taiyuan", WINNERS),
    ("xinzhou", WINNERS),
    ("yuncheng", CANDIDATES),
    ("yuncheng", WINNERS),
]
UNSTATED = [("datong", ACCEPTANCE), ("xinzhou", ACCEPTANCE), ("yuncheng", ACCEPTANCE)]
PERIOD_RULES = ("period.minimum", "period.exact", "period.not_computable", "period.unstated")


def window(city: str, facts: PublicationFacts) -> Derivation:
    found = planned_window(measure(city), facts, calendar(), NOW)
    assert found is not None
    return found


def period_rules(city: str, facts: PublicationFacts) -> list[str]:
    return [rule for rule in PERIOD_RULES if says(city, facts, rule)]


@pytest.mark.parametrize(("city", "stage"), STATED_AT_LEAST_5)
@pytest.mark.parametrize(("days", "said"), [(None, []), (5, []), (30, []), (4, ["period.minimum"])])
def test_not_less_than_five(city: str, stage: str, days: int | None, said: list[str]) -> None:
    facts = lawful(city, stage, working_days=days)
    assert period_rules(city, facts) == said
    if said:
        (found,) = of_rule(city, facts, "period.minimum")
        period = measure(city).stage(stage).period
        assert period is not None
        assert found.articles == tuple(period.articles)
        assert found.overridable


@pytest.mark.parametrize(("days", "wrong"), [(None, False), (10, False), (9, True), (11, True), (30, True)])
def test_exactly_ten_in_hohhot(days: int | None, wrong: bool) -> None:
    facts = lawful("hohhot", WINNERS, working_days=days)
    found = of_rule("hohhot", facts, "period.exact")
    assert bool(found) is wrong
    assert not says("hohhot", facts, "period.minimum")
    assert all(verdict.articles == ("19",) for verdict in found)


@pytest.mark.parametrize(("city", "stage"), UNSTATED)
@pytest.mark.parametrize("days", [1, 3, 5, 20])
def test_an_unstated_period_takes_any_number_and_says_so(city: str, stage: str, days: int) -> None:
    facts = lawful(city, stage, working_days=days)
    assert period_rules(city, facts) == ["period.unstated"]
    (found,) = of_rule(city, facts, "period.unstated")
    assert found.message.startswith("期限未规定")
    assert f"{days}个工作日" in found.message
    assert found.level == "note"


@pytest.mark.parametrize(("city", "stage"), UNSTATED)
def test_an_unstated_period_is_never_filled_in(city: str, stage: str) -> None:
    (found,) = of_rule(city, lawful(city, stage, working_days=None), "period.not_computable")
    assert "未规定" in found.message
    assert "5" not in found.message
    assert not found.overridable


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_length_that_cannot_be_counted_blocks(days: int) -> None:
    assert says("datong", lawful("datong", WINNERS, working_days=days), "period.not_computable")


def test_stages_without_a_window_have_no_period() -> None:
    for stage in (CALL, DECISION):
        assert period_rules("datong", lawful("datong", stage, working_days=0)) == []


@given(days=st.integers(min_value=1, max_value=60))
def test_minimum_and_exact_differ_only_above(days: int) -> None:
    """For every length: below both block, at the number neither does, above only the exact one does."""
    at_least = says("datong", lawful("datong", WINNERS, working_days=days), "period.minimum")
    exactly = says("hohhot", lawful("hohhot", WINNERS, working_days=days), "period.exact")
    assert at_least is (days < 5)
    assert exactly is (days != 10)


@pytest.mark.parametrize(("days", "last"), [(5, dt.date(2026, 4, 15)), (10, dt.date(2026, 4, 22))])
def test_the_day_of_publication_is_not_counted(days: int, last: dt.date) -> None:
    found = window("datong", lawful("datong", WINNERS, working_days=days))
    assert (found.start, found.first_day, found.last_day) == (PUBLISH_ON, dt.date(2026, 4, 9), last)


def test_the_window_begins_at_the_later_of_publication_and_start() -> None:
    found = window("datong", lawful("datong", WINNERS, starts_on=dt.date(2026, 4, 13)))
    assert (found.first_day, found.last_day) == (dt.date(2026, 4, 14), dt.date(2026, 4, 20))


def test_a_window_into_an_unknown_year_is_provisional_and_says_so() -> None:
    late = dt.datetime(2026, 12, 29, 9, tzinfo=BEIJING)
    facts = lawful("datong", WINNERS, publish_at=late, signed_date=late.date())
    (found,) = of_rule("datong", facts, "period.provisional", late)
    assert "暂定为2027年1月6日" in found.message
    assert not says("datong", lawful("datong", WINNERS), "period.provisional")


@pytest.mark.parametrize(
    ("hour", "opens", "reason", "blocked"),
    [
        (8, dt.time(8, 30), "领导小组决定（示例）", False),
        (8, dt.time(8, 30), "", True),
        (9, dt.time(8, 30), "领导小组决定（示例）", True),
        (8, None, "领导小组决定（示例）", True),
    ],
)
def test_counting_the_day_of_publication(
    hour: int, opens: dt.time | None, reason: str, blocked: bool
) -> None:
    facts = lawful(
        "datong",
        WINNERS,
        publish_at=NOW.replace(hour=hour),
        policy=CountingPolicy.INCLUDE_START,
        policy_reason=reason,
        office_opens=opens,
    )
    assert says("datong", facts, "period.include_start") is blocked
    assert not says("datong", replace(facts, policy=CountingPolicy.EXCLUDE_START), "period.include_start")


def test_a_later_start_day_may_be_counted_whenever_the_notice_goes_up() -> None:
    facts = lawful(
        "datong",
        WINNERS,
        starts_on=dt.date(2026, 4, 10),
        policy=CountingPolicy.INCLUDE_START,
        policy_reason="提前一日发布（示例）",
    )
    assert not says("datong", facts, "period.include_start")
    assert window("datong", facts).first_day == dt.date(2026, 4, 10)


@pytest.mark.parametrize(("start", "blocked"), [(-1, True), (0, False), (1, False)])
def test_no_window_begins_before_the_notice(start: int, blocked: bool) -> None:
    facts = lawful("datong", WINNERS, starts_on=PUBLISH_ON + dt.timedelta(days=start))
    assert says("datong", facts, "period.starts_before_publication") is blocked


@pytest.mark.parametrize(
    ("claim", "contradicts"),
    [
        (TextClaim(role="first_day", place="正文", day=PUBLISH_ON), False),
        (TextClaim(role="first_day", place="正文", day=dt.date(2026, 4, 9)), False),
        (TextClaim(role="first_day", place="正文", day=dt.date(2026, 4, 10)), True),
        (TextClaim(role="last_day", place="附件1", day=dt.date(2026, 4, 15)), False),
        (TextClaim(role="last_day", place="附件1", day=dt.date(2026, 4, 14)), True),
        (TextClaim(role="working_days", place="正文", number=5), False),
        (TextClaim(role="working_days", place="正文", number=7), True),
    ],
)
def test_words_that_contradict_the_window_block(claim: TextClaim, contradicts: bool) -> None:
    facts = lawful("datong", WINNERS, claims=(claim,))
    found = of_rule("datong", facts, "period.contradicted")
    assert bool(found) is contradicts
    assert all(claim.place in verdict.message for verdict in found)


def test_a_stated_provisional_day_is_compared_with_the_expected_one() -> None:
    late = dt.datetime(2026, 12, 29, 9, tzinfo=BEIJING)
    facts = lawful("datong", WINNERS, publish_at=late, signed_date=late.date())
    for day, wrong in ((dt.date(2027, 1, 6), False), (dt.date(2027, 1, 5), True)):
        claim = TextClaim(role="last_day", place="正文", day=day)
        assert bool(of_rule("datong", replace(facts, claims=(claim,)), "period.contradicted", late)) is wrong


EXTENDED = AmendedNotice(
    stage_key=WINNERS,
    publisher="office",
    published_on=dt.date(2026, 4, 1),
    first_day=dt.date(2026, 4, 2),
    last_day=dt.date(2026, 4, 10),
    needed=5,
)


@pytest.mark.parametrize(("number", "wrong"), [(3, False), (8, False), (4, True)])
def test_an_extension_may_state_the_added_or_all_days(number: int, wrong: bool) -> None:
    facts = lawful(
        "datong",
        WINNERS,
        act=NoticeAct.EXTENSION,
        working_days=3,
        amends=EXTENDED,
        claims=(TextClaim(role="working_days", place="正文", number=number),),
    )
    assert says("datong", facts, "period.contradicted") is wrong
    assert window("datong", facts).last_day == dt.date(2026, 4, 15)


@pytest.mark.parametrize(("days", "last"), [(1, dt.date(2026, 4, 8)), (2, dt.date(2026, 4, 9))])
def test_added_days_follow_the_last_day_announced(days: int, last: dt.date) -> None:
    passed = replace(EXTENDED, last_day=dt.date(2026, 4, 7))
    facts = lawful("datong", WINNERS, act=NoticeAct.EXTENSION, working_days=days, amends=passed)
    assert window("datong", facts).last_day == last


def test_a_new_window_is_as_long_as_the_one_before_unless_chosen() -> None:
    longer = replace(EXTENDED, needed=7)
    facts = lawful("datong", WINNERS, act=NoticeAct.RESTART, amends=longer)
    assert window("datong", facts).needed == 7
    assert window("datong", replace(facts, working_days=6)).needed == 6
    assert window("datong", replace(facts, amends=replace(longer, needed=0))).needed == 5


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        (ChangeKind.ADDED, True),
        (ChangeKind.CHANGED, True),
        (ChangeKind.STRUCK, False),
        (ChangeKind.CORRECTED, False),
    ],
)
def test_a_correction_opens_a_window_only_for_what_is_new(kind: ChangeKind, opens: bool) -> None:
    facts = lawful(
        "datong",
        WINNERS,
        act=NoticeAct.CORRECTION,
        working_days=4,
        changes=(EntryChange(kind=kind, entry_key="org-1", reason="示例"),),
        amends=EXTENDED,
    )
    assert says("datong", facts, "period.minimum") is opens
    assert (planned_window(measure("datong"), facts, calendar(), NOW) is not None) is opens
