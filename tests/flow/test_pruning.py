"""Pruning takes what nothing names and nothing else, and puts the protection back."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from cms import clock
from cms.actions import pruning
from cms.actions.lists import attach_list, make_list
from cms.models import EditionPage, Entry, EntryList, Notice
from tests.factories import notices, offices
from tests.factories.rows import organization

STAGE = "acceptance_list"
LATER = offices.DEFAULT_AT + dt.timedelta(days=200)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> EditionPage:
    return offices.make_edition(offices.make_office("datong"))


def make(
    edition: EditionPage, *, at: dt.datetime = offices.DEFAULT_AT, parent: EntryList | None = None
) -> EntryList:
    with clock.at(at):
        return make_list(edition=edition, stage_key=STAGE, rows=[organization()], by=None, parent=parent)


def prune(*arguments: str) -> str:
    out = StringIO()
    with clock.at(LATER):
        call_command("prune_lists", *arguments, stdout=out)
    return out.getvalue()


def left() -> set[int]:
    return set(EntryList.objects.values_list("pk", flat=True))


def test_a_version_nobody_names_goes_with_its_rows(edition: EditionPage) -> None:
    make(edition)
    assert "可以清理" in prune("--dry-run")
    assert EntryList.objects.count() == 1
    assert "已清理 1 个" in prune()
    assert (EntryList.objects.count(), Entry.objects.count()) == (0, 0)
    assert "已清理 0 个" in prune()


def test_a_young_version_stays_and_so_does_what_it_was_made_from(edition: EditionPage) -> None:
    old = make(edition)
    middle = make(edition, parent=old)
    young = make(edition, at=LATER - dt.timedelta(days=1), parent=middle)
    prune()
    assert left() == {old.pk, middle.pk, young.pk}


def test_what_a_seal_names_stays_with_its_ancestors(edition: EditionPage) -> None:
    seal = notices.published_notice("datong", STAGE)
    sealed = seal.entry_list
    prune()
    assert sealed.pk in left()
    assert Entry.objects.filter(entry_list=sealed).exists()


def test_what_any_revision_of_a_draft_names_stays(edition: EditionPage) -> None:
    office = offices.make_office("datong")
    first, second, unused = make(edition), make(edition), make(edition)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, "application_notice")
        for each in (first, second):
            attach_list(notice=Notice.objects.get(pk=notice.pk), entry_list=each, by=office.editor)
    prune()
    assert left() == {first.pk, second.pk}
    assert unused.pk not in left()


def test_the_protection_is_back_afterwards(edition: EditionPage) -> None:
    make(edition)
    kept = make(edition, at=LATER - dt.timedelta(days=1))
    prune()
    for attempt in ("update", "delete"):
        rows = QuerySet(Entry).filter(entry_list=kept)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(name="另一单位") if attempt == "update" else rows._raw_delete(using="default")
    assert Entry.objects.get(entry_list=kept).name == organization()["name"]


def test_a_failure_takes_nothing_and_leaves_the_protection(
    edition: EditionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    unused = make(edition)

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr(pruning.audit, "record", fails)
    with pytest.raises(RuntimeError), clock.at(LATER):
        pruning.prune_lists(older_than=dt.timedelta(days=90))
    assert left() == {unused.pk}
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_entry")


def test_an_age_below_a_day_is_refused(edition: EditionPage) -> None:
    with pytest.raises(CommandError):
        prune("--days", "0")
