"""The head over the chains of all cases at the end of a day, and its signature by the installation (§3.9).

    qav-head-1
    installation: <32 hexadecimal digits>
    day: 2026-11-20
    head: <64 hexadecimal digits>
    signature: <base64>

The signature is Ed25519 over the first four lines with their line ends. The head says nothing of how many cases there are
nor whether anything happened on that day: it differs from the one before it in any case.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from complaints.vault.contracts import identifier
from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.installation import Installation, installation_fingerprint
from complaints.vault.labels import Label
from complaints.vault.members import verify_signature
from complaints.vault.refusal import Refused

FORMAT = "qav-head-1"
LONGEST = 2_000  # characters looked at
LINES = re.compile(
    rf"(?P<signed>{FORMAT}\ninstallation: (?P<installation>[0-9a-f]{{32}})\nday: (?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n"
    r"head: (?P<head>[0-9a-f]{64})\n)signature: (?P<signature>[A-Za-z0-9+/]{86}==)",
    re.ASCII,
)


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


def signed_head(day: date, head: Buffer, fingerprint: str) -> bytes:
    """The four lines that are signed. :param fingerprint: the installation's."""
    if isinstance(day, datetime) or len(head) != SECRET:
        raise Refused
    lines = (FORMAT, f"installation: {fingerprint}", f"day: {day.isoformat()}", f"head: {bytes(head).hex()}")
    return ("\n".join(lines) + "\n").encode("ascii")


def sign_head(installation: Installation, day: date, head: Buffer) -> bytes:
    """64 bytes of Ed25519."""
    return installation.sign(signed_head(day, head, installation.fingerprint))


def head_text(public: Buffer, day: date, head: Buffer, signature: Buffer) -> str:
    """The five lines as they are published, each ended by LF."""
    signed = signed_head(day, head, installation_fingerprint(public)).decode("ascii")
    return f"{signed}signature: {base64.b64encode(bytes(signature)).decode('ascii')}\n"


def verify_head(text: str, public_keys: Iterable[Buffer]) -> HeadRead:
    """What a published head says, once its signature holds under one of the published keys.

    :raises Refused: for anything else.
    """
    if len(text) > LONGEST:
        raise Refused
    match = LINES.fullmatch(text.removeprefix("\ufeff").replace("\r\n", "\n").strip())
    if not match:
        raise Refused
    try:
        day = date.fromisoformat(match["day"])
        signature = base64.b64decode(match["signature"], validate=True)
    except (ValueError, binascii.Error):
        raise Refused from None
    for public in map(bytes, public_keys):
        named = installation_fingerprint(public) == match["installation"]
        if named and verify_signature(public, signature, match["signed"].encode("ascii")):
            return HeadRead(match["installation"], day, bytes.fromhex(match["head"]), public)
    raise Refused
