"""What an edition's decisions gave, what became of it since, and what the office did about the winners."""

from typing import Any

from cms.models import AwardRecord, EditionPage, FollowUp, RecordEvent
from cms.regulation.citation import cite
from cms.selectors.dossier_hidden import HIDDEN, Hidden
from cms.selectors.dossier_people import People, day, instant

COLUMNS = (
    "kind", "tier", "tier_name", "name", "uscc", "joint_names", "post", "unit", "district", "industry", "certificate_no",
)  # fmt: skip
PLACE = ("kind", "tier", "tier_name")
"""What is left of an award whose holder is withheld."""


def awards_of(edition: EditionPage, hidden: Hidden, people: People) -> list[dict[str, Any]]:
    """The award records of the edition with their events, in the order of the decision's list."""
    records = AwardRecord.objects.filter(edition=edition).select_related("seal").defer("seal__body")
    records = records.prefetch_related("events__seal")
    return [_award(record, hidden, people) for record in records.order_by("seal", "entry_no", "pk")]


def _award(record: AwardRecord, hidden: Hidden, people: People) -> dict[str, Any]:
    withheld = str(record.entry_key) in hidden.entries
    return {
        "public_id": record.public_id,
        "decision": record.seal.public_id if record.seal else "",
        "origin": record.origin,
        "entry_key": str(record.entry_key),
        "entry_no": record.entry_no,
        "withheld": withheld,
        **{name: getattr(record, name) for name in (PLACE if withheld else COLUMNS)},
        "awarded_on": day(record.awarded_on),
        "title_year": record.title_year,
        "doc_no": record.doc_no,
        "bonus_state": record.bonus_state,
        "bonus_state_label": str(record.get_bonus_state_display()),
        "bonus_cny": record.bonus_cny,
        "bonus_articles": [cite(ref) for ref in record.bonus_articles],
        "valid_through": day(record.valid_through),
        "validity_articles": [cite(ref) for ref in record.validity_articles],
        "made_at": instant(record.made_at),
        "events": [_event(event, withheld, people) for event in record.events.all()],
    }


def _event(event: RecordEvent, withheld: bool, people: People) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "kind_label": str(event.get_kind_display()),
        "notice": event.seal.public_id if event.seal else "",
        "notice_digest": event.seal.digest if event.seal else "",
        "decided_on": day(event.decided_on),
        "doc_no": event.doc_no,
        "ground_text": event.ground_text,
        "articles": event.articles,
        "recover": event.recover,
        "recover_articles": event.recover_articles,
        "ban_wording": event.ban_wording,
        "ban_articles": event.ban_articles,
        "barred_through_edition": event.barred_through_edition,
        "barred_until": day(event.barred_until),
        "reason": HIDDEN if withheld and event.reason else event.reason,
        "annuls": bool(event.annuls_id),
        "at": instant(event.at),
        "by": people.who(event.by_id, event.at, "登记获奖记录事项", event.by_name),
    }


def follow_ups_of(edition: EditionPage, hidden: Hidden, people: People) -> list[dict[str, Any]]:
    """Visits, inspections, reports and rectifications on the edition's awards: internal, never published."""
    listed = FollowUp.objects.filter(record__edition=edition).select_related("record")
    return [
        {
            "id": each.pk,
            "follows": each.follows_id,
            "record": each.record.public_id,
            "holder": HIDDEN
            if str(each.record.entry_key) in hidden.entries
            else "、".join(each.record.holders),
            "kind": each.kind,
            "kind_label": str(each.get_kind_display()),
            "outcome": each.outcome,
            "outcome_label": str(each.get_outcome_display()),
            "body_name": each.body_name,
            "done_on": day(each.done_on),
            "findings": HIDDEN if str(each.record.entry_key) in hidden.entries else each.findings,
            "document_no": each.document_no,
            "served_on": day(each.served_on),
            "due_on": day(each.due_on),
            "articles": each.articles,
            "recorded_at": instant(each.recorded_at),
            "recorded_by": people.who(
                each.recorded_by_id, each.recorded_at, "登记获奖后监督", each.recorded_by_name
            ),
        }
        for each in listed.order_by("done_on", "pk")
    ]
