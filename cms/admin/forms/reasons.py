"""Small forms that ask for a reason: setting a block aside, clearing a false hit, withdrawing, withholding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.admin.forms.parts import Label

REASON_MIN = 4


def reason_field(label: Label, help_text: Label = "", *, max_length: int = 500) -> forms.CharField:
    """A public or audited reason of a few words at least."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=REASON_MIN,
        max_length=max_length,
        widget=forms.Textarea({"rows": 2}),
        error_messages={
            "required": _("请写明理由。"),
            "min_length": _("理由太短，请写明具体情况。"),
            "max_length": _("理由太长，请不超过%(limit_value)d个字。"),
        },
    )


class OverrideForm(forms.Form):
    """One standing block set aside: which, why, and in whose name."""

    rule = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = reason_field(_("理由"), _("与公告一并向社会公开，请写明事实和依据。不写个人信息。"))
    office = forms.CharField(
        label=_("作出决定的机构"),
        max_length=120,
        help_text=_("写机构全称，不写个人姓名。向社会公开。"),
        error_messages={"required": _("请写明作出决定的机构。")},
    )


class ClearHitForm(forms.Form):
    """One suspected number that is none."""

    place = forms.CharField(widget=forms.HiddenInput)
    excerpt = forms.CharField(widget=forms.HiddenInput)
    field = forms.CharField(widget=forms.HiddenInput)
    reason = reason_field(_("误报的理由"), _("例如“设备型号，不是手机号码”。理由随公告公开，不要写出号码。"))


class WithdrawForm(forms.Form):
    """A record taken back."""

    record = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field(_("撤回理由"), max_length=255)
