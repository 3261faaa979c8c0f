"""Words and small decisions the public templates share. No queries, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.pages.plain_words import scope_words
from cms.published import PublishedEntry, PublishedNotice, TextBlock
from cms.regulation.citation import anchor_of, cite

register = template.Library()

PHASE_WORDS = {
    "upcoming": _("尚未开始"),
    "open": _("公示中"),
    "last_day": _("今天截止"),
    "closed": _("期满待结论"),
    "concluded": _("公示已结束"),
    "ended": _("已终止"),
}
STAGE_WORDS = {
    "done": _("已完成"),
    "running": _("公示中"),
    "waiting": _("期满待结论"),
    "ended": _("已终止"),
    "ahead": _("尚未开始"),
    "not_here": _("不在本站发布"),
}
DAY_WORDS = {
    "workday": _("工作日"),
    "weekend": _("周末"),
    "rest": _("放假"),
    "makeup": _("调休上班"),
    "local_rest": _("地方放假"),
    "unknown": _("尚无放假安排"),
}
DAY_MARKS = {
    "weekend": pgettext_lazy("日历格", "休"),
    "rest": pgettext_lazy("日历格", "假"),
    "local_rest": pgettext_lazy("日历格", "假"),
    "unknown": pgettext_lazy("日历格", "休"),
}
MEASURE_WORDS = {
    "in_force": _("现行有效"),
    "not_yet": _("尚未施行"),
    "expired": _("已过有效期"),
    "repealed": _("已废止"),
}


@register.filter
def phase_word(phase: str) -> str:
    """A window's phase in two to five characters; empty for an unknown one."""
    return str(PHASE_WORDS.get(str(phase), ""))


@register.filter
def stage_word(state: str) -> str:
    """Where a stage stands."""
    return str(STAGE_WORDS.get(str(state), ""))


@register.filter
def scope_word(scope: str) -> str:
    """To whom a list is shown; words that are no key of a measure stay as they are."""
    return scope_words(scope) or scope


@register.filter
def day_word(kind: str) -> str:
    """What a day is."""
    return str(DAY_WORDS.get(str(kind), ""))


@register.filter
def day_mark(kind: str) -> str:
    """The one character an uncounted day bears in the week grid; 起 for a working day that is only the
    start.
    """
    return str(DAY_MARKS.get(str(kind), pgettext_lazy("日历格", "起")))


@register.filter
def measure_word(status: str) -> str:
    """Whether a measure is in force."""
    return str(MEASURE_WORDS.get(str(status), ""))


@register.filter
def dial(number: str) -> str:
    """A telephone number as a `tel:` address takes it: digits, `+` and the pause before an extension."""
    head, _separator, extension = number.replace("转", ",").partition(",")
    digits = "".join(character for character in head if character.isdigit() or character == "+")
    inner = "".join(character for character in extension if character.isdigit())
    return f"{digits},{inner}" if inner else digits


@register.filter
def digest_groups(digest: str) -> str:
    """A hexadecimal digest in groups of eight, so that two people can compare it aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


COLUMN_WORDS = {
    "uscc": _("统一社会信用代码"),
    "district": _("所在县（市、区）"),
    "recommender": _("推荐单位"),
    "industry": _("行业"),
    "unit": _("工作单位"),
    "post": _("职务"),
}


@dataclass(frozen=True)
class Cell:
    """One cell of the list: its column's key, the column's words for the card of a phone, and the text."""

    key: str
    label: str
    text: str


@register.filter
def column_word(column: str) -> str:
    """The heading of a column of the list."""
    return str(COLUMN_WORDS.get(column, column))


@register.filter
def cells(entry: PublishedEntry, columns: Iterable[str]) -> list[Cell]:
    """The cells of an entry beside number and name."""
    return [Cell(column, column_word(column), getattr(entry, column)) for column in columns]


@register.filter
def entry_name(entry: PublishedEntry) -> str:
    """The name of an entry; those of a joint entry, separated."""
    return "、".join(entry.joint_names) if len(entry.joint_names) > 1 else entry.name


@register.filter
def blocks(notice: PublishedNotice, keys: str) -> list[TextBlock]:
    """The blocks of a notice's words with these keys, in the order of the keys."""
    return [block for key in keys.split() for block in notice.texts if block.key == key]


@register.simple_tag
def article(ref: str, measure_url: str) -> SafeString:
    """A link to an article of the measure: `18(8)` reads 第十八条第（八）项 and leads to `#a18-8`.

    What is no reference into the measure (信息公开条例第十七条) is printed as it is.
    """
    try:
        return format_html('<a href="{}#{}" lang="zh-CN">{}</a>', measure_url, anchor_of(ref), cite(ref))
    except ValueError:
        return format_html('<span lang="zh-CN">{}</span>', ref)


@register.filter
def file_kind(name: str) -> str:
    """The kind of a file by the end of its name, in capitals: PDF, DOCX; empty when it has none."""
    return PurePosixPath(name).suffix.lstrip(".").upper()
