"""What is known of a scheme's earlier editions, and who declared it complete when and why."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from wagtail.models import PageLogEntry

from cms.actions.completeness import DECLARE, RETRACT
from cms.models import AwardRecord, EditionPage, HistoryBatch, HistoryState, SchemePage


@dataclass(frozen=True)
class Declaration:
    """One declaration or its retraction, from the audit log."""

    declared: bool
    at: dt.datetime
    by_name: str
    reason: str


@dataclass(frozen=True)
class EditionOnRecord:
    """An edition of the scheme with its awards in the register. `ours` is False for one from before the portal."""

    number: int
    name: str
    awards: int
    ours: bool


def declarations(scheme: SchemePage) -> list[Declaration]:
    """Every declaration and retraction, the newest first."""
    entries = PageLogEntry.objects.filter(page_id=scheme.pk, action__in=(DECLARE, RETRACT))
    return [
        Declaration(
            declared=entry.action == DECLARE,
            at=dt.datetime.fromisoformat(entry.data["at"]),
            by_name=entry.data["by_name"],
            reason=entry.data["reason"],
        )
        for entry in entries.order_by("-pk")
    ]


def editions_on_record(scheme: SchemePage) -> list[EditionOnRecord]:
    """Every edition from the first to the newest, those without any award included: gaps show."""
    ours = dict(EditionPage.objects.child_of(scheme).values_list("number", "title"))
    counts: Counter[int] = Counter(
        AwardRecord.objects.filter(scheme=scheme).values_list("edition_number", flat=True)
    )
    names = dict(
        AwardRecord.objects.filter(scheme=scheme, edition=None).values_list("edition_number", "edition_name")
    )
    newest = max([*ours, *counts], default=0)
    return [
        EditionOnRecord(
            number=number,
            name=ours.get(number) or names.get(number) or f"第{number}届",
            awards=counts[number],
            ours=number in ours,
        )
        for number in range(1, newest + 1)
    ]


def waiting_batches(scheme: SchemePage) -> int:
    """How many batches wait for a second person."""
    return HistoryBatch.objects.filter(scheme=scheme, state=HistoryState.WAITING).count()
