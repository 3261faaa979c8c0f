"""A member at work: who they are, and their keys for as long as one request lasts."""

from dataclasses import dataclass

from complaints import vault
from complaints.models import Member


@dataclass(frozen=True, repr=False)
class Hand:
    """A member with their unlocked keys. Made by `vault_sessions.keys_of` or at a founding, never stored."""

    member: Member
    keys: vault.MemberKeys

    @property
    def code(self) -> str:
        """The member as rosters and events name them: 32 hexadecimal digits."""
        return str(self.member.pk.hex)
