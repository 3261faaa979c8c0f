"""The database refuses to rewrite history, column by column, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet

from cms.models import Clearance, Entry, EntryList, NoticeFile, Seal, SealAct
from cms.models.append_only import AppendOnlyError
from tests.factories import notices, offices

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal() -> Seal:
    seal = notices.published_notice("datong")
    notices.conclude(offices.make_office("datong"), seal, at=notices.after_window(seal))
    NoticeFile.objects.create(
        sha256="0" * 64, size=1, media_type="text/plain", readable=True, made_at=offices.DEFAULT_AT
    )
    return seal


def refused(action: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            action()
    except DatabaseError as error:
        return "is append-only" in str(error)
    return False


@pytest.mark.parametrize("model", [Clearance, Seal, SealAct, Entry, EntryList, NoticeFile])
def test_no_row_of_an_append_only_table_is_changed_or_deleted(seal: Seal, model: type[Model]) -> None:
    rows = QuerySet(model).all()
    assert rows.exists()
    for field in model._meta.concrete_fields:
        if field.primary_key or not field.get_internal_type().endswith(("Field", "Key")):
            continue
        value = {"UUIDField": "0" * 32, "JSONField": ["x"], "BooleanField": False}.get(
            field.get_internal_type()
        )
        if value is None:
            value = (
                0 if "Integer" in field.get_internal_type() or field.is_relation else "2001-01-01T00:00:00Z"
            )
        assert refused(lambda name=field.attname, new=value: rows.update(**{name: new})), field.name
    assert refused(lambda: rows._raw_delete(using="default"))


@pytest.mark.parametrize("model", [Clearance, Seal, SealAct, Entry, EntryList, NoticeFile])
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
