"""Forms of the desk. Every one is sent back whole when it is refused; none is filled in by the browser."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.members.pages import name_of
from complaints.models import Member, Track
from complaints.private_texts import LABEL_LONGEST, LABELS_MOST
from complaints.templates_for_replies import gaps

TEXT_MAX = 10_000
"""Characters of one text of a handler."""

GROUNDS_MAX = 2_000


class SeenForm(forms.Form):
    """A form that names the state its page showed, so that a lost race is noticed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class WriteForm(SeenForm):
    """A text."""

    text = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "lang": "zh-CN"}),
    )

    def clean_text(self) -> str:
        """Lines as they are stored, and nothing left to fill in."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        left = gaps(text)
        if left:
            raise ValidationError(
                _("还有空没有填：%(gaps)s。请填好，或者连同〔〕删去。") % {"gaps": "、".join(left)}
            )
        return text


class ExtendForm(WriteForm):
    """Why a case takes longer, and that somebody in charge agreed."""

    field_order = ("text", "approved", "seen")
    approved = forms.BooleanField(
        label=gettext_lazy("已经本机构负责人批准"),
        error_messages={"required": gettext_lazy("延长办理期限要先经负责人批准。批准后请勾选。")},
    )


class AssignForm(forms.Form):
    """Who leads the case: one of those who can open it, or nobody."""

    to = forms.ChoiceField(label=gettext_lazy("承办人"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, holders: tuple[Member, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(member.pk.hex, name_of(member)) for member in holders]
        choices.append(("", gettext_lazy("暂不分派")))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class TrackForm(SeenForm):
    """On which legal track the case is led."""

    track = forms.ChoiceField(
        label=gettext_lazy("办理方式"),
        choices=[(track.value, track.label) for track in Track if track],
        widget=forms.RadioSelect,
    )
    grounds = forms.CharField(
        label=gettext_lazy("理由"),
        help_text=gettext_lazy("记为内部记录，举报人看不到。"),
        required=False,
        max_length=GROUNDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class LabelsForm(forms.Form):
    """A few words by which their author finds the case again."""

    labels = forms.CharField(
        label=gettext_lazy("我的标签"),
        help_text=gettext_lazy("只有您自己看得到。几个标签用空格或者顿号隔开，最多8个，每个不超过20个字。"),
        required=False,
        max_length=(LABEL_LONGEST + 1) * LABELS_MOST,
    )

    def clean_labels(self) -> tuple[str, ...]:
        """The labels apart."""
        words = tuple(dict.fromkeys(re.split(r"[\s、，,；;]+", self.cleaned_data["labels"].strip())))
        labels = tuple(word for word in words if word)
        if len(labels) > LABELS_MOST:
            raise ValidationError(_("最多8个标签。"))
        if any(len(label) > LABEL_LONGEST for label in labels):
            raise ValidationError(_("有一个标签太长，请不超过20个字。"))
        return labels


class LinkForm(forms.Form):
    """Another case of one's own that is about the same thing."""

    number = forms.CharField(label=gettext_lazy("另一个案件的编号"), max_length=16)
    text = forms.CharField(
        label=gettext_lazy("为什么关联"),
        help_text=gettext_lazy("两个案件里都会记下这句话。请不要写入另一名举报人所说的内容。"),
        max_length=GROUNDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
