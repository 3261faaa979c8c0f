"""Beginning something: a notice of a stage, an act on a notice or an edition, an edition itself."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import offer
from cms.admin.stage_choices import Choice
from cms.models import EditionPage, SchemePage
from cms.models.scheme import slug_validator


class BeginForm(forms.Form):
    """One choice among those offered; a choice that is not possible now is refused with its reasons."""

    choice = forms.ChoiceField(
        label=gettext_lazy("要发布什么"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择要发布的环节或事项。"),
            "invalid_choice": gettext_lazy("没有这个选项。请从列出的各项中选择。"),
        },
    )

    def __init__(self, *args: Any, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {choice.value: choice for choice in choices}
        offer(self, "choice", [(choice.value, choice.name) for choice in self.offered.values()])

    def clean_choice(self) -> str:
        """The value, when it is possible now or a publisher may set what speaks against it aside."""
        value: str = self.cleaned_data["choice"]
        choice = self.offered[value]
        if not choice.open and not choice.overridable:
            raise forms.ValidationError(list(choice.reasons))
        return value


class EditionForm(forms.Form):
    """A new edition: number, name, address, and where the measure wants it the approval from above."""

    number = forms.IntegerField(
        label=gettext_lazy("第几届"),
        min_value=1,
        max_value=999,
        error_messages={
            "required": gettext_lazy("请填写第几届，例如 3。"),
            "invalid": gettext_lazy("届数应为整数，例如 3。"),
            "min_value": gettext_lazy("届数至少为1。"),
            "max_value": gettext_lazy("届数过大，请核对。"),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=60,
        help_text=gettext_lazy("公众看到的名称，例如“第三届”或“2026年度”。"),
        error_messages={"required": gettext_lazy("请填写名称，例如“第三届”。")},
    )
    slug = forms.CharField(
        label=gettext_lazy("地址段"),
        max_length=61,
        validators=[slug_validator],
        help_text=gettext_lazy("网址的一部分，例如 2026。本届有公告发布后不能修改。"),
        error_messages={"required": gettext_lazy("请填写地址段，例如 2026。")},
    )
    approval_on = forms.DateField(
        label=gettext_lazy("上级批准日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("日期不存在或写法不对。请写成 2026-03-16。")},
    )
    approval_by = forms.CharField(label=gettext_lazy("批准机关和文号"), max_length=120, required=False)
    reason = forms.CharField(
        label=gettext_lazy("继续开设的理由"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("上面列出的问题可以说明理由继续的，写明事实和依据。"),
    )
    office = forms.CharField(label=gettext_lazy("作出决定的机构"), required=False, max_length=120)

    def __init__(
        self, *args: Any, scheme: SchemePage, wants_approval: bool, may_override: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        if not wants_approval:
            del self.fields["approval_on"]
            del self.fields["approval_by"]
        if not may_override:
            del self.fields["reason"]
            del self.fields["office"]

    def clean_slug(self) -> str:
        """An address that no other edition has."""
        slug: str = self.cleaned_data["slug"]
        if self.scheme.get_children().filter(slug=slug).exists():
            raise forms.ValidationError(_("地址段“%(slug)s”已被其他届次使用。请换一个。") % {"slug": slug})
        return slug

    def clean(self) -> dict[str, Any]:
        """An approval has a day and a body, an override a reason and an office."""
        data = super().clean() or {}
        for one, other in (("approval_on", "approval_by"), ("reason", "office")):
            if bool(data.get(one)) != bool(data.get(other)) and one in self.fields:
                self.add_error(other if data.get(one) else one, _("这两项要一起填写。"))
        return data


def next_edition(scheme: SchemePage, year: int) -> dict[str, Any]:
    """What the form offers: the next number, its name, this year's address."""
    last = EditionPage.objects.child_of(scheme).order_by("-number").first()
    number = last.number + 1 if last else 1
    taken = set(scheme.get_children().values_list("slug", flat=True))
    slug = str(year) if str(year) not in taken else f"{year}-{number}"
    title = (
        re.sub(r"\d+", str(number), last.title)
        if last and str(last.number) in last.title
        else f"第{number}届"
    )
    return {"number": number, "title": title, "slug": slug}
