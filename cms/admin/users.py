"""Wagtail's section of accounts as an office uses it: opened and named here, put into groups on the office's own page."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.users.views import users

from cms.actions.accounts import refusal_to_manage
from cms.admin.forms.accounts import ChangeAccountForm, NewAccountForm


class EditAccount(users.EditView):
    """An account of the highest rank is changed by another of that rank alone: its password would hand everything over."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or say why not."""
        refusal = refusal_to_manage(request.user, self.object)
        if refusal:
            messages.error(request, refusal)
            return redirect("gongshi:accounts")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class AccountViewSet(users.UserViewSet):
    """The section with our forms."""

    edit_view_class = EditAccount

    def get_form_class(self, for_update: bool = False) -> type:
        """The form of a new account, or of one that exists."""
        return ChangeAccountForm if for_update else NewAccountForm


def after_create_user(request: HttpRequest, user: Any) -> HttpResponseBase:
    """A new account is in no group yet: go on to that."""
    messages.success(request, _("账号“%(name)s”已建立。请选择它的用户组。") % {"name": user.get_username()})
    return redirect("gongshi:account", user.pk)
