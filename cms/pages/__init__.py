"""What each public page shows: the values a view hands to a template, and nothing a template would have to look up.

Every page of the public face has one frozen dataclass here. Views fill them from seals, windows and the
measure;
templates only lay them out, so a page can be rendered, tested and looked at without a database.

Conventions: dates are Beijing days, instants are aware; addresses (`path`, `url`) are root-relative on the
main
host (`/datong/2026/proposed-winners/`), templates put the main host before them when a city has its own.
Text that comes from a measure or from a notice is data in Chinese and is never translated; labels that the
portal words itself (`*_label`) arrive already translated or lazy. An empty string means “not stated” and is
shown as such, never left out in silence.
"""

from cms.pages.listing import ArticleLink, CityCard, CityLink, Crumb, FrontPage, NoticeRow, OpenWindowRow
from cms.pages.measure import MeasurePage, MeasureVersion, measure_page
from cms.pages.notice import EntryGroup, EntryRow, NoticeLink, NoticePage, entry_groups
from cms.pages.plain_words import period_words, plain_words
from cms.pages.scheme import (
    EditionRow,
    EditionTimeline,
    MeasureCard,
    SchemeChannel,
    SchemeHome,
    SitemapCity,
    SitemapPage,
    StageNotice,
    StageState,
    StepRecord,
    TimelineStage,
)
from cms.pages.window import DayBox, DayState, WindowBox, day_box

__all__ = [
    "ArticleLink",
    "CityCard",
    "CityLink",
    "Crumb",
    "DayBox",
    "DayState",
    "EditionRow",
    "EditionTimeline",
    "EntryGroup",
    "EntryRow",
    "FrontPage",
    "MeasureCard",
    "MeasurePage",
    "MeasureVersion",
    "NoticeLink",
    "NoticePage",
    "NoticeRow",
    "OpenWindowRow",
    "SchemeChannel",
    "SchemeHome",
    "SitemapCity",
    "SitemapPage",
    "StageNotice",
    "StageState",
    "StepRecord",
    "TimelineStage",
    "WindowBox",
    "day_box",
    "entry_groups",
    "measure_page",
    "period_words",
    "plain_words",
]
