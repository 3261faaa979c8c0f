"""What the rules look at: plain frozen values, gathered by whoever asks from drafts and records.

Days are Beijing calendar days, instants are aware. Keys are those of the measure's document. An empty string
means that nothing was entered. No value here is a model, and none reads anything by itself.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cms.regulation.base import EntryKind
from cms.regulation.rules.award_facts import NamedAward, PastAward
from portal.calendar.workdays import CountingPolicy


class NoticeAct(StrEnum):
    """What a notice does. All but the first amend something that was published before.

    original      the notice of a stage
    correction    a dated correction: entries struck, added, changed or put right, or words put right
    extension     a longer window for a list that is not concluded
    restart       a new window for a whole list that is not concluded
    postponement  the edition stands still; resumption takes it up again; ending ends it without a result
    reinstatement awards that a revocation announcement withdrew are given back
    """

    ORIGINAL = "original"
    CORRECTION = "correction"
    EXTENSION = "extension"
    RESTART = "restart"
    POSTPONEMENT = "postponement"
    RESUMPTION = "resumption"
    ENDING = "ending"
    REINSTATEMENT = "reinstatement"


class ChangeKind(StrEnum):
    """What a correction does to one entry: strike it, add it, change who or what it is, put a slip right."""

    STRUCK = "struck"
    ADDED = "added"
    CHANGED = "changed"
    CORRECTED = "corrected"


class EditionState(StrEnum):
    """Whether an edition goes on, stands still, or was ended without a result."""

    RUNNING = "running"
    POSTPONED = "postponed"
    ENDED = "ended"


class BarCount(StrEnum):
    """Where the cycles of a reapplication bar begin, as the scheme's operator reads 在获奖后N个评选周期内.

    next_edition: a win in edition n bars n+1 … n+N. winning_edition: the winning edition is the first of N.
    """

    NEXT_EDITION = "next_edition"
    WINNING_EDITION = "winning_edition"


class Nature(StrEnum):
    """What an applicant is, for the departments to consult: 企业及其负责人, 机关事业单位及其工作人员."""

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    OTHER = "other"
    UNKNOWN = ""


class HitKind(StrEnum):
    """What kind of personal number was found."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """A row of a list. `key` is its identity over versions, `no` its printed number.

    A withheld row (依法不公开) counts by tier and kind and carries no name, code, unit or post. `group_entry`
    marks an entry of several persons, named in `joint_names`. `recommender_body` is the measure's key of the
    body that recommends, where the office recorded it; `nature` empty lets an organisation's code decide.
    """

    key: str
    no: int
    kind: str
    tier: str = ""
    name: str = ""
    uscc: str = ""
    joint_names: tuple[str, ...] = ()
    group_entry: bool = False
    post: str = ""
    unit: str = ""
    district: str = ""
    recommender: str = ""
    recommender_body: str = ""
    industry: str = ""
    withheld: bool = False
    nature: Nature = Nature.UNKNOWN
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActFacts:
    """An earlier act on record: its key (see `needed_acts`), the day it was done, by whom, what is noted.

    `subject` is the public id of the award it concerns; "" where it concerns the whole notice.
    """

    key: str
    done_on: dt.date
    note: str = ""
    by_name: str = ""
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplyFacts:
    """A consulted department's reply. `body` is the department as the measure names it (公安)."""

    body: str
    replied_on: dt.date
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnPublicity:
    """The publicity inside an applicant's own organisation: first and last day, and that nobody objects."""

    entry_key: str
    first_day: dt.date
    last_day: dt.date
    no_objection: bool


@dataclass(frozen=True, kw_only=True)
class EligibilityFacts:
    """What the formal check recorded on one condition of one entry.

    `years` (whole years) or `rank` for a condition with a number, `met` for a declared one or a document.
    None: not recorded.
    """

    entry_key: str
    criterion: str
    years: int | None = None
    rank: int | None = None
    met: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """Declarations of interest for the list: where they are filed, how many were made, how many recused."""

    ref: str
    made: int
    recused: int = 0


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A personal number found in a text. `excerpt_masked` never holds the whole number.

    `place` is a field's name, `entry:<no>` or an attachment's name. `cleared_reason` is what the approver
    wrote to declare it false; empty means that it stands.
    """

    place: str
    kind: HitKind
    excerpt_masked: str
    cleared_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachmentFacts:
    """An attachment and what the search for personal numbers found in it.

    `readable` false means that its text could not be read; `confirmed_by` then names who looked through it.
    """

    name: str
    sha256: str
    readable: bool = True
    hits: tuple[Hit, ...] = ()
    confirmed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ChannelFacts:
    """A way to object. `kind` is one of phone, fax, email, post, desk, online; `hours` are its own hours."""

    kind: str
    value: str
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class TextClaim:
    """Something the notice's words or an attachment state about the window, found by `text_claims`.

    role is first_day or last_day with `day`, or working_days with `number`; `place` says where it stands.
    """

    role: str
    place: str
    day: dt.date | None = None
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class EntryChange:
    """What a correction does to one entry. `fields` names the columns that differ from the published row."""

    kind: ChangeKind
    entry_key: str
    reason: str = ""
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PriorNotice:
    """An earlier notice of the same edition, as it stands now.

    One value a notice of a stage; its amendments show in it and are not listed beside it. `publisher` is the
    issuing body's key, `publisher_name` the body as printed (several county bodies share a key). `entries` is
    the list after its corrections, struck ones left out; `struck` holds the keys of those. `window_last_day`
    is None while provisional and for notices without a window. `concluded` includes the windows of single
    entries. `ended` marks a notice ended or replaced. `held` tells that an objection is open.
    """

    stage_key: str
    publisher: str
    act: NoticeAct = NoticeAct.ORIGINAL
    publisher_name: str = ""
    title: str = ""
    sealed: bool = True
    provisional: bool = False
    window_last_day: dt.date | None = None
    concluded: bool = False
    ended: bool = False
    held: bool = False
    entries: tuple[EntryFacts, ...] = ()
    struck: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StatedBonus:
    """Money stated in a decision for a tier and kind, in whole yuan; 0 states that there is none."""

    tier: str
    kind: str
    cny: int


@dataclass(frozen=True, kw_only=True)
class PlacesTaken:
    """Winners of a tier and kind in other editions of the same year; for caps that count by the year."""

    tier: str
    kind: EntryKind
    count: int


@dataclass(frozen=True, kw_only=True)
class AmendedNotice:
    """The published notice an amendment belongs to, with its window as it runs now.

    `last_day` is None while provisional. `entry_keys` are the rows that still stand.
    """

    stage_key: str
    publisher: str
    published_on: dt.date
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    needed: int = 0
    provisional: bool = False
    concluded: bool = False
    ended: bool = False
    entry_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class MeasureFacts:
    """What became of the measure's instrument: the first day another one takes its place, and its title."""

    repealed_on: dt.date | None = None
    repealed_by: str = ""


NOT_REPEALED = MeasureFacts()


@dataclass(frozen=True, kw_only=True)
class PublicationFacts:
    """A notice about to be published.

    publish_at         the instant of publication: now, or the scheduled one
    starts_on          day from which the window is announced to run, None: the day of publication
    working_days       chosen length; None: that of the amended window, else the measure's. For an extension
                       the days added
    office_opens       when business begins at the office, Beijing time; for counting the day of publication
    basis              articles of the measure the notice quotes
    entries            the list as it stands after this act, without struck ones; none if only words change
    secret_count       how many entries the notice says are withheld by law
    parallel           other notices of this stage and edition that stand, by other bodies
    prior              notices of other stages of this edition, and amendments
    places_in_year     winners of the same year in other editions
    history_complete   the operator declared the scheme's earlier awards complete
    named_awards       awards that a revocation or a reinstatement names
    latest_edition     number of the newest edition begun, and the day it began
    remedies_text      what the holder of a withdrawn award may do, as printed
    process_text       how objections are handled, as printed
    """

    act: NoticeAct
    stage_key: str
    edition_number: int
    edition_started_on: dt.date | None
    title: str
    issuer: str
    publisher_body: str
    publisher_name: str
    publish_at: dt.datetime
    edition_state: EditionState = EditionState.RUNNING
    measure: MeasureFacts = NOT_REPEALED
    doc_no: str = ""
    index_no: str = ""
    signed_date: dt.date | None = None
    basis: tuple[str, ...] = ()
    publisher_reason: str = ""
    reason: str = ""
    starts_on: dt.date | None = None
    working_days: int | None = None
    policy: CountingPolicy = CountingPolicy.EXCLUDE_START
    policy_reason: str = ""
    office_opens: dt.time | None = None
    media: str = ""
    third_party_entrusted: bool = False
    third_party: str = ""
    panel_size: int | None = None
    entries: tuple[EntryFacts, ...] = ()
    secret_count: int = 0
    eligibility: tuple[EligibilityFacts, ...] = ()
    own_publicity: tuple[OwnPublicity, ...] = ()
    acts: tuple[ActFacts, ...] = ()
    replies: tuple[ReplyFacts, ...] = ()
    declarations: Declarations | None = None
    secrecy_review: ActFacts | None = None
    named_awards: tuple[NamedAward, ...] = ()
    latest_edition: int = 0
    latest_edition_began: dt.date | None = None
    remedies_text: str = ""
    channels: tuple[ChannelFacts, ...] = ()
    process_text: str = ""
    attachments: tuple[AttachmentFacts, ...] = ()
    text_hits: tuple[Hit, ...] = ()
    claims: tuple[TextClaim, ...] = ()
    prior: tuple[PriorNotice, ...] = ()
    parallel: tuple[PriorNotice, ...] = ()
    places_in_year: tuple[PlacesTaken, ...] = ()
    past_awards: tuple[PastAward, ...] = ()
    history_complete: bool = False
    bar_counts_from: BarCount = BarCount.NEXT_EDITION
    bonuses: tuple[StatedBonus, ...] = ()
    amends: AmendedNotice | None = None
    changes: tuple[EntryChange, ...] = ()
