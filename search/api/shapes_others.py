"""Measures, the calendar, the dumps, and the pages of a list, as the interface gives them."""

from functools import cache
from typing import Literal

from pydantic import BaseModel, Field, create_model

from search.api.shapes_notices import CountedDay
from search.api.values import Address, Day, Digest, Instant, Links, Shape, Text


class Measure(Shape):
    """一部办法的一个版本，列表中的样子。"""

    id: str = Field(description="奖项代码和版本。", examples=["datong.v1"])
    scheme: str
    version: int
    title: str
    doc_no: Text
    issuer: str
    city: str
    award_name: str
    status: Literal["not_yet", "in_force", "expired", "repealed"]
    effective_on: Day
    expires_on: Day | None
    sha256: Digest = Field(description="数据文件的摘要。")
    links: Links


class Paragraph(Shape):
    """一款或者一项。"""

    text: str
    anchor: Text
    original: Text = Field(description="与原印文字不同的，是原印文字。")


class MeasureArticle(Shape):
    """一条。"""

    anchor: str
    heading: str
    paragraphs: list[Paragraph]
    notes: list[str] = Field(description="本站编者的说明，不是办法原文。")


class Chapter(Shape):
    """一章；不分章的办法只有一个没有标题的章。"""

    heading: Text
    title: Text
    articles: list[MeasureArticle]


class MeasureDetail(Measure):
    """一部办法的一个版本，全文。"""

    signed_on: Day | None
    published_on: Day | None
    interpreter: Text
    repeals: list[str]
    chapters: list[Chapter]


class Year(Shape):
    """一年的放假安排，列表中的样子。"""

    year: int
    known: bool = Field(description="放假安排是否已经公布；没有公布的，该年的日子为暂定。")
    source: Text
    rest_days: int
    makeup_days: int
    example: bool = Field(description="是否为演示数据。")
    links: Links


class CalendarDay(Shape):
    """一天。`working` 在放假安排公布以前为空。"""

    day: Day
    kind: Literal["workday", "weekend", "rest", "makeup", "local_rest", "unknown"]
    working: bool | None
    expected_working: bool
    name: str
    source: str


class YearDetail(Year):
    """一年的每一天。"""

    division: Text = Field(description="行政区划代码；为空的是全国。")
    provisional: bool
    calendar_version: str
    days: list[CalendarDay]


class Derivation(Shape):
    """从起算日推算若干工作日。"""

    start: Day
    working_days: int
    policy: Literal["exclude_start", "include_start"]
    division: Text
    first_day: Day | None
    last_day: Day | None = Field(description="最后一天，当日24时（北京时间）截止；暂定的为空。")
    expected_last_day: Day | None
    provisional: bool
    calendar_version: str
    days: list[CountedDay]
    links: Links


class DumpFile(Shape):
    """批量下载的一个文件。"""

    name: str = Field(examples=["register.jsonl.gz"])
    rows: int
    bytes: int
    sha256: Digest
    url: Address


class Covered(Shape):
    """收录了哪个奖项的哪一届，多少条。"""

    scheme: Text
    award_name: str
    edition: Text
    verified: bool
    awards: int


class Dump(Shape):
    """某一天的批量下载。"""

    date: Day
    made_at: Instant
    index_version: Text = Field(description="制作时检索索引的版本；没有索引的为空。")
    coverage: list[Covered]
    licence: str
    files: list[DumpFile]
    checksums: Address = Field(description="SHA256SUMS 文件，可用 sha256sum --check 核对。")
    links: Links


@cache
def page_of(item: type[Shape]) -> type[BaseModel]:
    """A page of a list of these."""
    return create_model(
        f"{item.__name__}Page",
        __base__=Shape,
        __doc__="列表的一页。",
        total=(int | None, Field(description="一共有多少条；不便计数的为空。")),
        next=(Address | None, Field(description="下一页的网址；已到末尾的为空。")),
        items=(list[item], Field(description="本页各条。")),  # type: ignore[valid-type]
    )
