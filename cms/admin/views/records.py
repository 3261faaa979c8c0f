"""登记前置事项: what a stage rests on, put on record by name, withdrawn with a reason, never deleted."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms import permissions
from cms.actions.records import record_act, withdraw_act
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url, refuse
from cms.admin.forms.parts import sentences
from cms.admin.forms.reasons import WithdrawForm
from cms.admin.forms.records import RecordForm
from cms.admin.prerequisites import stage_prerequisites
from cms.models import ActRecord, EditionPage
from cms.roles import Doors


class Records(OfficeView):
    """One stage of one edition: what it needs, what is on record, a form for the next record."""

    door = Doors.READ
    template_name = "cms/admin/records.html"
    header_icon = "tasks"

    def load(self, *, edition_id: int) -> None:
        """The edition, the stage and the publishing body from the address."""
        self.edition = get_object_or_404(EditionPage, pk=edition_id)
        user = self.request.user
        access.check_read(user, self.edition.scheme)
        self.may_record = access.may(access.check_scheme, user, self.edition.scheme)
        self.stages = self.edition.regulation.published_stages
        known = {stage.key for stage in self.stages}
        asked = self.request.GET.get("stage", self.stages[0].key)
        # The empty key stands for notices on the whole edition.
        self.stage_key = asked if asked in known or not asked else self.stages[0].key
        account = permissions.account_of(user)
        own = account.body_name if account else ""
        self.body = own or self.request.GET.get("body", "")

    def back_url(self) -> str:
        """The edition."""
        edition = getattr(self, "edition", None)
        return edition_url(edition) if edition else super().back_url()

    def get_page_title(self) -> str:
        """前置事项."""
        return _("前置事项")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.edition)

    def here(self) -> str:
        """This stage and body."""
        query = urlencode({"stage": self.stage_key, "body": self.body})
        return f"{reverse('gongshi:records', args=[self.edition.pk])}?{query}"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page with an empty form."""
        return self.page(RecordForm(items=self.items()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Record one act, or withdraw one."""
        access.check_scheme(request.user, self.edition.scheme)
        if "withdraw" in request.POST:
            return self.withdraw()
        form = RecordForm(request.POST, items=self.items())
        if form.is_valid():
            try:
                record_act(
                    edition=self.edition,
                    stage_key=self.stage_key,
                    publisher_name=self.body,
                    by=request.user,
                    **form.columns(),
                )
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(_("已登记。"), self.here())
        return self.page(form)

    def withdraw(self) -> HttpResponseBase:
        """Withdraw a record of this edition; it stays in the file."""
        form = WithdrawForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, sentences(form))
            return self.get(self.request)
        act = get_object_or_404(ActRecord, pk=form.cleaned_data["record"], edition=self.edition)
        withdraw_act(act=act, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.done(_("已撤回，记录仍保留在案。"), self.here())

    def items(self) -> tuple[Any, ...]:
        """What this stage rests on."""
        return stage_prerequisites(
            self.edition, self.stage_key, publisher_name=self.body, original=bool(self.stage_key)
        )

    def page(self, form: RecordForm) -> HttpResponseBase:
        """The stage's needs and records."""
        records = ActRecord.objects.filter(edition=self.edition, stage_key=self.stage_key).order_by(
            "-recorded_at"
        )
        items = self.items()
        texts = {item.act_key: item.text for item in items if not item.body}
        return self.show(
            edition=self.edition,
            stages=self.stages,
            stage_key=self.stage_key,
            body=self.body,
            items=items,
            form=form,
            records=[(record, texts.get(record.act_key, _("征求意见的答复"))) for record in records],
            may_record=self.may_record,
        )
