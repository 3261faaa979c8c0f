"""What each public page shows: the values a view hands to a template, and nothing a template would have to look up.

Every page of the public face has one frozen dataclass here. Views fill them from seals, windows and the measure;
templates only lay them out, so a page can be rendered, tested and looked at without a database.

Conventions: dates are Beijing days, instants are aware; addresses (`path`, `url`) are root-relative on the main
host (`/datong/2026/proposed-winners/`), templates put the main host before them when a city has its own.
Text that comes from a measure or from a notice is data in Chinese and is never translated; labels that the
portal words itself (`*_label`) arrive already translated or lazy. An empty string means “not stated” and is
shown as such, never left out in silence.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cms.published import (
    AnnouncedWindow,
    CountedDayView,
    PublicChannel,
    PublishedAct,
    PublishedEntry,
    PublishedFile,
    PublishedNotice,
    TierCount,
)
from cms.windows import WindowState


@dataclass(frozen=True)
class Crumb:
    """One step of 当前位置. `url` is empty for the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class CityLink:
    """A city in the masthead's switch: context variable `cities`, in the operator's order."""

    code: str
    city: str
    url: str


@dataclass(frozen=True)
class ArticleLink:
    """A reference to one article or item of a measure: `label` 第二十条, `url` `/datong/measure/v1/#a20`."""

    label: str
    url: str


# ---------------------------------------------------------------------------------------------- windows


class DayState(StrEnum):
    """How one day of a window stands against today; never told by colour alone."""

    PASSED = "passed"
    TODAY = "today"
    AHEAD = "ahead"
    NOT_COUNTED = "off"


@dataclass(frozen=True)
class DayBox:
    """One box of the pictured countdown. `number` is its place among the counted days, None when it does not count."""

    day: dt.date
    state: DayState
    number: int | None
    kind: str
    name: str
    source: str
    is_today: bool

    @property
    def weekday(self) -> int:
        """ISO weekday, 1 Monday to 7 Sunday: the column of the box in the week grid."""
        return self.day.isoweekday()


@dataclass(frozen=True)
class WindowBox:
    """A publicity window as a page shows it.

    `state` is computed at the reading; `announced` is what the seal says; `days` is the derivation as it stands
    now, after any calendar change, from the start day to the (expected) last day. `today` is the Beijing day of
    the reading.
    """

    state: WindowState
    announced: AnnouncedWindow
    days: tuple[CountedDayView, ...]
    today: dt.date

    @property
    def boxes(self) -> tuple[DayBox, ...]:
        """The days as boxes, in order."""
        return tuple(day_box(day, self.today) for day in self.days)

    @property
    def end_day(self) -> dt.date | None:
        """The last day, or while the window is provisional the expected one."""
        return self.state.last_day or self.state.expected_last_day

    @property
    def resumes_on(self) -> dt.date | None:
        """The first counted day after today: when a standing count goes on. None when no counted day is left."""
        return next((day.day for day in self.days if day.number is not None and day.day > self.today), None)

    @property
    def unknown_years(self) -> tuple[int, ...]:
        """Years of the window for which no holiday arrangement is known yet."""
        return tuple(sorted({day.day.year for day in self.days if day.kind == "unknown"}))


def day_box(day: CountedDayView, today: dt.date) -> DayBox:
    """Place one day of a derivation against today."""
    if day.number is None:
        state = DayState.NOT_COUNTED
    elif day.day < today:
        state = DayState.PASSED
    elif day.day == today:
        state = DayState.TODAY
    else:
        state = DayState.AHEAD
    return DayBox(day.day, state, day.number, day.kind, day.name, day.source, day.day == today)


@dataclass(frozen=True)
class OpenWindowRow:
    """One notice with a window, as the front page and a scheme's page list it.

    `marks` are short portal-worded labels of what happened to it (已更正, 已延长, 部分条目依法隐去 …).
    """

    title: str
    path: str
    scheme_code: str
    city: str
    award_name: str
    edition_name: str
    stage_name: str
    publisher: str
    published_at: dt.datetime
    entry_count: int
    window: WindowBox
    handler: str
    phone: str
    phone_hours: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeRow:
    """One notice in a list of notices. `phase` is a `cms.windows.Phase` value, empty for a notice without window."""

    title: str
    path: str
    scheme_code: str
    city: str
    edition_name: str
    stage_name: str
    act_label: str
    publisher: str
    published_at: dt.datetime
    doc_no: str = ""
    phase: str = ""
    marks: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------- front page


@dataclass(frozen=True)
class CityCard:
    """One city on the front page. `expires_on` None: the measure states no end."""

    code: str
    city: str
    award_name: str
    url: str
    measure_title: str
    measure_doc_no: str
    measure_url: str
    measure_status: str
    measure_status_label: str
    open_count: int
    waiting_count: int
    edition_name: str = ""


@dataclass(frozen=True)
class FrontPage:
    """The front page. `open_now` is sorted by the nearest last day, provisional windows after dated ones."""

    now: dt.datetime
    open_now: tuple[OpenWindowRow, ...]
    upcoming: tuple[OpenWindowRow, ...]
    waiting: tuple[OpenWindowRow, ...]
    newest: tuple[NoticeRow, ...]
    cities: tuple[CityCard, ...]


# -------------------------------------------------------------------------------------- scheme, edition


@dataclass(frozen=True)
class MeasureCard:
    """A measure in brief. `status` is in_force, not_yet, expired or repealed; its label carries the date in words."""

    title: str
    doc_no: str
    issuer: str
    version: int
    url: str
    status: str
    status_label: str
    effective_on: dt.date
    expires_on: dt.date | None


class StageState(StrEnum):
    """Where a stage of an edition stands."""

    DONE = "done"
    RUNNING = "running"
    WAITING = "waiting"
    AHEAD = "ahead"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class StepRecord:
    """An act the measure asks for before or in a stage, and whether the office recorded it.

    `recorded_on` None: nothing recorded yet. `optional` marks acts of the 必要时 kind. `override_reason` is set
    where a publisher went on without it, and is public.
    """

    label: str
    articles: tuple[ArticleLink, ...]
    recorded_on: dt.date | None
    body: str = ""
    note: str = ""
    optional: bool = False
    override_reason: str = ""


@dataclass(frozen=True)
class StageNotice:
    """A notice of a stage in the timeline. `window` None: the notice has no window."""

    title: str
    path: str
    publisher: str
    act_label: str
    published_at: dt.datetime
    window: WindowState | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimelineStage:
    """A stage the measure really has, in the measure's order, also when it is not published here.

    `plain` says in one or two sentences what happens. `working_days` None: 期限未规定. `publisher_stated` False:
    the measure leaves the publishing body unsaid and the portal reads it so.
    """

    key: str
    name: str
    type: str
    plain: str
    state: StageState
    published_here: bool
    publisher: str
    publisher_stated: bool
    scope: str
    channel: str
    lists: bool
    working_days: int | None
    exact: bool
    gate: str
    articles: tuple[ArticleLink, ...]
    notices: tuple[StageNotice, ...] = ()
    steps: tuple[StepRecord, ...] = ()


@dataclass(frozen=True)
class EditionTimeline:
    """One edition. `standing` is running, postponed, ended or completed; `standing_reason` the public words for it.

    `newer_measure` is set when the edition is bound to a version that is no longer the current one.
    """

    name: str
    path: str
    scheme_code: str
    city: str
    award_name: str
    standing: str
    standing_label: str
    standing_reason: str
    standing_path: str
    measure: MeasureCard
    newer_measure: MeasureCard | None
    stages: tuple[TimelineStage, ...]


@dataclass(frozen=True)
class EditionRow:
    """An edition in the list of editions."""

    name: str
    path: str
    standing_label: str
    notice_count: int
    newest_at: dt.datetime | None


@dataclass(frozen=True)
class SchemeChannel:
    """How to object and to complain under one scheme.

    `objection_handler` and `complaint_recipient` are empty where the measure names nobody (未规定);
    `process` are the office's own public words; `online` turns true only when the confidential channel is open.
    """

    channels: tuple[PublicChannel, ...]
    process: tuple[str, ...]
    objection_handler: str
    objection_articles: tuple[ArticleLink, ...]
    complaint_recipient: str
    complaint_articles: tuple[ArticleLink, ...]
    online: bool = False


@dataclass(frozen=True)
class SchemeHome:
    """A city's page. `current` None: no edition has begun."""

    code: str
    city: str
    award_name: str
    url: str
    lead_body: str
    office_body: str
    measure: MeasureCard
    open_now: tuple[OpenWindowRow, ...]
    upcoming: tuple[OpenWindowRow, ...]
    waiting: tuple[OpenWindowRow, ...]
    current: EditionTimeline | None
    editions: tuple[EditionRow, ...]
    newest: tuple[NoticeRow, ...]
    channel: SchemeChannel


# ---------------------------------------------------------------------------------------------- notice


@dataclass(frozen=True)
class NoticeLink:
    """Another notice this one speaks of."""

    title: str
    path: str
    published_at: dt.datetime


@dataclass(frozen=True)
class EntryRow:
    """A row of the list with what later acts did to it. `window` is its own window when it was added or changed."""

    entry: PublishedEntry
    acts: tuple[PublishedAct, ...]
    struck: PublishedAct | None
    window: WindowBox | None


@dataclass(frozen=True)
class EntryGroup:
    """The rows of one tier and kind, in the order of the list, with their count against the cap."""

    tier: str
    tier_name: str
    kind: str
    kind_label: str
    rows: tuple[EntryRow, ...]
    count: TierCount | None

    @property
    def standing(self) -> int:
        """How many rows of the group still stand: neither struck nor withheld from view."""
        return sum(1 for row in self.rows if row.struck is None and row.entry.withheld is None)


@dataclass(frozen=True)
class NoticePage:
    """A notice. `archive` is empty, or concluded, ended, expired; `preview` marks a draft shown to the office only."""

    notice: PublishedNotice
    now: dt.datetime
    window: WindowBox | None
    entry_windows: Mapping[str, WindowBox] = field(default_factory=dict)
    correction_of: NoticeLink | None = None
    later_notices: tuple[NoticeLink, ...] = ()
    archive: str = ""
    concluded_on: dt.date | None = None
    complaint_recipient: str = ""
    preview: bool = False

    @property
    def phone(self) -> PublicChannel | None:
        """The first telephone among the channels."""
        return next((channel for channel in self.notice.channels if channel.kind == "phone"), None)

    @property
    def place(self) -> PublicChannel | None:
        """Where one may go in person or write to: a desk, else a postal address."""
        by_kind = {channel.kind: channel for channel in reversed(self.notice.channels)}
        return by_kind.get("desk") or by_kind.get("post")

    @property
    def groups(self) -> tuple[EntryGroup, ...]:
        """The list, grouped by tier and kind in the order they first appear."""
        return entry_groups(self.notice, self.entry_windows)

    @property
    def entry_total(self) -> int:
        """Rows of the sealed list, withheld ones included, secret ones not (they are counted apart)."""
        return len(self.notice.entries)

    @property
    def shown_files(self) -> tuple[PublishedFile, ...]:
        """The attachments in order, withheld ones included."""
        return self.notice.files

    @property
    def basis_path(self) -> str:
        """Address of the version of the measure the notice rests on; article anchors are appended to it."""
        return f"/{self.notice.scheme_code}/measure/v{self.notice.measure_version}/"


def entry_groups(notice: PublishedNotice, windows: Mapping[str, WindowBox]) -> tuple[EntryGroup, ...]:
    """Group the rows of a list by tier and kind; one pass over entries and acts, whatever the size of the list."""
    acts: dict[str, list[PublishedAct]] = {}
    for act in notice.acts:
        if act.entry_key:
            acts.setdefault(act.entry_key, []).append(act)
    rows: dict[tuple[str, str], list[EntryRow]] = {}
    for entry in notice.entries:
        own = tuple(acts.get(entry.key, ()))
        struck = next((act for act in own if act.kind == "struck"), None)
        row = EntryRow(entry, own, struck, windows.get(entry.key))
        rows.setdefault((entry.tier, entry.kind), []).append(row)
    counts = {(count.tier, count.kind): count for count in notice.tier_counts}
    return tuple(
        EntryGroup(
            tier=tier,
            tier_name=group[0].entry.tier_name,
            kind=kind,
            kind_label=group[0].entry.kind_label,
            rows=tuple(group),
            count=counts.get((tier, kind)),
        )
        for (tier, kind), group in rows.items()
    )
