"""Words and small look-ups of the office's templates. No queries, no clock."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.reading import KIND_LABELS
from cms.windows import BEIJING
from portal.calendar.wording import WEEKDAYS

register = template.Library()

CHANGE_WORDS = {
    "struck": gettext_lazy("移出名单"),
    "added": gettext_lazy("补充"),
    "changed": gettext_lazy("变更"),
    "corrected": gettext_lazy("文字更正"),
}
"""What a correction does to an entry."""


@register.filter
def change_word(kind: str) -> str:
    """What a correction does to an entry, in a word."""
    return str(CHANGE_WORDS.get(kind, kind))


@register.filter
def kind_word(kind: str) -> str:
    """组织, 个人, or both together."""
    return str(KIND_LABELS.get(kind, kind))


@register.filter
def lookup(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key, or an empty string."""
    return mapping.get(key, "")


@register.filter
def row_name(row: Any) -> str:
    """The name of a list's row; those of a joint entry, separated."""
    return "、".join(row.joint_names) if len(row.joint_names) > 1 else row.name


@register.filter
def full_day(day: dt.date | None) -> str:
    """A Beijing day with its weekday; a dash for none."""
    if day is None:
        return "—"
    values = {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
    return _("%(day)s（%(weekday)s）") % values


@register.filter
def beijing_time(instant: dt.datetime | None) -> str:
    """An instant in Beijing time, to the minute; a dash for none."""
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if instant else "—"


@register.filter
def beijing_instant(instant: dt.datetime | None) -> str:
    """The same where no heading says which time it is."""
    if instant is None:
        return "—"
    return _("北京时间%(time)s") % {"time": beijing_time(instant)}
