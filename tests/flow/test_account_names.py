"""Names outlive accounts: each is kept, cannot be rewritten, and whoever worked on anything cannot be deleted."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.urls import reverse

from cms import clock
from cms.account_checks import names_are_on_record
from cms.actions.account_names import AccountKept, left_traces
from cms.models import AccountName
from cms.selectors.account_names import NameBook, unrecorded_names
from portal import doctor
from tests.factories.admin import client_of, messages_of
from tests.factories.notices import draft
from tests.factories.offices import PASSWORD, Office, beijing, make_edition, make_office, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Any:
    """Somebody who may delete accounts."""
    return person("manager", is_superuser=True)


def worked(office: Office) -> Any:
    """The editor of an office, after drafting a notice."""
    edition = make_edition(office)
    stage = office.regulation.published_stages[0]
    with clock.at(beijing(2026, 3, 16)):
        draft(office, edition, stage.key)
    return office.editor


def test_every_name_of_an_account_stays_on_record() -> None:
    first, second, third = (beijing(2026, month, 1) for month in (1, 3, 5))
    with clock.at(first):
        user = get_user_model().objects.create(
            username="clerk", first_name="示例甲", password=make_password(PASSWORD)
        )
    with clock.at(second):
        user.first_name = "示例乙"
        user.save()
    with clock.at(third):
        user.save()
        user.save(update_fields=["last_login"])
    book = NameBook()
    assert [(row.full_name, row.since) for row in book.known(user.pk)] == [
        ("示例甲", first),
        ("示例乙", second),
    ]
    day = dt.timedelta(days=1)
    for at, name in (
        (first - day, "示例甲"),
        (second - day, "示例甲"),
        (second, "示例乙"),
        (None, "示例乙"),
    ):
        assert book.account(user.pk, at) == {"id": user.pk, "account": "clerk", "name": name}
    assert book.account(None, first) is None
    assert book.account(10**9, first) == {"id": 10**9, "account": "", "name": ""}


def test_a_name_on_record_is_neither_changed_nor_taken_away_by_plain_sql() -> None:
    person("clerk")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(AccountName).update(full_name="别人")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_accountname")


def test_a_name_changed_past_the_program_is_noticed() -> None:
    user = person("clerk")
    assert unrecorded_names() == []
    assert list(names_are_on_record()) == []
    get_user_model().objects.filter(pk=user.pk).update(first_name="改名")
    assert unrecorded_names() == ["clerk"]
    (finding,) = names_are_on_record()
    assert "clerk" in finding.message
    assert "account-names" in doctor.names()


def test_who_worked_on_anything_is_not_deleted_by_a_program() -> None:
    editor = worked(make_office())
    assert left_traces(editor)
    # Deleting by queryset sends the same signal for each account.
    for delete in (editor.delete, get_user_model().objects.filter(pk=editor.pk).delete):
        with pytest.raises(AccountKept, match="办理过事项"), transaction.atomic():
            delete()
    assert get_user_model().objects.filter(pk=editor.pk).exists()


def test_who_did_nothing_may_go_and_leaves_the_name() -> None:
    user = person("nobody", first_name="示例人员")
    pk = user.pk
    assert not left_traces(user)
    user.delete()
    assert NameBook().account(pk, None) == {"id": pk, "account": "nobody", "name": "示例人员"}


@pytest.mark.parametrize("many", [False, True])
def test_the_admin_says_why_an_account_stays_and_what_to_do_instead(manager: Any, many: bool) -> None:
    editor = worked(make_office())
    client = client_of(manager)
    if many:
        url = reverse("wagtail_bulk_action", args=("auth", "user", "delete")) + f"?id={editor.pk}"
    else:
        url = reverse("wagtailusers_users:delete", args=[editor.pk])
    said = messages_of(client.post(url, follow=True))
    assert editor.get_username() in said
    assert "不能删除" in said
    assert "有效" in said
    assert get_user_model().objects.filter(pk=editor.pk).exists()


def test_an_unused_account_is_deleted_in_the_admin(manager: Any) -> None:
    user = person("nobody")
    client_of(manager).post(reverse("wagtailusers_users:delete", args=[user.pk]))
    assert not get_user_model().objects.filter(pk=user.pk).exists()
