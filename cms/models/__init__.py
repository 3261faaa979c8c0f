"""Everything the office writes and the public reads, as tables. Models hold; `cms.actions` writes."""

from cms.models.account_names import AccountName
from cms.models.files import NoticeFile
from cms.models.follow_up import OUTCOMES, FollowUp, FollowUpKind, FollowUpOutcome
from cms.models.history import HISTORY_TRANSITIONS, ExternalAward, HistoryBatch, HistoryEntry, HistoryState
from cms.models.imports import IMPORT_TRANSITIONS, OPEN_STATES, ImportKind, ImportRun, ImportState
from cms.models.lists import Entry, EntryKind, EntryList
from cms.models.measure import Measure
from cms.models.notice import (
    AMENDING_ACTS,
    EDITION_ACTS,
    RECORD_ACTS,
    TEXT_FIELDS,
    ActRecord,
    Notice,
    NoticeAct,
    RecordKey,
)
from cms.models.referrals import Referral, Remedy
from cms.models.register import AwardRecord, RecordEvent
from cms.models.scheme import (
    Approvals,
    ChannelKind,
    ChannelPurpose,
    ContactChannel,
    EditionEvent,
    EditionPage,
    OfficeAccount,
    SchemePage,
)
from cms.models.seal import Clearance, Seal, SealAct, Withholding
from cms.models.window import Conclusion, Window, WindowChange
from cms.models.workflow import FourEyesTask

__all__ = [
    "AMENDING_ACTS",
    "EDITION_ACTS",
    "HISTORY_TRANSITIONS",
    "IMPORT_TRANSITIONS",
    "OPEN_STATES",
    "OUTCOMES",
    "RECORD_ACTS",
    "TEXT_FIELDS",
    "AccountName",
    "ActRecord",
    "Approvals",
    "AwardRecord",
    "ChannelKind",
    "ChannelPurpose",
    "Clearance",
    "Conclusion",
    "ContactChannel",
    "EditionEvent",
    "EditionPage",
    "Entry",
    "EntryKind",
    "EntryList",
    "ExternalAward",
    "FollowUp",
    "FollowUpKind",
    "FollowUpOutcome",
    "FourEyesTask",
    "HistoryBatch",
    "HistoryEntry",
    "HistoryState",
    "ImportKind",
    "ImportRun",
    "ImportState",
    "Measure",
    "Notice",
    "NoticeAct",
    "NoticeFile",
    "OfficeAccount",
    "RecordEvent",
    "RecordKey",
    "Referral",
    "Remedy",
    "SchemePage",
    "Seal",
    "SealAct",
    "Window",
    "WindowChange",
    "Withholding",
]
