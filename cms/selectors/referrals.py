"""Acts that a supervising body asks for: which a notice admits, and which still wait. Whether one is done is read, not kept."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cms import clock
from cms.actions.follow_up import kinds_of
from cms.actions.revocations import label_of
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

READ_WITH = ("seal__notice", "seal__edition", "award__scheme", "draft")
"""What a line is drawn from."""


@dataclass(frozen=True)
class ReferralLine:
    """A referral with what it is about: a notice, or an award that no notice names (`seal` is None then).

    :ivar entry: None for the notice as a whole, for a row that is withheld, and without a notice.
    :ivar record: the award that the entry won, where there is one.
    :ivar title: of the notice, or who holds the award and of which edition. :ivar path: of its public page.
    """

    referral: Referral
    scheme: SchemePage
    seal: Seal | None
    entry: Entry | None
    record: AwardRecord | None
    title: str
    path: str


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
    return (*found, *(_award_remedies(record) if record is not None else ()))


def possible_award_remedies(record: AwardRecord) -> tuple[Remedy, ...]:
    """What may be asked for about an award from before the portal while it stands; one of the portal's has its notice."""
    if record.edition_id is not None:
        return ()
    return tuple(_award_remedies(record))


def _award_remedies(record: AwardRecord) -> list[Remedy]:
    if standing_of(record, clock.today()).status not in WON:
        return []
    rectifies = FollowUpKind.RECTIFICATION in kinds_of(record)
    return [*([Remedy.RECTIFICATION] if rectifies else []), Remedy.REVOCATION]


def older_awards(scheme_code: str) -> dict[str, AwardRecord]:
    """The awards of a scheme from before the portal about which something may be asked for, by public id, newest first."""
    found = records().filter(scheme__slug=scheme_code, edition=None)
    return {record.public_id: record for record in found if possible_award_remedies(record)}


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


def record_named(referral: Referral) -> AwardRecord | None:
    """The award that a referral is about, or None: the one it names, or that which the entry it names has won."""
    if referral.seal is None:
        return records().get(pk=_award(referral).pk)
    return record_of(referral.seal, referral.entry_key)


def awaits(referral: Referral) -> bool:
    """Whether the office still has something to do about it."""
    return referral.closed_on is None and not _done(referral)


def _done(referral: Referral) -> bool:
    remedy = Remedy(referral.remedy)
    if remedy in DRAFTED:
        return referral.draft_id is not None and Seal.objects.filter(notice_id=referral.draft_id).exists()
    record = record_named(referral)
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
    rows = Referral.objects.filter(closed_on=None).select_related(*READ_WITH)
    return [line_of(row) for row in rows if scheme_code(row) in codes and awaits(row)]


def scheme_code(referral: Referral) -> str:
    """The scheme whose office it was sent to."""
    if referral.seal is not None:
        return str(referral.seal.head["scheme_code"])
    return str(_award(referral).scheme.slug)


def line_of(referral: Referral) -> ReferralLine:
    """A referral with its entry and its award."""
    seal, record = referral.seal, record_named(referral)
    if seal is None:
        award = record or _award(referral)
        return ReferralLine(referral, award.scheme, None, None, record, label_of(award), award.path_on_portal)
    entry = entry_of(seal, referral.entry_key)
    shown = None if entry is None or entry.withheld else entry
    title, path = str(seal.head["title"]), str(seal.head["path"])
    return ReferralLine(referral, seal.edition.scheme, seal, shown, record, title, path)


def _award(referral: Referral) -> AwardRecord:
    if referral.award is None:
        raise ValueError("a referral names a notice or an award")
    return referral.award


def since(line: ReferralLine, today: dt.date) -> int:
    """Calendar days for which it has waited on a Beijing day."""
    return (today - line.referral.made_on).days
