"""Every way Wagtail has to publish, change or hide a page, tried on a notice: none works without clearance and seal.

The table is that of the guard: each path is a function that tries it; afterwards the public face must be what it was.
Runs on SQLite and on PostgreSQL.
"""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, WorkflowState

from cms import clock
from cms.guard import PublicationRefused
from cms.models import Clearance, Notice, Seal
from tests.factories import notices as make
from tests.factories.admin import edit_data, edit_url
from tests.factories.attempts import almighty, attempt
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Any:
    """Somebody with every permission Django knows."""
    return almighty()


@pytest.fixture
def draft() -> Notice:
    """A complete, lawful draft that nobody approved: only clearance is missing."""
    office = make_office("datong")
    edition = make.run_up(office, "acceptance_list", at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, "acceptance_list")
        make.fulfil(office, edition, "acceptance_list")
        yield Notice.objects.get(pk=notice.pk)


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


def _edit_action(notice: Notice) -> None:
    """The class that Wagtail's API uses to edit and publish in one go."""
    user = get_user_model().objects.get(username="root-of-tests")
    EditPageAction(notice, user=user, publish=True).execute(skip_permission_checks=True)


def _copy_edition(notice: Notice) -> None:
    """A recursive copy of the whole edition with everything below it live."""
    edition = notice.edition
    Page.objects.filter(pk=notice.pk).update(live=True)
    CopyPageAction(
        edition, to=edition.scheme, recursive=True, keep_live=True, update_attrs={"slug": "copied"}
    ).execute(skip_permission_checks=True)


UNCLEARED_PATHS = {
    "EditPageAction(publish=True)": _edit_action,
    "recursive copy of the edition": _copy_edition,
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
    # A flag written past the ORM stands in one row, and still publishes nothing.
    assert not Notice.objects.filter(live=True, seal=None).exclude(pk=draft.pk).exists()
    assert not is_public(draft, client)
    assert client.get(f"/datong/copied/{draft.slug}/").status_code == 404


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


def test_the_publish_button_does_nothing_even_for_a_superuser(
    draft: Notice, superuser: Any, client: Any
) -> None:
    client.force_login(superuser)
    form = edit_data(client, draft, title="换过的标题")
    before = draft.revisions.count()
    client.post(edit_url(draft), form)
    # The control: the very form saves a draft, so it is not its own errors that keep the notice back.
    assert draft.revisions.count() == before + 1
    client.post(edit_url(draft), form | {"action-publish": "1"})
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


def test_creating_and_publishing_in_one_go_does_nothing(superuser: Any, client: Any) -> None:
    office = make_office("datong")
    edition = make.run_up(office, "acceptance_list", at=DEFAULT_AT)
    client.force_login(superuser)
    address = reverse("wagtailadmin_pages:add", args=["cms", "notice", edition.pk])
    before = Notice.objects.count()
    client.post(address, {"title": "一步到位", "slug": "at-once", "action-publish": "1"})
    client.logout()
    assert not Notice.objects.filter(slug="at-once", live=True).exists()
    assert Notice.objects.count() == before
    assert client.get("/datong/2026/at-once/").status_code == 404


def test_an_author_cannot_approve_even_as_superuser(draft: Notice, superuser: Any) -> None:
    from cms.models.workflow import ApprovalRefused

    newest = draft.get_latest_revision_as_object()
    newest.save_revision(user=superuser)
    state = Notice.objects.get(pk=draft.pk).get_workflow().start(draft, superuser)
    task_state = state.current_task_state
    with pytest.raises(ApprovalRefused):
        task_state.task.specific.on_action(task_state, superuser, "approve")
    assert not Seal.objects.filter(notice=draft).exists()
