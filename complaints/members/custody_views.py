"""The custodians' side of a request to see who reported: what waits, the reason, consenting or refusing.

A custodian reads city, reason and requester, never the case and never the identity. Below /admin/complaints/keys/.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.admin.base import Crumb, refuse
from cms.selectors.pages import newest_measures
from complaints import custody, vault
from complaints.actions import disclosure
from complaints.actions.alerts import looked
from complaints.errors import CaseGone, NotAllowed
from complaints.members.base import UnlockedView
from complaints.members.pages import name_of
from complaints.members.resuming import CarryingView
from complaints.models import DisclosureAsk

CONSENT, REFUSE = "consent", "refuse"

HOLDS_KEY = gettext_lazy(
    "您持有这个案件的密钥，不能作为身份保管人员答复或者回避：办理案件的人和保管身份的人必须分开。"
)
"""Why there is no form for a custodian who was given a key to the case after being asked."""


class _Grounds(forms.CharField):
    """Grounds; whether they are missing, the form asks, which knows the answer."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class AnswerForm(forms.Form):
    """Consent or refusal; a refusal has its grounds."""

    use_required_attribute = False

    answer = forms.ChoiceField(
        label=gettext_lazy("答复"),
        choices=[
            (CONSENT, gettext_lazy("同意：把我保管的份额封给申请人，只对这一项申请有效")),
            (REFUSE, gettext_lazy("不同意")),
        ],
        widget=forms.RadioSelect,
    )
    grounds = _Grounds(
        label=gettext_lazy("不同意的理由"),
        help_text=gettext_lazy("同意的不用填。本案的受理人员会看到这段话。"),
        max_length=disclosure.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": "zh-CN"}),
    )

    def clean(self) -> dict[str, Any]:
        """Grounds with a refusal."""
        data = super().clean() or {}
        if data.get("answer") == REFUSE and not (data.get("grounds") or "").strip():
            self.add_error("grounds", _("请写明不同意的理由。"))
        return data


class Requests(UnlockedView):
    """What waits for this custodian, and what has been."""

    template_name = "complaints/keys/requests.html"

    def get_page_title(self) -> str:
        """身份查看申请."""
        return _("身份查看申请")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page."""
        member = self.at_work.member
        # Before the requests are read: what is noted from here on is not among them.
        looked(member=member)
        return self.show(
            waiting=[(ask, name_of(ask.disclosure.requester)) for ask in custody.asked(member, clock.now())],
            answered=custody.answered(member),
        )


class Answer(CarryingView):
    """One request: who asks, for which city, why, and the answer."""

    template_name = "complaints/keys/request.html"
    ask: DisclosureAsk
    petition: custody.Petition | None = None

    def get_page_title(self) -> str:
        """答复申请."""
        return _("答复身份查看申请")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the own page, the requests, this page."""
        *before, here = super().get_breadcrumbs_items()
        return [*before, {"url": reverse("channel_keys:requests"), "label": _("身份查看申请")}, here]

    @sensitive_variables()
    def load_more(self, *, ask_id: UUID) -> None:
        """A request that waits for this custodian. Raises Http404 for every other, whatever it is."""
        waiting = custody.asked(self.at_work.member, clock.now())
        found = next((ask for ask in waiting if ask.pk == ask_id), None)
        if found is None:
            raise Http404
        self.ask = found
        try:
            self.petition = custody.read_petition(found, self.at_work)
        except vault.Refused:
            self.petition = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The reason and the form."""
        looked(member=self.at_work.member)
        return self.page(AnswerForm())

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer."""
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        data, pk, by, now = form.cleaned_data, self.ask.pk, self.at_work, clock.now()
        back = reverse("channel_keys:requests")
        try:
            if data["answer"] == CONSENT:
                disclosure.consent(ask_id=pk, by=by, now=now)
                return self.done(_("已同意。您保管的份额只封给了申请人，只对这一项申请有效。"), back)
            disclosure.refuse(ask_id=pk, grounds=data["grounds"], by=by, now=now)
            return self.done(_("已答复不同意。"), back)
        except CaseGone:
            form.add_error(None, _("这项申请刚刚有了变化，不用再答复。"))
        except NotAllowed:
            form.add_error(None, _("案件现在的状态不需要查看身份，不用答复。"))
        except PermissionDenied as refusal:
            refuse(form, refusal)
        except vault.Refused:
            self.petition = None
        return self.page(form)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The page with its form; without one where the request does not verify."""
        measure = newest_measures().get(self.petition.city) if self.petition else None
        return self.show(
            form=form,
            petition=self.petition,
            city=measure.regulation.city if measure else "",
            requester=name_of(self.ask.disclosure.requester),
            why_not=HOLDS_KEY if custody.holds_key(self.ask.disclosure.case, self.at_work) else "",
        )
