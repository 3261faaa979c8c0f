"""Accounts in Wagtail's own views: somebody who worked on anything is not deleted, and is told so before the model says no."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from wagtail.admin import messages

from cms.actions.account_names import deletion_refusal


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
    """The same for many at once: none of them is deleted while one of them may not be."""
    if action_type != "delete":
        return None
    users = [each for each in objects if isinstance(each, get_user_model())]
    refusals = [refusal for refusal in map(deletion_refusal, users) if refusal]
    if not refusals:
        return None
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("wagtailusers_users:index")
