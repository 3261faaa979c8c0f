"""What is added to a case: entries, events, evidence, an identity. Each under keys of its own, sealed to who may read.

Nothing here commits or checks rights; it runs inside an action's transaction, which holds the row of the case. Adding
needs public keys only, so that a reporter's answer never needs a key that reads.
"""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max

from complaints import contracts, vault
from complaints.case_keys import identity_key
from complaints.models import Case, Entry, Event, Evidence, Identity, IdentityShare
from complaints.staged import StagedFile

REPORTER = "reporter"
REPORTERS_KINDS = frozenset({"report", "answer", "evidence", "withdrawal"})
"""Kinds of entries that a reporter writes. Every other kind is a member's and carries their signature."""

IDENTITY_BUCKET = vault.Bucket.T4
"""One size for every identity, given or not."""


def dump(document: Mapping[str, Any]) -> str:
    """A document as the text that is sealed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def add_entry(
    *,
    case: Case,
    public: bytes,
    document: Mapping[str, Any],
    day: dt.date,
    by_reporter: bool,
    reporter_public: bytes | None = None,
    files: Sequence[StagedFile] = (),
    entry_id: UUID | None = None,
    bucket: vault.Bucket = vault.Bucket.T1,
) -> Entry:
    """Seal a document and its files to a case, and to the reporter where `reporter_public` is given.

    :param public: the case's public key as the caller verified it, never read from the row alone.
    :param entry_id: known beforehand where the document carries a signature over it.
    :param bucket: the least padded size. Raises vault.Refused for more than the largest holds.
    """
    pk, key, text = entry_id or uuid.uuid4(), vault.new_secret(), dump(document)
    fitting = vault.Bucket.fitting(text, at_least=bucket)
    entry = Entry.objects.create(
        id=pk,
        case=case,
        seq=_next(Entry, case),
        day=day,
        by_reporter=by_reporter,
        bucket=fitting.value,
        body=vault.seal_text(text, key, contracts.entry_body(pk, case.pk, fitting.value), fitting),
        case_key=vault.seal(key, public, contracts.entry_key(pk, case.pk, "case")),
        reporter_key=None
        if reporter_public is None
        else vault.seal(key, reporter_public, contracts.entry_key(pk, case.pk, "reporter")),
    )
    for file in files:
        _add_evidence(case, entry, key, file)
    return entry


def _add_evidence(case: Case, entry: Entry, key: bytes, file: StagedFile) -> None:
    blob, bucket = UUID(file.blob), vault.Bucket.T4
    contract = contracts.evidence_manifest(blob, case.pk, bucket.value)
    Evidence.objects.create(
        id=blob,
        case=case,
        entry=entry,
        manifest=vault.seal_text(dump(file.as_json()), key, contract, bucket),
        size=file.padded,
    )


def record_event(
    *, case: Case, public: bytes, kind: str, actor: str, detail: Mapping[str, Any], day: dt.date
) -> Event:
    """Append to the case's chain. :param kind: a move of state, or `entry`. :param actor: `reporter` or 32 hex digits."""
    pk, key, text = uuid.uuid4(), vault.new_secret(), dump(detail)
    bucket = vault.Bucket.T1
    last = Event.objects.filter(case=case).order_by("-seq").first()
    seq, previous = (last.seq + 1, bytes(last.hash)) if last else (0, vault.EVENT_START)
    sealed = vault.seal_text(text, key, contracts.event_detail(pk, case.pk, bucket.value), bucket)
    return Event.objects.create(
        id=pk,
        case=case,
        seq=seq,
        kind=kind,
        day=day,
        actor=actor,
        detail=sealed,
        detail_key=vault.seal(key, public, contracts.event_key(pk, case.pk)),
        previous=previous,
        hash=vault.event_hash(previous, seq, case.pk.hex, kind, day, actor, sealed),
    )


def add_identity(
    *,
    case: Case,
    shred: vault.Shred,
    person: Mapping[str, Any] | None,
    custodians: Mapping[UUID, bytes],
    day: dt.date,
) -> Identity:
    """Seal who the reporter is so that any two custodians together open it; an anonymous case gets an equal, empty one.

    :param custodians: members and their public keys, two to fifteen. Fewer are possible only without a person: the
        secret is then thrown away, and the row looks like any other. Raises vault.Refused for a person without two.
    """
    secret, pk = vault.new_secret(), uuid.uuid4()
    if person is not None and len(custodians) < 2:
        raise vault.Refused
    contract = contracts.identity_body(pk, case.pk, IDENTITY_BUCKET.value)
    text = dump({"person": person} if person is not None else {})
    identity = Identity.objects.create(
        id=pk,
        case=case,
        body=vault.seal_text(text, identity_key(secret, shred), contract, IDENTITY_BUCKET),
        day=day,
    )
    if len(custodians) >= 2:
        add_shares(case=case, identity=identity, secret=secret, custodians=custodians)
    return identity


def add_shares(*, case: Case, identity: Identity, secret: bytes, custodians: Mapping[UUID, bytes]) -> None:
    """Cut the secret of an identity into a share for each custodian, two of which open it. :param custodians: 2 to 15."""
    shares = vault.split_secret(secret, len(custodians))
    for n, ((member, public), share) in enumerate(zip(custodians.items(), shares, strict=True), start=1):
        share_id = uuid.uuid4()
        IdentityShare.objects.create(
            id=share_id,
            identity=identity,
            custodian_id=member,
            n=n,
            blob=vault.seal(share, public, contracts.identity_share(share_id, case.pk, n)),
            digest=vault.share_digest(share),
        )


def signed_document(
    *, keys: vault.MemberKeys, member: UUID, case: UUID, entry_id: UUID, kind: str, text: str, **more: Any
) -> dict[str, Any]:
    """A document that a member wrote, with their signature over what it is and what it says."""
    document = {"kind": kind, "member": member.hex, "text": text, **more}
    signature = keys.sign(contracts.entry_text(entry_id, case) + b"\0" + dump(document).encode())
    return {**document, "signature": base64.b64encode(signature).decode()}


def signature_holds(document: Mapping[str, Any], *, sign_public: bytes, case: UUID, entry_id: UUID) -> bool:
    """Whether a member's document carries their signature over exactly this."""
    unsigned = {key: value for key, value in document.items() if key != "signature"}
    try:
        signature = base64.b64decode(str(document.get("signature", "")), validate=True)
    except ValueError:
        return False
    return vault.verify_signature(
        sign_public, signature, contracts.entry_text(entry_id, case) + b"\0" + dump(unsigned).encode()
    )


def _next(model: type[Entry], case: Case) -> int:
    newest = model.objects.filter(case=case).aggregate(newest=Max("seq"))["newest"]
    return 0 if newest is None else newest + 1
