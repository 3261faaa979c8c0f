"""The register as the office reads it: awards with what they are today, and the words for it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import AwardRecord, RecordEvent, SchemePage
from cms.pages.award import STATUS_WORDS
from cms.register import EventKind, Standing
from cms.regulation.rules.identity import fold
from cms.selectors.follow_ups import open_rectifications
from cms.selectors.register import Columns, current_columns, records, standing_of

EVENT_WORDS = {
    EventKind.REVOKED: gettext_lazy("撤销"),
    EventKind.REINSTATED: gettext_lazy("恢复"),
    EventKind.CORRECTED: gettext_lazy("文字更正"),
    EventKind.CHANGED: gettext_lazy("变更"),
    EventKind.STRUCK: gettext_lazy("移出决定"),
}


@dataclass(frozen=True)
class AwardLine:
    """One award in the register's list. `days_late` is that of its most overdue rectification, else 0."""

    record: AwardRecord
    columns: Columns
    standing: Standing
    rectifying: bool = False
    days_late: int = 0

    @property
    def status_word(self) -> str:
        """What it is today."""
        return str(STATUS_WORDS[self.standing.status])


def award_lines(schemes: Sequence[SchemePage], today: dt.date) -> list[AwardLine]:
    """Every award of these schemes, the newest edition first; the number of queries does not grow."""
    waiting: dict[int, int] = {}
    for line in open_rectifications(schemes, today):
        pk = line.follow_up.record_id
        waiting[pk] = max(waiting.get(pk, 0), line.days_late)
    found = records().filter(scheme__in=[scheme.pk for scheme in schemes])
    order = {scheme.pk: place for place, scheme in enumerate(schemes)}
    listed = sorted(found, key=lambda r: (order[r.scheme_id], -r.edition_number, r.entry_no, r.pk))
    return [
        AwardLine(
            record=record,
            columns=current_columns(record),
            standing=standing_of(record, today),
            rectifying=record.pk in waiting,
            days_late=waiting.get(record.pk, 0),
        )
        for record in listed
    ]


def matching(
    lines: Iterable[AwardLine], *, status: str = "", edition: int | None = None, words: str = ""
) -> list[AwardLine]:
    """The lines that fit: a status (or "rectifying"), an edition by number, a part of a name, unit, code or public id."""
    asked = fold(words)
    return [
        line
        for line in lines
        if (edition is None or line.record.edition_number == edition)
        and (not status or (line.rectifying if status == "rectifying" else line.standing.status == status))
        and (not asked or any(asked in fold(text) for text in _texts(line)))
    ]


def _texts(line: AwardLine) -> Iterable[str]:
    columns = line.columns
    was = line.record
    return (
        *columns.holders, *was.holders, columns.unit, columns.uscc, columns.certificate_no, was.public_id, was.doc_no,
    )  # fmt: skip


def event_word(event: RecordEvent) -> str:
    """What happened, in a word."""
    return str(EVENT_WORDS[EventKind(event.kind)])


def edition_numbers(lines: Iterable[AwardLine]) -> list[tuple[int, str]]:
    """Numbers and names of the editions that have awards, the newest first; the number where names differ by scheme."""
    names: dict[int, set[str]] = {}
    for line in lines:
        names.setdefault(line.record.edition_number, set()).add(line.record.edition_name)
    return [
        (number, names[number].pop() if len(names[number]) == 1 else _("第%(n)d届") % {"n": number})
        for number in sorted(names, reverse=True)
    ]
