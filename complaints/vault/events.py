"""The chain of a case's events (§3.9): each hash holds the one before, so none can be dropped, moved or changed alone."""

import hashlib
import re
from datetime import date, datetime
from uuid import UUID

from complaints.vault.contracts import identifier
from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

EVENT_START = bytes(SECRET)
"""What the first event of a case has for its predecessor."""

KIND = re.compile(r"[a-z_.-]{1,64}")
ACTOR = re.compile(r"[0-9a-f]{32}|[a-z_]{1,31}")
LAST = 2**32 - 1


def event_hash(  # noqa: PLR0917 - the parts of the chain in their order
    previous: Buffer, seq: int, case: UUID | str, kind: str, day: date, actor: UUID | str, detail_blob: Buffer
) -> bytes:
    """SHA-256 over, one after the other: `qav1/event`; `previous` (32 bytes); `seq` (u32); the case (16 bytes); the
    kind (ASCII without digits); the day (`2026-11-20`); the actor; SHA-256 of the sealed detail (32 bytes).

    No two events give the same bytes: only kind and actor vary in length, the day's first digit ends the kind, and
    what follows the day has the digest for its last 32 bytes.

    :param actor: a member's id, 32 hexadecimal digits or a UUID, or a word such as `reporter`.
    :raises Refused: for a part outside its alphabet, an instant in place of a day.
    """
    name = actor.hex if isinstance(actor, UUID) else actor
    if len(previous) != SECRET or type(seq) is not int or not 0 <= seq <= LAST or isinstance(day, datetime):
        raise Refused
    if not KIND.fullmatch(kind) or not ACTOR.fullmatch(name):
        raise Refused
    told = hashlib.sha256(Label.EVENT.ascii)
    told.update(bytes(previous) + seq.to_bytes(4, "big") + bytes.fromhex(identifier(case)))
    told.update(f"{kind}{day.isoformat()}{name}".encode("ascii"))
    told.update(hashlib.sha256(detail_blob).digest())
    return told.digest()
