"""One city: its measure in brief, its editions, and the timeline of an edition."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from cms.pages.award import AwardRow
from cms.pages.listing import ArticleLink, NoticeRow, OpenWindowRow
from cms.published import PublicChannel
from cms.windows import WindowState


@dataclass(frozen=True)
class MeasureCard:
    """A measure in brief. `status` is in_force, not_yet, expired or repealed; its label carries the date
    in words.
    """

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
    ENDED = "ended"
    AHEAD = "ahead"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class StepRecord:
    """An act the measure asks for before or in a stage, and whether the office recorded it.

    `recorded_on` None: nothing recorded yet. `optional` marks acts of the 必要时 kind. `override_reason`
    is set
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

    `plain` says in one or two sentences what happens. `working_days` None: 期限未规定. `publisher_stated`
    False:
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
    """One edition. `standing` is running, postponed, ended or completed; `standing_reason` the public
    words for it. `award_count` counts the awards its decision entered in the register.

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
    acts: tuple[StageNotice, ...] = ()
    number: int = 0
    award_count: int = 0


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
    `process` are the office's own public words.
    """

    channels: tuple[PublicChannel, ...]
    process: tuple[str, ...]
    objection_handler: str
    objection_articles: tuple[ArticleLink, ...]
    complaint_recipient: str
    complaint_articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class SchemeHome:
    """A city's page. `current` None: no edition has begun. `awards` are the newest of its register."""

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
    awards: tuple[AwardRow, ...] = ()


@dataclass(frozen=True)
class SitemapCity:
    """One city on the site map: its page, its measure, its editions."""

    code: str
    city: str
    award_name: str
    url: str
    measure_title: str
    measure_url: str
    editions: tuple[EditionRow, ...]


@dataclass(frozen=True)
class SitemapPage:
    """The site map for people (`portal/sitemap.html`)."""

    cities: tuple[SitemapCity, ...]
