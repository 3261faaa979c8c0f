"""The secret of an identity, cut so that any two custodians open it and one learns nothing (§2.5).

Shamir's scheme over GF(2^128), two of n, by the library, once for each 16-byte half. Share = index (1) ‖ y of the
first half (16) ‖ y of the second (16). A tampered share combines into rubbish without a sound: compare `share_digest`
before, and let the commitment of what the secret opens decide after.
"""

import hashlib

from Crypto.Protocol.SecretSharing import Shamir

from complaints.vault.deriving import SECRET
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

HALF = 16
SHARE = 1 + 2 * HALF
NEEDED = 2
MOST = 15


def split_secret(secret: bytes, n: int) -> tuple[bytes, ...]:
    """`n` shares (2 to 15) of a 32-byte secret, with the indices 1 to n."""
    if len(secret) != SECRET or not NEEDED <= n <= MOST:
        raise Refused
    first = Shamir.split(NEEDED, n, secret[:HALF], ssss=False)
    second = Shamir.split(NEEDED, n, secret[HALF:], ssss=False)
    return tuple(bytes([index]) + y + z for (index, y), (_, z) in zip(first, second, strict=True))


def combine_secret(shares: tuple[bytes, bytes]) -> bytes:
    """The secret of two shares with different indices, in any order."""
    if len(shares) != NEEDED or any(len(share) != SHARE or not 1 <= share[0] <= MOST for share in shares):
        raise Refused
    if shares[0][0] == shares[1][0]:
        raise Refused
    first = [(share[0], share[1 : 1 + HALF]) for share in shares]
    second = [(share[0], share[1 + HALF :]) for share in shares]
    return Shamir.combine(first, ssss=False) + Shamir.combine(second, ssss=False)


def share_digest(share: bytes) -> bytes:
    """SHA-256("qav1/share" ‖ share), kept in the row so that a tampered share is seen."""
    if len(share) != SHARE:
        raise Refused
    return hashlib.sha256(Label.SHARE.ascii + share).digest()
