"""Lists across notices and cities: the front page, and the rows other pages share."""

import datetime as dt
from dataclasses import dataclass

from cms.pages.window import WindowBox


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
    """One notice in a list of notices. `phase` is a `cms.windows.Phase` value, empty for a notice without
    window.
    """

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
