"""The notices of an edition as the office lists them, each with its state."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.models import Clearance, EditionPage, Notice, Seal, Withholding
from cms.selectors.windows import WindowReader
from cms.templatetags.publicity import phase_word
from cms.windows import WindowState

REVIEW = "review"
BACK = "back"
DRAFT = "draft"
SCHEDULED = "scheduled"
REFUSED = "refused"
SEALED = "sealed"


@dataclass(frozen=True)
class NoticeLine:
    """One notice in the office's list. `window` None: sealed without a window, or still a draft.

    `scheduled_for` is set for a draft that was approved for later or refused at that instant, `refused_reason` for the
    latter.
    """

    notice: Notice
    seal: Seal | None
    state: str
    label: str
    window: WindowState | None = None
    pending_withholdings: int = 0
    scheduled_for: dt.datetime | None = None
    refused_reason: str = ""

    @property
    def waits_for_conclusion(self) -> bool:
        """Whether its window has closed and nobody has concluded it."""
        return self.window is not None and self.window.phase == "closed"

    @property
    def is_publicity(self) -> bool:
        """Whether it has a window."""
        return self.window is not None


def notice_lines(edition: EditionPage, now: dt.datetime) -> list[NoticeLine]:
    """Every notice below an edition, newest first, with its state at that instant."""
    notices = list(Notice.objects.child_of(edition).order_by("-path"))
    workflows = active_workflows(notices)
    seals = {s.notice_id: s for s in edition.seals.defer("body").prefetch_related("windows")}
    pending: dict[int, int] = {}
    for seal_id in Withholding.objects.filter(seal__edition=edition, outcome="").values_list(
        "seal_id", flat=True
    ):
        pending[seal_id] = pending.get(seal_id, 0) + 1
    approved = approved_revisions(notices)
    reader = WindowReader(now)
    return [
        _sealed_line(notice, seals[notice.pk], reader, pending)
        if notice.pk in seals
        else _draft_line(notice, workflows.get(notice.pk), notice.latest_revision_id in approved)
        for notice in notices
    ]


def active_workflows(notices: Iterable[Notice]) -> dict[int, WorkflowState]:
    """The workflow each draft is in, by the draft's key; one query. Wagtail keeps them under its own page class."""
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(notice.pk) for notice in notices],
    )
    return {int(state.object_id): state for state in states.select_related("current_task_state")}


def approved_revisions(notices: Iterable[Notice]) -> set[int]:
    """Keys of revisions that were approved and are not public: a draft changed since has a newer one."""
    waiting = Clearance.objects.filter(notice__in=notices, seal=None).values("task_state")
    states = TaskState.objects.filter(pk__in=waiting, status=TaskState.STATUS_APPROVED)
    return set(states.values_list("revision_id", flat=True))


def _draft_line(notice: Notice, state: WorkflowState | None, approved: bool) -> NoticeLine:
    if state is None and (approved or notice.refused_reason):
        return _approved_line(notice)
    if state is None:
        return NoticeLine(notice, None, DRAFT, _("草稿"))
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return NoticeLine(notice, None, BACK, _("已退回修改"))
    return NoticeLine(notice, None, REVIEW, _("审核中"))


def _approved_line(notice: Notice) -> NoticeLine:
    """A draft that was approved and is not out: it waits for its instant, or was refused at it."""
    at = notice.get_latest_revision_as_object().scheduled_for
    if notice.refused_reason:
        return NoticeLine(
            notice, None, REFUSED, _("定时发布未成"), scheduled_for=at, refused_reason=notice.refused_reason
        )
    if at is None:
        return NoticeLine(notice, None, DRAFT, _("草稿"))
    return NoticeLine(notice, None, SCHEDULED, _("已批准，待定时发布"), scheduled_for=at)


def _sealed_line(notice: Notice, seal: Seal, reader: WindowReader, pending: dict[int, int]) -> NoticeLine:
    main = next((w for w in seal.windows.all() if not w.entry_key), None)
    window = reader.state(main) if main else None
    label = phase_word(window.phase) if window else _("已发布")
    return NoticeLine(notice, seal, SEALED, str(label), window, pending.get(seal.pk, 0))
