"""登记前置事项: what a stage rests on, put on record by name, withdrawn with a reason, never deleted."""

from collections.abc import Iterable
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
from cms.actions.revocations import label_of
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url, refuse
from cms.admin.forms.parts import sentences
from cms.admin.forms.reasons import WithdrawForm
from cms.admin.forms.records import RecordForm
from cms.admin.named_awards import Named, named_in_drafts
from cms.admin.prerequisites import Prerequisite, anew, stage_prerequisites
from cms.models import ActRecord, EditionPage, RecordKey
from cms.regulation.schema import Regulation
from cms.roles import Doors
from cms.selectors.register import records as award_records


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
        """What this stage rests on; a revocation for each award that a draft of it names."""
        found = stage_prerequisites(
            self.edition,
            self.stage_key,
            publisher_name=self.body,
            original=bool(self.stage_key),
            named=self.named(),
        )
        return tuple(anew(item, self.edition, self.stage_key) for item in found) if self.revokes() else found

    def named(self) -> list[Named]:
        """The awards that drafts of this stage name, where it takes awards away."""
        return named_in_drafts(self.edition, self.stage_key) if self.revokes() else []

    def revokes(self) -> bool:
        """Whether the stage takes awards away."""
        return bool(self.stage_key) and self.edition.regulation.stage(self.stage_key).type == "revocation"

    def page(self, form: RecordForm) -> HttpResponseBase:
        """The stage's needs and records."""
        records = ActRecord.objects.filter(edition=self.edition, stage_key=self.stage_key).order_by(
            "-recorded_at"
        )
        items = self.items()
        labels = _labels(records)
        return self.show(
            edition=self.edition,
            stages=self.stages,
            stage_key=self.stage_key,
            body=self.body,
            items=items,
            form=form,
            nothing_named=self.revokes() and not any(item.subject for item in items),
            records=[
                (record, _text(record, items, self.edition.regulation), labels.get(record.subject, ""))
                for record in records
            ],
            may_record=self.may_record,
        )


def _text(record: ActRecord, items: Iterable[Prerequisite], regulation: Regulation) -> str:
    """What was recorded, in the words of the list above it, of the measure, or of every office."""
    for item in items:
        if (item.act_key, item.subject) == (record.act_key, record.subject) and not item.body:
            return item.text
    stage = regulation.stage(record.stage_key) if record.stage_key else None
    for act in stage.requires if stage is not None else ():
        if act.key == record.act_key:
            return act.text
    if record.act_key in RecordKey.values:
        return str(RecordKey(record.act_key).label)
    return record.act_key


def _labels(records: Iterable[ActRecord]) -> dict[str, str]:
    """How the awards are called that records concern, by public id."""
    wanted = {record.subject for record in records if record.subject}
    return {award.public_id: label_of(award) for award in award_records().filter(public_id__in=wanted)}
