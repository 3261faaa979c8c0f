"""Concluding a publicity: what came in by each published channel, and the outcome."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import Label
from cms.admin.forms.reasons import REASON_MIN
from cms.published import PublicChannel
from cms.regulation.rules.proceedings import Attestation

NUMBER_ERRORS = {
    "required": gettext_lazy("请填写件数，没有的填 0。"),
    "invalid": gettext_lazy("请填写整数，没有的填 0。"),
    "min_value": gettext_lazy("件数不能小于0。"),
    "max_value": gettext_lazy("件数过大，请核对。"),
}


def _number(label: Label) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, error_messages=NUMBER_ERRORS)


class ChannelForm(forms.Form):
    """One published channel: received in all, still open, a note for the file."""

    kind = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(widget=forms.HiddenInput)
    received = _number(gettext_lazy("收到件数"))
    open = _number(gettext_lazy("未办结件数"))
    note = forms.CharField(label=gettext_lazy("备注"), required=False, max_length=255)

    def clean(self) -> dict[str, Any]:
        """No more can be open than came in."""
        data = super().clean() or {}
        if (data.get("open") or 0) > (data.get("received") or 0):
            self.add_error("open", _("未办结件数不能多于收到件数。"))
        return data

    def attestation(self) -> Attestation:
        """What the rules take."""
        return Attestation(**self.cleaned_data)


def channels_formset(channels: Sequence[PublicChannel], data: Any = None) -> "BaseFormSet[ChannelForm]":
    """One row a channel, in the order of the notice; nothing is prefilled: each number is somebody's statement."""
    factory = formset_factory(ChannelForm, extra=0, max_num=len(channels), absolute_max=len(channels))
    initial = [{"kind": channel.kind, "value": channel.value} for channel in channels]
    return factory(data, initial=initial, prefix="channels")


class OutcomeForm(forms.Form):
    """The public outcome, and where the measure allows it a reason for concluding in spite of open matters."""

    outcome = forms.CharField(
        label=gettext_lazy("办结意见"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "向社会公开，例如“公示期内未收到异议”。收到异议的，写明件数和处理结果，不写异议人信息。"
        ),
        error_messages={"required": gettext_lazy("请填写办结意见，例如“公示期内未收到异议”。")},
    )
    reason = forms.CharField(
        label=gettext_lazy("仍有未了事项而办结的理由"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy(
            "向社会公开。不写异议由谁提出、反映了什么。办法写明须无异议的，不能以理由代替。"
        ),
    )
    office = forms.CharField(label=gettext_lazy("作出决定的机构"), required=False, max_length=120)

    def __init__(self, *args: Any, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["reason"]
            del self.fields["office"]

    def clean(self) -> dict[str, Any]:
        """Reason and office go together."""
        data = super().clean() or {}
        reason, office = (data.get("reason") or "").strip(), (data.get("office") or "").strip()
        if reason and len(reason) < REASON_MIN:
            self.add_error("reason", _("理由太短，请写明具体情况。"))
        if reason and not office:
            self.add_error("office", _("请写明作出决定的机构。"))
        return data


def attestations(formset: Iterable[ChannelForm]) -> list[Attestation]:
    """The statements of a valid formset."""
    return [form.attestation() for form in formset]
