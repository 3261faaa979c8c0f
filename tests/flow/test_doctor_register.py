"""The doctor sees an award or an event that was written, changed or left out past the application."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet

from cms import clock
from cms import register_checks as checks
from cms.actions.withholding import confirm, withhold
from cms.models import AwardRecord, NoticeAct, RecordEvent, Seal
from cms.register import EventKind
from cms.seals import parse_body
from cms.selectors.register import records
from portal import doctor
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import organization
from tests.flow.test_doctor_publications import said, without_triggers

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
LATER = DEFAULT_AT + dt.timedelta(days=100)
ALL = (checks.awards_agree_with_decisions, checks.events_agree_with_revocations, checks.awards_have_an_origin)


@pytest.fixture
def decision() -> Seal:
    return make.published_notice("datong", DECISION)


@pytest.fixture
def revocation(decision: Seal) -> Seal:
    return make.revoke(make_office("datong"), [records().get(entry_no=1)], at=LATER)


def everything() -> str:
    return "\n".join(said(check) for check in ALL).strip()


def test_every_check_is_registered() -> None:
    assert {"awards", "award-events", "award-origins"} <= set(doctor.names())


@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_an_honest_register_has_no_findings(city: str) -> None:
    decision = make.published_notice(city, DECISION)
    office, (first, second) = make_office(city), records().order_by("entry_no")[:2]
    revocation = make.revoke(office, [first], at=LATER)
    make.reinstate(office, revocation, [first], at=LATER + dt.timedelta(days=1))
    change = {"op": "struck", "entry_key": str(second.entry_key), "reason": "印发有误（示例）。"}
    make.amend(office, decision, NoticeAct.CORRECTION, at=LATER, changes=[change], doc_no="示政发〔2026〕2号")
    assert everything() == ""


def test_a_withheld_winner_is_no_finding_and_a_name_left_behind_is(decision: Seal) -> None:
    record = records().get(entry_no=1)
    leaf = next(
        i
        for i, leaf in enumerate(parse_body(decision.body).leaves)
        if leaf.value and leaf.value.get("key") == str(record.entry_key)
    )
    first, second = (person(f"publisher-{n}", "大同市 发布") for n in "ab")
    with clock.at(LATER):
        hiding = withhold(seal=decision, leaf=leaf, ground="政府信息公开条例第十五条（示例）", by=first)
        assert everything() == ""
        confirm(withholding=hiding, by=second)
    assert everything() == ""
    with without_triggers():
        QuerySet(AwardRecord).filter(pk=record.pk).update(name="留下的名称（示例）")
    assert "名册中却仍有名称" in said(checks.awards_agree_with_decisions)


CHANGES: dict[str, Callable[[], Any]] = {
    "name": lambda: QuerySet(AwardRecord).filter(entry_no=1).update(name="换成另一家（示例）"),
    "valid_through": lambda: (
        QuerySet(AwardRecord).filter(entry_no=1).update(valid_through=dt.date(2099, 1, 1))
    ),
    "bonus_cny": lambda: QuerySet(AwardRecord).filter(entry_no=1).update(bonus_cny=1),
    "doc_no": lambda: QuerySet(AwardRecord).filter(entry_no=1).update(doc_no="别号"),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_award(column: str, decision: Seal) -> None:
    with without_triggers():
        CHANGES[column]()
    found = list(checks.awards_agree_with_decisions())
    assert len(found) == 1
    assert f"与决定不一致（{column}）" in found[0].message


def test_an_award_left_out_and_one_too_many(decision: Seal) -> None:
    with without_triggers():
        QuerySet(AwardRecord).filter(entry_no=1).update(entry_key=uuid.uuid4())
    words = said(checks.awards_agree_with_decisions)
    assert "第1号获奖者不在名册中" in words
    assert f"不在决定 {decision.public_id} 中" in words


@pytest.mark.parametrize("column", ["ground_text", "barred_through_edition"])
def test_a_changed_event(column: str, revocation: Seal) -> None:
    value = {"ground_text": "另一情形", "barred_through_edition": 99}[column]
    with without_triggers():
        QuerySet(RecordEvent).update(**{column: value})
    assert f"不一致（{column}）" in said(checks.events_agree_with_revocations)


def test_an_event_left_out(revocation: Seal) -> None:
    with without_triggers():
        QuerySet(RecordEvent).all()._raw_delete("default")
    assert f"公告 {revocation.public_id} 撤销或者恢复了" in said(checks.events_agree_with_revocations)


def test_an_event_without_a_notice_and_an_award_without_an_origin(revocation: Seal) -> None:
    record = records().get(entry_no=2)
    RecordEvent.objects.create(record=record, kind=EventKind.REVOKED, decided_on=LATER.date(), at=LATER)
    assert f"{record.public_id} 有一项“撤销”没有公告依据" in said(checks.events_agree_with_revocations)
    RecordEvent.objects.create(record=record, kind=EventKind.REVOKED, decided_on=LATER.date(), at=LATER)
    assert f"{record.public_id} 的各项记载前后不能成立" in said(checks.awards_have_an_origin)
    with without_triggers():
        QuerySet(AwardRecord).filter(entry_no=1).update(seal=None)
    assert "既没有封存的决定" in said(checks.awards_have_an_origin)


def test_an_event_on_an_award_the_notice_does_not_name(revocation: Seal) -> None:
    record = records().get(entry_no=2)
    RecordEvent.objects.create(
        record=record, kind=EventKind.REVOKED, seal=revocation, decided_on=LATER.date(), at=LATER
    )
    assert "没有公告依据" in said(checks.events_agree_with_revocations)


def test_rows_of_a_correction_that_only_changes_are_no_new_awards() -> None:
    decision = make.published_notice("datong", DECISION, rows=[organization(1)])
    record = records().get()
    corrected = organization(1, name="更名后示例有限公司（示例）", key=str(record.entry_key))
    change = {
        "op": "corrected",
        "entry_key": str(record.entry_key),
        "reason": "更名（示例）。",
        "fields": ["name"],
    }
    make.amend(
        make_office("datong"), decision, NoticeAct.CORRECTION, at=LATER, rows=[corrected], changes=[change],
        doc_no="示政发〔2026〕2号",
    )  # fmt: skip
    assert everything() == ""
