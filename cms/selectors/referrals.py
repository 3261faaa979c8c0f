"""Acts that a supervising body asks for: which a notice admits, and which still wait. Whether one is done is read, not kept."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cms import clock
from cms.actions.follow_up import kinds_of
from cms.models import (
    AwardRecord,
    Entry,
    FollowUp,
    FollowUpKind,
    NoticeAct,
    Referral,
    Remedy,
    SchemePage,
    Seal,
)
from cms.register import WON, Status
from cms.selectors.history import standing_rows
from cms.selectors.register import records, standing_of

DRAFTED = frozenset({Remedy.CORRECTION, Remedy.REMOVAL})
"""Remedies that are a correction of the notice; the others begin on the page of an award."""


@dataclass(frozen=True)
class ReferralLine:
    """A referral with what it is about. `entry` is None for the notice as a whole and for a row that is withheld.

    :ivar record: the award that the entry won, where there is one.
    """

    referral: Referral
    seal: Seal
    entry: Entry | None
    record: AwardRecord | None


def possible_remedies(seal: Seal, entry_key: str) -> tuple[Remedy, ...]:
    """What may be asked for about a published notice and one of its entries, in the order of the table.

    A notice that is itself an amendment is put right through the one it amends.
    """
    if seal.act != NoticeAct.ORIGINAL:
        return ()
    found = [Remedy.CORRECTION]
    if entry_of(seal, entry_key) is not None:
        found.append(Remedy.REMOVAL)
    record = record_of(seal, entry_key)
    if record is not None and standing_of(record, clock.today()).status in WON:
        if FollowUpKind.RECTIFICATION in kinds_of(record):
            found.append(Remedy.RECTIFICATION)
        found.append(Remedy.REVOCATION)
    return tuple(found)


def entry_of(seal: Seal, entry_key: str) -> Entry | None:
    """The row of the list as it stands, or None."""
    if not entry_key or seal.entry_list_id is None:
        return None
    return next((entry for entry in standing_rows(seal) if str(entry.key) == entry_key), None)


def record_of(seal: Seal, entry_key: str) -> AwardRecord | None:
    """The award that this entry won in its scheme, or None: its identity goes through all lists of an edition."""
    try:
        key = UUID(entry_key)
    except ValueError:
        return None
    return records(seal.edition.scheme).filter(entry_key=key, edition=seal.edition).first()


def awaits(referral: Referral) -> bool:
    """Whether the office still has something to do about it."""
    return referral.closed_on is None and not _done(referral)


def _done(referral: Referral) -> bool:
    remedy = Remedy(referral.remedy)
    if remedy in DRAFTED:
        return referral.draft_id is not None and Seal.objects.filter(notice_id=referral.draft_id).exists()
    record = record_of(referral.seal, referral.entry_key)
    if record is None:
        return False
    if remedy is Remedy.REVOCATION:
        return standing_of(record, clock.today()).status is Status.REVOKED
    return FollowUp.objects.filter(
        record=record, kind=FollowUpKind.RECTIFICATION, done_on__gte=referral.made_on
    ).exists()


def waiting(schemes: Iterable[SchemePage]) -> list[ReferralLine]:
    """What waits in these schemes, oldest first."""
    codes = {scheme.slug for scheme in schemes}
    rows = Referral.objects.filter(closed_on=None).select_related("seal__notice", "seal__edition", "draft")
    return [line_of(row) for row in rows if row.seal.head["scheme_code"] in codes and awaits(row)]


def line_of(referral: Referral) -> ReferralLine:
    """A referral with its entry and its award."""
    seal = referral.seal
    entry = entry_of(seal, referral.entry_key)
    shown = None if entry is None or entry.withheld else entry
    return ReferralLine(referral, seal, shown, record_of(seal, referral.entry_key))


def since(line: ReferralLine, today: dt.date) -> int:
    """Calendar days for which it has waited on a Beijing day."""
    return (today - line.referral.made_on).days
