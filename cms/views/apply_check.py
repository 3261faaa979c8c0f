"""May we apply? Asked by POST: who asks about whom is nobody's business, so it stands in no address and in no log.

Nothing is stored, no cookie is set, and the answer is kept by no cache. The form changes nothing on the server, so it needs
no token against forged requests, and a token would need a cookie.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from cms.models import EntryKind, SchemePage
from cms.pages import Crumb
from cms.selectors.apply_check import Applicant, apply_check_page, with_answer
from cms.views.caching import keep
from cms.views.presenters import canonical, common


class OrganizationForm(forms.Form):
    """An organisation: by its code, by its full name, or by both."""

    kind = forms.CharField(widget=forms.HiddenInput, initial=EntryKind.ORGANIZATION.value)
    name = forms.CharField(
        label=gettext_lazy("单位名称"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("写全称，与证照一致。"),
    )
    uscc = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        values = super().clean() or {}
        if not self.errors and not values.get("name") and not values.get("uscc"):
            raise ValidationError(_("请填写单位名称或者统一社会信用代码，最好两项都填。"))
        return values

    def applicant(self) -> Applicant:
        """Who was asked about."""
        values = self.cleaned_data
        return Applicant(EntryKind.ORGANIZATION.value, values["name"], uscc=values["uscc"])


class PersonForm(forms.Form):
    """A person, with their unit: a name alone means nobody in particular."""

    kind = forms.CharField(widget=forms.HiddenInput, initial=EntryKind.INDIVIDUAL.value)
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=255, error_messages={"required": gettext_lazy("请填写姓名。")}
    )
    unit = forms.CharField(
        label=gettext_lazy("工作单位"),
        max_length=255,
        error_messages={"required": gettext_lazy("请填写工作单位的全称。")},
        help_text=gettext_lazy("同名的人不能只凭姓名认定，请写单位全称。"),
    )

    def applicant(self) -> Applicant:
        """Who was asked about."""
        values = self.cleaned_data
        return Applicant(EntryKind.INDIVIDUAL.value, values["name"], unit=values["unit"])


ApplicantForm = OrganizationForm | PersonForm


def _forms(kinds: tuple[str, ...], request: HttpRequest) -> dict[str, ApplicantForm]:
    """The forms of the kinds the measure knows; the one that was sent holds what was typed."""
    made: dict[str, ApplicantForm] = {}
    sent = request.POST.get("kind", "") if request.method == "POST" else ""
    for kind, made_by in (("organization", OrganizationForm), ("individual", PersonForm)):
        if kind in kinds:
            data = request.POST if sent == kind else None
            made[kind] = made_by(data, auto_id=f"{kind}-%s", use_required_attribute=False)
    return made


@csrf_exempt
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def apply_check(request: HttpRequest, city: str) -> HttpResponse:
    """The question and, when it was put, the answer. 404 for a city without a measure."""
    scheme = get_object_or_404(SchemePage, slug=city)
    shown = apply_check_page(scheme)
    if shown is None:
        raise Http404
    asked = _forms(shown.kinds, request)
    sent = next((form for form in asked.values() if form.is_bound), None)
    if sent is not None and sent.is_valid():
        shown = with_answer(shown, scheme, sent.applicant())
    path = f"/{scheme.slug}/apply-check/"
    crumbs = (Crumb(scheme.title, f"/{scheme.slug}/"), Crumb(_("限制申报情形核对")))
    context = {"shown": shown, "forms": asked, **canonical(path)}
    response = render(
        request, "cms/apply_check.html", context | common(scheme.slug, *crumbs, theme=scheme.theme)
    )
    if request.method == "POST":
        patch_cache_control(response, no_store=True)
        return response
    return keep(response, shown)
