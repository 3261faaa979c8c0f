"""What `manage.py doctor` looks at in the register: that it says what the sealed notices say, no more and no less.

Like every check these read and report. They find what no single write could see: an award or an event written, left out or
changed past the application.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms import clock
from cms.checks import RESTORE
from cms.models import AwardRecord, HistoryState, RecordEvent, Seal
from cms.register import EventKind, ImpossibleEventError, Origin
from cms.regulation.rules.consequences import award_terms
from cms.seals import Body, Value, parse_body
from cms.selectors.register import records, standing_of
from cms.windows import beijing_day
from portal.doctor import Finding, Level, check

BATCH = 50
TEXTS = ("name", "uscc", "post", "unit", "district", "industry", "certificate_no", "kind", "tier")
"""Columns of an award that its decision's row says."""

OF_REVOCATION = (
    "ground_text",
    "articles",
    "recover",
    "recover_articles",
    "ban_wording",
    "ban_articles",
)


def _error(message: str, **names: str) -> Finding:
    return Finding(Level.ERROR, message % names, _(RESTORE))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


@check("awards")
def awards_agree_with_decisions() -> Iterator[Finding]:
    """Every winner of a sealed decision, and of its corrections, is in the register once, with the facts of the seal."""
    decisions = Seal.objects.filter(stage_type="decision").select_related("measure", "edition")
    for seal in decisions.prefetch_related("awards").order_by("pk").iterator(chunk_size=BATCH):
        body = parse_body(seal.body)
        wanted, erased = _winners(seal, body)
        stored = {str(record.entry_key): record for record in seal.awards.all()}
        for key in wanted.keys() - stored.keys():
            number = str(wanted[key]["no"])
            yield _error(_("决定 %(name)s 第%(no)s号获奖者不在名册中"), name=seal.public_id, no=number)
        for key in stored.keys() - wanted.keys() - erased:
            yield _error(
                _("名册中的 %(award)s 不在决定 %(name)s 中"), award=stored[key].public_id, name=seal.public_id
            )
        for key in stored.keys() & erased:
            if stored[key].holders:
                yield _error(_("%(award)s 的获奖者已依法隐去，名册中却仍有名称"), award=stored[key].public_id)
        for key in sorted(stored.keys() & wanted.keys()):
            if different := _different(stored[key], seal, body, wanted[key]):
                yield _error(
                    _("名册中的 %(award)s 与决定不一致（%(parts)s）"),
                    award=stored[key].public_id,
                    parts="、".join(different),
                )


def _winners(seal: Seal, body: Body) -> tuple[dict[str, Value], set[str]]:
    """The rows of a decision that are awards, by key, and the keys of rows erased by law. Of a correction: the added rows."""
    values: dict[str, Value] = {}
    erased: set[str] = set()
    added: set[str] | None = None
    for leaf in body.leaves:
        place = leaf.value if leaf.value is not None else leaf.withheld or {}
        if place["t"] == "header" and seal.amends_id is not None:
            added = {change["entry_key"] for change in place["changes"] if change["op"] == "added"}
        elif place["t"] == "entry" and leaf.value is None:
            erased.add(place["key"])
        elif place["t"] == "entry" and (place["name"] or place["joint_names"]):
            values[place["key"]] = place
    return {key: value for key, value in values.items() if added is None or key in added}, erased


def _different(record: AwardRecord, seal: Seal, body: Body, row: Value) -> list[str]:
    """Names of the columns in which an award and its sealed row differ."""
    of = {leaf.value["t"]: leaf.value for leaf in body.leaves if leaf.value is not None}
    signed = of["disclosure"]["signed_date"]
    awarded_on = dt.date.fromisoformat(signed) if signed else beijing_day(seal.published_at)
    stated = _stated_in(parse_body(seal.amends.body)) if seal.amends else {}
    stated |= _stated_in(body)
    terms = award_terms(
        seal.measure.regulation,
        tier=row["tier"],
        kind=row["kind"],
        awarded_on=awarded_on,
        stated_cny=stated.get((row["tier"], row["kind"])),
    )
    wanted: dict[str, Any] = {name: row.get(name, "") for name in TEXTS} | {
        "joint_names": row["joint_names"],
        "edition_number": of["context"]["edition"]["number"],
        "awarded_on": awarded_on,
        "doc_no": of["disclosure"]["doc_no"],
        "bonus_state": terms.bonus_state,
        "bonus_cny": terms.bonus_cny,
        "valid_through": terms.valid_through,
    }
    return sorted(name for name, value in wanted.items() if _stored(record, name) != value)


def _stated_in(body: Body) -> dict[tuple[str, str], int]:
    """The sums a sealed notice states, by tier and kind."""
    headers = [leaf.value for leaf in body.leaves if leaf.value is not None and leaf.value["t"] == "header"]
    return {(item["tier"], item["kind"]): item["cny"] for header in headers for item in header["bonuses"]}


def _stored(record: AwardRecord, name: str) -> Any:
    value = getattr(record, name)
    if name == "joint_names":
        return [_nfc(one) for one in value]
    return _nfc(value) if isinstance(value, str) else value


@check("award-events")
def events_agree_with_revocations() -> Iterator[Finding]:
    """Every award that a sealed revocation or reinstatement names has its event, and no event came without one."""
    seals = Seal.objects.filter(stage_type="revocation").prefetch_related("record_events__record")
    for seal in seals.order_by("pk").iterator(chunk_size=BATCH):
        named = [leaf.value for leaf in parse_body(seal.body).leaves if leaf.value is not None]
        wanted = {value["record"]: value for value in named if value["t"] in ("revoked", "reinstated")}
        stored = {event.record.public_id: event for event in seal.record_events.all()}
        for award in sorted(wanted.keys() - stored.keys()):
            yield _error(
                _("公告 %(name)s 撤销或者恢复了 %(award)s，名册中没有记载"), name=seal.public_id, award=award
            )
        for award in sorted(wanted.keys() & stored.keys()):
            if different := _differing(stored[award], wanted[award]):
                yield _error(
                    _("名册对 %(award)s 的记载与公告 %(name)s 不一致（%(parts)s）"),
                    award=award,
                    name=seal.public_id,
                    parts="、".join(different),
                )
    for event in _without_ground():
        yield _error(
            _("%(award)s 有一项“%(kind)s”没有公告依据"),
            award=event.record.public_id,
            kind=str(event.get_kind_display()),
        )


def _differing(event: RecordEvent, value: Value) -> list[str]:
    """Names of the columns in which an event and the sealed leaf differ."""
    if value["t"] == "reinstated":
        right = event.kind == EventKind.REINSTATED and event.decided_on.isoformat() == value["reinstated_on"]
        return [] if right else ["decided_on"]
    wanted = {name: value[name] for name in OF_REVOCATION} | {
        "kind": EventKind.REVOKED,
        "decided_on": dt.date.fromisoformat(value["revoked_on"]),
        "barred_through_edition": value["barred_through_edition"] or None,
        "barred_until": dt.date.fromisoformat(value["barred_until"]) if value["barred_until"] else None,
    }
    return sorted(name for name, said in wanted.items() if getattr(event, name) != said)


def _without_ground() -> Iterator[RecordEvent]:
    """Events that rest on nothing: no sealed notice that names the award, and no older record that says so."""
    for event in RecordEvent.objects.filter(seal=None).select_related("record__history").order_by("pk"):
        older = event.record.history
        if event.kind != EventKind.REVOKED or older is None or older.revoked_on != event.decided_on:
            yield event
    announced = RecordEvent.objects.filter(kind__in=(EventKind.REVOKED, EventKind.REINSTATED))
    for event in announced.exclude(seal=None).select_related("record", "seal").order_by("pk"):
        if event.seal is not None and event.record.public_id not in _named_in(event.seal):
            yield event


def _named_in(seal: Seal) -> set[str]:
    """Public ids of the awards a notice names; a leaf erased by law names by its key."""
    body = parse_body(seal.body)
    found = {leaf.value["record"] for leaf in body.leaves if leaf.value and "record" in leaf.value}
    keys = [leaf.withheld["key"] for leaf in body.leaves if leaf.withheld and "key" in leaf.withheld]
    return found | set(AwardRecord.objects.filter(entry_key__in=keys).values_list("public_id", flat=True))


@check("award-origins")
def awards_have_an_origin() -> Iterator[Finding]:
    """Every award rests on a sealed decision, or on an older record that two people stand behind; its events can follow each
    other.
    """
    for record in records().select_related("history__batch").order_by("pk"):
        batch = record.history.batch if record.history else None
        by_decision = record.origin == Origin.DECISION and record.seal_id and batch is None
        by_history = (
            record.origin == Origin.BEFORE_PORTAL
            and record.seal_id is None
            and batch is not None
            and batch.state == HistoryState.CONFIRMED
            and batch.decided_by_id not in (None, batch.entered_by_id)
        )
        if not (by_decision or by_history):
            yield _error(
                _("名册中的 %(award)s 既没有封存的决定，也不是经两人核对的上线前记录"), award=record.public_id
            )
        try:
            standing_of(record, clock.today())
        except ImpossibleEventError:
            yield _error(_("%(award)s 的各项记载前后不能成立"), award=record.public_id)
