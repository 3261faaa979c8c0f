"""How a draft came to be: every saved version with its author, its instant and what it changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.models import Revision

from cms.models import Notice
from cms.selectors.dossier_hidden import HIDDEN, Hidden
from cms.selectors.dossier_people import People, instant

FIELDS = (
    "title", "slug", "act", "stage_key", "amends", "publisher_body", "publisher_name", "publisher_reason", "issuers",
    "index_no", "doc_no", "subject_class", "signed_date", "lead", "procedure_text", "objection_text", "remedies_text",
    "closing", "reason", "third_party_entrusted", "third_party", "media", "working_days", "starts_on", "policy_reason",
    "entry_list", "secret_count", "attachments", "bonuses", "changes", "revocations", "overrides", "scheduled_for",
)  # fmt: skip
"""What authors write. Clearings are the reviewers' notes and stand apart; the rest is Wagtail's book-keeping."""

EMPTY: tuple[Any, ...] = (None, "", [], {}, False, 0)


def revisions_of(notice: Notice, hidden: Hidden, people: People) -> Iterator[dict[str, Any]]:
    """Every version of a draft, oldest first; the first one changes nothing into what it says."""
    before: Mapping[str, Any] = {}
    saved = Revision.objects.for_instance(notice).order_by("created_at", "pk")
    for number, revision in enumerate(saved.iterator(chunk_size=20), start=1):
        after = revision.content
        yield {
            "no": number,
            "id": revision.pk,
            "at": instant(revision.created_at),
            "by": people.who(revision.user_id, revision.created_at, "撰稿"),
            "changed": [
                change
                for name in FIELDS
                if (change := _change(notice, name, before.get(name), after.get(name), hidden))
            ],
        }
        before = after


def _change(notice: Notice, name: str, old: Any, new: Any, hidden: Hidden) -> dict[str, Any] | None:
    if old == new or (old in EMPTY and new in EMPTY):
        return None
    label = str(Notice._meta.get_field(name).verbose_name)
    if hidden.column(notice.pk, name):
        return {"field": name, "label": label, "before": HIDDEN if old else "", "after": HIDDEN}
    return {
        "field": name,
        "label": label,
        "before": shown(name, old, hidden),
        "after": shown(name, new, hidden),
    }


def shown(name: str, value: Any, hidden: Hidden) -> Any:
    """A value of a version as it may be passed on: what names a withheld file or row loses its words."""
    if value in EMPTY:
        return ""
    if name == "attachments":
        return [
            {"sha256": "", "name": HIDDEN, "title": HIDDEN}
            if item["sha256"] in hidden.files
            else {key: item.get(key, "") for key in ("sha256", "name", "title")}
            for item in value
        ]
    if name == "changes":
        return [
            {**item, "reason": HIDDEN} if str(item.get("entry_key", "")) in hidden.entries else item
            for item in value
        ]
    if name == "revocations":
        return [
            {**item, "finding": HIDDEN} if item.get("record") in hidden.records else item for item in value
        ]
    return value


def clearings_of(notice: Notice, hidden: Hidden, people: People) -> list[dict[str, Any]]:
    """What reviewers noted on the newest version: false hits of the privacy scan, files they looked through."""
    draft = notice.get_latest_revision_as_object() if notice.latest_revision_id else notice
    quiet = notice.pk in hidden.notices
    return [
        {
            "kind": "file" if row.get("confirm") else "hit",
            "place": HIDDEN if quiet else row.get("place") or row.get("confirm", ""),
            "excerpt": HIDDEN if quiet else row.get("excerpt", ""),
            "reason": HIDDEN if quiet else row.get("reason", ""),
            "by": people.who(row.get("by_id"), None, "排除误报、确认附件", row.get("by_name", "")),
            "at": row.get("at", ""),
        }
        for row in draft.clearings
    ]
