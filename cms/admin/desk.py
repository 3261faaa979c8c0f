"""What the office has before it: notices of an edition with their state, and the work of today across its schemes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.admin import access
from cms.models import EditionPage, Notice, SchemePage, Seal, Window, Withholding
from cms.selectors.windows import WindowReader
from cms.templatetags.publicity import phase_word
from cms.windows import WindowState, beijing_day

SOON = 3
"""Working days within which an ending window is shown on the first page."""

REVIEW = "review"
BACK = "back"
DRAFT = "draft"
SEALED = "sealed"


@dataclass(frozen=True)
class NoticeLine:
    """One notice in the office's list. `window` None: sealed without a window, or still a draft."""

    notice: Notice
    seal: Seal | None
    state: str
    label: str
    window: WindowState | None = None
    pending_withholdings: int = 0

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
    reader = WindowReader(now)
    return [
        _sealed_line(notice, seals[notice.pk], reader, pending)
        if notice.pk in seals
        else _draft_line(notice, workflows.get(notice.pk))
        for notice in notices
    ]


def active_workflows(notices: Iterable[Notice]) -> dict[int, WorkflowState]:
    """The workflow each draft is in, by the draft's key; one query. Wagtail keeps them under its own page class."""
    states = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(notice.pk) for notice in notices],
    )
    return {int(state.object_id): state for state in states.select_related("current_task_state")}


def _draft_line(notice: Notice, state: WorkflowState | None) -> NoticeLine:
    if state is None:
        return NoticeLine(notice, None, DRAFT, _("草稿"))
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return NoticeLine(notice, None, BACK, _("已退回修改"))
    return NoticeLine(notice, None, REVIEW, _("审核中"))


def _sealed_line(notice: Notice, seal: Seal, reader: WindowReader, pending: dict[int, int]) -> NoticeLine:
    main = next((w for w in seal.windows.all() if not w.entry_key), None)
    window = reader.state(main) if main else None
    label = phase_word(window.phase) if window else _("已发布")
    return NoticeLine(notice, seal, SEALED, str(label), window, pending.get(seal.pk, 0))


@dataclass(frozen=True)
class WindowLine:
    """A running window on the first page."""

    window: Window
    seal: Seal
    state: WindowState

    @property
    def title(self) -> str:
        """The title as sealed."""
        return str(self.seal.head["title"])

    @property
    def for_entry(self) -> bool:
        """Whether it is the window of a single entry added or changed later."""
        return bool(self.window.entry_key)


@dataclass(frozen=True)
class Today:
    """What waits on a working day, for the schemes a person works for."""

    day: dt.date
    to_approve: Sequence[Notice]
    sent_back: Sequence[Notice]
    ending: Sequence[WindowLine]
    closed: Sequence[WindowLine]
    provisional: Sequence[WindowLine]
    refused: Sequence[Notice]
    withheld: Sequence[Withholding]
    schemes: Sequence[SchemePage]

    @property
    def quiet(self) -> bool:
        """Whether nothing waits."""
        lists = (
            self.to_approve,
            self.sent_back,
            self.ending,
            self.closed,
            self.provisional,
            self.refused,
            self.withheld,
        )
        return not any(lists)


def today(user: Any, now: dt.datetime) -> Today:
    """Gather what waits for this person at that instant."""
    schemes = access.readable_schemes(user)
    paths = tuple(scheme.path for scheme in schemes)
    reader = WindowReader(now)
    windows = Window.objects.running().select_related("seal").defer("seal__body").order_by("last_day", "pk")
    mine = [w for w in windows if w.seal.head["scheme_code"] in {s.slug for s in schemes}]
    lines = [WindowLine(w, w.seal, reader.state(w)) for w in mine]
    return Today(
        day=beijing_day(now),
        to_approve=_to_approve(user),
        sent_back=_sent_back(user),
        ending=[line for line in lines if _ends_soon(line.state)],
        closed=[line for line in lines if line.state.phase == "closed"],
        provisional=[line for line in lines if line.state.provisional],
        refused=_refused(paths),
        withheld=_withheld(schemes) if user.has_perm(access.WITHHOLD) else (),
        schemes=schemes,
    )


def _ends_soon(state: WindowState) -> bool:
    return state.phase in ("open", "last_day") and state.remaining is not None and state.remaining <= SOON


def _to_approve(user: Any) -> list[Notice]:
    """Drafts on a task this person reviews, their own ones left out."""
    states = TaskState.objects.reviewable_by(user).select_related("revision").order_by("started_at")
    drafts = [state.revision.content_object for state in states]
    found = [draft.specific for draft in drafts if draft is not None]
    return [n for n in found if isinstance(n, Notice) and user.pk not in n.authors() and _in_reach(user, n)]


def _in_reach(user: Any, notice: Notice) -> bool:
    return access.may(access.check_notice, user, notice)


def _sent_back(user: Any) -> list[Notice]:
    sent_back = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        requested_by=user,
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    keys = [int(key) for key in sent_back.values_list("object_id", flat=True)]
    return list(Notice.objects.filter(pk__in=keys, seal=None))


def _refused(paths: Iterable[str]) -> list[Notice]:
    refused = Notice.objects.filter(seal=None).exclude(refused_reason="")
    return [n for n in refused if n.path.startswith(tuple(paths))]


def _withheld(schemes: Iterable[SchemePage]) -> list[Withholding]:
    pending = Withholding.objects.filter(outcome="").select_related("seal").order_by("hidden_at")
    codes = {scheme.slug for scheme in schemes}
    return [w for w in pending if w.seal.head["scheme_code"] in codes]
