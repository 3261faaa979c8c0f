"""Putting a follow-up on record: visits, inspections, reports, rectifications served and checked. All of it stays inside."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import clock
from cms.admin.forms.parts import Label, offer
from cms.models import OUTCOMES, FollowUp, FollowUpKind, FollowUpOutcome

_DAY = {"invalid": gettext_lazy("日期不存在或写法不对。请写成 2026-03-16。")}
SERVING = frozenset({FollowUpKind.RECTIFICATION})
"""Kinds that are served on the party and due by a day."""

FOLLOWING: dict[FollowUpKind, Label] = {
    FollowUpKind.RECTIFICATION: gettext_lazy("因何告知"),
    FollowUpKind.RECTIFIED: gettext_lazy("所核验的整改告知"),
}
"""Kinds that may name the earlier record they follow, and how the form asks for it."""


def _day(label: Label, help_text: Label = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("请填写日期，例如 2026-03-16。"), **_DAY},
    )


class FollowUpForm(forms.Form):
    """One record of one kind; what does not belong to the kind is not in the form."""

    follows = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": gettext_lazy("这条记录已有新的情况。请从列出的各项中重新选择。")},
    )
    done_on = _day(gettext_lazy("办理日期"), gettext_lazy("已经办理的日期，不能晚于今天。"))
    body_name = forms.CharField(
        label=gettext_lazy("办理单位"),
        max_length=120,
        help_text=gettext_lazy("实际回访、检查、报告或者告知的单位。"),
        error_messages={"required": gettext_lazy("请填写办理单位。")},
    )
    findings = forms.CharField(
        label=gettext_lazy("情况"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("内部记录，不向社会公开。不写身份证件号码。"),
        error_messages={
            "required": gettext_lazy("请写明情况。"),
            "max_length": gettext_lazy("太长，请不超过%(limit_value)d个字。"),
        },
    )
    document_no = forms.CharField(label=gettext_lazy("文号或记录编号"), max_length=120, required=False)
    served_on = _day(gettext_lazy("送达日期"), gettext_lazy("当事人收到整改告知的日期。"))
    due_on = _day(
        gettext_lazy("整改期限"), gettext_lazy("要求在这一天以前整改完毕。逾期未核验的，列表中会标明。")
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("处理意见"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择处理意见。"),
            "invalid_choice": gettext_lazy("这类事项不能选这一处理意见。"),
        },
    )

    def __init__(self, *args: Any, kind: FollowUpKind, earlier: Sequence[FollowUp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.earlier = {str(each.pk): each for each in earlier}
        if kind not in SERVING:
            del self.fields["served_on"]
            del self.fields["due_on"]
        if kind not in FOLLOWING or (kind in SERVING and not earlier):
            del self.fields["follows"]
        else:
            self.fields["follows"].label = FOLLOWING[kind]
            self.fields["follows"].required = kind is FollowUpKind.RECTIFIED
            self.fields["follows"].error_messages["required"] = _("请选择所核验的整改告知。")
            offer(
                self,
                "follows",
                [("", "—"), *((key, earlier_words(each)) for key, each in self.earlier.items())],
            )
        allowed = [outcome for outcome in FollowUpOutcome if outcome in OUTCOMES[kind]]
        if len(allowed) == 1:
            # There is nothing to choose: a rectification asks for putting right.
            del self.fields["outcome"]
            self.only: FollowUpOutcome | None = allowed[0]
        else:
            self.only = None
            offer(self, "outcome", [(outcome.value, outcome.label) for outcome in allowed])

    def clean_done_on(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["done_on"]
        if day > clock.today():
            raise forms.ValidationError(_("办理日期不能晚于今天。"))
        return day

    def columns(self) -> dict[str, Any]:
        """The columns as `record_follow_up` takes them."""
        data = self.cleaned_data
        return {
            "kind": self.kind,
            "outcome": self.only or FollowUpOutcome(data["outcome"]),
            "body_name": data["body_name"],
            "done_on": data["done_on"],
            "findings": data["findings"],
            "document_no": data["document_no"],
            "served_on": data.get("served_on"),
            "due_on": data.get("due_on"),
            "follows": self.earlier.get(data.get("follows") or ""),
        }


def earlier_words(follow_up: FollowUp) -> str:
    """An earlier record as the choice names it."""
    words = {
        "day": follow_up.done_on.isoformat(),
        "kind": follow_up.get_kind_display(),
        "no": follow_up.document_no,
    }
    if follow_up.due_on is not None:
        words["due"] = follow_up.due_on.isoformat()
        return _("%(day)s %(kind)s %(no)s，期限%(due)s") % words
    return f"{words['day']} {words['kind']} {words['no']}".strip()
