"""From decision to record, revocation and the way back, over the real path: each award exactly once, each event sealed."""

import datetime as dt

import pytest

from cms import clock
from cms.actions import register
from cms.clearing import assess
from cms.models import AwardRecord, RecordEvent, Seal, SealAct
from cms.reading import read_notice
from cms.register import EventKind, Status
from cms.seals import parse_body
from cms.selectors.register import records, revocation_in_force, standing_of
from cms.windows import beijing_day
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
DECISION = "commendation_decision"
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)
RESTORED_AT = REVOKED_AT + dt.timedelta(days=90)


def test_a_decision_writes_each_award_once() -> None:
    seal = make.published_notice("datong", DECISION)
    written = list(records())
    assert [(r.entry_key, r.tier, r.name) for r in sorted(written, key=lambda r: r.entry_no)] == [
        (e.key, e.tier, e.name) for e in seal.entry_list.entries.order_by("no")
    ]
    again = register.register_awards(seal=seal, by=None)
    assert {r.pk for r in again} == {r.pk for r in written}
    assert AwardRecord.objects.count() == len(written)


def test_an_award_that_differs_is_an_error() -> None:
    seal = make.published_notice("datong", DECISION)
    entries = list(seal.entry_list.entries.all())
    entries[0].name = "另一家（示例）"
    with pytest.raises(register.RegisterConflict, match="name"):
        register.register_awards(seal=seal, by=None, entries=entries)


@pytest.mark.parametrize("city", CITIES)
def test_revocation_and_reinstatement(city: str) -> None:
    decision = make.published_notice(city, DECISION)
    office = make_office(city)
    record = records().get(entry_no=1)
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    event = RecordEvent.objects.get(record=record)
    assert event.kind == EventKind.REVOKED
    assert event.seal_id == revocation.pk
    record = records().get(pk=record.pk)
    assert standing_of(record, beijing_day(REVOKED_AT)).status is Status.REVOKED
    shown = read_notice(parse_body(revocation.body))
    assert [award.record for award in shown.awards] == [record.public_id]
    assert shown.text("remedies") is not None
    told = decision.acts.get(kind=SealAct.Kind.REVOKED)
    assert (told.entry_key, told.by_seal_id) == (str(record.entry_key), revocation.pk)

    back = make.reinstate(office, revocation, [record], at=RESTORED_AT)
    record = records().get(pk=record.pk)
    assert standing_of(record, beijing_day(RESTORED_AT)).status in (Status.VALID, Status.EXPIRED)
    assert revocation_in_force(record, beijing_day(RESTORED_AT)) is None
    assert [e.kind for e in record.events.all()] == [EventKind.REVOKED, EventKind.REINSTATED]
    assert Seal.objects.get(pk=back.pk).amends_id == revocation.pk
    assert decision.acts.filter(kind=SealAct.Kind.REINSTATED).count() == 1
    assert revocation.acts.filter(kind=SealAct.Kind.REINSTATED).count() == 1


def test_a_second_revocation_needs_its_own_steps() -> None:
    make.published_notice("datong", DECISION)
    office = make_office("datong")
    first, second = records().order_by("entry_no")[:2]
    make.revoke(office, [first], at=REVOKED_AT)
    edition = first.edition
    assert edition is not None
    stage = next(stage for stage in office.regulation.stages if stage.type == "revocation")
    with clock.at(REVOKED_AT + dt.timedelta(days=1)):
        notice = make.draft(
            office,
            edition,
            stage.key,
            revocations=[{"record": second.public_id, "ground": "single.fraud", "finding": "示例。"}],
        )
        found = {verdict.rule for verdict in assess(notice, clock.now()).standing}
    assert found == {"revoke.steps", "revoke.statement", "act.secrecy_review"}
