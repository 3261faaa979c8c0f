"""The proof of filing (§3.8): four lines signed by the installation, and nothing in them that names a case.

    qav-proof-1
    installation: <32 hexadecimal digits>
    filed: 2026-11-20
    digest: <64 hexadecimal digits>
    signature: <base64>

The signature is Ed25519 over the first four lines with their line ends. The digest is salted: who wants to prove
contents shows salt and own copy.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.installation import Installation, installation_fingerprint
from complaints.vault.labels import Label
from complaints.vault.members import verify_signature
from complaints.vault.refusal import Refused

FORMAT = "qav-proof-1"
LONGEST = 2_000  # characters looked at
LINES = re.compile(
    rf"(?P<signed>{FORMAT}\ninstallation: (?P<installation>[0-9a-f]{{32}})\nfiled: (?P<filed>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n"
    r"digest: (?P<digest>[0-9a-f]{64})\n)signature: (?P<signature>[A-Za-z0-9+/]{86}==)",
    re.ASCII,
)


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
    if isinstance(filed, datetime):
        raise Refused
    digest = proof_digest(salt, canonical).hex()
    signed = (
        f"{FORMAT}\ninstallation: {installation.fingerprint}\nfiled: {filed.isoformat()}\ndigest: {digest}\n"
    )
    signature = base64.b64encode(installation.sign(signed.encode("ascii"))).decode("ascii")
    return f"{signed}signature: {signature}\n"


def verify_proof(text: str, public_keys: Iterable[Buffer]) -> ProofRead:
    """What a proof says, once its signature holds under one of the published keys.

    Line ends as other systems write them, a byte order mark and blank space around are forgiven: they are no part of
    what was signed.

    :raises Refused: for anything else.
    """
    if len(text) > LONGEST:
        raise Refused
    match = LINES.fullmatch(text.removeprefix("\ufeff").replace("\r\n", "\n").strip())
    if not match:
        raise Refused
    try:
        filed, signature = (
            date.fromisoformat(match["filed"]),
            base64.b64decode(match["signature"], validate=True),
        )
    except (ValueError, binascii.Error):
        raise Refused from None
    for public in map(bytes, public_keys):
        named = installation_fingerprint(public) == match["installation"]
        if named and verify_signature(public, signature, match["signed"].encode("ascii")):
            return ProofRead(match["installation"], filed, bytes.fromhex(match["digest"]), public)
    raise Refused
