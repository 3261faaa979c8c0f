"""A member's keys, all from one master (§2.2), and what members sign."""

import hashlib
from functools import cached_property
from hmac import compare_digest
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from complaints.vault import digits
from complaints.vault.deriving import SECRET, derive
from complaints.vault.headers import Buffer
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused
from complaints.vault.seals import public_key

SIGNATURE = 64
FINGERPRINT = 16


class MemberKeys:
    """The key pairs of a 32-byte master: X-Wing for what is sealed to the member, Ed25519 for what the member signs.

    Never stored, copied or printed: it lives as long as a request. Two are equal when their masters are.
    """

    def __init__(self, master: bytes) -> None:
        if len(master) != SECRET:
            raise Refused
        self._master = bytes(master)

    @property
    def master(self) -> bytes:
        """The master itself, for sealing it anew under a passphrase, a sheet or a session."""
        return self._master

    @cached_property
    def kem_seed(self) -> bytes:
        """The private key of `kem_public`: 32 bytes for `vault.open`."""
        return derive(self._master, Label.MEMBER_KEM)

    @cached_property
    def kem_public(self) -> bytes:
        """1,216 bytes for `vault.seal`."""
        return public_key(self.kem_seed)

    @cached_property
    def sign_public(self) -> bytes:
        """32 bytes for `verify_signature`."""
        return self._signer.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What members compare by another road."""
        return fingerprint(self.kem_public, self.sign_public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 (RFC 8032)."""
        return self._signer.sign(message)

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self._master, Label.MEMBER_SIGN))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemberKeys) and compare_digest(self._master, other._master)

    def __hash__(self) -> int:
        return hash(self.sign_public)

    def __repr__(self) -> str:
        return "MemberKeys(…)"

    def __reduce__(self) -> NoReturn:
        raise Refused


def fingerprint(kem_pk: Buffer, sign_pk: Buffer) -> str:
    """The first 16 bytes of SHA-256 over both public keys, as eight groups of four hexadecimal digits."""
    return digits.grouped(hashlib.sha256(bytes(kem_pk) + bytes(sign_pk)).digest()[:FINGERPRINT].hex())


def verify_signature(sign_pk: Buffer, signature: Buffer, message: bytes) -> bool:
    """Whether the holder of `sign_pk` signed exactly this; False also for anything that is no key or signature."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes(sign_pk)).verify(bytes(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_text(keys: MemberKeys, contract: bytes, text: str) -> bytes:
    """Signature (64 bytes) ‖ UTF-8, for sealing with `seal_padded`. Signed: contract ‖ one zero byte ‖ UTF-8."""
    try:
        plain = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused from None
    return keys.sign(_signed(contract, plain)) + plain


def read_signed(plain: bytes, sign_pk: Buffer, contract: bytes) -> tuple[str, bool]:
    """The text, and whether the member of `sign_pk` signed it as this blob. A page marks what is not valid, and shows it.

    :raises Refused: when it is too short for a signature or no UTF-8.
    """
    if len(plain) < SIGNATURE:
        raise Refused
    signature, text = plain[:SIGNATURE], plain[SIGNATURE:]
    try:
        return text.decode("utf-8"), verify_signature(sign_pk, signature, _signed(contract, text))
    except UnicodeDecodeError:
        raise Refused from None


def _signed(contract: bytes, text: bytes) -> bytes:
    return contract + b"\x00" + text
