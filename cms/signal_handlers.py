"""Wires signals to what answers them. Functions only; connected once by `cms.apps`."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import pre_page_move, task_submitted

from cms import clock, guard, signals
from cms.actions import account_names
from cms.actions.approvals import approval_refusals, clear_notice
from cms.actions.schedule import forget_refusal
from cms.actions.windows import recompute_windows
from cms.models import Notice
from portal.calendar.signals import calendar_changed


def review(sender: type, notice: Notice, user: Any, **kwargs: Any) -> list[str]:
    """Answer `approval_review`."""
    return approval_refusals(notice, user)


def write_clearance(sender: type, notice: Notice, user: Any, task_state: Any, **kwargs: Any) -> None:
    """Answer `approved`."""
    clear_notice(notice=notice, by=user, task_state=task_state.pk)


def move_windows(sender: type, notice: Any, by: Any, **kwargs: Any) -> None:
    """Answer `calendar_changed`: every window that is not concluded is recomputed, in the same transaction."""
    reason = _("%(title)s载入后重新推算") % {"title": notice.title}
    recompute_windows(reason=reason, at=clock.now(), by=by)


def submitted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Answer `task_submitted`: what is in review again is no refused schedule any more."""
    page = instance.workflow_state.content_object
    if isinstance(page, Page) and isinstance(page.specific, Notice):
        forget_refusal(notice=page.specific)


def refuse_deletion(sender: type, instance: Page, **kwargs: Any) -> None:
    """Answer `pre_delete` of every page class."""
    if issubclass(sender, Page):
        guard.before_delete(sender, instance, **kwargs)


def remember_name(
    sender: type, instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    """Answer `post_save` of accounts: every name stays on record. A fixture brings its own rows."""
    if not raw:
        account_names.remember_name(instance, update_fields)


def refuse_account_deletion(sender: type, instance: Any, **kwargs: Any) -> None:
    """Answer `pre_delete` of accounts."""
    account_names.refuse_deletion(instance)


def connect() -> None:
    """Connect every receiver; idempotent through dispatch ids."""
    # Without a sender: base-class instances and future page types pass here too.
    pre_save.connect(guard.before_save, dispatch_uid="cms.guard.before_save")
    post_save.connect(guard.after_save, dispatch_uid="cms.guard.after_save")
    pre_delete.connect(refuse_deletion, dispatch_uid="cms.guard.before_delete")
    pre_page_move.connect(guard.before_move, dispatch_uid="cms.guard.before_move")
    pre_save.connect(
        guard.before_restriction, sender=PageViewRestriction, dispatch_uid="cms.guard.restriction"
    )
    signals.approval_review.connect(review, dispatch_uid="cms.review")
    signals.approved.connect(write_clearance, dispatch_uid="cms.write_clearance")
    task_submitted.connect(submitted, dispatch_uid="cms.submitted")
    calendar_changed.connect(move_windows, dispatch_uid="cms.move_windows")
    accounts = get_user_model()
    post_save.connect(remember_name, sender=accounts, dispatch_uid="cms.remember_name")
    pre_delete.connect(refuse_account_deletion, sender=accounts, dispatch_uid="cms.refuse_account_deletion")
