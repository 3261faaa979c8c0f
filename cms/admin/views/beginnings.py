"""Beginning a notice, an act on a notice or an edition, and opening an edition."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms import clock, permissions
from cms.actions.editions import new_edition_verdicts, open_edition
from cms.actions.notices import draft_notice
from cms.actions.records import record_act
from cms.actions.revocations import begin_reinstatement
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url, notice_url, refuse, scheme_crumb
from cms.admin.forms.beginning import BeginForm, EditionForm, next_edition
from cms.admin.judgement import verdict_row
from cms.admin.stage_choices import Choice, amendment_choices, edition_act_choices, stage_choices
from cms.models import RECORD_ACTS, EditionPage, SchemePage, Seal
from cms.regulation.rules.editions import HIGHER_APPROVAL
from cms.regulation.rules.facts import ActFacts
from cms.regulation.rules.verdicts import Level, Override, Verdict
from cms.roles import OVERRIDE, Doors


class _Begin(OfficeView):
    """A radio list of what may be begun; the chosen one becomes a draft and its edit form opens."""

    template_name = "cms/admin/begin.html"
    header_icon = "circle-plus"
    edition: EditionPage

    def choices(self) -> dict[str, tuple[Choice, ...]]:
        """Choices under their headings."""
        raise TypeError(f"{type(self).__name__} offers no choices")

    def begin(self, kind: str, key: str) -> Any:
        """Create the draft of the chosen thing."""
        raise TypeError(f"{type(self).__name__} begins nothing")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The list."""
        groups = self.choices()
        return self.show(form=BeginForm(choices=_flat(groups)), groups=groups)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Begin, then edit."""
        groups = self.choices()
        form = BeginForm(request.POST, choices=_flat(groups))
        if form.is_valid():
            kind, _colon, key = form.cleaned_data["choice"].partition(":")
            try:
                notice = self.begin(kind, key)
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _("草稿已建立。请填写内容，保存后提交审核。"))
                return redirect(notice_url(notice))
        return self.show(form=form, groups=groups)


def _flat(groups: dict[str, tuple[Choice, ...]]) -> list[Choice]:
    return [choice for choices in groups.values() for choice in choices]


class NewNotice(_Begin):
    """新建公告: a stage of the measure, or an act on the whole edition."""

    door = Doors.DRAFT

    def load(self, *, edition_id: int) -> None:
        """The edition, and whether this person may draft below it."""
        self.edition = get_object_or_404(EditionPage, pk=edition_id)
        access.check_draft(self.request.user, self.edition)
        account = permissions.account_of(self.request.user)
        self.own_name = account.body_name if account else ""

    def get_page_title(self) -> str:
        """新建公告."""
        return _("新建公告")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.edition)

    def choices(self) -> dict[str, tuple[Choice, ...]]:
        """Stages first; acts on the edition for accounts that speak for the whole scheme."""
        now = clock.now()
        groups = {_("办法规定的环节"): stage_choices(self.edition, now, publisher_name=self.own_name)}
        if not self.own_name:
            groups[_("对整个届次的事项")] = edition_act_choices(self.edition, now)
        return groups

    def begin(self, kind: str, key: str) -> Any:
        """A draft of the stage or the act, under the account's own body where it has one."""
        fields: dict[str, Any] = {"stage_key": key} if kind == "stage" else {"act": key}
        if self.own_name:
            fields |= {"publisher_name": self.own_name, "issuers": self.own_name}
        return draft_notice(edition=self.edition, by=self.request.user, **fields)


class Amend(_Begin):
    """更正、延长、重新公示: an act on one published notice."""

    door = Doors.DRAFT

    def load(self, *, seal_id: int) -> None:
        """The seal, and whether this person may amend it."""
        self.seal = get_object_or_404(Seal.objects.select_related("notice", "edition"), pk=seal_id)
        self.edition = self.seal.edition
        access.check_draft(self.request.user, self.edition)
        access.check_seal(self.request.user, self.seal)

    def get_page_title(self) -> str:
        """更正、延长或重新公示; 更正或恢复奖项."""
        revokes = self.seal.stage_type == "revocation"
        return _("更正或恢复奖项") if revokes else _("更正、延长或重新公示")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.edition)

    def choices(self) -> dict[str, tuple[Choice, ...]]:
        """The acts on this notice."""
        return {self.seal.notice.title: amendment_choices(self.seal, clock.now())}

    def begin(self, kind: str, key: str) -> Any:
        """A draft of the act, by the body that published the notice."""
        amended = self.seal.notice
        if key in RECORD_ACTS:
            return begin_reinstatement(seal=self.seal, by=self.request.user)
        return draft_notice(
            edition=self.edition,
            by=self.request.user,
            act=key,
            amends=amended,
            publisher_body=amended.publisher_body,
            publisher_name=amended.publisher_name,
            issuers=amended.issuers,
        )


class OpenEdition(OfficeView):
    """开设届次: number, name, address, the approval where the measure wants one, and what the rules say."""

    door = Doors.DRAFT
    template_name = "cms/admin/open_edition.html"
    header_icon = "circle-plus"

    def load(self, *, scheme_id: int) -> None:
        """The scheme with its measure, and whether this person may open an edition."""
        self.scheme = get_object_or_404(SchemePage, pk=scheme_id)
        access.check_open_edition(self.request.user, self.scheme)
        measure = self.scheme.current_measure()
        if measure is None:
            raise access.Refused(_("本奖项还没有载入办法，不能开设届次。"))
        self.measure = measure

    def get_page_title(self) -> str:
        """开设届次."""
        return _("开设届次")

    def trail(self) -> list[Crumb]:
        """Down to the scheme."""
        return [scheme_crumb(self.scheme)]

    def back_url(self) -> str:
        """The overview."""
        return reverse("gongshi:desk")

    def form(self, data: Any = None) -> EditionForm:
        """The form with the fields this measure and this person need."""
        return EditionForm(
            data,
            initial=next_edition(self.scheme, clock.today().year),
            scheme=self.scheme,
            wants_approval=self.measure.regulation.award.launch_approval is not None,
            may_override=permissions.holds(self.request.user, OVERRIDE, self.scheme),
        )

    def verdicts(self, number: int, acts: list[ActFacts]) -> tuple[Verdict, ...]:
        """What the rules say about opening it now."""
        return new_edition_verdicts(self.scheme, self.measure, number, acts)

    def page(self, form: EditionForm, number: int, acts: list[ActFacts]) -> HttpResponseBase:
        """The form beside the verdicts on it."""
        rows = [
            verdict_row(verdict, self.measure, refused=_("不能开设"))
            for verdict in self.verdicts(number, acts)
        ]
        return self.show(form=form, scheme=self.scheme, measure=self.measure, rows=rows)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form for the next edition."""
        form = self.form()
        return self.page(form, form.initial["number"], [])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Open it, or say why not beside the form."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, form.cleaned_data.get("number") or 1, [])
        data = form.cleaned_data
        acts = _approval(data)
        standing = [
            v for v in self.verdicts(data["number"], acts) if v.level is Level.BLOCK and v.overridable
        ]
        reason, office = data.get("reason", ""), data.get("office", "")
        overrides = [Override(v.rule, reason, office, v.subject) for v in standing] if reason else []
        try:
            with transaction.atomic():
                edition = open_edition(
                    scheme=self.scheme,
                    number=data["number"],
                    slug=data["slug"],
                    title=data["title"],
                    by=request.user,
                    acts=acts,
                    overrides=overrides,
                )
                _keep_approval(edition, data, request.user)
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form, data["number"], acts)
        return self.done(_("届次已开设。现在可以新建公告。"), edition_url(edition))


def _approval(data: dict[str, Any]) -> list[ActFacts]:
    if not data.get("approval_on"):
        return []
    return [ActFacts(key=HIGHER_APPROVAL, done_on=data["approval_on"], note=data["approval_by"])]


def _keep_approval(edition: EditionPage, data: dict[str, Any], by: Any) -> None:
    """Put the approval on record for the stages that ask for it, so that nobody types it twice."""
    if not data.get("approval_on"):
        return
    for stage in edition.regulation.published_stages:
        if any(act.key == HIGHER_APPROVAL for act in stage.requires):
            record_act(
                edition=edition,
                stage_key=stage.key,
                act_key=HIGHER_APPROVAL,
                done_on=data["approval_on"],
                document_no=data["approval_by"],
                by=by,
            )
