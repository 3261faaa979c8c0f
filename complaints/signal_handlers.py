"""Wires what happens to an account to the keys its owner unlocked. Functions only; connected once by `complaints.apps`."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.http import HttpRequest

from complaints import reminding
from complaints.actions import vault_sessions
from portal import jobs
from portal.calendar.signals import calendar_changed


def logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Answer `user_logged_out`: what was unlocked in this log-in is locked with it."""
    vault_sessions.end_log_in(request=request)


def before_account_changes(
    sender: Any, instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """Answer `pre_save` of accounts: note whether the password changes, which nothing tells afterwards."""
    instance.keys_must_be_locked = False
    if instance.pk is None or (
        update_fields is not None and not {"password", "is_active"} & set(update_fields)
    ):
        return
    stored = get_user_model().objects.filter(pk=instance.pk).values_list("password", flat=True).first()
    instance.keys_must_be_locked = stored != instance.password or not instance.is_active


def account_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Answer `post_save` of accounts: a new password or a closed account locks its keys."""
    if getattr(instance, "keys_must_be_locked", False):
        vault_sessions.lock_user(user=instance)


def groups_changed(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: Any
) -> None:
    """Answer `m2m_changed` of an account's groups: whoever is given a role unlocks anew, and is asked again then."""
    if action not in {"post_add", "post_remove", "post_clear"}:
        return
    if not reverse:
        vault_sessions.lock_user(user=instance)
        return
    for user in get_user_model().objects.filter(pk__in=pk_set or ()):
        vault_sessions.lock_user(user=user)


def days_moved(sender: Any, **kwargs: Any) -> None:
    """Answer `calendar_changed`: days of clocks may have moved, so they are looked at as soon as it is committed."""
    jobs.enqueue(reminding.LOOK)


def connect() -> None:
    """Called once, when the apps are ready."""
    user = get_user_model()
    user_logged_out.connect(logged_out, dispatch_uid="complaints.logged_out")
    pre_save.connect(before_account_changes, sender=user, dispatch_uid="complaints.before_account_changes")
    post_save.connect(account_changed, sender=user, dispatch_uid="complaints.account_changed")
    calendar_changed.connect(days_moved, dispatch_uid="complaints.days_moved")
    m2m_changed.connect(groups_changed, sender=user.groups.through, dispatch_uid="complaints.groups_changed")
