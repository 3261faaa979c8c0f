"""What the members' pages share: who may enter, whose keys they are, and how a refusal is told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.admin import access
from cms.admin.base import Crumb, OfficeView, refuse
from cms.roles import Doors
from complaints.actions import vault_sessions
from complaints.actions.members import PassphraseRefused
from complaints.hands import Hand
from complaints.models import Member
from complaints.separation import refusal_to_hold_keys
from portal.privacy.limits import Busy, slot


class KeysView(OfficeView):
    """A page for those who hold keys or may make some. It loads none of the editor's scripts and runs without any."""

    door = Doors.KEYS

    def load(self, **kwargs: Any) -> None:
        """Keep out whoever publishes or has the highest rank."""
        refusal = refusal_to_hold_keys(self.request.user)
        if refusal:
            raise access.Refused(refusal)
        access.check_door(self.request.user, self.door)
        self.take_keys()
        self.load_more(**kwargs)

    def take_keys(self) -> None:
        """Take unlocked keys, where the page needs them. Raises Refused."""

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Fetch what the address names. Raises Http404 or Refused."""

    def back_url(self) -> str:
        """The own page, for those who may enter."""
        allowed = access.may(access.check_door, self.request.user, self.door)
        if not allowed or refusal_to_hold_keys(self.request.user):
            return super().back_url()
        return reverse("channel_keys:home")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the own page, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": _("今日")}
        home = {"url": reverse("channel_keys:home"), "label": _("保密渠道")}
        return [start, home, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def member(self) -> Member | None:
        """The member who has this account."""
        return Member.objects.select_related("user").filter(user_id=self.request.user.pk or 0).first()

    @cached_property
    def hand(self) -> Hand | None:
        """The member with unlocked keys, None while they are locked."""
        return vault_sessions.keys_of(self.request)

    def attempt(self, form: forms.Form, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """What `work` answers; a refusal stands beside the form, and a house too busy says so with a 503."""
        try:
            with slot("argon2"):
                return work()
        except PermissionDenied as refusal:
            if isinstance(refusal, PassphraseRefused):
                form.add_error("new", str(refusal))
            else:
                refuse(form, refusal)
        except Busy:
            form.add_error(None, _("此刻解锁的人较多，请过几秒再试。已填写的口令没有保存。"))
            answer = self.page(form)
            answer.status_code = 503
            return answer
        return self.page(form)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The page with its form."""
        return self.show(form=form)


class UnlockedView(KeysView):
    """A page that needs unlocked keys; without them it leads to unlocking, and from there back to where it was."""

    at_work: Hand
    locked = False

    def take_keys(self) -> None:
        """The keys, or the way to unlock them."""
        if self.hand is None:
            self.locked = True
            note_wanted(self.request)
            raise access.Refused(_("请先解锁密钥，再办理这件事。"))
        self.at_work = self.hand

    def back_url(self) -> str:
        """Unlocking, where that is what is missing."""
        return reverse("channel_keys:unlock") if self.locked else super().back_url()


def note_wanted(request: HttpRequest) -> None:
    """Keep in the session which page was asked for while the keys were locked, by its name alone.

    A page about one case or one request is kept as the list it belongs to: no session says what anybody looked at.
    """
    match = request.resolver_match
    if match is None or request.method != "GET":
        return
    if not match.kwargs:
        request.session[_WANTED] = match.view_name
    elif match.app_name == "channel_desk":
        request.session[_WANTED] = "channel_desk:list"
    elif match.view_name == "channel_keys:request":
        request.session[_WANTED] = "channel_keys:requests"


def wanted(request: HttpRequest, otherwise: str) -> str:
    """The address that was asked for before unlocking, once; else the other one."""
    name = request.session.pop(_WANTED, "")
    return reverse(name) if name else otherwise


_WANTED = "channel-wanted"
