"""Review of a draft: what would go out and when, what speaks against it, yes or no; and what only a reviewer clears."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.actions.drafting import clear_hit, confirm_file
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_url, notice_crumbs, notice_url, refuse
from cms.admin.forms.approval import ApprovalForm, RejectionForm
from cms.admin.forms.parts import sentences
from cms.admin.forms.reasons import ClearHitForm
from cms.admin.judgement import Judgement, judge
from cms.admin.prerequisites import prerequisites
from cms.models import Notice, Seal
from cms.models.workflow import refusals
from cms.regulation.rules.case import PLACE_NAMES
from cms.regulation.rules.facts import Hit
from cms.roles import Doors
from cms.selectors.attachments import file_place
from cms.selectors.facts import FINDINGS_PLACE

ENTRIES = "entries"
FINDINGS = "revocations"


class DraftView(OfficeView):
    """A view on the newest draft of one notice."""

    door = Doors.WORK
    notice: Notice
    """The stored page."""
    draft: Notice
    """Its newest revision as an object."""

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """The notice and its draft, for those who work on it."""
        self.notice = get_object_or_404(Notice, pk=notice_id)
        self.draft = self.notice.get_latest_revision_as_object()
        access.check_notice(self.request.user, self.draft)

    def trail(self) -> list[Crumb]:
        """Down to the notice."""
        return notice_crumbs(self.draft)

    def back_url(self) -> str:
        """The edition, where every notice stands."""
        notice = getattr(self, "notice", None)
        return edition_url(notice.edition) if notice else super().back_url()


class Review(DraftView):
    """审核: the dates, the verdicts, the records, the hits; approval and refusal as plain forms."""

    template_name = "cms/admin/review.html"
    header_icon = "success"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft: what is sealed was reviewed, and reads on its public page."""
        super().load(notice_id=notice_id)
        if self.notice.sealed is not None:
            raise access.Refused(_("公告已经发布，不再审核。"))

    def get_page_title(self) -> str:
        """审核."""
        return _("审核")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page with empty forms."""
        return self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Approve or send back."""
        task_state = self.draft.current_workflow_task_state
        if task_state is None:
            messages.error(request, _("公告不在审核中，可能已由他人处理。"))
            return redirect(self.back_url())
        if "reject" in request.POST:
            return self._decide(task_state, "reject", RejectionForm(request.POST, prefix="reject"))
        return self._decide(task_state, "approve", ApprovalForm(request.POST, prefix="approve"))

    def _decide(self, task_state: Any, action: str, form: Any) -> HttpResponseBase:
        if not form.is_valid():
            return self.page(**{action: form})
        task = task_state.task.specific
        if not task.user_can_access_editor(self.draft, self.request.user):
            raise access.Refused(_("您不是这一环节的审核人。"))
        try:
            task.on_action(task_state, self.request.user, action, **form.cleaned_data)
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(**{action: form})
        self._say(action)
        return redirect(self.back_url())

    def _say(self, action: str) -> None:
        """What became of it, with the public address once it is public."""
        seal = Seal.objects.filter(notice=self.notice).first()
        if action == "reject":
            messages.success(self.request, _("已退回，撰稿人会看到退回理由。"))
        elif seal is not None:
            button = messages.button(self.notice.path_on_portal, _("查看公告"), new_window=True)
            messages.success(self.request, _("已批准并发布，内容已封存。"), buttons=[button])
        elif self.draft.scheduled_for:
            messages.success(self.request, _("已批准，将在定时发布的时间自动发布。"))
        else:
            messages.success(self.request, _("已批准，转下一审。"))

    def page(self, approve: Any = None, reject: Any = None) -> HttpResponseBase:
        """Everything an approver looks at, with the refusals that concern this person."""
        draft, user = self.draft, self.request.user
        judgement = judge(draft)
        task = draft.current_workflow_task
        reviewer = task is not None and task.user_can_access_editor(draft, user)
        if approve is not None and approve.has_error("shown_day"):
            # The page below shows today's dates: what is approved next is what stands there.
            stale = approve.errors["shown_day"]
            approve = ApprovalForm(prefix="approve")
            for sentence in stale:
                messages.warning(self.request, sentence)
        return self.show(
            notice=draft,
            edition=draft.edition,
            judgement=judgement,
            task=task,
            state=draft.current_workflow_state,
            reviewer=reviewer,
            personal=[] if not reviewer else _personal(refusals(draft, user), judgement),
            approve=approve or ApprovalForm(prefix="approve"),
            reject=reject or RejectionForm(prefix="reject"),
            clearable=[_clear_form(hit, draft) for hit in judgement.hits if not hit.cleared_reason],
            unread=[
                f for f in judgement.assessment.facts.attachments if not f.readable and not f.confirmed_by
            ],
            items=prerequisites(draft),
        )


def _personal(found: list[str], judgement: Judgement) -> list[str]:
    """Refusals that concern the person, the rules' own sentences left out: those stand in the list of blocks."""
    blocks = {row.sentence for row in judgement.blocks}
    return [sentence for sentence in found if sentence not in blocks]


def _clear_form(hit: Hit, draft: Notice) -> tuple[Hit, ClearHitForm]:
    initial = {"place": str(hit.place), "excerpt": hit.excerpt_masked, "field": field_of(hit, draft)}
    return hit, ClearHitForm(initial=initial, auto_id=False)


def field_of(hit: Hit, draft: Notice) -> str:
    """The part of the draft a hit stands in, whose change drops its clearing."""
    for name, place in PLACE_NAMES.items():
        if place == hit.place:
            return name
    for item in draft.attachments:
        if item["name"] == hit.place:
            return file_place(item["sha256"])
    return FINDINGS if hit.place == FINDINGS_PLACE else ENTRIES


class Preview(DraftView):
    """The saved draft as the public would read it, in the state the query names."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page, made by the same code as the public's."""
        if self.notice.sealed is not None:
            return redirect(self.notice.path_on_portal)
        mode = request.GET.get("mode", "")
        if mode not in dict(self.draft.preview_modes):
            raise access.Refused(_("没有这种预览。"))
        answer: HttpResponseBase = self.draft.make_preview_request(request, mode)
        return answer


class ClearHit(DraftView):
    """Clear one false hit: POST from the review page."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Clear it, or say why not."""
        form = ClearHitForm(request.POST)
        url = reverse("gongshi:review", args=[self.notice.pk])
        if not form.is_valid():
            messages.error(request, sentences(form))
            return redirect(url)
        clear_hit(notice=self.draft, by=request.user, **form.cleaned_data)
        return self.done(_("误报已排除，理由将随公告公开。"), url)

    def back_url(self) -> str:
        """The review page."""
        return reverse("gongshi:review", args=[self.kwargs["notice_id"]])


class ConfirmFile(DraftView):
    """Vouch for an attachment that no program can read: POST."""

    def post(self, request: HttpRequest, *, sha256: str, **kwargs: Any) -> HttpResponseBase:
        """Write down who looked through it."""
        confirm_file(notice=self.draft, sha256=sha256, by=request.user)
        return self.done(_("已记录由您逐页看过。"), self.back_url())

    def back_url(self) -> str:
        """The review page while it is in review, else the attachments."""
        name = "gongshi:review" if self.notice.workflow_in_progress else "gongshi:attachments"
        return reverse(name, args=[self.notice.pk])


class Recall(DraftView):
    """Take a draft back out of review: POST by its author or a reviewer."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Cancel the workflow."""
        state = self.draft.current_workflow_state
        if state is None:
            raise access.Refused(_("公告不在审核中。"))
        if not state.user_can_cancel(request.user):
            raise access.Refused(_("只有提交人和审核人可以撤回审核。"))
        state.cancel(user=request.user)
        return self.done(_("已撤回审核，可以继续修改。"), notice_url(self.notice))
