"""Fresh secrets, and keys derived from them with HKDF-SHA256 (RFC 5869)."""

import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

SECRET = 32  # bytes of every secret, key and salt of the protocol


def new_secret(size: int = SECRET) -> bytes:
    """Random bytes of the operating system, 32 unless told otherwise."""
    return os.urandom(size)


def derive(ikm: bytes, label: Label, salt: bytes | None = None, length: int = SECRET) -> bytes:
    """HKDF(ikm, [salt], label): `length` bytes for one purpose. An absent salt is 32 zero bytes, as in RFC 5869 §2.2.

    :param ikm: at least 32 bytes that are secret and uniform, or a recovery code.
    :param label: a member of the enum; a plain string is refused, so that no purpose is made up on the way.
    :param salt: None or exactly 32 bytes.
    :raises Refused: on anything else.
    """
    if not isinstance(label, Label) or len(ikm) < SECRET or (salt is not None and len(salt) != SECRET):
        raise Refused
    return expand(ikm, salt, label.ascii, length)


def expand(ikm: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 with the `info` as given. For this package: everyone else goes through `derive` and its labels."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(ikm)
