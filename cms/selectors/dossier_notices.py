"""One notice in an edition's file: seal, approval, windows, conclusion, withholdings, and how the draft came to be."""

import json
from collections.abc import Iterable
from typing import Any

from wagtail.models import WorkflowState

from cms import gates
from cms.models import Conclusion, EditionPage, Notice, Seal, Window, Withholding
from cms.regulation.citation import cite
from cms.selectors.dossier_hidden import HIDDEN, Hidden
from cms.selectors.dossier_people import People, day, instant
from cms.selectors.dossier_revisions import clearings_of, revisions_of

BLOCKED = frozenset({"conclude.blocked", "conclude.blocked_commitment"})
"""Rules whose sentence says how many matters are open elsewhere, and why."""


def notices_of(edition: EditionPage) -> list[Notice]:
    """Every notice below an edition: published ones in the order of publication, then the drafts."""
    listed = Notice.objects.child_of(edition).select_related("seal").order_by("pk")
    sealed = sorted(
        (n for n in listed if n.sealed), key=lambda n: (n.sealed.published_at, n.pk) if n.sealed else ()
    )
    return [*sealed, *(n for n in listed if not n.sealed)]


def notice_file(notice: Notice, hidden: Hidden, people: People) -> dict[str, Any]:
    """Everything on file of one notice, as JSON-safe values. Its sealed body and its acts have files of their own."""
    seal = notice.sealed
    stage = notice.stage
    draft = notice.get_latest_revision_as_object() if seal is None and notice.latest_revision_id else notice
    return {
        "slug": notice.slug,
        "public_id": notice.public_id,
        "path": notice.path_on_portal,
        "title": hidden.title(notice.pk, draft.title),
        "act": notice.act,
        "act_label": str(notice.get_act_display()),
        "stage_key": notice.stage_key,
        "stage_name": stage.name if stage else "",
        "publisher": draft.publisher_name,
        "amends": notice.amends.public_id if notice.amends else "",
        "seal": _seal(seal) if seal else None,
        "objections": objections(seal) if seal else "",
        "windows": [_window(window, people) for window in _windows(seal)] if seal else [],
        "conclusion": _conclusion(seal, people) if seal else None,
        "withholdings": [_withholding(each, people) for each in seal.withholdings.order_by("pk")]
        if seal
        else [],
        "clearances": [
            {
                "digest": clearance.digest,
                "at": instant(clearance.at),
                "by": people.who(clearance.by_id, clearance.at, "批准", clearance.by_name),
                "overrides": clearance.overrides,
                "published": bool(seal and seal.clearance_id == clearance.pk),
            }
            for clearance in notice.clearances.order_by("pk")
        ],
        "workflow": [_workflow(state, notice, hidden, people) for state in _workflows(notice)],
        "clearings": clearings_of(notice, hidden, people),
        "revisions": list(revisions_of(notice, hidden, people)),
    }


def objections(seal: Seal) -> str:
    """`open` when anything registered elsewhere holds the gate of this notice, else `none`. Not how many, not what."""
    return "open" if gates.blockers(seal) else "none"


def _seal(seal: Seal) -> dict[str, Any]:
    return {
        "digest": seal.digest,
        "published_at": instant(seal.published_at),
        "stage_type": seal.stage_type,
        "list": seal.entry_list_id,
        "measure_sha256": seal.measure_sha256,
        "amends": seal.amends.public_id if seal.amends else "",
    }


def acts_of(seal: Seal, people: People) -> list[dict[str, Any]]:
    """What was appended to a seal: bodies and digests byte for byte, so that the chain can be counted again."""
    return [
        {
            "seq": act.seq,
            "kind": act.kind,
            "kind_label": str(act.get_kind_display()),
            "at": instant(act.at),
            "by": people.who(act.by_id, act.at, "登记封存后事项"),
            "by_seal": act.by_seal.public_id if act.by_seal else "",
            "body": act.body,
            "digest": act.digest,
            "prev_digest": act.prev_digest,
        }
        for act in seal.acts.select_related("by_seal").order_by("seq")
    ]


def _windows(seal: Seal) -> Iterable[Window]:
    return seal.windows.prefetch_related("changes").order_by("entry_key", "pk")


def _window(window: Window, people: People) -> dict[str, Any]:
    return {
        "entry_key": window.entry_key,
        "published_at": instant(window.published_at),
        "start": day(window.start),
        "policy": window.policy,
        "needed": window.needed,
        "exact": window.exact,
        "stated": window.stated,
        "first_day": day(window.first_day),
        "last_day": day(window.last_day),
        "expected_last_day": day(window.expected_last_day),
        "provisional": window.provisional,
        "calendar_version": window.calendar_version,
        "concluded_at": instant(window.concluded_at),
        "concluded_by": people.who(window.concluded_by_id, window.concluded_at, "公示办结"),
        "ended_at": instant(window.ended_at),
        "changes": [
            {
                "cause": change.cause,
                "cause_label": str(change.get_cause_display()),
                "before": change.before,
                "after": change.after,
                "calendar_version": change.calendar_version,
                "reason": change.reason,
                "at": instant(change.at),
            }
            for change in window.changes.all()
        ],
    }


def _conclusion(seal: Seal, people: People) -> dict[str, Any] | None:
    conclusion = Conclusion.objects.filter(seal=seal).first()
    if conclusion is None:
        return None
    return {
        "at": instant(conclusion.at),
        "by": people.who(conclusion.by_id, conclusion.at, "公示办结", conclusion.by_name),
        "attestations": conclusion.attestations,
        "outcome": conclusion.outcome,
        "overrides": [_set_aside(row) for row in conclusion.overrides],
    }


def _set_aside(row: dict[str, str]) -> dict[str, str]:
    """What was set aside when concluding. Of objections registered elsewhere not even their number is passed on."""
    return {**row, "message": ""} if row["rule"] in BLOCKED else row


def _withholding(each: Withholding, people: People) -> dict[str, Any]:
    """Ground, instants and people: where it stood, never what it said."""
    return {
        "leaf": each.leaf,
        "leaf_type": each.leaf_type,
        "entry_key": each.entry_key,
        "ground": each.ground,
        "hidden_at": instant(each.hidden_at),
        "hidden_by": people.who(each.hidden_by_id, each.hidden_at, "提出隐去"),
        "outcome": each.outcome,
        "outcome_label": str(each.get_outcome_display()) if each.outcome else "待复核",
        "decided_at": instant(each.decided_at),
        "decided_by": people.who(each.decided_by_id, each.decided_at, "复核隐去"),
        "erased_at": instant(each.erased_at),
    }


def _workflows(notice: Notice) -> Iterable[WorkflowState]:
    return WorkflowState.objects.for_instance(notice).order_by("pk")


def _workflow(state: WorkflowState, notice: Notice, hidden: Hidden, people: People) -> dict[str, Any]:
    """One round of review, with every decision in it. A reviewer's words may quote what was withheld later."""
    quiet = notice.pk in hidden.notices
    return {
        "submitted_at": instant(state.created_at),
        "submitted_by": people.who(state.requested_by_id, state.created_at, "送审"),
        "status": state.status,
        "tasks": [
            {
                "task": task.task.name,
                "status": task.status,
                "revision": task.revision_id,
                "started_at": instant(task.started_at),
                "finished_at": instant(task.finished_at),
                "by": people.who(task.finished_by_id, task.finished_at, "审核"),
                "comment": HIDDEN if quiet and task.comment else task.comment,
            }
            for task in state.task_states.select_related("task").order_by("started_at", "pk")
        ],
    }


def sealed_overrides(body: str) -> list[dict[str, Any]]:
    """Blocks that an office set aside with a public reason, as they were sealed."""
    leaves = json.loads(body)["leaves"]
    rows = next(leaf["value"]["rows"] for leaf in leaves if leaf.get("value", {}).get("t") == "verdicts")
    return [
        {
            "rule": row["rule"],
            "message": row["message"],
            "articles": [cite(ref) for ref in row["articles"]],
            "reason": row["reason"],
            "office": row["office"],
        }
        for row in rows
        if row["reason"]
    ]
