"""The head over the chains of all cases at the end of a day, and its signature by the installation (§3.9).

    qav-head-1
    installation: <32 hexadecimal digits>
    day: 2026-11-20
    head: <64 hexadecimal digits>
    signature: <base64>

The signature is Ed25519 over the first four lines with their line ends. The head says nothing of how many cases there are
nor whether anything happened on that day: it differs from the one before it in any case.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from complaints.vault.contracts import identifier
from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.installation import Installation, installation_fingerprint
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused
from complaints.vault.signed_lines import SignedLines

HEAD = SignedLines("qav-head-1", day="day", digest="head")


@dataclass(frozen=True)
class HeadRead:
    """A head whose signature holds: the installation's fingerprint, the Beijing day, the head, the key it holds under."""

    installation: str
    day: date
    head: bytes
    public: bytes


def day_head(day: date, previous: Buffer, chains: Mapping[UUID | str, tuple[int, Buffer]]) -> bytes:
    """SHA-256 over, one after the other: `qav1/events/head`; 0x00; the day (`2026-11-20`); the head before this one (32
    bytes, zeros before the first); the number of cases (u32); and of each case in the order of its id: the id (16 bytes),
    how many events it has (u32), the hash of the last (32 bytes).

    :raises Refused: for a hash of another length, a number out of range, an instant in place of a day.
    """
    if isinstance(day, datetime) or len(previous) != SECRET:
        raise Refused
    told = hashlib.sha256(Label.EVENTS_HEAD.ascii + b"\x00" + day.isoformat().encode("ascii"))
    told.update(bytes(previous) + len(chains).to_bytes(4, "big"))
    for case, (count, last) in sorted((identifier(case), chain) for case, chain in chains.items()):
        if type(count) is not int or not 0 <= count < 2**32 or len(last) != SECRET:
            raise Refused
        told.update(bytes.fromhex(case) + count.to_bytes(4, "big") + bytes(last))
    return told.digest()


def sign_head(installation: Installation, day: date, head: Buffer) -> bytes:
    """64 bytes of Ed25519."""
    return installation.sign(HEAD.signed(installation.fingerprint, day, head))


def head_text(public: Buffer, day: date, head: Buffer, signature: Buffer) -> str:
    """The five lines as they are published, each ended by LF."""
    return HEAD.text(HEAD.signed(installation_fingerprint(public), day, head), signature)


def verify_head(text: str, public_keys: Iterable[Buffer]) -> HeadRead:
    """What a published head says, once its signature holds under one of the published keys.

    :raises Refused: for anything else.
    """
    read = HEAD.read(text, public_keys)
    return HeadRead(read.installation, read.day, read.digest, read.public)
