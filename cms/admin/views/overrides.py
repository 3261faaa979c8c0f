"""说明理由后继续: a publisher sets single blocks aside, each with a public reason, as content that another person approves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.actions.drafting import override_block, withdraw_override
from cms.admin import access
from cms.admin.base import refuse
from cms.admin.forms.reasons import OverrideForm
from cms.admin.judgement import judge
from cms.admin.views.review import DraftView
from cms.roles import OVERRIDE, Doors


class Overrides(DraftView):
    """The blocks a reason may set aside, those that none may, and those already set aside."""

    door = Doors.OVERRIDES
    template_name = "cms/admin/overrides.html"
    header_icon = "warning"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft that may be changed, for publishers."""
        super().load(notice_id=notice_id)
        access.check_change(self.request.user, self.draft)
        access.check_holds(self.request.user, OVERRIDE, self.draft.edition.scheme)

    def get_page_title(self) -> str:
        """说明理由后继续."""
        return _("说明理由后继续")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """One form a block."""
        return self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Set one aside, or take one back."""
        here = reverse("gongshi:overrides", args=[self.notice.pk])
        if "withdraw" in request.POST:
            rule, subject = request.POST.get("rule", ""), request.POST.get("subject", "")
            withdraw_override(notice=self.draft, rule=rule, subject=subject, by=request.user)
            return self.done(_("已撤回这条说明。"), here)
        form = OverrideForm(request.POST, auto_id=False)
        if form.is_valid():
            try:
                override_block(notice=self.draft, by=request.user, **form.cleaned_data)
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(_("理由已写入草稿，须由您以外的人审核。"), here)
        return self.page(form)

    def page(self, sent: OverrideForm | None = None) -> HttpResponseBase:
        """The page; `sent` takes the place of the form it was sent from."""
        judgement = judge(self.draft)
        rows = []
        for row in judgement.may_be_overridden:
            verdict = row.verdict
            initial = {"rule": verdict.rule, "subject": verdict.subject, "office": self.draft.publisher_name}
            mine = sent is not None and (sent["rule"].value(), sent["subject"].value() or "") == (
                verdict.rule,
                verdict.subject,
            )
            rows.append((row, sent if mine else OverrideForm(initial=initial, auto_id=False)))
        return self.show(
            notice=self.draft,
            rows=rows,
            sent=sent,
            judgement=judgement,
            firm=[row for row in judgement.blocks if not row.overridable],
        )
