"""监督转办: one act that a supervising body asks for, with the prepared way to begin it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.actions.referrals import begin_draft, close_referral
from cms.admin.base import Crumb, OfficeView, edition_crumbs, notice_url, refuse, scheme_crumb
from cms.admin.forms.changes import entry_label
from cms.admin.forms.referrals import CloseForm
from cms.admin.today_referrals import check_line
from cms.models import Notice, Referral, Remedy
from cms.regulation.rules.facts import ChangeKind
from cms.roles import Doors
from cms.selectors.referrals import READ_WITH, awaits, line_of

BEGIN_WORDS = {
    Remedy.CORRECTION: (
        gettext_lazy("起草更正公告"),
        gettext_lazy("建立这份公告的更正公告草稿，请写明更正什么、为什么，再提交审核。"),
    ),
    Remedy.REMOVAL: (
        gettext_lazy("起草移出条目的更正公告"),
        gettext_lazy("建立更正公告草稿，打开移出这一条目的表单。理由向社会公开，写查明的事实和依据的条款。"),
    ),
    Remedy.RECTIFICATION: (
        gettext_lazy("登记整改告知"),
        gettext_lazy("打开这一奖项的整改告知表单，填写告知的内容、送达日期和整改期限。"),
    ),
    Remedy.REVOCATION: (
        gettext_lazy("起草撤销公告"),
        gettext_lazy("打开这一奖项的撤销公告表单，选择办法规定的情形，写明查明的事实。"),
    ),
}
"""What the button says, and what happens then."""


class OneReferral(OfficeView):
    """What is asked for, the button that begins it, and the way to say that it was dealt with otherwise."""

    door = Doors.DRAFT
    template_name = "cms/admin/referral.html"
    header_icon = "warning"

    def load(self, *, referral_id: int) -> None:
        """The referral, for those who may do what it asks for."""
        found = Referral.objects.select_related(*READ_WITH, "closed_by")
        self.referral = get_object_or_404(found, pk=referral_id)
        self.line = line_of(self.referral)
        check_line(self.request.user, self.line)
        self.remedy = Remedy(self.referral.remedy)

    def get_page_title(self) -> str:
        """监督转办."""
        return _("监督转办")

    def trail(self) -> list[Crumb]:
        """Down to the edition, or to the scheme of an award that no notice names."""
        seal = self.line.seal
        return edition_crumbs(seal.edition) if seal is not None else [scheme_crumb(self.line.scheme)]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return self.page(CloseForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Begin it, or close it with a note."""
        if "begin" in request.POST:
            return redirect(self.begin())
        form = CloseForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            close_referral(referral=self.referral, note=form.cleaned_data["note"], by=request.user)
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return self.done(_("已登记办理情况。"), reverse("wagtailadmin_home"))

    def begin(self) -> str:
        """The address where the act is done: the draft, its strike of the entry, or the form on the award's page."""
        record = self.line.record
        if self.remedy is Remedy.RECTIFICATION and record is not None:
            return f"{reverse('gongshi:follow_up', args=[record.pk])}?kind=rectification"
        if self.remedy is Remedy.REVOCATION and record is not None:
            return reverse("gongshi:begin_revocation", args=[record.pk])
        draft = begin_draft(referral=self.referral, by=self.request.user)
        return self.strike(draft) if self.remedy is Remedy.REMOVAL else notice_url(draft)

    def strike(self, draft: Notice) -> str:
        """The form that strikes the entry, or the list of changes once it is struck."""
        changes = draft.get_latest_revision_as_object().changes
        if any(change.get("entry_key") == self.referral.entry_key for change in changes):
            return reverse("gongshi:changes", args=[draft.pk])
        query = urlencode({"op": ChangeKind.STRUCK.value, "entry": self.referral.entry_key})
        return f"{reverse('gongshi:change', args=[draft.pk])}?{query}"

    def page(self, form: CloseForm) -> HttpResponseBase:
        """What is asked for and what can be done about it."""
        return self.show(
            referral=self.referral,
            line=self.line,
            entry=entry_label(self.line.entry) if self.line.entry else "",
            about_entry=bool(self.referral.entry_key),
            words=BEGIN_WORDS[self.remedy],
            waiting=awaits(self.referral),
            draft=self.referral.draft,
            form=form,
        )
