"""Awards as pages list them: with today's columns and status, what happened to them, and nothing that is withheld."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.models import AwardRecord, EntryKind, RecordEvent, Withholding
from cms.pages.award import STATUS_WORDS, AwardMark, AwardRow
from cms.published import Withheld
from cms.register import EventKind, Origin
from cms.selectors.register import Columns, current_columns, records, standing_of

KIND_LABELS = dict(EntryKind.choices)
TELLING = frozenset({EventKind.REVOKED, EventKind.REINSTATED, EventKind.STRUCK})
"""Events that every page naming the award has to tell."""


def listed(found: QuerySet[AwardRecord]) -> list[AwardRecord]:
    """Records of a page with what their rows need, in a number of queries that does not grow: measures once, not per row."""
    return list(found.prefetch_related("edition__measure"))


def withheld_holders(records_: Iterable[AwardRecord]) -> dict[uuid.UUID, Withheld]:
    """Which of these awards hide their holder by law, by entry key; one query. A hiding that waits for review counts."""
    keys = [str(record.entry_key) for record in records_]
    hidden = Withholding.objects.filter(entry_key__in=keys).exclude(outcome=Withholding.Outcome.REVERSED)
    return {
        uuid.UUID(w.entry_key): Withheld(w.ground, w.hidden_at, confirmed=bool(w.outcome))
        for w in hidden.order_by("hidden_at", "pk")
    }


def hidden_keys() -> list[uuid.UUID]:
    """Entry keys whose holders are hidden and not yet erased: nobody may find them by name meanwhile. One query."""
    waiting = Withholding.objects.filter(outcome="").exclude(entry_key="")
    return [uuid.UUID(key) for key in waiting.values_list("entry_key", flat=True)]


def event_mark(record: AwardRecord, events: Iterable[RecordEvent]) -> AwardMark | None:
    """What the events of an award, in their order, make every other page say about it; None for nothing."""
    telling = [event for event in events if event.kind in TELLING]
    if not telling:
        return None
    last = telling[-1]
    labels = {
        EventKind.STRUCK: _("已移出决定"),
        EventKind.REVOKED: _("已撤销"),
        EventKind.REINSTATED: _("曾被撤销，已恢复"),
    }
    return AwardMark(
        kind=last.kind,
        label=labels[EventKind(last.kind)],
        on=last.decided_on,
        path=last.seal.head["path"] if last.seal else "",
        record_path=record.path_on_portal,
    )


def marks_in_edition(edition_id: int) -> dict[str, AwardMark]:
    """What became of the awards of an edition, by entry key: what its decision and its earlier lists have to show.

    One query, whatever the length of the lists; it reads the few awards to which something happened.
    """
    events = (
        RecordEvent.objects.filter(record__edition_id=edition_id, kind__in=TELLING)
        .select_related("record", "seal")
        .defer("seal__body")
        .order_by("at", "pk")
    )
    by_record: dict[int, list[RecordEvent]] = {}
    for event in events:
        by_record.setdefault(event.record_id, []).append(event)
    found = {}
    for happened in by_record.values():
        record = happened[0].record
        mark = event_mark(record, happened)
        if mark is not None:
            found[str(record.entry_key)] = mark
    return found


def reinstated_by(revocation_id: int) -> dict[str, AwardMark]:
    """Which awards of a revocation were given back later, by public id, with the notice that did it; one query."""
    back = (
        RecordEvent.objects.filter(kind=EventKind.REINSTATED, annuls__seal_id=revocation_id)
        .select_related("record", "seal")
        .defer("seal__body")
    )
    marks = ((event.record, event_mark(event.record, [event])) for event in back)
    return {record.public_id: mark for record, mark in marks if mark is not None}


def holder_words(columns: Columns) -> str:
    """Who holds it, as one text."""
    return "、".join(columns.holders)


BLANK = Columns("", "", "", "", "", (), "", "", "", "", "")


def award_row(record: AwardRecord, today: dt.date, withheld: Withheld | None) -> AwardRow:
    """An award as a row; `record` comes from `listed`."""
    columns = current_columns(record)
    shown = BLANK if withheld else columns
    state = standing_of(record, today).status
    edition = record.edition
    return AwardRow(
        path=record.path_on_portal,
        scheme_code=record.scheme.slug,
        award_name=record.scheme.title,
        holder=holder_words(shown),
        joint=len(shown.joint_names) > 1,
        uscc=shown.uscc,
        post=shown.post,
        unit=shown.unit,
        district=shown.district,
        industry=shown.industry,
        certificate_no=shown.certificate_no,
        tier_name=columns.tier_name,
        # Erasing makes every row of a list an organisation's; the register keeps what it was.
        kind=record.kind if withheld else columns.kind,
        kind_label=str(KIND_LABELS[record.kind if withheld else columns.kind]),
        edition_number=record.edition_number,
        edition_name=record.edition_name,
        edition_path=f"/{record.scheme.slug}/{edition.slug}/" if edition else "",
        awarded_on=record.awarded_on,
        title_year=record.title_year,
        doc_no=record.doc_no,
        valid_through=record.valid_through,
        status=state.value,
        status_label=str(STATUS_WORDS[state]),
        before_portal=record.origin == Origin.BEFORE_PORTAL,
        mark=event_mark(record, record.events.all()),
        withheld=withheld,
    )


def award_rows(found: QuerySet[AwardRecord], today: dt.date) -> tuple[AwardRow, ...]:
    """Rows for the records of a query over `cms.selectors.register.records`."""
    read = listed(found)
    hidden = withheld_holders(read)
    return tuple(award_row(record, today, hidden.get(record.entry_key)) for record in read)


def newest_awards(scheme_code: str, today: dt.date, limit: int) -> tuple[AwardRow, ...]:
    """The newest awards of a scheme, for its page."""
    found = records().filter(scheme__slug=scheme_code).order_by("-edition_number", "entry_no", "pk")
    return award_rows(found[:limit], today)
