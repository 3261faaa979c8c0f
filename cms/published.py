"""What the public reads: one frozen view of a notice, made from a sealed body and from nothing else.

The page, the feeds, the API, the exports and the preview all render these values. A preview builds the
same body from the draft (`cms.seals.draft_body`) and reads it through the same reader, so what is approved
is what is shown. Every date is a Beijing day, every instant is aware and shown in Asia/Shanghai.
"""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Withheld:
    """Why a leaf shows 依法隐去 instead of its value: ground in words, instant, and whether two people stand behind it."""

    ground: str
    at: dt.datetime
    confirmed: bool


@dataclass(frozen=True)
class Basis:
    """One article a notice rests on, with its words as they stood in the measure that was sealed."""

    ref: str
    anchor: str
    label: str
    text: str


@dataclass(frozen=True)
class Disclosure:
    """The disclosure block (信息公开要素). Empty strings print as “—”, they are never hidden."""

    index_no: str
    issuing_body: str
    doc_no: str
    signed_date: dt.date | None
    published_at: dt.datetime | None
    validity: str
    disclosure_mode: str
    subject_class: str


@dataclass(frozen=True)
class PublicChannel:
    """A way to object or ask: kind is one of phone, fax, email, post, desk, online."""

    kind: str
    kind_label: str
    value: str
    hours: str
    note: str

    @property
    def counted_by_office(self) -> bool:
        """Whether the office itself receives by it, and can say how many objections came in.

        What comes in by the portal's own confidential channel nobody who publishes may know; it holds the gate by itself.
        """
        return not (self.kind == "online" and "/complaints/" in self.value)


@dataclass(frozen=True)
class CountedDayView:
    """One day of the derivation: number is its place among the counted days, None when it does not count."""

    day: dt.date
    kind: str
    name: str
    number: int | None
    source: str


@dataclass(frozen=True)
class AnnouncedWindow:
    """The window as announced on the day of publication. `stated` is False where the measure sets no period (期限未规定)."""

    needed: int
    exact: bool
    stated: bool
    policy: str
    calendar_version: str
    first_day: dt.date | None
    last_day: dt.date | None
    expected_last_day: dt.date | None
    provisional: bool
    days: tuple[CountedDayView, ...]


@dataclass(frozen=True)
class PublishedEntry:
    """A row of the list. `withheld` set means every other text is empty.

    `revised_by` is the path of the correction that brought the row; empty for a row of the sealed list itself.
    """

    leaf: int
    key: str
    no: int
    kind: str
    kind_label: str
    tier: str
    tier_name: str
    name: str
    uscc: str
    joint_names: tuple[str, ...]
    post: str
    unit: str
    district: str
    recommender: str
    industry: str
    certificate_no: str = ""
    withheld: Withheld | None = None
    revised_by: str = ""


@dataclass(frozen=True)
class TierCount:
    """How many entries of a tier and kind there are, and the cap of the measure that speaks of them (None: no cap stated)."""

    tier: str
    tier_name: str
    kind: str
    kind_label: str
    count: int
    cap: int | None
    articles: tuple[str, ...]


@dataclass(frozen=True)
class PublishedFile:
    """An attachment: address by digest, never by name alone."""

    leaf: int
    name: str
    title: str
    size: int
    media_type: str
    sha256: str
    withheld: Withheld | None = None


@dataclass(frozen=True)
class TextBlock:
    """A block of the notice's words, plain text: key is lead, procedure, objection, remedies, closing or reason."""

    leaf: int
    key: str
    paragraphs: tuple[str, ...]
    withheld: Withheld | None = None


@dataclass(frozen=True)
class PublishedAward:
    """An award that a revocation withdraws or a reinstatement gives back, with what the measure attaches to it.

    `withheld` set means every text about the holder is empty. `barred_through_edition` and `barred_until` are None where
    the measure states no ban; `ban_start_stated` is False where it does not say where the ban begins.
    """

    leaf: int
    key: str
    no: int
    record: str
    reinstated: bool
    edition_name: str
    tier_name: str
    kind: str
    kind_label: str
    name: str
    uscc: str
    joint_names: tuple[str, ...]
    unit: str
    post: str
    certificate_no: str
    decision_title: str
    decision_path: str
    decision_doc_no: str
    decision_date: dt.date | None
    finding: str
    ground_text: str = ""
    articles: tuple[str, ...] = ()
    decided_on: dt.date | None = None
    recover: tuple[str, ...] = ()
    recover_articles: tuple[str, ...] = ()
    ban_wording: str = ""
    ban_counted: str = ""
    ban_start_stated: bool = True
    ban_articles: tuple[str, ...] = ()
    barred_through_edition: int | None = None
    barred_until: dt.date | None = None
    withheld: Withheld | None = None

    @property
    def holder(self) -> str:
        """Who held or holds it, as printed."""
        return "、".join(self.joint_names) or self.name

    @property
    def record_path(self) -> str:
        """The permanent path of the award's own page."""
        return f"/register/awards/{self.record}/" if self.record else ""


@dataclass(frozen=True)
class SealedVerdict:
    """A warning that stood when the notice was cleared, or a block that an office overrode with a public reason."""

    rule: str
    level: str
    message: str
    articles: tuple[str, ...]
    override_reason: str = ""
    override_office: str = ""


@dataclass(frozen=True)
class PublishedAct:
    """Something that happened to a sealed notice afterwards: amendment, conclusion, moved window, withholding."""

    seq: int
    kind: str
    kind_label: str
    at: dt.datetime
    entry_key: str
    reason: str
    article: str
    address: str
    before: str
    after: str


@dataclass(frozen=True)
class PublishedNotice:
    """One sealed notice as the public reads it. Immutable; equal bodies and acts give equal values."""

    v: int
    public_id: str
    address: str
    path: str
    digest: str
    scheme_code: str
    scheme_name: str
    city: str
    edition_slug: str
    edition_name: str
    stage_key: str
    stage_type: str
    stage_name: str
    act: str
    act_label: str
    title: str
    publisher: str
    issuers: tuple[str, ...]
    third_party: str
    media: str
    scope: str
    measure_title: str
    measure_doc_no: str
    measure_version: int
    measure_sha256: str
    disclosure: Disclosure
    basis: tuple[Basis, ...]
    texts: tuple[TextBlock, ...]
    channels: tuple[PublicChannel, ...]
    objection_handler: str
    window: AnnouncedWindow | None
    entries: tuple[PublishedEntry, ...]
    secret_count: int
    tier_counts: tuple[TierCount, ...]
    files: tuple[PublishedFile, ...]
    verdicts: tuple[SealedVerdict, ...]
    prev_digest: str
    prev_path: str
    awards: tuple[PublishedAward, ...] = ()
    acts: tuple[PublishedAct, ...] = field(default_factory=tuple)

    @property
    def is_publicity(self) -> bool:
        """Whether people may object to this list within a window."""
        return self.stage_type == "publicity"

    def text(self, key: str) -> TextBlock | None:
        """The block of that key, or None."""
        return next((block for block in self.texts if block.key == key), None)

    def acts_on(self, entry_key: str) -> tuple[PublishedAct, ...]:
        """What later acts did to one entry, in order."""
        return tuple(act for act in self.acts if act.entry_key == entry_key)
