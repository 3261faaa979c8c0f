"""Filing a report: the one step in which a case comes to be (channel.md §4.2, step 4).

Before the commit there is no case and the code opens nothing; after it the code opens the case, whatever reached the
browser. What a crash leaves behind (a shred file, the draft with its files) the sweeper removes.
"""

import base64
import datetime as dt
import secrets
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cms.models import Seal, Window
from cms.regulation.rules.identity import fold
from cms.selectors.history import standing_rows
from cms.windows import BEIJING, beijing_day
from complaints import contracts, keystore, vault
from complaints.actions.alerts import alert_handlers
from complaints.actions.drafts import room, take_over
from complaints.case_keys import CaseKeys, hex_of, reporter_key
from complaints.entries import REPORTER, add_entry, add_identity, dump, record_event, signed_document
from complaints.errors import ChannelClosed, DraftGone
from complaints.hands import Hand
from complaints.models import Case, KeyWrap, Objection, Reporter
from complaints.reports import Heard, Report
from complaints.roster_lock import keep_rosters
from complaints.routing import Closed, Seats, Subjects
from complaints.selectors.channel import channel_terms, is_open_on
from complaints.staged import StagedFile

NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""31 letters and digits that are not mistaken for each other."""

RECORD_BUCKET = vault.Bucket.T4


@dataclass(frozen=True)
class Filed:
    """What the last page may say. `already`: this token was filed before, and nothing more is told.

    :ivar proof: the proof of filing (channel.md §3.8), "" for a repeat. :ivar case: None for a repeat.
    """

    proof: str = ""
    already: bool = False
    case: UUID | None = None


@dataclass(frozen=True, repr=False)
class OnBehalf:
    """That a handler enters what reached the office otherwise. They sign what is sealed; the rows look like any other's."""

    heard: Heard
    by: Hand


@dataclass(frozen=True, repr=False)
class _Code:
    """What the receipt code derives."""

    lookup: str
    unlock: bytes


@dataclass(frozen=True, repr=False)
class _Plan:
    """What is settled before anything is written."""

    token: bytes
    code: _Code
    report: Report
    notice: Seal | None
    now: dt.datetime
    reached: dt.datetime
    on_behalf: OnBehalf | None


@dataclass(frozen=True, repr=False)
class _Recipients:
    """Who gets a key or a share, with the keys that the rosters name."""

    seats: Seats
    keys: Mapping[str, bytes]

    def of(self, members: Iterable[str]) -> dict[UUID, bytes]:
        return {UUID(member): self.keys[member] for member in members}


@sensitive_variables()
def file_case(*, token: bytes, report: Report, now: dt.datetime, on_behalf: OnBehalf | None = None) -> Filed:
    """File what was typed with the files staged under the token; once, whatever is repeated.

    :param on_behalf: for a report entered at the desk. Its days count from the one on which it reached the office, and
        whether it holds a gate is asked for that day; whoever enters it is routed past like everybody concerned.

    Raises DraftGone where the draft is neither there nor filed, ChannelClosed where nobody eligible can take the case
    (the page says which route by post remains), vault.Refused where a name was given that no two custodians can hold.
    """
    code = _code_of(token)
    try:
        room(token=token, now=now)
    except DraftGone:
        if Reporter.objects.filter(pk=code.lookup).exists():
            return Filed(already=True)
        raise
    notice = _notice(report)
    reached = reached_at(on_behalf.heard.day, now) if on_behalf else now
    case = Case(
        number=_number(report.city),
        city=report.city,
        kind=report.kind.value,
        received_on=beijing_day(reached),
        notice=notice.public_id if notice else "",
    )
    plan = _Plan(token, code, report, notice, now, reached, on_behalf)
    # Refused before anything is written, if nobody can take it; whoever takes it is looked up again below.
    _recipients(plan)
    store = keystore.shred_store()
    shred = store.write(hex_of(case.pk), case.epoch)
    try:
        proof = _commit(plan, case, shred)
    except BaseException:
        # Nothing was committed, so nothing may be left that a case could be thought to belong to.
        store.destroy(hex_of(case.pk), case.epoch)
        raise
    return Filed(proof, case=case.pk)


def reached_at(day: dt.date, now: dt.datetime) -> dt.datetime:
    """The instant that stands for what reached the office on a Beijing day: now for today, else the end of that day."""
    if day >= beijing_day(now):
        return now
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=BEIJING)


@sensitive_variables()
@transaction.atomic
def _commit(plan: _Plan, case: Case, shred: vault.Shred) -> str:
    report, notice = plan.report, plan.notice
    # From here to the commit rosters stand still: what is sealed to a key that has gone would be lost.
    keep_rosters()
    recipients = _recipients(plan)
    case.body = recipients.seats.body
    files = take_over(token=plan.token, now=plan.now)
    holds_gate = notice is not None and _still_open(notice, plan.reached)
    secret, salt = vault.new_secret(), vault.new_secret()
    keys = CaseKeys.derive(secret, shred)
    reporter_seed = vault.new_secret()
    reporter_public = vault.public_key(reporter_seed)
    case.public = keys.public
    case.save(force_insert=True)
    for member, member_key in recipients.of(recipients.seats.handlers).items():
        _wrap(case, member, member_key, secret)
    alert_handlers(case)
    day, entry_id = beijing_day(plan.now), uuid.uuid4()
    add_entry(
        case=case,
        public=keys.public,
        document=_document(
            plan,
            case,
            entry_id,
            {
                "report": report.content(),
                "notice": _as_it_stands(notice, holds_gate),
                "entry": _entry_words(report, notice),
                "routing": _routing(recipients.seats),
                "salt": _text(salt),
                "reporter": _text(reporter_public),
                "files": len(files),
            },
        ),
        day=day,
        by_reporter=True,
        files=files,
        entry_id=entry_id,
        bucket=vault.Bucket.T4,
    )
    add_identity(
        case=case,
        shred=shred,
        person=report.person.as_json() if report.person else None,
        custodians=recipients.of(recipients.seats.custodians),
        day=day,
    )
    detail: dict[str, Any] = {"files": len(files)}
    if plan.on_behalf is not None:
        detail |= {"entered_by": plan.on_behalf.by.code, **plan.on_behalf.heard.as_json()}
    record_event(case=case, public=keys.public, kind="filed", actor=REPORTER, detail=detail, day=day)
    if holds_gate and notice is not None:
        Objection.objects.create(case=case, notice=notice.public_id)
    canonical = vault.canonical_json(_proved(report, case, files))
    proof = vault.make_proof(keystore.installation(), filed=day, salt=salt, canonical=canonical)
    record = {
        "number": case.number,
        "public": _text(keys.public),
        "proof": proof,
        "salt": _text(salt),
        "named": report.person is not None,
    }
    _open_inbox(case, code=plan.code, shred=shred, seed=reporter_seed, record=record)
    return proof


def _recipients(plan: _Plan) -> _Recipients:
    """Who takes the case, by the rosters as they are."""
    terms = channel_terms(plan.report.city, plan.now, notices=False)
    if terms is None:
        raise ChannelClosed
    in_window = plan.notice is not None and is_open_on(plan.reached, plan.notice.public_id)
    subjects = _subjects(plan.report, plan.notice)
    seats = terms.seats("objection" if in_window else "complaint", subjects, plan.report.prefer)
    if isinstance(seats, Closed):
        raise ChannelClosed
    if plan.report.person is not None and not seats.custodians:
        raise vault.Refused
    return _Recipients(seats, terms.kem_keys)


def _routing(seats: Seats) -> dict[str, Any]:
    """What the first entry keeps of how the case found its body."""
    return {
        "body": seats.body,
        "passed": [[body, why.value] for body, why in seats.passed],
        "left_out": [[member, why.value] for member, why in seats.left_out],
    }


@sensitive_variables()
def _document(plan: _Plan, case: Case, entry_id: UUID, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first entry: the reporter's own, or signed by whoever enters it. Which of the two, the seal hides."""
    if plan.on_behalf is None:
        return {"kind": "report", **said}
    by = plan.on_behalf.by
    return signed_document(
        keys=by.keys,
        member=by.member.pk,
        case=case.pk,
        entry_id=entry_id,
        kind="report",
        text="",
        heard=plan.on_behalf.heard.as_json(),
        **said,
    )


@sensitive_variables()
def _code_of(token: bytes) -> _Code:
    pepper = keystore.installation().pepper
    root = vault.receipt_root(vault.receipt_code(token), pepper)
    return _Code(vault.receipt_lookup(root, pepper).hex(), vault.receipt_unlock(root, pepper))


def _number(city: str) -> str:
    drawn = "".join(secrets.choice(NUMBER_ALPHABET) for _place in range(8))
    return f"{city[:2].upper()}-{drawn}"


def _notice(report: Report) -> Seal | None:
    """The sealed notice named, of this city; anything else names none. A correction stands for what it corrects."""
    if not report.notice.startswith(f"{report.city}."):
        return None
    seal = Seal.objects.filter(public_id=report.notice).first()
    while seal is not None and seal.amends is not None:
        seal = seal.amends
    return seal


def _still_open(notice: Seal, now: dt.datetime) -> bool:
    """Whether it is in its window, holding its rows so that a conclusion at the same moment sees this objection."""
    list(Window.objects.select_for_update().filter(seal=notice).values_list("pk", flat=True))
    return is_open_on(now, notice.public_id)


def _subjects(report: Report, notice: Seal | None) -> Subjects:
    """Whom the report concerns; matched in memory, stored nowhere but in the sealed first entry."""
    row = _row(report, notice)
    identifiers = (
        {fold(each) for each in (row.name, row.uscc, row.unit, *row.joint_names) if each} if row else set()
    )
    bodies = {concern for concern in report.concerns if "." in concern}
    return Subjects(
        bodies=frozenset(bodies),
        units=frozenset(fold(concern) for concern in report.concerns if concern not in bodies),
        identifiers=frozenset(identifiers),
        words=fold(report.entry_words + "\n" + report.respondent),
    )


def subjects_of(report: Report) -> Subjects:
    """Whom a report concerns, from what was sealed of it: asked again when somebody else is to get a key."""
    return _subjects(report, _notice(report))


def _row(report: Report, notice: Seal | None) -> Any:
    """The row of the list: by its key, or by what was typed, a number or a name."""
    if notice is None or not (report.entry or report.entry_words):
        return None
    rows, typed = standing_rows(notice), fold(report.entry_words)
    for row in rows:
        if report.entry == str(row.key):
            return row
    return next(
        (row for row in rows if typed and typed in {str(row.no), fold(row.name), fold(row.uscc)}), None
    )


def _entry_words(report: Report, notice: Seal | None) -> dict[str, Any] | None:
    row = _row(report, notice)
    return {"key": str(row.key), "no": row.no, "name": row.name} if row else None


def _as_it_stands(notice: Seal | None, in_window: bool) -> dict[str, Any] | None:
    """What exactly was published when it was objected to."""
    if notice is None:
        return None
    return {
        "id": notice.public_id,
        "digest": notice.digest,
        "title": notice.head.get("title", ""),
        "in_window": in_window,
    }


@sensitive_variables()
def _wrap(case: Case, member: UUID, public: bytes, secret: bytes) -> None:
    pk = uuid.uuid4()
    blob = vault.seal(secret, public, contracts.case_wrap(pk, case.pk))
    KeyWrap.objects.create(id=pk, case=case, member_id=member, blob=blob)


@sensitive_variables()
def _open_inbox(
    case: Case, *, code: _Code, shred: vault.Shred, seed: bytes, record: Mapping[str, Any]
) -> None:
    key = reporter_key(code.unlock, shred)
    contract = contracts.reporter_record(code.lookup, case.pk, RECORD_BUCKET.value)
    Reporter.objects.create(
        id=code.lookup,
        case=case,
        seed=vault.seal_field(seed, key, contracts.reporter_seed(code.lookup, case.pk)),
        record=vault.seal_text(dump(record), key, contract, RECORD_BUCKET),
        public=vault.public_key(seed),
    )


def _proved(report: Report, case: Case, files: tuple[StagedFile, ...]) -> Mapping[str, Any]:
    """What a proof of filing stands for (channel.md §3.8): identity excluded."""
    return {
        "city": report.city,
        "kind": report.kind.value,
        "notice": case.notice,
        "facts": unicodedata.normalize("NFC", report.facts),
        "files": [{"name": f.name, "size": f.length, "sha256": f.sha256.hex()} for f in files],
    }


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
