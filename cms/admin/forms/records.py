"""Putting an earlier act on record: which, when, by whom, under what number."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import clock
from cms.admin.forms.parts import offer
from cms.admin.prerequisites import Prerequisite
from cms.models import RecordKey


class RecordForm(forms.Form):
    """One act. Declarations of interest need the file they lie in and their number, a secrecy review who held it."""

    item = forms.ChoiceField(
        label=gettext_lazy("事项"),
        error_messages={
            "required": gettext_lazy("请选择要登记的事项。"),
            "invalid_choice": gettext_lazy("本环节没有这个事项。请从列出的各项中选择。"),
        },
    )
    done_on = forms.DateField(
        label=gettext_lazy("完成日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("请填写完成日期，例如 2026-03-16。"),
            "invalid": gettext_lazy("日期不存在或写法不对。请写成 2026-03-16。"),
        },
    )
    body_name = forms.CharField(
        label=gettext_lazy("办理或答复单位"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("保密审查必填。征求意见的答复，单位已在事项中写明，不必再填。"),
    )
    document_no = forms.CharField(
        label=gettext_lazy("文号或记录编号"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("利害关系申报必填，写存放的案卷编号。"),
    )
    made = forms.IntegerField(
        label=gettext_lazy("申报人数"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=gettext_lazy("只在登记利害关系申报时填写。"),
        error_messages={"invalid": gettext_lazy("请填写人数，例如 9。")},
    )
    recused = forms.IntegerField(
        label=gettext_lazy("其中回避人数"),
        required=False,
        min_value=0,
        max_value=10_000,
        error_messages={"invalid": gettext_lazy("请填写人数，没有人回避的填 0。")},
    )
    note = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("留在办公室，不写个人信息。"),
    )

    def __init__(self, *args: Any, items: Sequence[Prerequisite], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {item.token: item for item in items}
        choices = [(token, _worded(item)) for token, item in self.items.items()]
        offer(self, "item", [("", "—"), *choices])

    def clean_done_on(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["done_on"]
        if day > clock.today():
            raise forms.ValidationError(_("完成日期不能晚于今天。事情办完后再登记。"))
        return day

    def clean(self) -> dict[str, Any]:
        """What each kind of act cannot do without."""
        data = super().clean() or {}
        item = self.items.get(data.get("item", ""))
        if item is None:
            return data
        if item.act_key == RecordKey.SECRECY_REVIEW and not data.get("body_name"):
            self.add_error("body_name", _("请填写进行保密审查的单位。"))
        if item.act_key == RecordKey.DECLARATIONS:
            self._declarations(data)
        return data

    def _declarations(self, data: dict[str, Any]) -> None:
        if not data.get("document_no"):
            self.add_error("document_no", _("请填写申报材料存放的案卷编号。"))
        if "made" not in self.errors and not data.get("made"):
            self.add_error("made", _("请填写申报人数。"))
        if (data.get("recused") or 0) > (data.get("made") or 0):
            self.add_error("recused", _("回避人数不能多于申报人数。"))

    def columns(self) -> dict[str, Any]:
        """The columns as `record_act` takes them."""
        data = self.cleaned_data
        item = self.items[data["item"]]
        declares = item.act_key == RecordKey.DECLARATIONS
        return {
            "act_key": item.act_key,
            "subject": item.subject,
            "done_on": data["done_on"],
            "body_name": item.body or data["body_name"],
            "document_no": data["document_no"],
            "note": data["note"],
            "made": data["made"] if declares else None,
            "recused": (data["recused"] or 0) if declares else None,
        }


def _worded(item: Prerequisite) -> str:
    """How the choice names an act: the award it concerns first, where it concerns one."""
    return f"{item.label}：{_shortened(item.text)}" if item.label else _shortened(item.text)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
