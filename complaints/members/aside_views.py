"""A custodian's own recusal (自行回避), from the request that tells them what the case is about."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.admin.base import Crumb, refuse
from complaints import vault
from complaints.actions import disclosure, stepping_aside
from complaints.errors import CaseGone, NotAllowed
from complaints.members.custody_views import Answer
from complaints.members.forms import KnownForm


class AsideForm(KnownForm):
    """Why, and that one knows what cannot be undone."""

    field_order = ("reason", "known")
    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("回避的理由"),
        max_length=disclosure.REASON_MAX,
        help_text=gettext_lazy("加密记入案件，持有案件密钥的受理人员能读到，举报人看不到。"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": "zh-CN"}),
        error_messages={"required": gettext_lazy("请写明回避的理由。")},
    )


class StepAside(Answer):
    """Keeping out instead of answering."""

    template_name = "complaints/keys/aside.html"

    def get_page_title(self) -> str:
        """自行回避."""
        return _("自行回避")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the own page, the requests, this request, this page."""
        *before, here = super().get_breadcrumbs_items()
        request = {"url": reverse("channel_keys:request", args=[self.ask.pk]), "label": _("答复申请")}
        return [*before, request, here]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """What follows, and the form."""
        return self.page(AsideForm())

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Keep out."""
        form = AsideForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            stepping_aside.step_aside(
                ask_id=self.ask.pk, reason=form.cleaned_data["reason"], by=self.at_work, now=clock.now()
            )
        except CaseGone:
            form.add_error(None, _("这项申请刚刚有了变化，没有办成。需要回避的，请告知受理人员，由其办理。"))
        except NotAllowed:
            form.add_error(None, _("案件现在的状态不需要查看身份，不用办理。"))
        except PermissionDenied as refusal:
            refuse(form, refusal)
        except vault.Refused:
            self.petition = None
        else:
            sentence = _("您已回避这个案件，您保管的份额已经销毁。")
            return self.done(sentence, reverse("channel_keys:requests"))
        return self.page(form)
