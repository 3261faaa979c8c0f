"""Seeing who reported, on the handlers' side: asking, how the custodians answered, looking, giving it up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from wagtail.admin import messages

from cms import clock
from complaints import vault
from complaints.actions import disclosure, resharing
from complaints.desk.base import CaseView, why_words
from complaints.desk.forms import WriteForm
from complaints.desk.panels import panel
from complaints.desk.writing_views import WritingView
from complaints.disclosing import Actor, Step, allowed
from complaints.errors import CaseGone, NotAllowed
from complaints.members.pages import name_of
from complaints.models import AskState, Disclosure, DisclosureAsk, DisclosureState, Place
from complaints.reports import Reach
from complaints.rights import Act, verdict

REACHES = {
    Reach.CODE: gettext_lazy("只在查询页答复，请不要联系"),
    Reach.CONTACT: gettext_lazy("可以用留下的联系方式联系"),
}
"""How a reporter wants to be answered."""


class ReasonForm(WriteForm):
    """Why somebody has to know who reported."""

    text = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy(
            "写明为什么不知道是谁就办不下去。保管人员会看到这段话：请不要写案情和当事人。"
        ),
        max_length=disclosure.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "lang": "zh-CN"}),
    )


@dataclass(frozen=True)
class RequestLine:
    """A request as the case's handlers see it. `answers` are the custodians' names with what they answered."""

    request: Disclosure
    requester: str
    mine: bool
    answers: tuple[tuple[str, str], ...]
    may_look: bool
    may_drop: bool


class IdentityPage(CaseView):
    """The requests in a case, one's own and colleagues': in every state of it, because each gives a request up."""

    act = Act.DROP_REQUEST
    template_name = "complaints/desk/identity.html"

    def get_page_title(self) -> str:
        """查看举报人身份."""
        return _("查看举报人身份")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        lines = self.lines()
        return self.show(
            case=self.case,
            lines=lines,
            in_time=self.in_time,
            may_ask=self.in_time and not any(line.may_drop for line in lines),
            stale=self.in_time and resharing.would_change(self.opened),
        )

    @property
    def in_time(self) -> bool:
        """Whether the case is in a state in which somebody may have to know who reported."""
        return verdict(self.role, Act.ASK_IDENTITY, self.case.state).allowed

    def lines(self) -> list[RequestLine]:
        """Newest first."""
        now = clock.now()
        rows = Disclosure.objects.filter(case=self.case).select_related("requester__user")
        answers: dict[UUID, list[DisclosureAsk]] = {}
        asked = DisclosureAsk.objects.filter(disclosure__case=self.case).select_related("custodian__user")
        for each in asked.order_by("custodian__user__username"):
            answers.setdefault(each.disclosure_id, []).append(each)
        return [self.line(row, answers.get(row.pk, []), now) for row in rows.order_by("-until", "pk")]

    def line(self, row: Disclosure, answers: list[DisclosureAsk], now: Any) -> RequestLine:
        """One request."""
        mine = row.requester_id == self.at_work.member.pk

        def may(step: Step) -> bool:
            return mine and allowed(row.state, Actor.REQUESTER, step, until=row.until, now=now) is not None

        return RequestLine(
            request=row,
            requester=name_of(row.requester),
            mine=mine,
            answers=tuple((name_of(each.custodian), answer_words(row, each)) for each in answers),
            may_look=self.in_time and may(Step.LOOK),
            may_drop=may(Step.DROP),
        )


def answer_words(row: Disclosure, answer: DisclosureAsk) -> str:
    """What a custodian answered; one who did not is no longer waited for once the request has gone on."""
    if answer.state == AskState.OPEN and row.state != DisclosureState.ASKED:
        return _("没有答复")
    return str(answer.get_state_display())


class AskIdentity(WritingView):
    """Asking, with a reason. A reason that is not sent yet is kept like any other text."""

    act = Act.ASK_IDENTITY
    place = Place.REASON
    form_class = ReasonForm
    title = gettext_lazy("申请查看举报人身份")
    lead = gettext_lazy(
        "理由交给每一名身份保管人员，七十二小时内两人同意，您就可以查看，为期二十四小时。"
        "每一步都有记录；打开过的，举报人在查询页会看到是哪一天。举报人没有留姓名的，打开后是空的。"
    )
    submit = gettext_lazy("提出申请")

    def send(self, form: WriteForm) -> str:
        """Ask every custodian."""
        disclosure.ask(case=self.case, reason=form.cleaned_data["text"], by=self.at_work, now=clock.now())
        return _("申请已提出，等待身份保管人员答复。")


class _OwnRequest(CaseView):
    """What is done with one's own request; in the answer to a POST only."""

    http_method_names = ["post"]
    act = Act.ASK_IDENTITY
    disclosure_id: UUID

    def load_case(self, *, disclosure_id: UUID) -> None:
        """Which request; whether it is theirs, the action asks."""
        self.disclosure_id = disclosure_id

    @property
    def own_url(self) -> str:
        """The requests of the case."""
        return reverse("channel_desk:identity", args=[self.case.pk])

    def attempted(self, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """What `work` answers, or why it did not."""
        try:
            return work()
        except CaseGone:
            return self.refused(_("这项申请已经结束。"))
        except NotAllowed as refusal:
            return self.refused(why_words(str(refusal)))
        except PermissionDenied as refusal:
            return self.refused(str(refusal))
        except vault.Refused:
            return self.refused(
                _("身份信息或者密钥份额没有通过核验，可能有人改动过数据库。请告知系统管理人员。")
            )

    def refused(self, why: str) -> HttpResponseBase:
        """Why not, above the requests."""
        messages.error(self.request, why)
        return redirect(self.own_url)


class Look(_OwnRequest):
    """Who reported: shown in the answer to a POST, recorded before it is shown."""

    template_name = "complaints/desk/identity_shown.html"

    def get_page_title(self) -> str:
        """举报人身份."""
        return _("举报人身份")

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Open, record, tell the reporter, show."""
        return self.attempted(self.looked)

    @sensitive_variables()
    def looked(self) -> HttpResponseBase:
        """Who it is."""
        looked = disclosure.look(
            disclosure_id=self.disclosure_id, case=self.case, by=self.at_work, now=clock.now()
        )
        reach = REACHES[looked.person.reach] if looked.person else ""
        return self.show(case=self.case, person=looked.person, reach=reach, until=looked.until)


class Reshare(_OwnRequest):
    """Cutting the secret anew instead of looking."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say why not."""
        return self.attempted(self.reshared)

    def reshared(self) -> HttpResponseBase:
        """How many hold a share now."""
        count = resharing.reshare(
            disclosure_id=self.disclosure_id, case=self.case, by=self.at_work, now=clock.now()
        )
        return self.done(
            _("身份密钥已重新分割，现在由%(count)d人保管，任意两人同意才能打开。旧的份额已经作废。")
            % {"count": count},
            self.own_url,
        )


class Drop(_OwnRequest):
    """Giving a request up."""

    act = Act.DROP_REQUEST

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """End it."""
        try:
            disclosure.drop(
                disclosure_id=self.disclosure_id, case=self.case, by=self.at_work, now=clock.now()
            )
        except CaseGone:
            return self.refused(_("这项申请已经结束。"))
        return self.done(_("申请已撤回，已给出的同意随之作废。"), self.own_url)


panel(Act.DROP_REQUEST, gettext_lazy("查看举报人身份"), "identity", 500)
