"""Accounts in Wagtail's own views: somebody who worked on anything is not deleted, and is told so before the model says no."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.actions.account_names import deletion_refusal
from cms.actions.accounts import refusal_to_manage


def before_delete_user(request: HttpRequest, user: Any) -> HttpResponseRedirect | None:
    """Say why and lead to the account's settings, where it can be made unable to log in."""
    refusal = deletion_refusal(user)
    if not refusal:
        return None
    messages.error(request, refusal)
    return redirect("wagtailusers_users:edit", user.pk)


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], view: Any
) -> HttpResponseRedirect | None:
    """The same for many at once: none of them is deleted while one of them may not be.

    Groups are given one account at a time, where one's own and those of the highest rank are told apart.
    """
    users = [each for each in objects if isinstance(each, get_user_model())]
    if users and action_type == "assign_role":
        messages.error(request, _("用户组请逐个账号设定。"))
        return redirect("gongshi:accounts")
    beyond = [found for found in (refusal_to_manage(request.user, each) for each in users) if found]
    if beyond:
        messages.error(request, beyond[0])
        return redirect("gongshi:accounts")
    if action_type != "delete":
        return None
    refusals = [refusal for refusal in map(deletion_refusal, users) if refusal]
    if not refusals:
        return None
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("wagtailusers_users:index")
