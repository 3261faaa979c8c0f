"""Following a case's key pair from the one a reporter knows to the one that holds now (channel.md §2.4, §4.7).

Each change is signed by the handler who made it, over the public key before and the one after. A reporter's session
follows the signatures from the key in their own record; the column of the case alone is never believed.

The newest signature must be of a handler seated now. Older ones may be of handlers who have left: what they signed
while seated still leads on, but nobody who has left can add a last step of their own.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from complaints import contracts, vault
from complaints.hands import Hand
from complaints.models import Case, CaseKeyChange
from complaints.signers import Signers


class Standing(StrEnum):
    """How the key of a case stands to the one that a reporter recorded."""

    SAME = "same"
    FOLLOWED = "followed"
    """Handlers changed it, and their signatures lead from the one to the other."""
    CHANGING = "changing"
    """They lead there, but whoever signed last has left, and another handler has yet to change it again."""
    REPLACED = "replaced"
    """Nothing leads there: what would be sealed to it might be read by somebody else."""


@dataclass(frozen=True, repr=False)
class Followed:
    """What following came to. `public` is the key to seal to, None where nothing may be sealed."""

    standing: Standing
    public: bytes | None

    @property
    def holds(self) -> bool:
        """Whether something may be sealed."""
        return self.public is not None


def record_change(*, case: Case, epoch: int, before: bytes, after: bytes, by: Hand, day: dt.date) -> None:
    """Sign that the case has another key pair, inside the transaction in which it gets it."""
    CaseKeyChange.objects.create(
        case=case,
        epoch=epoch,
        public=after,
        signer=by.member,
        signature=by.keys.sign(_message(case.pk, epoch, before, after)),
        day=day,
    )


def follow(case: Case, recorded: bytes, signers: Signers) -> Followed:
    """From the public key in a reporter's record to the case's.

    :param signers: of the case's city. Rows that do not verify are passed over: they lead nowhere.
    """
    stored = bytes(case.public)
    if recorded == stored:
        return Followed(Standing.SAME, stored)
    current, last_seated = recorded, False
    for row in CaseKeyChange.objects.filter(case=case).order_by("epoch"):
        seated, once = _signed_by(row, current, signers)
        if once:
            current, last_seated = bytes(row.public), seated
    if current != stored:
        return Followed(Standing.REPLACED, None)
    return Followed(Standing.FOLLOWED, stored) if last_seated else Followed(Standing.CHANGING, None)


def _signed_by(row: CaseKeyChange, before: bytes, signers: Signers) -> tuple[bool, bool]:
    """Whether a handler seated now signed this step from the key before; whether anybody ever seated as one did."""
    message = _message(row.case_id, row.epoch, before, bytes(row.public))
    signature = bytes(row.signature)
    for member, sign_public in signers.handlers_ever:
        if member == row.signer_id.hex and vault.verify_signature(sign_public, signature, message):
            return (member, sign_public) in signers.handlers_now, True
    return False, False


def _message(case: UUID, epoch: int, before: bytes, after: bytes) -> bytes:
    return contracts.case_public(case, epoch) + b"\0" + before + after
