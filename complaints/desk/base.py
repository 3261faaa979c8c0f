"""What the desk's pages share: one's own case opened, the act looked up, refusals in words, typed text that outlives a lock."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin import access
from cms.admin.base import Crumb, refuse
from complaints import vault
from complaints.actions.holding import role_of
from complaints.errors import CaseGone, NotAllowed
from complaints.members.resuming import CarryingView
from complaints.models import Case
from complaints.reading import OpenCase, open_case
from complaints.rights import Act, Role, Why, verdict

WHY: dict[Why, str | Promise] = {
    Why.NO_CASE: gettext_lazy("没有这个案件。"),
    Why.NOT_THE_ROLE: gettext_lazy("您在这个案件中没有办理这件事的权限。"),
    Why.NOT_OPEN: gettext_lazy("案件已经办结，不能再办理这件事。"),
    Why.NOT_ENDED: gettext_lazy("案件还没有办结，不能办理这件事。"),
    Why.NOT_NOW: gettext_lazy("案件现在的状态不能办理这件事。"),
}
"""Every refusal of the table of rights in words."""


def why_words(code: str) -> str:
    """The sentence for a refusal of an action; one for those that name no reason."""
    try:
        return str(WHY[Why(code)])
    except ValueError:
        return str(WHY[Why.NOT_NOW])


class DeskView(CarryingView):
    """A page of the desk. Posted to while the keys are locked, it loses nothing: unlocking carries what was typed along."""

    locks_here = True
    """Whether the head of the page offers to lock the keys: whoever leaves their seat is never on the right page."""

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the list, what lies between, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": _("今日")}
        cases = {"url": reverse("channel_desk:list"), "label": _("举报办理")}
        return [start, cases, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def back_url(self) -> str:
        """The list, for those who may see one."""
        if self.locked or not access.may(access.check_door, self.request.user, self.door):
            return super().back_url()
        return reverse("channel_desk:list") if self.hand is not None else super().back_url()


class CaseView(DeskView):
    """A page about one case, opened with the member's keys. `act` is looked up in the table of rights before anything."""

    act: ClassVar[Act] = Act.READ
    case: Case
    opened: OpenCase

    def load_more(self, case_id: UUID, **kwargs: Any) -> None:
        """Open the case and look the act up.

        Raises Http404 alike for no such case and for one that is not one's own; Refused where the table gives the act
        not, or where what is stored is not what was sealed.
        """
        found = Case.objects.select_related("assigned__user").filter(pk=case_id).first()
        if found is None:
            raise Http404
        try:
            self.opened = open_case(found, self.at_work.member, self.at_work.keys)
        except CaseGone:
            raise Http404 from None
        except vault.Refused:
            raise access.Refused(
                _(
                    "这个案件的内容没有通过核验，可能有人直接改动过数据库。请立即告知系统管理人员，不要继续办理。"
                )
            ) from None
        self.case = found
        self.refused_back = self.case_url if self.act is not Act.READ else ""
        refusal = verdict(self.role, self.act, found.state).why
        if refusal is not None:
            raise access.Refused(self.forestalled(str(WHY[refusal])))
        self.load_case(**kwargs)

    def load_case(self, *args: Any, **kwargs: Any) -> None:
        """Fetch what else the address names. Raises Http404 or Refused."""

    def forestalled(self, why: str) -> str:
        """What is told where the table gives the act not (any more). :param why: its sentence."""
        return why

    refused_back = ""

    def back_url(self) -> str:
        """The case, once it was opened."""
        return self.refused_back if self.refused_back and not self.locked else super().back_url()

    @cached_property
    def role(self) -> Role:
        """What the member is to the case."""
        return role_of(self.at_work)

    @property
    def case_url(self) -> str:
        """The page of the case."""
        return reverse("channel_desk:case", args=[self.case.pk])

    def trail(self) -> list[Crumb]:
        """The case, on pages below it."""
        return [{"url": self.case_url, "label": self.case.number}] if self.act is not Act.READ else []

    def carry_out(self, form: forms.Form, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """What `work` answers; a refusal of an action stands beside the form, with everything typed still in it."""
        try:
            return work()
        except CaseGone:
            form.add_error(None, _("案件刚刚有了变化，没有办成。请先看一眼最新的情况，再决定是否提交。"))
        except NotAllowed as refused:
            form.add_error(None, why_words(str(refused)))
        except PermissionDenied as refusal:
            refuse(form, refusal)
        return self.refused_page(form)

    def refused_page(self, form: forms.Form) -> HttpResponseBase:
        """The page after a refusal: with the form, where nothing else is said."""
        return self.page(form)
