"""What a scheme says about itself, and its public channels."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import is_deleted
from cms.models import ChannelKind, ChannelPurpose, SchemePage
from themes import registry

MAX_CHANNELS = 20
BLANK_CHANNELS = 3
NEED_HOURS = frozenset({ChannelKind.PHONE, ChannelKind.DESK})


class SchemeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """The columns of a scheme; its address is fixed."""

    class Meta:
        model = SchemePage
        fields = [
            "title",
            "organiser",
            "theme",
            "counting_policy",
            "office_opens",
            "bar_counts_from",
            "approvals",
            "process_text",
        ]
        widgets = {
            "process_text": forms.Textarea({"rows": 6}),
            "office_opens": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }
        error_messages = {"office_opens": {"invalid": gettext_lazy("请写成 08:30 的形式。")}}
        labels = {"title": gettext_lazy("奖项名称"), "theme": gettext_lazy("页面主题")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"] = forms.ChoiceField(
            label=self.fields["theme"].label,
            choices=registry.choices(),
            error_messages={"invalid_choice": _("没有这个主题。请从列出的各项中选择。")},
        )
        self.fields["title"].help_text = _("公众看到的名称，用办法中的叫法。")
        self.fields["approvals"].help_text = _(
            "改动后，新提交的公告按新的层级审核。三审须由三个不同的人批准。"
        )
        self.fields["counting_policy"].help_text = _(
            "不改动已发布的公示。发布当日计入的，每次发布都要在上班前，并写明理由。"
        )


class ChannelForm(forms.Form):
    """One channel."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"), choices=ChannelPurpose.choices)
    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=ChannelKind.choices)
    value = forms.CharField(
        label=gettext_lazy("号码或地址"),
        max_length=255,
        error_messages={"required": gettext_lazy("请填写号码或地址；不需要这一行的，勾选“删去”。")},
    )
    hours = forms.CharField(label=gettext_lazy("受理时间"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=255, required=False)

    def has_changed(self) -> bool:
        """A blank row is one without words, whatever its lists show."""
        return any(name not in ("purpose", "kind") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """A telephone and a desk have hours."""
        data = super().clean() or {}
        if data.get("kind") in NEED_HOURS and not (data.get("hours") or "").strip():
            self.add_error("hours", _("电话和现场受理要写明受理时间，例如“工作日 8:30—12:00，14:30—18:00”。"))
        return data


def channels_formset(scheme: SchemePage, data: Any = None) -> "BaseFormSet[ChannelForm]":
    """The scheme's channels in their order, with some blank rows."""
    factory = formset_factory(
        ChannelForm,
        extra=BLANK_CHANNELS,
        can_delete=True,
        can_order=True,
        max_num=MAX_CHANNELS,
        absolute_max=MAX_CHANNELS,
        validate_max=True,
    )
    names = ("purpose", "kind", "value", "hours", "note")
    return factory(data, initial=list(scheme.channels.values(*names)), prefix="channels")


def kept_channels(formset: "BaseFormSet[ChannelForm]") -> list[dict[str, Any]]:
    """The channels of a valid formset in the order given, deleted and blank ones left out."""
    found = []
    for place, form in enumerate(formset.forms):
        if is_deleted(formset, form) or not (form.has_changed() or form.initial):
            continue
        data = dict(form.cleaned_data)
        data.pop("DELETE", None)
        order = data.pop("ORDER", None)
        found.append(((order is None, order or 0, place), data))
    return [data for _place, data in sorted(found, key=lambda item: item[0])]
