"""Follow-ups read: what was done about a winner, and which rectifications wait for an answer. Internal, never public."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome, Measure, SchemePage

SETTLING = frozenset({FollowUpOutcome.DONE, FollowUpOutcome.REVOKE})
"""Outcomes of a check that close a rectification: put right, or to be taken further."""


@dataclass(frozen=True)
class FollowUpLine:
    """One follow-up as a line of the time line. `days_late` counts days past the due day of one that is open, else 0.

    `asks_rectification`: it found that something has to be put right, and nobody has been told so yet.
    """

    follow_up: FollowUp
    open: bool
    days_late: int
    asks_rectification: bool = False

    @property
    def overdue(self) -> bool:
        """Whether its due day has passed without an answer."""
        return self.days_late > 0


def measure_of(record: AwardRecord) -> Measure | None:
    """The measure that holds the winner: its edition's, or for an award from before the portal the scheme's newest."""
    return record.edition.measure if record.edition is not None else record.scheme.current_measure()


def is_open(follow_up: FollowUp) -> bool:
    """Whether a rectification waits: no check has settled it and no later one has taken its place."""
    if follow_up.kind != FollowUpKind.RECTIFICATION:
        return False
    return not any(
        later.kind == FollowUpKind.RECTIFICATION or later.outcome in SETTLING
        for later in follow_up.followed_by.all()
    )


def line_of(follow_up: FollowUp, today: dt.date) -> FollowUpLine:
    """A follow-up on a Beijing day."""
    waiting = is_open(follow_up)
    due = follow_up.due_on
    late = (today - due).days if waiting and due is not None and due < today else 0
    asks = follow_up.outcome == FollowUpOutcome.RECTIFY and follow_up.kind != FollowUpKind.RECTIFICATION
    return FollowUpLine(follow_up, waiting, late, asks and not follow_up.followed_by.all())


def follow_ups_of(record: AwardRecord, today: dt.date) -> list[FollowUpLine]:
    """Everything done about a winner, the newest first."""
    found = FollowUp.objects.filter(record=record).select_related("follows").prefetch_related("followed_by")
    return [line_of(each, today) for each in found.order_by("-done_on", "-pk")]


def open_rectifications(schemes: Iterable[SchemePage], today: dt.date) -> list[FollowUpLine]:
    """Rectifications of these schemes that wait for an answer, the earliest due first."""
    found = FollowUp.objects.filter(
        kind=FollowUpKind.RECTIFICATION, record__scheme__in=[scheme.pk for scheme in schemes]
    ).select_related("record", "record__scheme")
    lines = [line_of(each, today) for each in found.prefetch_related("followed_by").order_by("due_on", "pk")]
    return [line for line in lines if line.open]
