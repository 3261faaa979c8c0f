"""Instants that an office types: always Beijing time, wherever the browser stands and whatever the account is set to."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import clock
from cms.windows import BEIJING

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M")
"""What a browser's own control sends, and what people type."""


class BeijingDateTimeField(forms.DateTimeField):
    """An instant typed and shown in Beijing time, to the minute; one that has passed is refused when it is new."""

    default_error_messages = {
        "invalid": gettext_lazy("时间不存在或写法不对。请写成 2026-03-16 09:00（北京时间）。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", FORMATS)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The instant as Beijing reads it; what was typed stays as typed."""
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return value.astimezone(BEIJING).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        """Read it as Beijing time. The zone that is active for the request has no say. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=BEIJING)
        text = " ".join(str(value).split())
        for pattern in FORMATS:
            try:
                return dt.datetime.strptime(text, pattern).replace(tzinfo=BEIJING)
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another minute was typed than the one stored."""
        try:
            typed = self.to_python(data)
        except forms.ValidationError:
            return True
        stored = initial.astimezone(BEIJING).replace(second=0, microsecond=0) if initial else None
        return typed != stored


def refuse_past(at: dt.datetime | None) -> dt.datetime | None:
    """The instant, when it is still to come. Raises ValidationError."""
    if at is not None and at <= clock.now():
        raise forms.ValidationError(
            _("定时发布的时间已过。请填写将来的北京时间；批准后立即发布的，不填。现在是北京时间%(now)s。")
            % {"now": clock.now().astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")}
        )
    return at
