"""The header of every blob (§3.2): eight bytes that say what it is, then the salt and the commitment to its key."""

from collections.abc import Callable
from enum import IntEnum
from hmac import compare_digest

from complaints.vault.deriving import SECRET, expand, new_secret
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

Buffer = bytes | bytearray | memoryview
Reader = Callable[[int], bytes]

VERSION = 1
SUITE = 1  # KEM 0x647A (X-Wing), KDF 0x0001 (HKDF-SHA256), AEAD 0x0002 (AES-256-GCM)
CHUNK_LOG = 20  # of a stream; other kinds have 0
PREFIX = 8
HEADER = PREFIX + 2 * SECRET
TAG = 16


class Kind(IntEnum):
    """What follows the header."""

    FIELD = 1
    STREAM = 2
    SEAL = 16


class Padding(IntEnum):
    """How the plaintext was made longer."""

    NONE = 0
    BUCKET = 1
    PADME = 2


def prefix(kind: Kind, padding: Padding = Padding.NONE) -> bytes:
    """The first eight bytes of a header."""
    log = CHUNK_LOG if kind is Kind.STREAM else 0
    return b"QAV" + bytes([VERSION, SUITE, kind, log, padding])


def begin(key: bytes, start: bytes, contract: bytes, salt: bytes | None) -> tuple[bytes, bytes]:
    """The whole header of a new sealing, and the key of its one message.

    :param salt: None for a random one; given by tests alone, since a salt used twice is a nonce used twice.
    """
    _check(key)
    salt = new_secret() if salt is None else salt
    aead, commitment = _keys(key, start, contract, salt)
    return start + salt + commitment, aead


def resume(header: Buffer, key: bytes, start: bytes, contract: bytes) -> bytes:
    """The key of a sealing from its header. Refused for another kind before any key is derived, then for another key."""
    header = bytes(header)
    if len(header) != HEADER or header[:PREFIX] != start:
        raise Refused
    _check(key)
    aead, commitment = _keys(key, start, contract, header[PREFIX : PREFIX + SECRET])
    if not compare_digest(commitment, header[PREFIX + SECRET :]):
        raise Refused
    return aead


def _check(key: bytes) -> None:
    if len(key) != SECRET:
        raise Refused


def _keys(key: bytes, start: bytes, contract: bytes, salt: bytes) -> tuple[bytes, bytes]:
    info = Label.BLOB.ascii + b"\x00" + start + contract
    both = expand(key, salt, info, 2 * SECRET)
    return both[:SECRET], both[SECRET:]
