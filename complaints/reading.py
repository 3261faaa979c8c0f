"""Opening a case with a member's keys. Runs only where somebody is unlocked: no job, no command has such keys."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from complaints import contracts, evidence_files, keystore, vault
from complaints.case_keys import CaseKeys, hex_of
from complaints.entries import REPORTERS_KINDS
from complaints.errors import CaseGone
from complaints.models import Case, Entry, Event, Evidence, KeyWrap, Member
from complaints.signers import Signature, Signers, signers_of
from complaints.staged import StagedFile


@dataclass(frozen=True, repr=False)
class OpenEntry:
    """An entry as written. `signature` is None for a reporter's own."""

    id: UUID
    document: Mapping[str, Any]
    files: tuple[StagedFile, ...]
    signature: Signature | None


@dataclass(frozen=True, repr=False)
class OpenCase:
    """A case with everything its handlers may read, and the key pair that reads it; never printed, never kept."""

    case: Case
    keys: CaseKeys
    entries: tuple[OpenEntry, ...]
    reporter_public: bytes

    @property
    def report(self) -> Mapping[str, Any]:
        """The first entry's document."""
        return self.entries[0].document


@sensitive_variables()
def case_keys(case: Case, member: Member, keys: vault.MemberKeys) -> CaseKeys:
    """The case's key pair through the member's own wrap, compared with the stored public key.

    Raises CaseGone for a member without a wrap (as for a case that does not exist) and where the shred file is gone;
    vault.Refused for a wrap or a public key that was exchanged.
    """
    wrap = KeyWrap.objects.filter(case=case, member=member).first()
    if wrap is None:
        raise CaseGone
    secret = vault.open(bytes(wrap.blob), keys.kem_seed, contracts.case_wrap(wrap.pk, case.pk))
    try:
        shred = keystore.shred_store().read(hex_of(case.pk), case.epoch)
    except vault.Refused:
        raise CaseGone from None
    pair = CaseKeys.derive(secret, shred)
    if pair.public != bytes(case.public):
        raise vault.Refused
    return pair


@sensitive_variables()
def open_case(case: Case, member: Member, keys: vault.MemberKeys) -> OpenCase:
    """Everything of the case but the identity. Raises as `case_keys`, and vault.Refused for anything changed since.

    A case that gets other keys while it is being read is read again, and `case` is then as it stands after.
    """
    try:
        return _open_case(case, member, keys)
    except (CaseGone, vault.Refused):
        epoch = Case.objects.filter(pk=case.pk).values_list("epoch", flat=True).first()
        if epoch is None or epoch == case.epoch:
            raise
    case.refresh_from_db()
    return _open_case(case, member, keys)


@sensitive_variables()
def _open_case(case: Case, member: Member, keys: vault.MemberKeys) -> OpenCase:
    pair = case_keys(case, member, keys)
    signers = signers_of(case.city)
    rows = Entry.objects.filter(case=case).order_by("seq").prefetch_related("evidence")
    entries = tuple(_open_entry(row, pair, signers) for row in rows)
    if not entries:
        raise CaseGone
    return OpenCase(case, pair, entries, base64.b64decode(entries[0].document["reporter"]))


@sensitive_variables()
def _open_entry(row: Entry, pair: CaseKeys, signers: Signers) -> OpenEntry:
    key = vault.open(bytes(row.case_key), pair.seed, contracts.entry_key(row.pk, row.case_id, "case"))
    contract = contracts.entry_body(row.pk, row.case_id, row.bucket)
    document = json.loads(vault.open_text(bytes(row.body), key, contract, vault.Bucket(row.bucket)))
    files = tuple(_open_manifest(each, row, key) for each in row.evidence.all())
    return OpenEntry(row.pk, document, files, _judged(document, row, signers))


@sensitive_variables()
def _judged(document: Mapping[str, Any], row: Entry, signers: Signers) -> Signature | None:
    """Whose it is. A reporter signs nothing, so only what reporters write may come without a signature."""
    theirs = "member" not in document and document.get("kind") in REPORTERS_KINDS
    return None if theirs else signers.judge(document, row)


@sensitive_variables()
def _open_manifest(row: Evidence, entry: Entry, key: bytes) -> StagedFile:
    bucket = vault.Bucket.T4
    contract = contracts.evidence_manifest(row.pk, entry.case_id, bucket.value)
    return StagedFile.from_json(json.loads(vault.open_text(bytes(row.manifest), key, contract, bucket)))


def is_whole(file: StagedFile) -> bool:
    """Whether the sealed file lies there in its full size. Asked before anything is answered: `open_file` reads later."""
    return evidence_files.is_whole(file.blob, vault.stream_size(file.length))


@sensitive_variables()
def open_file(file: StagedFile) -> Iterator[bytes]:
    """A file's bytes, each chunk verified before it is handed on.

    With the first chunk it raises FileNotFoundError, with the first that is not whole vault.Refused.
    """
    with evidence_files.open_blob(file.blob) as blob:
        yield from vault.open_stream(
            blob.read,
            file.key,
            contracts.evidence_content(file.blob),
            length=file.length,
            sha256=file.sha256,
        )


@sensitive_variables()
def open_event(event: Event, pair: CaseKeys) -> Mapping[str, Any]:
    """What an event was, beyond what its kind says."""
    key = vault.open(bytes(event.detail_key), pair.seed, contracts.event_key(event.pk, event.case_id))
    bucket = vault.Bucket.T1
    contract = contracts.event_detail(event.pk, event.case_id, bucket.value)
    return dict(json.loads(vault.open_text(bytes(event.detail), key, contract, bucket)))
