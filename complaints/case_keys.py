"""The keys of a case and of its reporter (channel.md §2.4, §2.5), derived from what is sealed and from its shred file."""

from dataclasses import dataclass
from uuid import UUID

from complaints import vault


@dataclass(frozen=True, repr=False)
class CaseKeys:
    """A case's key pair. Made from W, which each handler's wrap holds, and SK, which the shred file holds."""

    seed: bytes
    public: bytes

    @classmethod
    def derive(cls, secret: bytes, shred: vault.Shred) -> "CaseKeys":
        """The pair of the secret W."""
        seed = vault.derive(secret, vault.Label.CASE_KEM, salt=shred.sk)
        return cls(seed, vault.public_key(seed))


def identity_key(secret: bytes, shred: vault.Shred) -> bytes:
    """IK, which opens the identity, from the secret S that two custodians hold together."""
    return vault.derive(secret, vault.Label.IDENTITY, salt=shred.ski)


def reporter_key(unlock: bytes, shred: vault.Shred) -> bytes:
    """The key over the reporter's seed and record, from the receipt code."""
    return vault.derive(unlock, vault.Label.REPORTER_KEY, salt=shred.skr)


def hex_of(case: UUID | str) -> str:
    """A case's id as its shred files are named."""
    return UUID(str(case)).hex
