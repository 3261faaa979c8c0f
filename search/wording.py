"""The portal's words for facets, their values, what happened to an award, and what is wrong with an address."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.models import EntryKind
from cms.pages.award import STATUS_WORDS
from cms.register import EventKind
from cms.register import Status as AwardStatus
from search.documents import Collection
from search.facets import Facet, FacetCount, Status
from search.pages import Wrong
from search.query import (
    LAST_PAGE,
    LONGEST_VALUE,
    LONGEST_WORDS,
    MOST_TERMS,
    MOST_VALUES,
    Fault,
    Problem,
    Sort,
)

UNVERIFIED = gettext_lazy("未经核实")

LEGENDS = {
    Facet.RECORD: gettext_lazy("收录范围"),
    Facet.STATUS: gettext_lazy("状态"),
    Facet.CITY: gettext_lazy("城市"),
    Facet.SCHEME: gettext_lazy("奖项"),
    Facet.EDITION: gettext_lazy("届次"),
    Facet.YEAR: gettext_lazy("年度"),
    Facet.TIER: gettext_lazy("奖项等次"),
    Facet.KIND: gettext_lazy("类别"),
    Facet.REGION: gettext_lazy("所在县（市、区）"),
    Facet.INDUSTRY: gettext_lazy("行业"),
    Facet.STAGE: gettext_lazy("公告环节"),
}

COLLECTIONS = {
    Collection.AWARDS: pgettext_lazy("search", "获奖"),
    Collection.NOTICES: pgettext_lazy("search", "公告和决定"),
}

SORTS = {
    Sort.NEWEST: pgettext_lazy("search", "最新在前"),
    Sort.OLDEST: pgettext_lazy("search", "最早在前"),
    Sort.NAME: pgettext_lazy("search", "按名称"),
}

STATUSES: dict[str, str | Promise] = {
    Status.UNVERIFIED: UNVERIFIED,
    **{Status(status.value): STATUS_WORDS[status] for status in AwardStatus},
}

RECORDS = {
    "verified": pgettext_lazy("search", "本站名册"),
    "unverified": gettext_lazy("其他奖项（未经核实）"),
}

EVENTS = {
    EventKind.REVOKED: pgettext_lazy("award", "撤销"),
    EventKind.REINSTATED: pgettext_lazy("award", "恢复"),
    EventKind.STRUCK: pgettext_lazy("award", "移出决定"),
    EventKind.CORRECTED: pgettext_lazy("award", "更正"),
    EventKind.CHANGED: pgettext_lazy("award", "变更"),
}
"""What happened to an award, in the order it happened."""

FIELDS = {
    "q": gettext_lazy("检索词"),
    "in": gettext_lazy("查找范围"),
    "sort": gettext_lazy("排序"),
    "page": gettext_lazy("页码"),
    "sound": gettext_lazy("按拼音查找"),
    "find": gettext_lazy("在列表中查找"),
    "holder": gettext_lazy("获奖者"),
    **{facet.value: legend for facet, legend in LEGENDS.items()},
}


WORDS: dict[Facet, Mapping[str, str | Promise]] = {
    Facet.STATUS: STATUSES,
    Facet.RECORD: RECORDS,
    Facet.KIND: dict(EntryKind.choices),
}
"""Values for which the portal has words of its own."""


def label_of(facet: Facet, value: str, label: str = "") -> str:
    """How a value of a facet is shown: the portal's word for it, else the label as printed, else the value."""
    return str(WORDS.get(facet, {}).get(value, label or value))


def counted_label(facet: Facet, count: FacetCount) -> str:
    """How a counted value is shown."""
    return label_of(facet, count.value, count.label)


def wrong(problem: Problem) -> Wrong:
    """What is wrong with a field, in words, and what to do."""
    label = str(FIELDS.get(problem.name, problem.name))
    return Wrong(label, _words_of(problem))


def _words_of(problem: Problem) -> str:
    if problem.fault is Fault.UNKNOWN_VALUE:
        return _of_value(problem.name)
    longest = LONGEST_WORDS if problem.name == "q" else LONGEST_VALUE
    return {
        Fault.TOO_LONG: _("太长了，最多%(n)d个字。请删去一些再查。") % {"n": longest},
        Fault.TOO_MANY_TERMS: _("写的词太多了，最多%(n)d个（空格隔开的算一个词）。请少写几个再查。")
        % {"n": MOST_TERMS},
        Fault.TOO_MANY_VALUES: _("一次最多选%(n)d项。请少选几项再查。") % {"n": MOST_VALUES},
        Fault.UNKNOWN_FIELD: _("不能用来筛选这里的内容。请去掉这一项，或者换一个查找范围。"),
        Fault.NOT_A_PAGE: _("应当是1到%(n)d的整数。请从第一页翻起。") % {"n": LAST_PAGE},
        Fault.TWICE: _("在地址里写了不止一次。请只保留一个。"),
    }[problem.fault]


def _of_value(name: str) -> str:
    if name == "in":
        return _("只能是“获奖”或者“公告和决定”。请从页面上选择。")
    if name == "sort":
        return _("只能是“最新在前”“最早在前”或者“按名称”。请从页面上选择。")
    return _("没有这一项。请从页面列出的各项中选择。")
