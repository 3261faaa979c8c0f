"""Secrets sealed to a public key (§3.3): HPKE in base mode with X-Wing, HKDF-SHA256 and AES-256-GCM.

A private key is its 32-byte seed, a public key 1,216 bytes, ML-KEM first. Whoever holds the public key can seal: a
seal says nothing about who made it.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from complaints.vault import headers
from complaints.vault.deriving import SECRET
from complaints.vault.headers import PREFIX, TAG, Buffer, Kind
from complaints.vault.refusal import Refused

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
PUBLIC = 1216
MLKEM_PUBLIC = 1184
ENCAPSULATED = 1120
START = headers.prefix(Kind.SEAL)


def public_key(seed: bytes) -> bytes:
    """The 1,216 public bytes of a 32-byte seed."""
    lattice, curve = _private(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal(secret: bytes, public: Buffer, contract: bytes) -> bytes:
    """`secret` for the holder of `public`, 1,144 bytes longer.

    :raises Refused: when `public` is no usable key.
    """
    public = bytes(public)
    if len(public) != PUBLIC:
        raise Refused
    try:
        key = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:]),
        )
        return START + SUITE.encrypt(secret, key, START + contract)
    except ValueError:  # a point of small order, a coefficient out of range
        raise Refused from None


def open_seal(blob: Buffer, seed: bytes, contract: bytes) -> bytes:
    """What was sealed to the public key of `seed` under this contract. Outside called `vault.open`.

    :raises Refused: when seed, contract or any bit is another.
    """
    blob = bytes(blob)
    if len(blob) < PREFIX + ENCAPSULATED + TAG or blob[:PREFIX] != START:
        raise Refused
    key = hpke.MLKEM768X25519PrivateKey(*_private(seed))
    try:
        return SUITE.decrypt(blob[PREFIX:], key, START + contract)
    except (InvalidTag, ValueError):
        raise Refused from None


@lru_cache(maxsize=256)
def usable(public: bytes) -> bool:
    """Whether one can seal to this public key: tried once, because some keys fail at that moment only."""
    try:
        seal(bytes(SECRET), public, START)
    except Refused:
        return False
    return True


def _private(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """The key pair of a seed as X-Wing expands it: SHAKE-256 to 64 bytes for ML-KEM and 32 for X25519."""
    if len(seed) != SECRET:
        raise Refused
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(
        expanded[64:]
    )
