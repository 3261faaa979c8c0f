"""Another instant of publication, or none."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.instants import BeijingDateTimeField, refuse_past

AGAIN = "again"
BY_HAND = "by_hand"


class ScheduleForm(forms.Form):
    """Schedule anew, or publish with the approval."""

    how = forms.ChoiceField(
        label=gettext_lazy("怎样发布"),
        choices=[
            (AGAIN, gettext_lazy("重新定时：审核批准后，到下面的时间自动发布")),
            (BY_HAND, gettext_lazy("改为人工发布：审核批准后立即发布")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择重新定时，还是批准后立即发布。"),
            "invalid_choice": gettext_lazy("没有这个选项。请重新选择。"),
        },
    )
    at = BeijingDateTimeField(
        label=gettext_lazy("发布时间（北京时间）"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("一律按北京时间，与您电脑或手机所设的时区无关。例如 2026-03-16 09:00。"),
    )

    def clean_at(self) -> dt.datetime | None:
        """An instant still to come. Raises ValidationError."""
        return refuse_past(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        """An instant where one is needed, none where it would have no say."""
        data = super().clean() or {}
        if data.get("how") == AGAIN and not data.get("at") and "at" not in self.errors:
            self.add_error("at", _("请填写发布时间。"))
        if data.get("how") == BY_HAND:
            data["at"] = None
        return data
