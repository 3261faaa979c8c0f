"""Unlocking with a form in hand: what was typed travels through the browser, because without keys it cannot be sealed.

The page that unlocks holds the form in a hidden field; after unlocking the form stands there once more, to be sent by
its author. Nothing is stored on the way, and nothing is sent without a click.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints.actions import second_factor
from complaints.members.forms import UnlockForm
from complaints.members.own_views import Unlock
from portal.privacy.places import DESK_PREFIX

OWN_FIELDS = frozenset({"csrfmiddlewaretoken"})
"""Fields that belong to one sending and are never carried along."""

_HERE = frozenset({"channel_desk", "channel_keys"})
"""Whose forms are carried."""

Typed = list[tuple[str, str]]


def typed_in(request: HttpRequest) -> Typed:
    """What a form brought, in its order."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in OWN_FIELDS
        for value in values
    ]


class Resume(Unlock):
    """Unlocks, and gives the form back."""

    http_method_names = ["post"]
    onward = ""
    typed: Typed = []

    def get_page_title(self) -> str:
        """先解锁密钥."""
        return _("先解锁密钥，再继续提交")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """As for any unlocking; and the form must have come from a page of the desk. Raises Http404 or Refused."""
        super().load_more(*args, **kwargs)
        self.onward, self.typed = _onward(self.request), _carried(self.request)

    def asked(self, onward: str, typed: Typed) -> HttpResponseBase:
        """The page for a form that came too late."""
        self.onward, self.typed = onward, typed
        return self.page(UnlockForm(verified=second_factor.is_verified(self.request)))

    @sensitive_variables()
    def page(self, form: Any = None) -> HttpResponseBase:
        """The form that unlocks, with the other one inside."""
        self.template_name = "complaints/desk/resume.html"
        return self.show(form=form, onward=self.onward, carried=json.dumps(self.typed, ensure_ascii=False))

    @sensitive_variables()
    def unlocked(self) -> HttpResponseBase:
        """What was typed, to be read once more and sent."""
        self.template_name = "complaints/desk/resumed.html"
        texts = [value for _name, value in self.typed if "\n" in value or len(value) > 20]
        return self.show(onward=self.onward, typed=self.typed, texts=texts)


def _onward(request: HttpRequest) -> str:
    """Where the form belongs: an address of the desk, never one from outside."""
    path = request.POST.get("onward", "")
    try:
        found = resolve(path) if path.startswith(DESK_PREFIX) else None
    except Resolver404:
        found = None
    if found is None or found.app_name not in _HERE:
        raise Http404
    return path


@sensitive_variables()
def _carried(request: HttpRequest) -> Typed:
    try:
        pairs = json.loads(request.POST.get("carried", ""))
        return [(str(name), str(value)) for name, value in pairs if name not in OWN_FIELDS]
    except (ValueError, TypeError):
        raise Http404 from None
