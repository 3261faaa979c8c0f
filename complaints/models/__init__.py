"""What the channel stores. Plain models: never a page, a snippet, a revision or anything indexed.

Rows carry random keys made before sealing, days and no instants, and sealed bytes. `str()` of a row says no more than
its own random key or number, because logs and lists print it.
"""

from complaints.models.cases import (
    Case,
    CaseKeyChange,
    CaseState,
    Event,
    KeyWrap,
    Objection,
    ObjectionState,
    Track,
)
from complaints.models.desk import Place, PrivateText
from complaints.models.disclosures import AskState, Disclosure, DisclosureAsk, DisclosureState
from complaints.models.drafts import Draft
from complaints.models.endings import ChainHead, DestroyedCase, Disposal, DisposalWay, RetentionPeriod
from complaints.models.entries import Entry, Evidence, Identity, IdentityShare
from complaints.models.figures import YearFigures
from complaints.models.members import InterestDeclaration, Member, RosterProposal, RosterRow, VaultSession
from complaints.models.reminders import Alert, Reminder, Stage
from complaints.models.reporters import InboxSession, Reporter

__all__ = [
    "Alert",
    "AskState",
    "Case",
    "CaseKeyChange",
    "CaseState",
    "ChainHead",
    "DestroyedCase",
    "Disclosure",
    "DisclosureAsk",
    "DisclosureState",
    "Disposal",
    "DisposalWay",
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
    "Place",
    "PrivateText",
    "Reminder",
    "Reporter",
    "RetentionPeriod",
    "RosterProposal",
    "RosterRow",
    "Stage",
    "Track",
    "VaultSession",
    "YearFigures",
]
