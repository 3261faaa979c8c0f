"""Unlocking with a form in hand: what was typed travels through the browser, because without keys it cannot be sealed.

The page that unlocks holds the form in a hidden field; after unlocking the form stands there once more, to be sent by
its author. Nothing is stored on the way, and nothing is sent without a click.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints.actions import second_factor
from complaints.intake.upload import TOKEN
from complaints.members.base import UnlockedView
from complaints.members.forms import UnlockForm
from complaints.members.own_views import Unlock
from portal.privacy.places import DESK_PREFIX

OWN_FIELDS = frozenset({"csrfmiddlewaretoken"})
"""Fields that belong to one sending and are never carried along."""

LONG = 20
"""Characters; what is longer is shown once more before it is sent."""

_CARRIED_BY_A_PAGE = re.compile(r"[0-9a-fA-F-]{32,}")
"""Ids and secrets as pages put them into hidden fields."""

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
    notes: Sequence[str] = ()

    def get_page_title(self) -> str:
        """先解锁密钥."""
        return _("先解锁密钥，再继续提交")

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """As for any unlocking; and the form must have come from a page of the desk. Raises Http404 or Refused."""
        super().load_more(*args, **kwargs)
        self.onward, self.typed = _onward(self.request), _carried(self.request)
        self.notes = self.request.POST.getlist("note")

    def asked(self, onward: str, typed: Typed, notes: Sequence[str]) -> HttpResponseBase:
        """The page for a form that came too late."""
        self.onward, self.typed, self.notes = onward, typed, notes
        return self.page(UnlockForm(verified=second_factor.is_verified(self.request)))

    @sensitive_variables()
    def page(self, form: Any = None) -> HttpResponseBase:
        """The form that unlocks, with the other one inside."""
        self.template_name = "complaints/desk/resume.html"
        carried = json.dumps(self.typed, ensure_ascii=False)
        return self.show(form=form, onward=self.onward, carried=carried, notes=self.notes)

    @sensitive_variables()
    def unlocked(self) -> HttpResponseBase:
        """What was typed, to be read once more and sent."""
        self.template_name = "complaints/desk/resumed.html"
        texts = [value for name, value in self.typed if _is_text(name, value)]
        return self.show(onward=self.onward, typed=self.typed, texts=texts, notes=self.notes)


class CarryingView(UnlockedView):
    """A page with a form that is not lost when it is sent to locked keys. For no form in which a passphrase is typed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a form sent too late comes back inside the page that unlocks."""
        answer = super().dispatch(request, *args, **kwargs)
        if self.locked and request.method == "POST":
            return self.carried(request)
        return answer

    @sensitive_variables()
    def carried(self, request: HttpRequest) -> HttpResponseBase:
        """The page that unlocks, with the form inside. Nothing of it is stored: without keys it could not be sealed."""
        return self.unlocking(request, typed_in(request))

    @sensitive_variables()
    def unlocking(self, request: HttpRequest, typed: Typed, notes: Sequence[str] = ()) -> HttpResponseBase:
        """That page for what was typed. :param notes: sentences to stand above it before and after unlocking."""
        resume = Resume()
        resume.setup(request)
        return resume.asked(request.path, typed, notes)


def _is_text(name: str, value: str) -> bool:
    """Whether somebody wrote it: to be read before it is sent. What a page carried for itself is not shown.

    The token of an entry on behalf opens as much as the receipt code does (channel.md §4.2).
    """
    if name == TOKEN or _CARRIED_BY_A_PAGE.fullmatch(value):
        return False
    return "\n" in value or len(value) > LONG


def _onward(request: HttpRequest) -> str:
    """Where the form belongs: a page whose forms are carried, never an address from outside."""
    path = request.POST.get("onward", "")
    try:
        found = resolve(path) if path.startswith(DESK_PREFIX) else None
    except Resolver404:
        found = None
    if found is None or not issubclass(getattr(found.func, "view_class", object), CarryingView):
        raise Http404
    return path


@sensitive_variables()
def _carried(request: HttpRequest) -> Typed:
    try:
        pairs = json.loads(request.POST.get("carried", ""))
        return [(str(name), str(value)) for name, value in pairs if name not in OWN_FIELDS]
    except (ValueError, TypeError):
        raise Http404 from None
