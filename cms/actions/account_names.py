"""Accounts and the names they act under: every name is kept, and whoever left a trace is not deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import CASCADE, ForeignObjectRel, Model
from django.utils.translation import gettext as _
from wagtail.models import Comment, CommentReply

from cms import clock
from cms.models import AccountName

NAME_FIELDS = frozenset({"username", "first_name", "last_name"})


class AccountKept(PermissionDenied):
    """An account that acted may not be deleted; the message says what to do instead."""


def remember_name(user: Any, update_fields: Iterable[str] | None = None) -> AccountName | None:
    """Append the account's name when it is not the newest on record; None when nothing changed.

    `update_fields` are those the account was saved with: logging in, which writes one date, costs no query.
    """
    if update_fields is not None and not NAME_FIELDS & set(update_fields):
        return None
    username, full_name = user.get_username(), user.get_full_name()
    newest = AccountName.objects.filter(user_id=user.pk).order_by("since", "pk").last()
    if newest is not None and (newest.username, newest.full_name) == (username, full_name):
        return None
    return AccountName.objects.create(
        user_id=user.pk, username=username, full_name=full_name, since=clock.now()
    )


def left_traces(user: Any) -> bool:
    """Whether anything on record names this account: a draft, an approval, an entry of the audit log, a seal."""
    return any(
        table._base_manager.filter(**{column: user.pk}).exists() for table, column in _tables_of_traces()
    )


def deletion_refusal(user: Any) -> str:
    """Why this account may not be deleted; empty when nothing names it."""
    if not left_traces(user):
        return ""
    return _(
        "账号“%(name)s”办理过事项，办理人须留在档案中，不能删除。"
        "人员离岗的，请在账号设置中取消“有效”，该账号即不能登录。"
    ) % {"name": user.get_full_name() or user.get_username()}


def refuse_deletion(user: Any) -> None:
    """Raise AccountKept for an account that left traces."""
    refusal = deletion_refusal(user)
    if refusal:
        raise AccountKept(refusal)


def _tables_of_traces() -> Iterable[tuple[type[Model], str]]:
    """Every column that names who did something. What goes with an account (its settings, its sessions) is no trace."""
    for relation in get_user_model()._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.field.many_to_many:
            continue
        table = relation.related_model
        if relation.on_delete is not CASCADE or table in (Comment, CommentReply):
            yield table, relation.field.attname
