"""Every way Wagtail has to publish, change or hide a page, tried on a notice: none works without clearance and seal.

The table is that of the guard: each path is a function that tries it; afterwards the public face must be what it was.
Runs on SQLite and on PostgreSQL.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, PageViewRestriction, WorkflowState

from cms import clock
from cms.guard import PublicationRefused
from cms.models import Clearance, Entry, EntryList, Notice, Seal
from cms.models.append_only import AppendOnlyError
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, PASSWORD, make_office

pytestmark = pytest.mark.django_db

REFUSED = (PermissionDenied, ProtectedError, DatabaseError, AppendOnlyError)


@pytest.fixture
def superuser() -> Any:
    """Somebody with every permission Django knows."""
    return get_user_model().objects.create_superuser("root-of-tests", password=PASSWORD)


@pytest.fixture
def draft() -> Notice:
    """A complete, lawful draft that nobody approved: only clearance is missing."""
    office = make_office("datong")
    edition = make.run_up(office, "acceptance_list", at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, "acceptance_list")
        make.fulfil(office, edition, "acceptance_list")
        yield Notice.objects.get(pk=notice.pk)


@pytest.fixture
def sealed() -> Seal:
    """A published notice."""
    seal = make.published_notice("datong", "acceptance_list")
    with clock.at(DEFAULT_AT):
        yield seal


def attempt(path: Callable[[], Any]) -> bool:
    """Try it in its own transaction; True when it was refused with an error."""
    try:
        with transaction.atomic():
            path()
    except REFUSED:
        return True
    return False


def is_public(notice: Notice, client: Any) -> bool:
    """Whether anybody can read it."""
    return client.get(notice.path_on_portal).status_code == 200


# --- To publish without clearance ---------------------------------------------------------------------------------


def _live_and_save(notice: Notice) -> None:
    notice.live = True
    notice.save()


def _live_and_save_unclean(notice: Notice) -> None:
    notice.live = True
    notice.save(clean=False)


def _base_instance(notice: Notice) -> None:
    page = Page.objects.get(pk=notice.pk)
    page.live = True
    page.save()


def _add_child(notice: Notice) -> None:
    notice.edition.add_child(instance=Notice(title="未经批准", slug="smuggled", stage_key="acceptance_list"))


def _revision(notice: Notice) -> None:
    notice.latest_revision.publish()


def _revision_skipping_permissions(notice: Notice) -> None:
    notice.latest_revision.publish(skip_permission_checks=True)


def _action(notice: Notice) -> None:
    user = get_user_model().objects.get(username="root-of-tests")
    PublishPageRevisionAction(notice.latest_revision, user=user).execute(skip_permission_checks=True)


def _workflow_finish(notice: Notice) -> None:
    notice.get_workflow().start(notice, None)
    WorkflowState.objects.get(object_id=str(notice.pk)).finish()


def _go_live_past(notice: Notice) -> None:
    from django.core.management import call_command

    Page.objects.filter(pk=notice.pk).update(go_live_at=clock.now())
    notice.latest_revision.approved_go_live_at = clock.now()
    notice.latest_revision.save()
    call_command("publish_scheduled")


def _copy_live(notice: Notice) -> None:
    CopyPageAction(
        notice, to=notice.edition, keep_live=True, update_attrs={"slug": "copy", "live": True}
    ).execute(skip_permission_checks=True)


def _alias(notice: Notice) -> None:
    CreatePageAliasAction(notice, parent=notice.edition, update_slug="alias").execute(
        skip_permission_checks=True
    )


UNCLEARED_PATHS = {
    "live=True; save()": _live_and_save,
    "save(clean=False)": _live_and_save_unclean,
    "base class instance": _base_instance,
    "add_child, live by default": _add_child,
    "revision.publish()": _revision,
    "revision.publish(skip_permission_checks)": _revision_skipping_permissions,
    "PublishPageRevisionAction, as the publish button builds it": _action,
    "WorkflowState.finish() from a shell": _workflow_finish,
    "publish_scheduled": _go_live_past,
    "copy keeping live": _copy_live,
}


@pytest.mark.parametrize("name", UNCLEARED_PATHS)
def test_no_path_publishes_without_clearance(name: str, draft: Notice, superuser: Any, client: Any) -> None:
    before = Seal.objects.count()
    refused = attempt(lambda: UNCLEARED_PATHS[name](draft))
    assert refused or name == "publish_scheduled"
    assert Seal.objects.count() == before
    assert not Notice.objects.filter(live=True, seal=None).exists()
    assert not is_public(draft, client)


def test_an_alias_of_a_draft_is_a_draft_and_never_public(draft: Notice, superuser: Any, client: Any) -> None:
    attempt(lambda: _alias(draft))
    assert not Notice.objects.filter(live=True, seal=None).exists()
    assert client.get("/datong/2026/alias/").status_code == 404


@pytest.mark.parametrize("write", ["update", "sql", "bulk_update"])
def test_a_direct_write_of_the_live_flag_publishes_nothing(write: str, draft: Notice, client: Any) -> None:
    if write == "update":
        Notice.objects.filter(pk=draft.pk).update(live=True)
    elif write == "bulk_update":
        draft.live = True
        Notice.objects.bulk_update([draft], ["live"])
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, draft.pk])
    assert Notice.objects.get(pk=draft.pk).live
    assert not is_public(draft, client)
    for address in ("/", "/datong/", "/datong/2026/", "/feed.atom", "/windows.ics", "/sitemap.xml"):
        assert draft.slug + "/" not in client.get(address).content.decode(), address


def _post_as(client: Any, user: Any, name: str, notice: Notice, data: dict[str, Any]) -> Any:
    client.force_login(user)
    return client.post(reverse(name, args=[notice.pk]), data)


def test_the_publish_button_does_nothing_even_for_a_superuser(
    draft: Notice, superuser: Any, client: Any
) -> None:
    form = {
        "title": draft.title,
        "slug": draft.slug,
        "action-publish": "1",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    _post_as(client, superuser, "wagtailadmin_pages:edit", draft, form)
    assert not Seal.objects.filter(notice=draft).exists()
    client.logout()
    assert not is_public(draft, client)


def test_bulk_publish_does_nothing(draft: Notice, superuser: Any, client: Any) -> None:
    client.force_login(superuser)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={draft.pk}"
    client.post(address)
    assert not Seal.objects.filter(notice=draft).exists()


# --- Clearance is of the content -----------------------------------------------------------------------------------


def test_a_clearance_does_not_cover_a_text_swapped_after_it(draft: Notice) -> None:
    """Autosave overwrites a revision in place under the same id; the digest is what notices."""
    from cms.actions.approvals import clear_notice

    office = make_office("datong")
    clear_notice(notice=draft.get_latest_revision_as_object(), by=office.approver, task_state=None)
    swapped = draft.latest_revision
    swapped.content["lead"] = "批准之后换上的另一段文字。"
    swapped.save()
    with pytest.raises(PublicationRefused):
        swapped.publish(skip_permission_checks=True)
    assert not Seal.objects.filter(notice=draft).exists()


def test_a_clearance_of_yesterday_does_not_cover_the_dates_of_today(draft: Notice) -> None:
    import datetime as dt

    from cms.actions.approvals import clear_notice

    office = make_office("datong")
    clear_notice(notice=draft.get_latest_revision_as_object(), by=office.approver, task_state=None)
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)), pytest.raises(PublicationRefused):
        draft.latest_revision.publish(skip_permission_checks=True)


def test_the_cleared_content_is_published_by_the_same_write_that_seals_it(draft: Notice, client: Any) -> None:
    """The control: with a clearance the very path refused above goes through."""
    from cms.actions.approvals import clear_notice

    office = make_office("datong")
    clear_notice(notice=draft.get_latest_revision_as_object(), by=office.approver, task_state=None)
    draft.latest_revision.publish(skip_permission_checks=True)
    assert Seal.objects.filter(notice=draft).exists()
    assert Clearance.objects.get(notice=draft).salts == ""
    assert is_public(draft, client)


# --- To hide or change what is sealed -------------------------------------------------------------------------------


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
        lambda: sealed.entry_list.delete(),
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
