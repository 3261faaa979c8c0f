"""The vault: everything of the confidential channel that touches keys, as `from complaints import vault`.

Pure: no Django, no clock, no log, no settings. Whoever calls it brings bytes, days and folders. Everything it will not
do ends in `Refused`, which never says why. It alone imports the libraries of cryptography; it has no primitive of its own.
"""

from complaints.vault.canonical import canonical_json
from complaints.vault.contracts import contract
from complaints.vault.deriving import derive, new_secret
from complaints.vault.entries import Action, Role, RosterEntry, add_signature
from complaints.vault.events import EVENT_START, event_hash
from complaints.vault.fields import open_field, open_padded, open_text, seal_field, seal_padded, seal_text
from complaints.vault.files import DurableFile, forget_time, make_folder, sync_folder, write_durably
from complaints.vault.heads import HeadRead, day_head, head_text, sign_head, verify_head
from complaints.vault.installation import Installation, installation_fingerprint
from complaints.vault.labels import Label
from complaints.vault.members import MemberKeys, fingerprint, read_signed, sign_text, verify_signature
from complaints.vault.padding import Bucket, padded_length, padme
from complaints.vault.passphrases import (
    PASSPHRASE_PARAMETERS,
    passphrase_errors,
    passphrase_key,
    suggest_passphrase,
)
from complaints.vault.proofs import ProofRead, make_proof, proof_digest, verify_proof
from complaints.vault.receipts import (
    format_code,
    parse_code,
    receipt_code,
    receipt_lookup,
    receipt_root,
    receipt_unlock,
)
from complaints.vault.recovery import format_recovery, new_recovery_code, parse_recovery, recovery_key
from complaints.vault.refusal import Refused
from complaints.vault.roster import Seat, VerifiedRoster, extend, found_body, signatures_needed, verify_roster
from complaints.vault.seals import open_seal as open  # noqa: A004 - read as vault.open
from complaints.vault.seals import public_key, seal, usable
from complaints.vault.shares import combine_secret, share_digest, split_secret
from complaints.vault.shredding import Shred, ShredName, ShredStore
from complaints.vault.streams import CHUNK, StreamEnd, StreamSealer, open_stream, stream_size

__all__ = [
    "CHUNK",
    "EVENT_START",
    "PASSPHRASE_PARAMETERS",
    "Action",
    "Bucket",
    "DurableFile",
    "HeadRead",
    "Installation",
    "Label",
    "MemberKeys",
    "ProofRead",
    "Refused",
    "Role",
    "RosterEntry",
    "Seat",
    "Shred",
    "ShredName",
    "ShredStore",
    "StreamEnd",
    "StreamSealer",
    "VerifiedRoster",
    "add_signature",
    "canonical_json",
    "combine_secret",
    "contract",
    "day_head",
    "derive",
    "event_hash",
    "extend",
    "fingerprint",
    "forget_time",
    "format_code",
    "format_recovery",
    "found_body",
    "head_text",
    "installation_fingerprint",
    "make_folder",
    "make_proof",
    "new_recovery_code",
    "new_secret",
    "open",
    "open_field",
    "open_padded",
    "open_stream",
    "open_text",
    "padded_length",
    "padme",
    "parse_code",
    "parse_recovery",
    "passphrase_errors",
    "passphrase_key",
    "proof_digest",
    "public_key",
    "read_signed",
    "receipt_code",
    "receipt_lookup",
    "receipt_root",
    "receipt_unlock",
    "recovery_key",
    "seal",
    "seal_field",
    "seal_padded",
    "seal_text",
    "share_digest",
    "sign_head",
    "sign_text",
    "signatures_needed",
    "split_secret",
    "stream_size",
    "suggest_passphrase",
    "sync_folder",
    "usable",
    "verify_head",
    "verify_proof",
    "verify_roster",
    "verify_signature",
    "write_durably",
]
