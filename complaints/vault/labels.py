"""Every purpose a key is derived for. Two purposes never share a label, so two keys never coincide."""

from enum import StrEnum, unique


@unique
class Label(StrEnum):
    """The labels of the protocol's first version (§3.7), with those of the day's head and of exports.

    Each goes as ASCII into the `info` of HKDF, or before a hash.
    """

    BLOB = "qav1/blob"
    MEMBER_KEM = "qav1/member/kem"
    MEMBER_SIGN = "qav1/member/sign"
    RECOVERY = "qav1/recovery"
    CASE_KEM = "qav1/case/kem"
    IDENTITY = "qav1/identity"
    SHARE = "qav1/share"
    SESSION_ID = "qav1/session/id"
    SESSION_KEY = "qav1/session/key"
    INBOX_ID = "qav1/inbox/id"
    INBOX_KEY = "qav1/inbox/key"
    DRAFT_ID = "qav1/draft/id"
    DRAFT_KEY = "qav1/draft/key"
    RECEIPT_DIGITS = "qav1/receipt/digits"
    RECEIPT_SALT = "qav1/receipt/salt"
    RECEIPT_LOOKUP = "qav1/receipt/lookup"
    RECEIPT_UNLOCK = "qav1/receipt/unlock"
    REPORTER_KEY = "qav1/reporter/key"
    PROOF = "qav1/proof"
    EVENT = "qav1/event"
    EVENTS_HEAD = "qav1/events/head"
    BUNDLE = "qav1/bundle"

    @property
    def ascii(self) -> bytes:
        """The label as it enters a derivation or a hash."""
        return self.value.encode("ascii")
