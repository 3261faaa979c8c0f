"""The proof of filing (§3.8): four lines signed by the installation, and nothing in them that names a case.

    qav-proof-1
    installation: <32 hexadecimal digits>
    filed: 2026-11-20
    digest: <64 hexadecimal digits>
    signature: <base64>

The signature is Ed25519 over the first four lines with their line ends. The digest is salted: who wants to prove
contents shows salt and own copy.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.installation import Installation
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused
from complaints.vault.signed_lines import SignedLines

PROOF = SignedLines("qav-proof-1", day="filed", digest="digest")


@dataclass(frozen=True)
class ProofRead:
    """A proof whose signature holds: the installation's fingerprint, the Beijing day, the digest, the key it holds under."""

    installation: str
    filed: date
    digest: bytes
    public: bytes

    def proves(self, salt: bytes, canonical: bytes) -> bool:
        """Whether it was given for exactly these contents, with the salt kept beside them."""
        return compare_digest(proof_digest(salt, canonical), self.digest)


def proof_digest(salt: bytes, canonical: bytes) -> bytes:
    """SHA-256("qav1/proof" ‖ 0x00 ‖ salt ‖ SHA-256(canonical)); the salt is 32 random bytes."""
    if len(salt) != SECRET:
        raise Refused
    return hashlib.sha256(Label.PROOF.ascii + b"\x00" + salt + hashlib.sha256(canonical).digest()).digest()


def make_proof(installation: Installation, *, filed: date, salt: bytes, canonical: bytes) -> str:
    """The five lines, each ended by LF. `canonical` is `canonical_json` of what was filed, identity excluded."""
    signed = PROOF.signed(installation.fingerprint, filed, proof_digest(salt, canonical))
    return PROOF.text(signed, installation.sign(signed))


def verify_proof(text: str, public_keys: Iterable[Buffer]) -> ProofRead:
    """What a proof says, once its signature holds under one of the published keys. Forgiving as `SignedLines.read`.

    :raises Refused: for anything else.
    """
    read = PROOF.read(text, public_keys)
    return ProofRead(read.installation, read.day, read.digest, read.public)
