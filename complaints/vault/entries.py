"""One entry of a roster: its bytes, its signatures, its JSON. What makes it count stands in `roster`."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from complaints.vault.canonical import canonical_json
from complaints.vault.contracts import IDENTIFIER
from complaints.vault.deriving import SECRET
from complaints.vault.members import SIGNATURE, MemberKeys
from complaints.vault.refusal import Refused
from complaints.vault.seals import PUBLIC

FORMAT = "qav-roster-1"
BODY = re.compile(r"[a-z0-9_.-]{1,80}")
NO_DIGEST = bytes(SECRET)
"""What entry 0 has for its predecessor."""

LAST = 2**31 - 1
MOST_SIGNATURES = 16
LONGEST = 16_384  # characters of an entry's JSON


class Action(StrEnum):
    """What an entry does to a seat."""

    ADD = "add"
    REMOVE = "remove"
    ROTATE = "rotate"


class Role(StrEnum):
    """What a seat is for."""

    HANDLER = "handler"
    CUSTODIAN = "custodian"


@dataclass(frozen=True)
class RosterEntry:
    """One line of a body's roster. `member` and `signers` are 32 hexadecimal digits; keys, digests and signatures are bytes.

    `previous` is the digest of the entry it follows. `signers` and `signatures` go together, in the order they signed.
    """

    seq: int
    body: str
    action: str
    member: str
    role: str
    kem_pk: bytes
    sign_pk: bytes
    previous: bytes
    signers: tuple[str, ...] = ()
    signatures: tuple[bytes, ...] = ()

    def signed_bytes(self) -> bytes:
        """What every signer signs: lines of ASCII ended by LF, the same for the first and the second signature."""
        lines = [
            FORMAT,
            f"seq: {self.seq}",
            f"body: {self.body}",
            f"action: {self.action}",
            f"member: {self.member}",
            f"role: {self.role}",
            f"kem: {self.kem_pk.hex()}",
            f"sign: {self.sign_pk.hex()}",
            f"previous: {self.previous.hex()}",
            "",
        ]
        return "\n".join(lines).encode("utf-8")

    def digest(self) -> bytes:
        """SHA-256 over the signed bytes and one line `signer signature` for each: what the next entry names, and a root pins."""
        told = hashlib.sha256(self.signed_bytes())
        for signer, signature in zip(self.signers, self.signatures, strict=True):
            told.update(f"{signer} {signature.hex()}\n".encode())
        return told.digest()

    def to_json(self) -> str:
        """Canonical JSON: bytes as hexadecimal, for the row's `document`."""
        value = {
            "seq": self.seq,
            "body": self.body,
            "action": self.action,
            "member": self.member,
            "role": self.role,
            "kem_pk": self.kem_pk.hex(),
            "sign_pk": self.sign_pk.hex(),
            "previous": self.previous.hex(),
            "signers": list(self.signers),
            "signatures": [signature.hex() for signature in self.signatures],
        }
        return canonical_json(value).decode("utf-8")

    @classmethod
    def from_json(cls, document: str) -> Self:
        """The entry of such a text.

        :raises Refused: when it is not exactly what `to_json` writes of a well-formed entry.
        """
        if len(document) > LONGEST:
            raise Refused
        try:
            entry = cls(**_read(json.loads(document)))
            exact = well_formed(entry) and entry.to_json() == document
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Refused from None
        if not exact:
            raise Refused
        return entry


def add_signature(entry: RosterEntry, member: str, keys: MemberKeys) -> RosterEntry:
    """The entry with one more signature, by `keys`, in the name of `member`.

    :raises Refused: when the member has signed it already, or the entry is malformed. Whether the signature counts is
        for `verify_roster` to say.
    """
    signed = replace(
        entry,
        signers=(*entry.signers, member),
        signatures=(*entry.signatures, keys.sign(entry.signed_bytes())),
    )
    if not well_formed(signed):
        raise Refused
    return signed


def well_formed(entry: RosterEntry) -> bool:
    """Whether every part has its type, alphabet and length, and no one signed twice."""
    return (
        type(entry.seq) is int
        and 0 <= entry.seq <= LAST
        and bool(BODY.fullmatch(entry.body))
        and entry.action in set(Action)
        and entry.role in set(Role)
        and bool(IDENTIFIER.fullmatch(entry.member))
        and (len(entry.kem_pk), len(entry.sign_pk), len(entry.previous)) == (PUBLIC, SECRET, SECRET)
        and _signatures_well_formed(entry)
    )


def _signatures_well_formed(entry: RosterEntry) -> bool:
    return (
        len(entry.signers) == len(entry.signatures) == len(set(entry.signers)) <= MOST_SIGNATURES
        and all(IDENTIFIER.fullmatch(signer) for signer in entry.signers)
        and all(len(signature) == SIGNATURE for signature in entry.signatures)
    )


def _read(value: dict[str, Any]) -> dict[str, Any]:
    """The arguments of an entry from its JSON."""
    return {
        **value,
        "kem_pk": bytes.fromhex(value["kem_pk"]),
        "sign_pk": bytes.fromhex(value["sign_pk"]),
        "previous": bytes.fromhex(value["previous"]),
        "signers": tuple(value["signers"]),
        "signatures": tuple(bytes.fromhex(signature) for signature in value["signatures"]),
    }
