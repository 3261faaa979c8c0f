"""Every way to hide, move or alter a sealed notice, tried by ORM, admin and SQL: none works, the public reads the same."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from cms import clock
from cms.models import Entry, EntryList, Notice, Seal
from cms.models.append_only import AppendOnlyError
from tests.factories import notices as make
from tests.factories.attempts import almighty, attempt
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Any:
    """Somebody with every permission Django knows."""
    return almighty()


@pytest.fixture
def sealed() -> Seal:
    """A published notice."""
    seal = make.published_notice("datong", "acceptance_list")
    with clock.at(DEFAULT_AT):
        yield seal


def _unpublish(seal: Seal) -> None:
    seal.notice.unpublish()


def _unpublish_base(seal: Seal) -> None:
    Page.objects.get(pk=seal.notice_id).unpublish()


def _expire(seal: Seal) -> None:
    page = Page.objects.get(pk=seal.notice_id)
    page.expired, page.live = True, False
    page.save()


def _delete(seal: Seal) -> None:
    seal.notice.delete()


def _delete_base(seal: Seal) -> None:
    Page.objects.get(pk=seal.notice_id).delete()


def _delete_queryset(seal: Seal) -> None:
    Page.objects.filter(pk=seal.notice_id).delete()


def _delete_edition(seal: Seal) -> None:
    seal.edition.delete()


def _delete_scheme(seal: Seal) -> None:
    seal.edition.scheme.delete()


def _move(seal: Seal) -> None:
    seal.notice.move(seal.edition.scheme, pos="last-child")


def _move_edition(seal: Seal) -> None:
    seal.edition.move(seal.edition.scheme.get_parent(), pos="last-child")


def _rename(seal: Seal) -> None:
    notice = Notice.objects.get(pk=seal.notice_id)
    notice.slug = "elsewhere"
    notice.save()


def _rename_edition(seal: Seal) -> None:
    edition = type(seal.edition).objects.get(pk=seal.edition_id)
    edition.slug = "1999"
    edition.save()


def _hide_edition(seal: Seal) -> None:
    edition = type(seal.edition).objects.get(pk=seal.edition_id)
    edition.unpublish()


def _restrict(seal: Seal) -> None:
    PageViewRestriction.objects.create(page=seal.notice.page_ptr, restriction_type="login")


def _restrict_scheme(seal: Seal) -> None:
    PageViewRestriction.objects.create(page=seal.edition.scheme.page_ptr, restriction_type="login")


def _edit(seal: Seal) -> None:
    notice = Notice.objects.get(pk=seal.notice_id)
    notice.title = "另一个标题"
    notice.save()


def _edit_and_publish(seal: Seal) -> None:
    notice = Notice.objects.get(pk=seal.notice_id)
    notice.lead = "改写后的正文。"
    notice.save_revision(log_action=False).publish(skip_permission_checks=True)


def _other_list(seal: Seal) -> None:
    notice = Notice.objects.get(pk=seal.notice_id)
    notice.entry_list = None
    notice.save()


def _row_update(seal: Seal) -> None:
    Entry._base_manager.filter(entry_list=seal.entry_list).update(name="改名（示例）")


def _row_delete(seal: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_entry WHERE entry_list_id = %s", [seal.entry_list_id])


def _seal_sql(seal: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cms_seal SET body = %s WHERE id = %s", ["{}", seal.pk])


def _seal_delete(seal: Seal) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_seal WHERE id = %s", [seal.pk])


def _seal_save(seal: Seal) -> None:
    seal.body = "{}"
    seal.save()


def _act_sql(seal: Seal) -> None:
    make.conclude(make_office("datong"), seal, at=make.after_window(seal))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cms_sealact SET body = %s WHERE seal_id = %s", ["{}", seal.pk])


SEALED_PATHS = {
    name.removeprefix("_"): function
    for name, function in list(globals().items())
    if name.startswith("_") and getattr(function, "__annotations__", {}).get("seal") is Seal
}


@pytest.mark.parametrize("name", SEALED_PATHS)
def test_no_path_hides_or_changes_what_is_sealed(
    name: str, sealed: Seal, superuser: Any, client: Any
) -> None:
    path, body = sealed.head["path"], sealed.body
    assert attempt(lambda: SEALED_PATHS[name](Seal.objects.get(pk=sealed.pk)))
    assert client.get(path).status_code == 200
    assert Seal.objects.get(pk=sealed.pk).body == body
    assert client.get(path + "seal.json").content.decode() == body


def test_the_table_of_sealed_paths_is_whole() -> None:
    assert len(SEALED_PATHS) >= 22


@pytest.mark.parametrize("action", ["unpublish", "delete", "move"])
def test_the_admin_refuses_to_take_down(action: str, sealed: Seal, superuser: Any, client: Any) -> None:
    client.force_login(superuser)
    client.post(reverse(f"wagtailadmin_pages:{action}", args=[sealed.notice_id]))
    client.logout()
    assert client.get(sealed.head["path"]).status_code == 200
    assert Seal.objects.filter(pk=sealed.pk).exists()


def test_a_direct_write_neither_hides_nor_alters_what_the_public_reads(sealed: Seal, client: Any) -> None:
    before = client.get(sealed.head["path"]).content.decode()
    Notice.objects.filter(pk=sealed.notice_id).update(
        live=False, title="直接改写的标题", lead="直接改写的正文。"
    )
    after = client.get(sealed.head["path"])
    assert after.status_code == 200
    assert "直接改写" not in after.content.decode()
    assert sealed.head["title"] in before
    assert sealed.head["title"] in after.content.decode()


def test_lists_refuse_the_polite_verbs_too(sealed: Seal) -> None:
    for write in (
        lambda: EntryList.objects.filter(pk=sealed.entry_list_id).update(digest=""),
        lambda: sealed.entry_list.entries.first().save(),
        sealed.entry_list.delete,
        lambda: Seal.objects.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            write()


def test_bookkeeping_saves_of_a_sealed_notice_pass(sealed: Seal) -> None:
    """The guard lets through what changes nothing public, or Wagtail itself would stumble."""
    notice = Notice.objects.get(pk=sealed.notice_id)
    notice.save()
    notice.locked = True
    notice.save(update_fields=["locked"])
    assert Notice.objects.get(pk=sealed.notice_id).locked
