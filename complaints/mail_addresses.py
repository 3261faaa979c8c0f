"""Where a member's mail goes: to the address that they signed themselves, with their keys unlocked, and to no other.

The address of an account can be changed by whoever manages accounts. A mail says only that there is something, but sent
within the quarter it says when something came in (channel.md §6). So the account's address is a suggestion: the member
confirms it, the signature holds under their key on the roster, and whatever the account says afterwards changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from complaints import contracts, keystore, vault
from complaints.hands import Hand
from complaints.models import Member
from complaints.roots import read_roots
from complaints.rosters import rosters_of
from complaints.signers import Signers


@dataclass(frozen=True)
class MailStanding:
    """What a member is told: the account's address, and the one they confirmed; "" for none."""

    account: str
    confirmed: str

    @property
    def differs(self) -> bool:
        """Whether the account names another address than the member confirmed, or they have confirmed none."""
        return self.account != self.confirmed


def standing(by: Hand) -> MailStanding:
    """Where this member stands, by the account as it is now and by their own unlocked keys."""
    member = Member.objects.select_related("user").get(pk=by.member.pk)
    return MailStanding(member.user.email, member.mail_to if signed(member, by.keys.sign_public) else "")


def confirmed(members: Iterable[Member]) -> dict[UUID, str]:
    """The addresses that hold, by member; nobody's who confirmed none or never stood on a roster.

    The key of a seat counts, never the column beside the address; for somebody who has left, the last they had of those
    that were seated. Raises complaints.roots.RootsError.
    """
    signers = Signers(rosters_of(sorted(read_roots(keystore.keys_folder()).bodies)))
    seated = {member for member, _key in signers.now}

    def believed(member: Member) -> bool:
        known = signers.now if member.pk.hex in seated else signers.ever
        return (member.pk.hex, bytes(member.sign_public)) in known

    return {
        member.pk: member.mail_to
        for member in members
        if believed(member) and signed(member, bytes(member.sign_public))
    }


def signed(member: Member, sign_public: bytes) -> bool:
    """Whether there is an address, and this key's signature over it."""
    message = address_message(member.pk, member.mail_to)
    return bool(member.mail_to) and vault.verify_signature(sign_public, bytes(member.mail_signature), message)


def address_message(member: UUID, address: str) -> bytes:
    """What a member signs of an address."""
    return contracts.mail_address(member) + b"\0" + address.encode()
