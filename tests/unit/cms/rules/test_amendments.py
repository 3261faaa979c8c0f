"""What may still be done to a published notice."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cms.regulation.rules import check_amendment, check_publication
from cms.regulation.rules.facts import (
    AmendedNotice,
    ChangeKind,
    EditionState,
    EntryChange,
    NoticeAct,
    PublicationFacts,
)
from tests.unit.cms.rules.builders import (
    CALL,
    DECISION,
    NOW,
    WINNERS,
    blocks,
    calendar,
    lawful,
    measure,
    of_rule,
    organization,
    person,
    says,
)

RUNNING = AmendedNotice(
    stage_key=WINNERS,
    publisher="office",
    published_on=dt.date(2026, 4, 1),
    first_day=dt.date(2026, 4, 2),
    last_day=dt.date(2026, 4, 9),
    needed=5,
    entry_keys=frozenset({"org-1", "person-2"}),
)
ENTRIES = (organization(1, "award"), person(2, "award"))


def change(kind: ChangeKind, key: str = "org-1", *fields: str, reason: str = "核实有误") -> EntryChange:
    return EntryChange(kind=kind, entry_key=key, reason=reason, fields=frozenset(fields))


def amending(act: NoticeAct, city: str = "datong", stage: str = WINNERS, **changes: Any) -> PublicationFacts:
    values: dict[str, Any] = {
        "act": act,
        "entries": ENTRIES,
        "reason": "公示期内电话故障（示例）",
        "amends": replace(RUNNING, stage_key=stage, needed=10 if city == "hohhot" else 5),
    }
    if act is NoticeAct.EXTENSION:
        values["working_days"] = 2
    return lawful(city, stage, **{**values, **changes})


@pytest.mark.parametrize(
    "facts",
    [
        amending(NoticeAct.EXTENSION),
        amending(NoticeAct.RESTART),
        amending(NoticeAct.RESTART, "hohhot"),
        amending(NoticeAct.CORRECTION),
        amending(NoticeAct.CORRECTION, changes=(change(ChangeKind.STRUCK),), entries=()),
        amending(NoticeAct.CORRECTION, changes=(change(ChangeKind.ADDED, "org-9"),)),
        amending(NoticeAct.POSTPONEMENT, amends=None),
        replace(amending(NoticeAct.POSTPONEMENT, amends=None), stage_key=""),
        amending(NoticeAct.ENDING, amends=None),
        amending(NoticeAct.RESUMPTION, amends=None, edition_state=EditionState.POSTPONED),
    ],
    ids=lambda facts: facts.act.value,
)
def test_a_lawful_amendment_is_not_blocked(facts: PublicationFacts) -> None:
    city = "hohhot" if facts.amends is not None and facts.amends.needed == 10 else "datong"
    assert blocks(city, facts) == set()
    assert check_amendment(measure(city), facts, calendar(), NOW) == tuple(
        verdict
        for verdict in check_publication(measure(city), facts, calendar(), NOW)
        if verdict.rule.startswith(("amend.", "edition."))
    )


@pytest.mark.parametrize("act", [NoticeAct.CORRECTION, NoticeAct.EXTENSION, NoticeAct.RESTART])
def test_an_amendment_names_what_it_amends(act: NoticeAct) -> None:
    facts = amending(act)
    assert not says("datong", facts, "amend.target")
    for wrong in (None, replace(RUNNING, stage_key="candidate_publicity")):
        (found,) = of_rule("datong", replace(facts, amends=wrong), "amend.target")
        assert not found.overridable


@pytest.mark.parametrize("act", list(NoticeAct))
def test_every_amendment_says_why(act: NoticeAct) -> None:
    facts = amending(act, reason=" ")
    assert says("datong", facts, "amend.reason") is (act is not NoticeAct.ORIGINAL)
    assert not says("datong", replace(facts, reason="示例"), "amend.reason")


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (ChangeKind.STRUCK, True),
        (ChangeKind.CHANGED, True),
        (ChangeKind.ADDED, False),
        (ChangeKind.CORRECTED, False),
    ],
)
def test_striking_and_changing_say_why_entry_by_entry(kind: ChangeKind, asked: bool) -> None:
    facts = amending(NoticeAct.CORRECTION, changes=(change(kind, reason=""),))
    found = of_rule("datong", facts, "amend.reason")
    assert [verdict.subject for verdict in found] == (["org-1"] if asked else [])


def test_a_correction_of_words_only_is_pointed_out() -> None:
    facts = amending(NoticeAct.CORRECTION)
    assert says("datong", facts, "amend.nothing_changed")
    struck = replace(facts, changes=(change(ChangeKind.STRUCK),))
    assert not says("datong", struck, "amend.nothing_changed")


def test_a_correction_of_words_needs_no_list() -> None:
    facts = amending(NoticeAct.CORRECTION, entries=())
    assert blocks("datong", facts) == set()
    assert not says("datong", facts, "list.vacant")


def test_striking_the_last_entry_leaves_an_empty_list() -> None:
    both = (change(ChangeKind.STRUCK, "org-1"), change(ChangeKind.STRUCK, "person-2"))
    for city, blocked in (("yuncheng", True), ("datong", False)):
        facts = amending(NoticeAct.CORRECTION, city, changes=both, entries=())
        assert says(city, facts, "list.empty") is blocked
    added = (*both, change(ChangeKind.ADDED, "org-9"))
    refilled = amending(NoticeAct.CORRECTION, "yuncheng", changes=added, entries=(organization(9, "award"),))
    assert not says("yuncheng", refilled, "list.empty")


@pytest.mark.parametrize(
    ("kind", "key", "unknown"),
    [
        (ChangeKind.STRUCK, "org-1", False),
        (ChangeKind.STRUCK, "org-9", True),
        (ChangeKind.CHANGED, "org-9", True),
        (ChangeKind.CORRECTED, "org-9", True),
        (ChangeKind.ADDED, "org-9", False),
    ],
)
def test_only_what_stands_on_the_list_is_corrected(kind: ChangeKind, key: str, unknown: bool) -> None:
    facts = amending(NoticeAct.CORRECTION, changes=(change(kind, key),))
    assert says("datong", facts, "amend.unknown_entry") is unknown


@pytest.mark.parametrize(
    ("fields", "material"),
    [
        (("district",), False),
        (("name",), False),
        (("uscc",), False),
        (("unit",), False),
        (("name", "uscc"), True),
        (("name", "unit"), True),
        (("tier",), True),
        (("kind",), True),
        (("joint_names",), True),
        (("withheld",), True),
    ],
)
def test_another_holder_or_tier_is_no_slip(fields: tuple[str, ...], material: bool) -> None:
    slip = amending(NoticeAct.CORRECTION, changes=(change(ChangeKind.CORRECTED, "org-1", *fields),))
    assert says("datong", slip, "amend.material_as_slip") is material
    changed = replace(slip, changes=(change(ChangeKind.CHANGED, "org-1", *fields),))
    assert not says("datong", changed, "amend.material_as_slip")


@pytest.mark.parametrize(
    ("kind", "window"),
    [
        (ChangeKind.ADDED, True),
        (ChangeKind.CHANGED, True),
        (ChangeKind.STRUCK, False),
        (ChangeKind.CORRECTED, False),
    ],
)
def test_what_begins_a_window_and_what_does_not(kind: ChangeKind, window: bool) -> None:
    facts = amending(NoticeAct.CORRECTION, changes=(change(kind),))
    assert says("datong", facts, "amend.new_window") is window
    assert says("datong", facts, "amend.no_restart") is not window


def test_an_exact_period_is_begun_again_and_never_extended() -> None:
    (found,) = of_rule("hohhot", amending(NoticeAct.EXTENSION, "hohhot"), "amend.extension_of_exact")
    assert "重新公示" in found.message
    assert found.articles == ("19",)
    assert not says("hohhot", amending(NoticeAct.RESTART, "hohhot"), "amend.extension_of_exact")
    assert not says("datong", amending(NoticeAct.EXTENSION), "amend.extension_of_exact")


@pytest.mark.parametrize(
    ("days", "last", "wrong"),
    [
        (1, dt.date(2026, 4, 9), False),
        (0, dt.date(2026, 4, 9), True),
        (-3, dt.date(2026, 4, 9), True),
        (None, dt.date(2026, 4, 9), True),
        (10**6, dt.date(2026, 4, 9), True),
        (1, dt.date(2026, 4, 7), True),
        (2, dt.date(2026, 4, 7), False),
        (1, None, False),
    ],
)
def test_an_extension_adds_days_that_are_still_to_come(
    days: int | None, last: dt.date | None, wrong: bool
) -> None:
    facts = amending(
        NoticeAct.EXTENSION,
        working_days=days,
        amends=replace(RUNNING, last_day=last, provisional=last is None),
    )
    assert says("datong", facts, "amend.extension_days") is wrong


@pytest.mark.parametrize("act", [NoticeAct.EXTENSION, NoticeAct.RESTART])
@pytest.mark.parametrize("stage", [CALL, DECISION])
def test_only_a_publicity_is_moved(act: NoticeAct, stage: str) -> None:
    assert says("datong", amending(act, stage=stage), "amend.without_window")
    assert not says("datong", amending(act), "amend.without_window")


@pytest.mark.parametrize("act", [NoticeAct.EXTENSION, NoticeAct.RESTART, NoticeAct.CORRECTION])
@pytest.mark.parametrize("state", ["concluded", "ended"])
def test_a_concluded_window_is_never_moved_but_may_be_corrected(act: NoticeAct, state: str) -> None:
    facts = amending(act, amends=replace(RUNNING, **{state: True}))
    assert says("datong", facts, "amend.already_concluded") is (act is not NoticeAct.CORRECTION)
    assert not says("datong", amending(act), "amend.already_concluded")


@pytest.mark.parametrize(
    ("act", "state", "rule"),
    [
        (NoticeAct.POSTPONEMENT, EditionState.RUNNING, None),
        (NoticeAct.POSTPONEMENT, EditionState.POSTPONED, "amend.already_postponed"),
        (NoticeAct.POSTPONEMENT, EditionState.ENDED, "amend.edition_over"),
        (NoticeAct.RESUMPTION, EditionState.RUNNING, "amend.not_postponed"),
        (NoticeAct.RESUMPTION, EditionState.POSTPONED, None),
        (NoticeAct.RESUMPTION, EditionState.ENDED, "amend.edition_over"),
        (NoticeAct.ENDING, EditionState.RUNNING, None),
        (NoticeAct.ENDING, EditionState.POSTPONED, None),
        (NoticeAct.ENDING, EditionState.ENDED, "amend.edition_over"),
    ],
)
def test_what_may_be_done_to_an_edition(act: NoticeAct, state: EditionState, rule: str | None) -> None:
    facts = amending(act, amends=None, edition_state=state)
    assert blocks("datong", facts) == (set() if rule is None else {rule})
