"""What the channel stores. Plain models: never a page, a snippet, a revision or anything indexed.

Rows carry random keys made before sealing, days and no instants, and sealed bytes. `str()` of a row says no more than
its own random key or number, because logs and lists print it.
"""

from complaints.models.cases import Case, CaseState, Event, KeyWrap, Objection, ObjectionState
from complaints.models.drafts import Draft
from complaints.models.entries import Entry, Evidence, Identity, IdentityShare
from complaints.models.members import InterestDeclaration, Member, RosterProposal, RosterRow, VaultSession
from complaints.models.reporters import InboxSession, Reporter

__all__ = [
    "Case",
    "CaseState",
    "Draft",
    "Entry",
    "Event",
    "Evidence",
    "Identity",
    "IdentityShare",
    "InboxSession",
    "InterestDeclaration",
    "KeyWrap",
    "Member",
    "Objection",
    "ObjectionState",
    "Reporter",
    "RosterProposal",
    "RosterRow",
    "VaultSession",
]
