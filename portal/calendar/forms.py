"""The form of the public calculator."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.calendar.notices import FIRST_YEAR, LAST_YEAR, is_division_code
from portal.calendar.wording import POLICY_LABELS
from portal.calendar.workdays import CountingPolicy

MAX_WORKDAYS = 250
DEFAULT_WORKDAYS = 5
DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]


class CalculatorForm(forms.Form):
    """Start date, number of working days, counting policy and place, as the query of a GET.

    :param scopes: (code, name) of the divisions with local rest days; another well-formed code is accepted
        and counted by the national arrangement.
    """

    start = forms.DateField(
        label=_("起算日"),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("公示发布的日期，或公告写明的起始日期，取较晚的一个。"),
        error_messages={
            "required": _("请填写起算日，如 2026-09-28。"),
            "invalid": _("这不是有效日期。请写成 2026-09-28 的形式。"),
        },
    )
    days = forms.IntegerField(
        label=_("工作日数"),
        min_value=1,
        max_value=MAX_WORKDAYS,
        help_text=_("规定的公示天数，如“不少于5个工作日”填5。"),
        error_messages={
            "required": _("请填写工作日数，如5。"),
            "invalid": _("工作日数应是整数，如5。"),
            "min_value": _("工作日数至少为%(limit_value)d。"),
            "max_value": _("工作日数最多为%(limit_value)d。"),
        },
    )
    policy = forms.ChoiceField(
        label=_("计算口径"),
        choices=list(POLICY_LABELS.items()),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("没有这种计算口径。请从列出的两项中选择。")},
    )
    division = forms.CharField(
        label=_("适用城市"),
        required=False,
        help_text=_("只有自行增加放假日的地方才与全国不同。"),
    )

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("全国（不含地方增加的放假日）")), *scopes]
        asked = self.data.get("division", "") if self.is_bound else ""
        if is_division_code(asked) and asked not in dict(scopes):
            choices.append((asked, _("%(code)s（没有地方放假安排，按全国计算）") % {"code": asked}))
        self.fields["division"].widget = forms.Select(choices=choices)

    def clean_start(self) -> dt.date:
        """The start date, within the years the calculator answers for."""
        start: dt.date = self.cleaned_data["start"]
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("起算日应在%(first)d年至%(last)d年之间。"), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return start

    def clean_policy(self) -> CountingPolicy:
        """The policy; when none was chosen the start date is not counted."""
        return CountingPolicy(self.cleaned_data["policy"] or CountingPolicy.EXCLUDE_START)

    def clean_division(self) -> str:
        """A division code, or "" for the whole country."""
        division: str = self.cleaned_data["division"]
        if division and not is_division_code(division):
            raise forms.ValidationError(_("行政区划代码应是六位数字。请从列表中选择。"))
        return division
