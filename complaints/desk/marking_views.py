"""Hiding words and files of an entry from whatever leaves the desk, and taking words out for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.admin import access
from complaints import masks
from complaints.actions import marking
from complaints.case_masks import masks_of
from complaints.desk.one_form import OneFormView
from complaints.desk.panels import Spot, panel
from complaints.desk.words import ENTRIES, FACTS, OTHER_ENTRY
from complaints.masks import Mask, Range
from complaints.models import Entry
from complaints.reading import OpenEntry
from complaints.rights import Act, verdict

REASON_MAX = 500
WORDS_MAX = 4_000
AROUND = 12
"""Characters shown before and behind a masked place, so that it can be told from others."""

PARTS: Mapping[str, str | Promise] = {
    "text": gettext_lazy("正文"),
    "report.facts": gettext_lazy("举报内容"),
    "report.entry_words": FACTS["entry"],
    "report.respondent": FACTS["respondent"],
    "report.happened": FACTS["happened"],
}
"""What the parts of an entry are called."""


@dataclass(frozen=True, repr=False)
class Run:
    """A stretch of text that is masked or is not."""

    text: str
    masked: bool


@dataclass(frozen=True, repr=False)
class PartLine:
    """A part of the entry with what is masked of it."""

    key: str
    label: str | Promise
    runs: tuple[Run, ...]


def runs_of(text: str, ranges: tuple[Range, ...]) -> tuple[Run, ...]:
    """The text cut at the borders of its masked ranges."""
    runs, at = [], 0
    for start, end in ranges:
        runs += [Run(text[at:start], masked=False), Run(text[start:end], masked=True)]
        at = end
    return tuple(run for run in (*runs, Run(text[at:], masked=False)) if run.text)


class MaskForm(forms.Form):
    """What to hide, what to go on hiding, and why."""

    words = forms.CharField(
        label=gettext_lazy("要遮盖的文字"),
        help_text=gettext_lazy("一行一处，照原文抄写；出现几次就遮盖几次。"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "lang": "zh-CN"}),
    )
    whole = forms.MultipleChoiceField(
        label=gettext_lazy("整段遮盖"), required=False, widget=forms.CheckboxSelectMultiple
    )
    keep = forms.MultipleChoiceField(
        label=gettext_lazy("已经遮盖的（去掉勾选就是取消遮盖）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hidden = forms.MultipleChoiceField(
        label=gettext_lazy("遮盖的文件（不随案卷导出，也不能下载）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=REASON_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, data: Any = None, *, entry: OpenEntry, mask: Mask | None) -> None:
        self.texts = masks.parts(entry.document)
        self.mask = mask
        kept = [(self._name(part, each), self._place(part, each)) for part, each in self._now()]
        initial = {
            "keep": [name for name, _place in kept],
            "hidden": sorted(mask.files) if mask else [],
            "seen": mask.id.hex if mask else "",
        }
        super().__init__(data, initial=initial)
        choices: dict[str, list[tuple[str, Any]]] = {
            "whole": [(part, PARTS[part]) for part in self.texts],
            "keep": kept,
            "hidden": [(file.blob, file.name) for file in entry.files],
        }
        for name, every in choices.items():
            self.fields[name].choices = every  # type: ignore[attr-defined]
            if not every:
                del self.fields[name]

    def _now(self) -> list[tuple[str, Range]]:
        ranges = self.mask.ranges if self.mask else {}
        return [(part, each) for part in self.texts for each in ranges.get(part, ())]

    @staticmethod
    def _name(part: str, each: Range) -> str:
        return f"{part}:{each[0]}-{each[1]}"

    def _place(self, part: str, each: Range) -> str:
        text, (start, end) = self.texts[part], each
        return f"{text[max(0, start - AROUND) : start]}【{text[start:end]}】{text[end : end + AROUND]}"

    def clean_words(self) -> tuple[str, ...]:
        """The words; each must stand somewhere in the entry."""
        lines = self.cleaned_data["words"].replace("\r\n", "\n").split("\n")
        words = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
        missing = [word for word in words if not any(word in text for text in self.texts.values())]
        if missing:
            raise ValidationError(
                _("这一条里没有找到：%(words)s。请照原文抄写。") % {"words": "、".join(missing)}
            )
        return words

    def clean_seen(self) -> UUID | None:
        """The mask that the page showed."""
        try:
            return UUID(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None
        except ValueError:
            raise ValidationError(_("页面已经过期，请刷新后重试。")) from None

    def ranges(self) -> dict[str, list[Range]]:
        """Everything that is to be masked from now on, by the part."""
        data = self.cleaned_data
        kept = set(data.get("keep", ()))
        made: dict[str, list[Range]] = {part: [] for part in self.texts}
        for part, each in self._now():
            if self._name(part, each) in kept:
                made[part].append(each)
        for part, text in self.texts.items():
            made[part] += masks.places(text, data["words"])
            if part in data.get("whole", ()):
                made[part].append((0, len(text)))
        return made


class EntryView(OneFormView):
    """A page about one entry of the case."""

    entry: OpenEntry

    def load_case(self, entry_id: UUID, **kwargs: Any) -> None:
        """Find it. Raises Http404 for none of this case, Refused for one that holds nothing to hide."""
        found = next((entry for entry in self.opened.entries if entry.id == entry_id), None)
        if found is None:
            raise Http404
        if not (masks.parts(found.document) or found.files):
            raise access.Refused(_("这一条没有可以遮盖的内容。"))
        self.entry = found

    @cached_property
    def mask(self) -> Mask | None:
        """What stands over it."""
        return masks_of(self.opened).get(self.entry.id)

    @property
    def mask_url(self) -> str:
        """Where its mask is set."""
        return reverse("channel_desk:mask", args=[self.case.pk, self.entry.id])

    @sensitive_variables()
    def parts(self) -> tuple[PartLine, ...]:
        """Its texts with the masked stretches marked."""
        ranges = self.mask.ranges if self.mask else {}
        return tuple(
            PartLine(part, PARTS[part], runs_of(text, ranges.get(part, ())))
            for part, text in masks.parts(self.entry.document).items()
        )

    @property
    def label(self) -> str | Promise:
        """What the entry is called."""
        return ENTRIES.get(str(self.entry.document.get("kind", "")), OTHER_ENTRY)

    def more(self) -> dict[str, Any]:
        """What a page shows beside the entry and its form."""
        return {}

    @sensitive_variables()
    def page(self, form: Any = None) -> HttpResponseBase:
        """The entry as it is masked, and the form."""
        return self.show(
            case=self.case,
            label=self.label,
            parts=self.parts(),
            entry=self.entry,
            mask=self.mask,
            form=form,
            **self.more(),
        )


class SetMask(EntryView):
    """What is hidden of an entry."""

    act = Act.MASK
    template_name = "complaints/desk/marking/mask.html"

    def get_page_title(self) -> str:
        """遮盖."""
        return _("遮盖")

    def form(self, data: Any = None) -> MaskForm:
        """What is to be masked from now on."""
        return MaskForm(data, entry=self.entry, mask=self.mask)

    @sensitive_variables()
    def fulfil(self, form: MaskForm) -> HttpResponseBase:
        """Set the mask."""
        marking.mask(
            case=self.case,
            of=self.entry.id,
            ranges=form.ranges(),
            files=form.cleaned_data.get("hidden", ()),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=self.at_work,
            now=clock.now(),
        )
        return self.done(_("遮盖已更新，导出和打印时生效。"), self.mask_url)

    def more(self) -> dict[str, Any]:
        """Whether the way to taking the words out is shown."""
        return {"may_redact": self.may_redact()}

    def may_redact(self) -> bool:
        """Whether this reader could take the masked words out."""
        return (
            self.mask is not None
            and any(self.mask.ranges.values())
            and self.mask.by != self.at_work.code
            and verdict(self.role, Act.REDACT, self.case.state).allowed
            and not Entry.objects.filter(pk=self.entry.id, reporter_key__isnull=False).exists()
        )


class RedactForm(forms.Form):
    """Why, and that it is understood."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=REASON_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy(
            "已逐处核对。我明白涂去后在系统现有的数据里不能恢复，旧的数据备份销毁以前仍可能从中恢复。"
        ),
        error_messages={"required": gettext_lazy("核对以后请勾选。")},
    )
    seen = forms.UUIDField(widget=forms.HiddenInput)


class Redact(EntryView):
    """Taking the masked words out for good."""

    act = Act.REDACT
    template_name = "complaints/desk/marking/redact.html"

    def get_page_title(self) -> str:
        """永久涂去."""
        return _("永久涂去")

    def form(self, data: Any = None) -> RedactForm:
        """Why, with the mask that is seen."""
        return RedactForm(data, initial={"seen": self.mask.id if self.mask else None})

    @sensitive_variables()
    def fulfil(self, form: RedactForm) -> HttpResponseBase:
        """Take the words out."""
        marking.redact(
            case=self.case,
            of=self.entry.id,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=self.at_work,
            now=clock.now(),
        )
        return self.done(_("已永久涂去。"), self.case_url)

    def more(self) -> dict[str, Any]:
        """The way back."""
        return {"back": self.mask_url}


panel(Act.MASK, gettext_lazy("遮盖"), "mask", 220, spot=Spot.ENTRY)
