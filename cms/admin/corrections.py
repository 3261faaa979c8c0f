"""What a correction changes, as the office reads it: the published row beside the new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.actions.drafting import draft_rows
from cms.models import Entry, Notice
from cms.selectors.history import standing_rows


@dataclass(frozen=True)
class ChangeLine:
    """One change: the row as published (None for an addition) and the new name (empty for a strike)."""

    key: str
    op: str
    before: Entry | None
    after: str
    reason: str


def published_rows(draft: Notice) -> dict[str, Entry]:
    """The rows that stand on the corrected list, by key; empty for a notice that corrects none."""
    seal = draft.amends.sealed if draft.amends else None
    return {str(entry.key): entry for entry in standing_rows(seal)} if seal else {}


def change_lines(draft: Notice, published: Mapping[str, Entry]) -> list[ChangeLine]:
    """The changes written into a draft, in the order they were made."""
    new = {row["key"]: row for row in draft_rows(draft)}
    return [
        ChangeLine(
            key=change["entry_key"],
            op=change["op"],
            before=published.get(change["entry_key"]),
            after=_name(new.get(change["entry_key"], {})),
            reason=change.get("reason", ""),
        )
        for change in draft.changes
    ]


def _name(row: Mapping[str, Any]) -> str:
    names = row.get("joint_names") or ()
    return "、".join(names) if len(names) > 1 else row.get("name", "")
