"""Taking a case out: for a member who holds a key to it, or under forty digits that are shown once and go another road."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import vault
from complaints.actions import exporting
from complaints.desk.base import CaseView
from complaints.desk.panels import panel
from complaints.members.pages import name_of
from complaints.models import Member
from complaints.rights import Act

BY_DIGITS = "digits"
FILE_NAME = "anjuan.bundle"
"""Says case file and not of what."""


class ExportForm(forms.Form):
    """For whom, and whether the handlers' own notes come along."""

    to = forms.ChoiceField(label=gettext_lazy("由谁打开"), widget=forms.RadioSelect)
    internal = forms.BooleanField(label=gettext_lazy("连同内部记录一起导出"), required=False, initial=False)

    def __init__(self, *args: Any, members: tuple[Member, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [
            (member.pk.hex, _("%(name)s（用本人的密钥口令打开）") % {"name": name_of(member)})
            for member in members
        ]
        choices.append((BY_DIGITS, gettext_lazy("没有密钥的单位（凭四十位数字打开，数字另行告知）")))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class TakeForm(forms.Form):
    """The digits once more, and that they were copied."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=60)
    internal = forms.BooleanField(widget=forms.HiddenInput, required=False)
    copied = forms.BooleanField(
        label=gettext_lazy("已抄下或打印这四十位数字"),
        error_messages={"required": gettext_lazy("离开本页后数字不再显示。抄下以后请勾选。")},
    )

    def clean_code(self) -> str:
        """The bare digits."""
        code = vault.parse_recovery(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("数字不完整，请返回重新导出。"))
        return code


class Export(CaseView):
    """The case as one sealed file."""

    act = Act.EXPORT
    template_name = "complaints/desk/export/export.html"

    def get_page_title(self) -> str:
        """导出案卷."""
        return _("导出案卷")

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Who may be its recipient."""
        return tuple(exporting.recipients(self.case))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The question for whom."""
        return self.page(ExportForm(members=self.members))

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """For a member the file; for others the digits first, then the file."""
        if "code" in request.POST:
            return self.taken(request)
        form = ExportForm(request.POST, members=self.members)
        if not form.is_valid():
            return self.page(form)
        to, internal = form.cleaned_data["to"], form.cleaned_data["internal"]
        if to == BY_DIGITS:
            return self.digits(TakeForm(initial={"code": vault.new_recovery_code(), "internal": internal}))
        return self.carry_out(form, lambda: self.sealed(to=UUID(to), code="", internal=internal))

    @sensitive_variables()
    def taken(self, request: HttpRequest) -> HttpResponseBase:
        """The file under the digits that the page before showed."""
        form = TakeForm(request.POST)
        if not form.is_valid():
            return (
                self.digits(form)
                if "code" not in form.errors
                else self.page(ExportForm(members=self.members))
            )
        data = form.cleaned_data
        return self.carry_out(
            form, lambda: self.sealed(to=None, code=data["code"], internal=data["internal"])
        )

    @sensitive_variables()
    def sealed(self, *, to: UUID | None, code: str, internal: bool) -> HttpResponseBase:
        """The bundle, sealed while it is sent; a file that is not whole breaks it off."""
        bundle = exporting.export(
            case=self.case, to=to, code=code, internal=internal, by=self.at_work, now=clock.now()
        )
        answer = StreamingHttpResponse(bundle.chunks, content_type="application/octet-stream")
        answer["Content-Length"] = str(bundle.size)
        answer["Content-Disposition"] = content_disposition_header(True, FILE_NAME) or "attachment"
        return answer

    @sensitive_variables()
    def digits(self, form: TakeForm) -> HttpResponseBase:
        """The page that shows the digits, in the answer to a POST alone."""
        self.template_name = "complaints/desk/export/digits.html"
        code = vault.parse_recovery(str(form["code"].value())) or ""
        groups = vault.format_recovery(code).split()
        return self.show(case=self.case, form=form, lines=(groups[:5], groups[5:]))

    @sensitive_variables()
    def page(self, form: Any = None) -> HttpResponseBase:
        """The question for whom, or the digits again where a refusal came with them."""
        if isinstance(form, TakeForm):
            return self.digits(form)
        return self.show(case=self.case, form=form)


panel(Act.EXPORT, gettext_lazy("导出案卷"), "export", 240)
