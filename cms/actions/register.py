"""What a sealed notice does to the register. Called from sealing alone, in the seal's own transaction."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from cms import audit, signals
from cms.actions.appending import append_act
from cms.models import AwardRecord, Entry, RecordEvent, Seal, SealAct
from cms.register import EventKind, ImpossibleEventError, Origin, may_happen
from cms.regulation.rules.consequences import award_terms
from cms.regulation.rules.facts import ChangeKind
from cms.seals import Value, parse_body
from cms.selectors.register import records, revocation_in_force, standing_of, stated_bonuses
from cms.windows import beijing_day

FACTS = (
    "scheme_id", "edition_id", "edition_number", "edition_name", "origin", "seal_id", "history_id", "entry_key",
    "entry_no", "tier", "tier_name", "kind", "name", "uscc", "joint_names", "post", "unit", "district", "industry",
    "certificate_no", "awarded_on", "title_year", "doc_no", "bonus_state", "bonus_cny", "bonus_articles",
    "valid_through", "validity_articles",
)  # fmt: skip
"""Every column that says what was won; a second writing of the same award has to agree on all of them."""


class RegisterConflict(ImproperlyConfigured):
    """The register already holds this award with other facts. Names the award, never its holder."""


def public_id_of(scheme_code: str, edition: str, entry_key: uuid.UUID, tier: str) -> str:
    """The permanent id of an award: scheme, edition, and twelve digits made of the entry's key and the tier."""
    return f"{scheme_code}-{edition}-{uuid.uuid5(entry_key, tier).hex[:12]}"


Identity = tuple[int, int, uuid.UUID, str]
"""What makes an award one award: scheme, number of the edition, key of the entry, tier."""


def _identity(record: AwardRecord) -> Identity:
    return record.scheme_id, record.edition_number, record.entry_key, record.tier


def put_all(records: Sequence[AwardRecord]) -> list[AwardRecord]:
    """Insert awards, or take those that are there when every fact agrees; returns them as stored, in their order.

    Costs a query per some thirty new awards and one more. Raises RegisterConflict where a stored award differs in a fact.
    """
    # Another process may be writing the same awards: the database skips what is there, and what is there is compared.
    AwardRecord.objects.bulk_create(records, ignore_conflicts=True)
    stored = {
        _identity(record): record
        for record in AwardRecord.objects.filter(
            scheme_id__in={record.scheme_id for record in records},
            edition_number__in={record.edition_number for record in records},
        )
    }
    written = [_agreeing(stored.get(_identity(record)), record) for record in records]
    _say_changed(written)
    return written


def _say_changed(records: Iterable[AwardRecord]) -> None:
    public_ids = [record.public_id for record in records]
    if public_ids:
        signals.awards_changed.send(sender=AwardRecord, public_ids=public_ids, hidden=False)


def _agreeing(stored: AwardRecord | None, record: AwardRecord) -> AwardRecord:
    if stored is None:
        raise RegisterConflict(f"award {record.public_id} was not written")
    differing = [name for name in FACTS if getattr(stored, name) != getattr(record, name)]
    if differing:
        raise RegisterConflict(f"award {stored.public_id} differs in {', '.join(differing)}")
    return stored


def put(record: AwardRecord) -> AwardRecord:
    """The same for one award."""
    return put_all([record])[0]


def register_awards(*, seal: Seal, by: Any, entries: list[Entry] | None = None) -> list[AwardRecord]:
    """Write the awards of a sealed decision, each once however often it is called. `entries` default to its whole list.

    A row that the decision keeps secret (依法不公开) is counted in the list and is no record.
    """
    if entries is None:
        entries = list(seal.entry_list.entries.all()) if seal.entry_list is not None else []
    made = put_all(_awards(seal, [entry for entry in entries if not entry.withheld]))
    audit.record(seal.notice, "gongshi.register.award", by=by, public_id=seal.public_id, awards=len(made))
    return made


def _awards(seal: Seal, entries: Iterable[Entry]) -> list[AwardRecord]:
    """The awards of a decision as its measure makes them, not yet written."""
    notice, edition = seal.notice, seal.edition
    scheme, regulation = edition.scheme, seal.measure.regulation
    awarded_on = notice.signed_date or beijing_day(seal.published_at)
    stated = stated_bonuses(seal)
    made = []
    for entry in entries:
        terms = award_terms(
            regulation,
            tier=entry.tier,
            kind=entry.kind,
            awarded_on=awarded_on,
            stated_cny=stated.get((entry.tier, entry.kind)),
        )
        record = AwardRecord(
            public_id=public_id_of(scheme.slug, edition.slug, entry.key, entry.tier),
            scheme=scheme,
            edition=edition,
            edition_number=edition.number,
            edition_name=edition.title,
            origin=Origin.DECISION,
            seal=seal,
            entry_key=entry.key,
            entry_no=entry.no,
            tier=entry.tier,
            tier_name=regulation.tier(entry.tier).name,
            kind=entry.kind,
            name=entry.name,
            uscc=entry.uscc,
            joint_names=list(entry.joint_names),
            post=entry.post,
            unit=entry.unit,
            district=entry.district,
            industry=entry.industry,
            certificate_no=entry.certificate_no,
            awarded_on=awarded_on,
            title_year=awarded_on.year,
            doc_no=notice.doc_no,
            bonus_state=terms.bonus_state,
            bonus_cny=terms.bonus_cny,
            bonus_articles=list(terms.bonus_articles),
            valid_through=terms.valid_through,
            validity_articles=list(terms.validity_articles),
            made_at=seal.made_at,
        )
        made.append(record)
    return made


CORRECTIONS = {
    ChangeKind.STRUCK: EventKind.STRUCK,
    ChangeKind.CHANGED: EventKind.CHANGED,
    ChangeKind.CORRECTED: EventKind.CORRECTED,
}
"""What a correction of a decision is to an award."""


def correct_awards(*, original: Seal, seal: Seal, by: Any, at: dt.datetime) -> None:
    """Let a sealed correction of a decision reach its awards: added rows are awards, the others are events of theirs."""
    if original.stage_type != "decision":
        return
    notice = seal.notice
    rows = {str(entry.key): entry for entry in seal.entry_list.entries.all()} if seal.entry_list else {}
    for change in notice.changes:
        kind, key = ChangeKind(change["op"]), str(change.get("entry_key", ""))
        if kind is ChangeKind.ADDED:
            if key in rows:
                register_awards(seal=seal, by=by, entries=[rows[key]])
            continue
        for record in AwardRecord.objects.filter(edition=original.edition, entry_key=key):
            append_event(
                record,
                CORRECTIONS[kind],
                seal,
                by,
                at,
                entry=rows.get(key) if kind is not ChangeKind.STRUCK else None,
                reason=change.get("reason") or notice.reason,
                articles=[change["article"]] if change.get("article") else [],
            )


def append_event(
    record: AwardRecord, kind: EventKind, seal: Seal | None, by: Any, at: dt.datetime, **columns: Any
) -> RecordEvent:
    """Append one event in the caller's transaction. Without `decided_on` it is the notice's signed day, else that of `at`.

    Raises ImpossibleEventError for one that the table of transitions does not allow.
    """
    state = standing_of(records().get(pk=record.pk), beijing_day(at))
    if not may_happen(state, kind):
        raise ImpossibleEventError(f"{record.public_id}: {kind} of an award that is {state.status}")
    day = (seal.notice.signed_date if seal else None) or beijing_day(at)
    event = RecordEvent.objects.create(
        record=record,
        kind=kind,
        seal=seal,
        at=at,
        by=by,
        by_name=(by.get_full_name() or by.get_username()) if by else "",
        **({"decided_on": day, "doc_no": seal.notice.doc_no if seal else ""} | columns),
    )
    _say_changed([record])
    return event


def revoke_awards(*, seal: Seal, by: Any, at: dt.datetime) -> None:
    """Take away the awards that a sealed revocation names, as its leaves say."""
    for value in _leaves(seal, "revoked"):
        record = records().get(public_id=value["record"])
        case_key, _dot, ground_key = value["ground"].partition(".")
        append_event(
            record,
            EventKind.REVOKED,
            seal,
            by,
            at,
            case_key=case_key,
            ground_key=ground_key,
            ground_text=value["ground_text"],
            articles=value["articles"],
            recover=value["recover"],
            recover_articles=value["recover_articles"],
            ban_wording=value["ban_wording"],
            ban_articles=value["ban_articles"],
            barred_through_edition=value["barred_through_edition"] or None,
            barred_until=dt.date.fromisoformat(value["barred_until"]) if value["barred_until"] else None,
            decided_on=dt.date.fromisoformat(value["revoked_on"]),
        )
        if record.seal is not None:
            articles = "、".join(value["articles"])
            _tell(
                record.seal, record, SealAct.Kind.REVOKED, seal, reason=value["ground_text"], article=articles
            )
        audit.record(seal.notice, "gongshi.register.revoke", by=by, record=record.public_id)


def reinstate_awards(*, seal: Seal, by: Any, at: dt.datetime) -> None:
    """Give back the awards that a sealed reinstatement names; status and ban return to what they were."""
    for value in _leaves(seal, "reinstated"):
        record = records().get(public_id=value["record"])
        revocation = revocation_in_force(record, beijing_day(at))
        if revocation is None or revocation.seal is None:
            raise ValueError(f"{record.public_id} is not revoked by a notice")
        append_event(
            record,
            EventKind.REINSTATED,
            seal,
            by,
            at,
            annuls=revocation,
            reason=seal.notice.reason,
            decided_on=dt.date.fromisoformat(value["reinstated_on"]),
        )
        if record.seal is not None:
            _tell(record.seal, record, SealAct.Kind.REINSTATED, seal, reason=seal.notice.reason)
        _tell(revocation.seal, record, SealAct.Kind.REINSTATED, seal, reason=seal.notice.reason)
        audit.record(seal.notice, "gongshi.register.reinstate", by=by, record=record.public_id)


def _leaves(seal: Seal, kind: str) -> list[Value]:
    return [leaf.value for leaf in parse_body(seal.body).leaves if leaf.value and leaf.value["t"] == kind]


def _tell(told: Seal, record: AwardRecord, kind: SealAct.Kind, seal: Seal, **words: str) -> None:
    """Append to the chain of a notice what a later one (`seal`) did to one of its awards."""
    append_act(
        seal=told,
        kind=kind,
        at=seal.published_at,
        by=seal.clearance.by,
        entry_key=str(record.entry_key),
        by_seal=seal,
        path=seal.notice.path_on_portal,
        **words,
    )
