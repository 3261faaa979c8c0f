"""The database refuses to rewrite history, column by column, whoever asks."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet

from cms import clock, triggers
from cms.actions.external import import_external
from cms.actions.follow_up import record_follow_up
from cms.actions.history import confirm_history, enter_history
from cms.models import (
    AwardRecord,
    Clearance,
    ExternalAward,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    HistoryEntry,
    NoticeAct,
    NoticeFile,
    RecordEvent,
    Seal,
    Withholding,
)
from cms.models.append_only import AppendOnly, AppendOnlyError
from tests.factories import notices, offices
from tests.factories.rows import organization
from tests.flow.test_award_events import older

pytestmark = pytest.mark.django_db

MODELS = sorted(AppendOnly.__subclasses__(), key=lambda model: model.__name__)
LATER = offices.DEFAULT_AT + dt.timedelta(days=20)


@pytest.fixture(scope="module")
def seal(django_db_setup: None, django_db_blocker: Any) -> Iterator[Seal]:
    """A decision whose award was revoked, and a row in every other append-only table; undone after the module."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        yield _everything()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def _everything() -> Seal:
    office = offices.make_office("datong")
    rows = [organization(1), organization(2)]
    seal = notices.published_notice("datong", "commendation_decision", rows=rows)
    record = AwardRecord.objects.get(entry_no=1)
    notices.revoke(office, [record], at=LATER)
    with clock.at(LATER):
        batch = enter_history(
            scheme=office.scheme,
            rows=[older(edition_number=9, name="示例旧厂（示例）")],
            source="示例档案",
            by=office.editor,
        )
        confirm_history(batch=batch, by=office.publisher)
        record_follow_up(
            record=record, kind=FollowUpKind.VISIT, outcome=FollowUpOutcome.NOTHING, body_name="示例局（示例）",
            done_on=LATER.date(), findings="示例。", by=office.publisher,
        )  # fmt: skip
        row = {"name": "示例公司（示例）", "award_name": "另一质量奖（示例）"}
        import_external(rows=[row], source_name="示例.csv", source_sha256="1" * 64, by=office.publisher)
    NoticeFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/plain", readable=True, made_at=offices.DEFAULT_AT
    )
    # Another edition has a window that was extended, and stands still.
    other = [organization(3)]
    list_of_two = notices.published_notice("datong", "acceptance_list", rows=other, number=2)
    notices.amend(
        office, list_of_two, NoticeAct.EXTENSION, at=offices.DEFAULT_AT + dt.timedelta(days=1), working_days=2
    )
    with clock.at(LATER):
        still = notices.draft(office, list_of_two.edition, act=NoticeAct.POSTPONEMENT, reason="示例。")
        notices.review_for_secrecy(office, list_of_two.edition, "")
        notices.approve(office, notices.submit(office, still))
    return seal


def test_every_append_only_model_is_guarded_by_the_database() -> None:
    """Its table is in the list, and the triggers are really there: a migration that builds a table anew loses them."""
    assert {model._meta.db_table for model in MODELS} == set(triggers.TABLES)
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    wanted = {f"{table}_no_{verb}" for table in triggers.TABLES for verb in ("update", "delete")}
    assert wanted - found == set()


def refused(action: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return "is append-only" in str(error)
    return False


@pytest.mark.parametrize("model", MODELS)
def test_no_row_of_an_append_only_table_is_changed_or_deleted(seal: Seal, model: type[Model]) -> None:
    rows = QuerySet(model).all()
    assert rows.exists()
    for field in model._meta.concrete_fields:
        if field.primary_key or not field.get_internal_type().endswith(("Field", "Key")):
            continue
        value = {
            "UUIDField": "0" * 32,
            "JSONField": ["x"],
            "BooleanField": False,
            "DateField": "2001-01-01",
        }.get(field.get_internal_type())
        if value is None:
            value = (
                0 if "Integer" in field.get_internal_type() or field.is_relation else "2001-01-01T00:00:00Z"
            )
        assert refused(lambda name=field.attname, new=value: rows.update(**{name: new})), field.name
    assert refused(lambda: rows._raw_delete(using="default"))


@pytest.mark.parametrize("model", MODELS)
def test_programs_are_refused_before_they_reach_the_database(seal: Seal, model: type[Model]) -> None:
    row = model.objects.first()
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.all().update(pk=1),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_a_clearance_keeps_its_approver_although_its_salts_are_gone(seal: Seal) -> None:
    clearance = Clearance.objects.get(pk=seal.clearance_id)
    assert clearance.salts == ""
    author = offices.make_office("datong").editor
    assert refused(lambda: QuerySet(Clearance).filter(pk=clearance.pk).update(by=author, salts=""))
    assert Clearance.objects.get(pk=clearance.pk).by_id == clearance.by_id


@pytest.mark.parametrize(
    ("model", "named"), [(AwardRecord, "entry_key"), (HistoryEntry, "key")], ids=["award", "older"]
)
def test_a_holder_is_blanked_while_a_confirmed_withholding_names_the_row_and_nothing_else_is(
    seal: Seal, model: type[Model], named: str
) -> None:
    """The one exception in the register: who it was, never what was won; and only until the erasure is noted as done."""
    row = QuerySet(model).first()
    rows = QuerySet(model).filter(pk=row.pk)
    holder = {
        "name": "",
        "uscc": "",
        "post": "",
        "unit": "",
        "district": "",
        "industry": "",
        "certificate_no": "",
    }
    hidden = Withholding(
        seal=seal, leaf=1, leaf_type="entry", entry_key=str(getattr(row, named)), ground="示例",
        hidden_at=LATER, hidden_by=offices.make_office("datong").publisher,
    )  # fmt: skip
    assert refused(lambda: rows.update(**holder))
    with transaction.atomic():
        hidden.save()
        assert refused(lambda: rows.update(**holder)), "hidden by one person only"
        hidden.outcome, hidden.decided_at, hidden.decided_by = (
            Withholding.Outcome.CONFIRMED, LATER, offices.person("datong-publisher-2", "大同市 发布"),
        )  # fmt: skip
        hidden.save()
        kept = {
            "awarded_on": dt.date(2001, 1, 1), "tier": "nominee", "edition_number": 99, "doc_no": "示〔2001〕1号",
        }  # fmt: skip
        for column, value in kept.items():
            assert refused(lambda name=column, new=value: rows.update(**{name: new})), column
        others = QuerySet(model).exclude(pk=row.pk)
        assert not others.exists() or refused(lambda: others.update(**holder))
        rows.update(**holder, joint_names=[])
        assert rows.get().name == ""
        assert refused(lambda: rows._raw_delete(using="default"))
        hidden.erased_at = LATER
        hidden.save()
        assert refused(lambda: rows.update(name="另一家（示例）"))
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", [RecordEvent, FollowUp, ExternalAward])
def test_what_happened_to_an_award_has_no_exception(seal: Seal, model: type[Model]) -> None:
    key = str(AwardRecord.objects.get(entry_no=1, edition_number=1, seal=seal).entry_key)
    with transaction.atomic():
        Withholding.objects.create(
            seal=seal, leaf=1, leaf_type="entry", entry_key=key, ground="示例", hidden_at=LATER,
            hidden_by=offices.make_office("datong").publisher, outcome=Withholding.Outcome.CONFIRMED,
            decided_at=LATER, decided_by=offices.person("datong-publisher-2", "大同市 发布"),
        )  # fmt: skip
        text = {RecordEvent: "reason", FollowUp: "findings", ExternalAward: "name"}[model]
        assert refused(lambda: QuerySet(model).update(**{text: ""}))
        transaction.set_rollback(True)
