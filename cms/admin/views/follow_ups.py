"""登记获奖后监督情况: one record of one kind on one award, and the draft of a revocation that it can lead to."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.actions.follow_up import kinds_of, record_follow_up
from cms.actions.revocations import begin_reinstatement, begin_revocation, edition_for
from cms.admin import access
from cms.admin.base import notice_url, refuse
from cms.admin.consequences import effect_on, ground_lines
from cms.admin.forms.follow_ups import FollowUpForm
from cms.admin.forms.revocations import GroundForm
from cms.admin.views.register import AwardView, award_url, rectification_of, supervision_of
from cms.models import FollowUp, FollowUpKind, FollowUpOutcome
from cms.regulation.rules.consequences import find_ground
from cms.roles import FOLLOW_UP, Doors
from cms.selectors.follow_ups import is_open
from cms.selectors.register import current_columns, revocation_in_force

RECTIFYING = frozenset({FollowUpKind.RECTIFICATION, FollowUpKind.RECTIFIED})


class RecordFollowUp(AwardView):
    """One form for each kind; the kind is in the address."""

    door = Doors.FOLLOW_UPS
    template_name = "cms/admin/follow_up.html"
    header_icon = "edit"

    def load(self, *, record_id: int, **kwargs: Any) -> None:
        """The award and the kind, for those who record such things in its scheme."""
        super().load(record_id=record_id)
        access.check_holds(self.request.user, FOLLOW_UP, self.record.scheme)
        self.kinds = kinds_of(self.record)
        asked = self.request.GET.get("kind", FollowUpKind.VISIT.value)
        if asked not in FollowUpKind.values:
            asked = FollowUpKind.VISIT.value
        self.kind = FollowUpKind(asked)
        if self.kind not in self.kinds:
            raise access.Refused(_("本办法没有整改告知的规定。"))

    def get_page_title(self) -> str:
        """What is recorded."""
        return _("登记：%(kind)s") % {"kind": self.kind.label}

    def form(self, data: Any = None) -> FollowUpForm:
        """The form of the kind."""
        return FollowUpForm(data, kind=self.kind, earlier=self._earlier())

    def _earlier(self) -> list[FollowUp]:
        """What a record of this kind may follow: a check an open rectification, a rectification what asked for it."""
        found = list(
            FollowUp.objects.filter(record=self.record)
            .prefetch_related("followed_by")
            .order_by("-done_on", "-pk")
        )
        if self.kind is FollowUpKind.RECTIFIED:
            return [each for each in found if is_open(each)]
        if self.kind is FollowUpKind.RECTIFICATION:
            return [each for each in found if each.outcome == FollowUpOutcome.RECTIFY]
        return []

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Record it; the same words sent twice are one record."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        columns = form.columns()
        try:
            with transaction.atomic():
                again = FollowUp.objects.filter(record=self.record, recorded_by_id=request.user.pk, **columns)
                if not again.exists():
                    record_follow_up(record=self.record, by=request.user, **columns)
                    messages.success(request, _("已登记。内部记录，不向社会公开。"))
                else:
                    messages.info(request, _("这条记录已经登记过，没有重复登记。"))
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return redirect(award_url(self.record))

    def page(self, form: FollowUpForm) -> HttpResponseBase:
        """The form beside what the measure says."""
        rectifying = self.kind in RECTIFYING
        return self.show(
            record=self.record,
            columns=current_columns(self.record),
            form=form,
            kind=self.kind,
            kinds=[(kind.value, kind.label) for kind in self.kinds],
            # What was typed into a page of an earlier state is shown with what is wrong with it.
            nothing_open=self.kind is FollowUpKind.RECTIFIED and not form.earlier and not form.is_bound,
            supervision=[] if rectifying else supervision_of(self.measure),
            rectification=rectification_of(self.measure) if rectifying else None,
            back=award_url(self.record),
        )


class BeginRevocation(AwardView):
    """起草撤销公告: ground and finding for one award, prefilled from a follow-up, with what would follow."""

    door = Doors.DRAFT
    template_name = "cms/admin/begin_revocation.html"
    header_icon = "circle-plus"

    def load(self, *, record_id: int, **kwargs: Any) -> None:
        """The award, the edition its announcement stands under, and the follow-up that gave rise to it."""
        super().load(record_id=record_id)
        edition = edition_for(self.record)
        if edition is None:
            access.check_open_edition(self.request.user, self.record.scheme)
            raise access.Refused(_("本奖项还没有届次，公告没有地方发布。请先开设届次。"))
        self.edition = edition
        access.check_draft(self.request.user, edition)
        access.check_whole(self.request.user, self.record.scheme)
        asked = self.request.GET.get("follow_up", "")
        self.follow_up = (
            get_object_or_404(FollowUp, pk=int(asked), record=self.record) if asked.isdecimal() else None
        )

    def get_page_title(self) -> str:
        """起草撤销公告."""
        return _("起草撤销公告")

    def form(self, data: Any = None) -> GroundForm:
        """Ground and finding; the finding starts as the follow-up has it."""
        initial = {"finding": self.follow_up.findings} if self.follow_up is not None else {}
        return GroundForm(
            data,
            initial=initial,
            measure=self.edition.measure,
            kind=current_columns(self.record).kind,
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show what would follow, or begin the draft."""
        form = self.form(request.POST)
        valid = form.is_valid()
        if "preview" in request.POST or not valid:
            return self.page(form)
        try:
            notice = begin_revocation(
                record=self.record,
                ground=form.cleaned_data["ground"],
                finding=form.cleaned_data["finding"],
                follow_up=self.follow_up,
                by=request.user,
            )
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return self.done(
            _("撤销公告的草稿已建立。请补齐内容，登记前置事项，再提交审核。"), notice_url(notice)
        )

    def page(self, form: GroundForm) -> HttpResponseBase:
        """The form, the measure's grounds, and what the chosen one would bring."""
        columns = current_columns(self.record)
        chosen = find_ground(self.edition.regulation, form.chosen) if form.chosen else None
        fits = chosen is not None and columns.kind in chosen.case.subjects
        return self.show(
            record=self.record,
            columns=columns,
            edition=self.edition,
            follow_up=self.follow_up,
            form=form,
            grounds=ground_lines(self.edition.measure, columns.kind),
            effect=effect_on(self.record, chosen, self.edition.measure, self.today)
            if chosen is not None and fits
            else None,
            back=award_url(self.record),
        )


class BeginReinstatement(AwardView):
    """起草恢复公告: POST from the page of an award that is revoked."""

    door = Doors.DRAFT

    def load(self, *, record_id: int, **kwargs: Any) -> None:
        """The award, for those who draft below its edition."""
        super().load(record_id=record_id)
        revocation = revocation_in_force(self.record, self.today)
        if revocation is None:
            raise access.Refused(_("这一奖项现在没有被撤销，不需要恢复。"))
        if revocation.seal is None:
            raise access.Refused(_("这一奖项在平台上线前撤销，没有平台的撤销公告，不能用恢复公告办理。"))
        self.seal = revocation.seal
        access.check_draft(self.request.user, self.seal.edition)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Begin the draft, then edit."""
        notice = begin_reinstatement(seal=self.seal, record=self.record, by=request.user)
        return self.done(
            _("恢复公告的草稿已建立。请写明理由，登记恢复的依据，再提交审核。"), notice_url(notice)
        )
