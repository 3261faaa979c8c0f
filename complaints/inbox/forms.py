"""The forms of an open inbox. Errors say which field, what is wrong and what to do; none repeats what was typed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from complaints import reports
from complaints.intake.typed import tidy
from complaints.reports import Person, Reach

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
"""Text as gettext_lazy gives it, or as it is."""


def _words(
    label: Label, most: int, *, hint: Label = "", rows: int = 0, required: Label = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    field = forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=widget,
        required=bool(required),
        error_messages={
            "max_length": _("最多写%(limit_value)d个字，现在是%(show_value)d个字。请删减。"),
            "required": required,
        },
    )
    # The browser would cut a pasted text off without a word; the server says how much too long it is.
    field.widget.attrs.pop("maxlength", None)
    return field


class InboxForm(forms.Form):
    """A form of the inbox, bound to the tidied fields it knows and to no others."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None) -> None:
        known = None if data is None else self._known(data)
        super().__init__(known, auto_id="f-%s")

    def _known(self, data: QueryDict) -> Mapping[str, Any]:
        return {name: tidy(data.get(name) or "") for name in self.base_fields}


class AnswerForm(InboxForm):
    """Something to add in words."""

    text = _words(
        _("您要补充的内容"),
        reports.ANSWER_MAX,
        rows=10,
        required=_("请写下要补充的内容。"),
        hint=_(
            "可以回答受理机构的提问，也可以补充新的情况。匿名的，不要写出能让人认出您的细节。最多10000字。"
        ),
    )


class EvidenceForm(InboxForm):
    """What is said of files handed in; the files themselves are sealed while they arrive."""

    text = _words(
        _("这些材料说明什么"),
        reports.ANSWER_MAX,
        rows=4,
    )


class IdentityForm(InboxForm):
    """Who the reporter is."""

    name = _words(_("姓名"), reports.NAME_MAX, required=_("请填写姓名。不想留姓名的，不必填这一页。"))
    unit = _words(_("所在单位"), reports.NAME_MAX)
    reach = forms.ChoiceField(
        label=_("怎样答复您"),
        widget=forms.RadioSelect,
        choices=[
            (Reach.CODE.value, _("只用查询码：我自己回来看，不要联系我")),
            (Reach.CONTACT.value, _("可以按我留下的方式联系我")),
        ],
        error_messages={
            "required": _("请选择怎样答复您。"),
            "invalid_choice": _("请从列出的两项中选择。"),
        },
    )
    contact = _words(
        _("联系方式"),
        reports.CONTACT_MAX,
        rows=3,
        hint=_("选“可以联系我”的才需要填。不要留单位的电话和邮箱。"),
    )

    def clean(self) -> dict[str, Any]:
        """Somebody who may be contacted says how."""
        typed = self.cleaned_data
        if (
            typed.get("reach") == Reach.CONTACT.value
            and not typed.get("contact")
            and "contact" not in self.errors
        ):
            self.add_error("contact", _("请填写联系方式，或者改选“只用查询码”。"))
        return typed

    @property
    def person(self) -> Person:
        """The person of a valid form; a contact only where it may be used."""
        typed, reach = self.cleaned_data, Reach(self.cleaned_data["reach"])
        contact = typed["contact"] if reach is Reach.CONTACT else ""
        return Person(name=typed["name"], unit=typed["unit"], contact=contact, reach=reach)


class WithholdForm(InboxForm):
    """Taking the name back."""

    sure = forms.BooleanField(
        label=_("我要撤回身份信息，知道撤回后不能恢复"),
        error_messages={"required": _("请先勾选，表示您已经看过上面的说明。")},
    )


class WithdrawForm(InboxForm):
    """Withdrawing the case."""

    text = _words(_("撤回的原因"), reports.SHORT_MAX, rows=3, hint=_("最多500字。"))
    sure = forms.BooleanField(
        label=_("我要撤回，没有人强迫我"),
        error_messages={
            "required": _("请先勾选。有人强迫您撤回的，不要撤回，可以在“补充情况”里告诉受理机构。")
        },
    )
