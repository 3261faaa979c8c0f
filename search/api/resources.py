"""Every resource of the interface, once: the views answer by this table, and the description and the page are made from it."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from search.api import (
    awards,
    calendar,
    dumps,
    measures,
    notices,
    organisations,
    shapes_awards,
    shapes_notices,
    shapes_others,
    windows,
)
from search.api.asking import PAGING, Answer, Asked
from search.api.parameters import Parameter
from search.api.shapes_others import page_of
from search.api.values import Shape

Read = Callable[[Asked], Answer]


@dataclass(frozen=True)
class Resource:
    """One address. `path` names its parts in braces; `item` is what it gives, `listed` a page of them.

    `by_index`: only the index can answer, so that it may be unavailable.
    """

    name: str
    path: str
    group: str
    summary: str
    item: type[Shape]
    read: Read
    parts: tuple[Parameter, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    by_index: bool = False
    listed: bool = False

    @property
    def model(self) -> type[BaseModel]:
        """The answer: an item, or a page of them."""
        return page_of(self.item) if self.listed else self.item

    @property
    def route(self) -> str:
        """The path as Django's routes have it."""
        return self.path.replace("{", "<str:").replace("}", ">")

    @property
    def example(self) -> str:
        """The path with its examples."""
        path = self.path
        for part in self.parts:
            path = path.replace(f"{{{part.name}}}", part.example)
        return path


@dataclass(frozen=True)
class Group:
    """Resources of one kind, under the heading of the page."""

    key: str
    title: str
    text: str


GROUPS = (
    Group("notices", "公告和名单", "已发布的公告，照封存件；名单逐行给出，更正后的行与原行都在。"),
    Group("windows", "公示期", "现在的状态和逐日推算。"),
    Group("awards", "获奖记录", "各市名册中的记录，以及未经核实的其他奖项的记录（verified 为 false）。"),
    Group("organisations", "获奖组织", "跨奖项、跨年度。依法隐去的不在其中；个人不在其中。"),
    Group("measures", "办法", "各版本及其全文。"),
    Group("calendar", "工作日", "每一天是否为工作日、依据什么；从某日起推算若干工作日。"),
    Group("dumps", "批量下载", "全部公开内容，每天一次，附校验和。"),
)


RESOURCES = (
    Resource("notices", "notices/", "notices", "公告，最近发布的在前。", shapes_notices.Notice, notices.notice_list,
        parameters=notices.PARAMETERS, listed=True),
    Resource(
        "notice", "notices/{id}/", "notices", "一份公告的全部内容。", shapes_notices.NoticeDetail,
        notices.notice_item, parts=(notices.ID,),
    ),
    Resource("entries", "notices/{id}/entries/", "notices", "名单的各行，按序号。", shapes_notices.Entry,
        notices.entry_list, parts=(notices.ID,), parameters=notices.OF_ENTRIES, listed=True),
    Resource(
        "entry", "notices/{id}/entries/{key}/", "notices", "名单的一行。", shapes_notices.Entry,
        notices.entry_item, parts=(notices.ID, notices.KEY),
    ),
    Resource("windows", "windows/", "windows", "公示期，最近的在前。", shapes_notices.Window, windows.window_list,
        parameters=windows.PARAMETERS, listed=True),
    Resource(
        "window", "windows/{id}/", "windows", "一个公示期及其逐日推算。", shapes_notices.Window,
        windows.window_item, parts=(windows.WINDOW_ID,),
    ),
    Resource("awards", "awards/", "awards", "获奖记录，最近的在前。检索词和各项条件与网页上的检索相同。",
        shapes_awards.Award, awards.award_list, parameters=awards.PARAMETERS, by_index=True, listed=True),
    Resource(
        "award", "awards/{id}/", "awards", "一项获奖记录。", shapes_awards.Award, awards.award_item,
        parts=(awards.AWARD_ID,),
    ),
    Resource("organisations", "organisations/", "organisations", "获奖组织，每个一项，按编号。一页可以不足 limit 条。",
        shapes_awards.Organisation, organisations.organisation_list, parameters=PAGING, listed=True),
    Resource(
        "organisation", "organisations/{id}/", "organisations", "一个组织及其全部获奖记录。",
        shapes_awards.OrganisationDetail, organisations.organisation_item, parts=(awards.ORGANISATION_ID,),
    ),
    Resource("measures", "measures/", "measures", "各办法的各版本。", shapes_others.Measure, measures.measure_list,
        parameters=measures.PARAMETERS, listed=True),
    Resource(
        "measure", "measures/{id}/", "measures", "一个版本的全文。", shapes_others.MeasureDetail,
        measures.measure_item, parts=(measures.MEASURE_ID,),
    ),
    Resource("years", "calendar/", "calendar", "各年的放假安排。", shapes_others.Year, calendar.year_list,
        parameters=calendar.YEARS, listed=True),
    Resource(
        "derivation", "calendar/derivation/", "calendar", "从起算日推算若干工作日，逐日说明。",
        shapes_others.Derivation, calendar.derivation, parameters=calendar.DERIVING,
    ),
    Resource(
        "year", "calendar/{year}/", "calendar", "一年的每一天。", shapes_others.YearDetail, calendar.year_item,
        parts=(calendar.YEAR,), parameters=calendar.OF_YEAR,
    ),
    Resource("dumps", "dumps/", "dumps", "有哪些日期的批量下载，最近的在前。", shapes_others.Dump, dumps.dump_list,
        parameters=PAGING, listed=True),
    Resource(
        "dump", "dumps/{date}/", "dumps", "一个日期的批量下载：各文件、校验和、收录范围。", shapes_others.Dump,
        dumps.dump_item, parts=(dumps.DATE,),
    ),
)  # fmt: skip
