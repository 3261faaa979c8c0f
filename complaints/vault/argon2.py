"""The costs of Argon2id (RFC 9106). Parameters are named here and nowhere else: a stored `m=8` is an attack."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from complaints.vault.deriving import SECRET
from complaints.vault.refusal import Refused

SALT = 16


@dataclass(frozen=True)
class Cost:
    """Memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int


RECEIPT = "argon2id-19m-2-1"
PASSPHRASE = "argon2id-64m-3-4"  # noqa: S105 - the name of a cost
COSTS = {
    RECEIPT: Cost(memory=19_456, passes=2, lanes=1),  # 24 random digits under a secret pepper
    PASSPHRASE: Cost(memory=65_536, passes=3, lanes=4),  # RFC 9106 §4, second recommended choice
}
FOR_PASSPHRASES = frozenset({PASSPHRASE})


def stretch(word: bytes, salt: bytes, name: str) -> bytes:
    """32 bytes of Argon2id at the named cost, over a salt of 16 bytes."""
    if len(salt) != SALT:
        raise Refused
    cost = COSTS[name]
    hasher = Argon2id(
        salt=salt, length=SECRET, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return hasher.derive(word)
