"""The register read: records with their events, what they are today, and what of them bars a new application."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from cms.models import AwardRecord, EditionPage, Notice, NoticeAct, RecordEvent, SchemePage, Seal
from cms.register import BonusState, Event, EventKind, Standing, Status, standing
from cms.regulation.rules.award_facts import NamedAward, PastAward
from cms.regulation.rules.consequences import award_terms
from cms.windows import beijing_day

REVISING = frozenset({EventKind.CORRECTED, EventKind.CHANGED})
"""Events after which an award reads as the correction's row says."""


@dataclass(frozen=True)
class Columns:
    """The columns of an award as they stand after its corrections."""

    tier: str
    tier_name: str
    kind: str
    name: str
    uscc: str
    joint_names: tuple[str, ...]
    post: str
    unit: str
    district: str
    industry: str
    certificate_no: str

    @property
    def holders(self) -> tuple[str, ...]:
        """Who holds it: the organisation, the person, or each person of a joint award; none when withheld."""
        return self.joint_names or ((self.name,) if self.name else ())


def records(scheme: SchemePage | None = None) -> QuerySet[AwardRecord]:
    """Award records with everything their pages and statuses need, in a number of queries that does not grow."""
    events = RecordEvent.objects.select_related("entry", "seal").defer("seal__body").order_by("at", "pk")
    found = AwardRecord.objects.select_related("scheme", "edition", "seal").defer("seal__body")
    found = found.prefetch_related(Prefetch("events", queryset=events))
    return found if scheme is None else found.filter(scheme=scheme)


def named_records(notice: Notice) -> dict[str, AwardRecord]:
    """The records of the notice's own scheme that a draft names, by public id."""
    wanted = [row.get("record", "") for row in notice.revocations]
    return {
        record.public_id: record for record in records(notice.edition.scheme).filter(public_id__in=wanted)
    }


def current_columns(record: AwardRecord) -> Columns:
    """The columns of a record after its corrections; `record` comes from `records`."""
    last = next((e for e in reversed(list(record.events.all())) if e.kind in REVISING and e.entry_id), None)
    row = last.entry if last else record
    tiers = {record.tier: record.tier_name}
    if last and record.edition is not None:
        tiers = {tier.key: tier.name for tier in record.edition.regulation.award.tiers}
    return Columns(
        tier=row.tier,
        tier_name=tiers.get(row.tier, record.tier_name),
        kind=row.kind,
        name=row.name,
        uscc=row.uscc,
        joint_names=tuple(row.joint_names),
        post=row.post,
        unit=row.unit,
        district=row.district,
        industry=row.industry,
        certificate_no=row.certificate_no or record.certificate_no,
    )


def former_holders(record: AwardRecord) -> tuple[str, ...]:
    """Names the award was printed under before it was put right or changed, oldest first; `record` comes from `records`.

    Without those it has now; with none while it is withheld, for then no row of it has a name.
    """
    rows = [record, *(e.entry for e in record.events.all() if e.kind in REVISING and e.entry_id)]
    printed = (name for row in rows for name in row.joint_names or [row.name])
    now = current_columns(record).holders
    return tuple(name for name in dict.fromkeys(printed) if name and name not in now)


def stated_bonuses(seal: Seal) -> dict[tuple[str, str], int]:
    """The sums a decision states, in yuan by tier and kind; a correction adds its own to those of what it corrects."""
    notices = [each.notice for each in (seal.amends, seal) if each is not None]
    return {(row["tier"], row["kind"]): int(row["cny"]) for notice in notices for row in notice.bonuses}


@dataclass(frozen=True)
class Money:
    """The money that goes with an award, whole yuan where a sum is stated, and the articles that say so."""

    state: BonusState
    cny: int | None
    articles: tuple[str, ...]


def current_money(record: AwardRecord) -> Money:
    """The money of an award as it stands: that of the tier and kind to which a correction changed it, else as decided."""
    columns = current_columns(record)
    own = Money(BonusState(record.bonus_state), record.bonus_cny, tuple(record.bonus_articles))
    place = (columns.tier, columns.kind)
    if place == (record.tier, record.kind) or record.seal is None or record.edition is None:
        return own
    terms = award_terms(
        record.edition.regulation,
        tier=columns.tier,
        kind=columns.kind,
        awarded_on=record.awarded_on,
        stated_cny=stated_bonuses(record.seal).get(place),
    )
    return Money(terms.bonus_state, terms.bonus_cny, terms.bonus_articles)


def standing_of(record: AwardRecord, today: dt.date) -> Standing:
    """What a record is on a Beijing day; `record` comes from `records`."""
    events = [
        Event(place=event.pk, kind=EventKind(event.kind), decided_on=event.decided_on, annuls=event.annuls_id)
        for event in record.events.all()
    ]
    return standing(record.valid_through, events, today)


def revocation_in_force(record: AwardRecord, today: dt.date) -> RecordEvent | None:
    """The revocation that stands on that day, or None."""
    state = standing_of(record, today)
    if state.status is not Status.REVOKED:
        return None
    return next(event for event in record.events.all() if event.pk == state.event)


def latest_edition(scheme: SchemePage, day: dt.date, *, at_least: int = 0) -> tuple[int, dt.date | None]:
    """The number of the newest edition of a scheme begun by that Beijing day, and the day it began.

    Editions of the portal begin with their first sealed notice, older ones on the day of their first award. At least
    `at_least`, whose beginning is then None when it is not known.
    """
    began: dict[int, dt.date] = {}
    editions = {page.pk: page.number for page in EditionPage.objects.child_of(scheme)}
    for edition_id, at in Seal.objects.filter(edition_id__in=editions).values_list(
        "edition_id", "published_at"
    ):
        number, seen = editions[edition_id], beijing_day(at)
        began[number] = min(seen, began.get(number, seen))
    older = AwardRecord.objects.filter(scheme=scheme, edition=None).values_list(
        "edition_number", "awarded_on"
    )
    for number, awarded in older:
        if number not in editions.values():
            began[number] = min(awarded, began.get(number, awarded))
    begun = [number for number, first in began.items() if first <= day]
    newest = max([*begun, at_least])
    return newest, began.get(newest)


def past_awards(scheme: SchemePage, before: int, today: dt.date) -> tuple[PastAward, ...]:
    """What earlier editions of a scheme left behind, for bars and bans; each person of a joint award by itself.

    Struck and withheld awards are none. Corrections, revocations and reinstatements are taken into account.
    """
    return past_awards_of(records(scheme).filter(edition_number__lt=before), today)


def past_awards_of(listed: Iterable[AwardRecord], today: dt.date) -> tuple[PastAward, ...]:
    """The same for records that were already read."""
    found: list[PastAward] = []
    for record in listed:
        state = standing_of(record, today)
        if state.status is Status.STRUCK:
            continue
        columns = current_columns(record)
        revocation = revocation_in_force(record, today)
        found += [
            PastAward(
                edition_number=record.edition_number,
                tier=columns.tier,
                kind=columns.kind,
                name=name,
                uscc=columns.uscc,
                unit=columns.unit,
                revoked=revocation is not None,
                barred_through_edition=revocation.barred_through_edition if revocation else None,
                barred_until=revocation.barred_until if revocation else None,
                articles=tuple(revocation.ban_articles) if revocation else (),
                record=record.public_id,
            )
            for name in columns.holders
        ]
    return tuple(found)


def named_awards(notice: Notice, today: dt.date) -> tuple[NamedAward, ...]:
    """What a draft of a revocation or reinstatement names, as the rules see it."""
    if not notice.revocations:
        return ()
    known = named_records(notice)
    amended = notice.amended_seal if notice.act == NoticeAct.REINSTATEMENT else None
    found = []
    for row in notice.revocations:
        record = known.get(row.get("record", ""))
        ground, finding = row.get("ground", ""), row.get("finding", "")
        if record is None:
            found.append(
                NamedAward(record=row.get("record", ""), ground=ground, finding=finding, known=False)
            )
            continue
        revocation = revocation_in_force(record, today)
        found.append(
            NamedAward(
                record=record.public_id,
                ground=ground,
                finding=finding,
                label=f"{record.edition_name}第{record.entry_no}号",
                kind=current_columns(record).kind,
                edition_number=record.edition_number,
                before_portal=record.edition_id is None,
                status=standing_of(record, today).status,
                by_amended=bool(amended and revocation and revocation.seal_id == amended.pk),
            )
        )
    return tuple(found)


def revocable(notice: Notice, today: dt.date) -> list[AwardRecord]:
    """The records a draft may name: of its own edition or from before the portal, standing; for a reinstatement those that
    the amended announcement revoked and that are still revoked."""
    listed = records(notice.edition.scheme)
    if notice.act == NoticeAct.REINSTATEMENT:
        amended = notice.amended_seal
        mine = listed.filter(events__seal=amended, events__kind=EventKind.REVOKED) if amended else []
        return [record for record in mine if standing_of(record, today).status is Status.REVOKED]
    own = [r for r in listed if r.edition_id in (None, notice.edition.pk)]
    return [r for r in own if standing_of(r, today).status in (Status.VALID, Status.EXPIRED)]


def award_leaf_texts(notice: Notice) -> list[str]:
    """Free words about awards in a draft, to be searched for personal numbers."""
    return [str(row.get("finding", "")) for row in notice.revocations]
