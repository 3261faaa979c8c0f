"""Forms of the members' pages. No field of a secret is ever filled in again."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc

from complaints.actions.interests import LONGEST, MOST, Declared, Organisation, tidy

COMPARED = 16
"""Hexadecimal digits of a fingerprint that must be typed: 64 bits, too many to make a key to fit them."""


class _Secret(forms.CharField):
    """A field whose value is taken as typed and never shown again."""

    widget = forms.PasswordInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=1024, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Neither the browser nor its keyring shall keep it."""
        return {**super().widget_attrs(widget), "autocomplete": "off", "spellcheck": "false"}


class _Digits(forms.CharField):
    """Six digits from the phone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A keyboard of digits on a phone."""
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "one-time-code"}


class _TwiceTyped(forms.Form):
    """A new passphrase and its repetition."""

    new = _Secret(
        label=gettext_lazy("新口令"),
        help_text=gettext_lazy(
            "至少14个字符，不能与登录密码相同。建议照抄上面给出的八个音节，用英文输入法输入。"
        ),
    )
    again = _Secret(label=gettext_lazy("再输入一遍"))

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的口令不一样。请重新输入。"))
        return data


class EnrolForm(_TwiceTyped):
    """Making keys."""


class PassphraseForm(_TwiceTyped):
    """Another passphrase over the same keys."""

    field_order = ["old", "new", "again"]
    old = _Secret(label=gettext_lazy("现在的口令"))


class RecoverForm(_TwiceTyped):
    """Back to one's keys by the sheet."""

    field_order = ["typed", "new", "again", "forget_factor"]
    typed = forms.CharField(
        label=gettext_lazy("恢复单上的四十个数字"),
        max_length=200,
        help_text=gettext_lazy("十组，每组四个数字，空格可以不输。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    forget_factor = forms.BooleanField(
        label=gettext_lazy("手机也不在了，重新设置动态口令"),
        required=False,
    )


class FactorForm(forms.Form):
    """The first digits of a new authenticator."""

    digits = _Digits(label=gettext_lazy("手机上显示的六位数字"))


class UnlockForm(forms.Form):
    """Second factor, where this log-in has not shown it, and passphrase."""

    digits = _Digits(
        label=gettext_lazy("动态口令"),
        help_text=gettext_lazy("手机验证器上此刻显示的六位数字。"),
    )
    passphrase = _Secret(label=gettext_lazy("密钥口令"), help_text=gettext_lazy("不是登录密码。"))

    def __init__(self, *args: Any, verified: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verified:
            del self.fields["digits"]


class InterestsForm(forms.Form):
    """Organisations and units, one a line."""

    organisations = forms.CharField(
        label=gettext_lazy("有利害关系的单位"),
        required=False,
        strip=False,
        help_text=gettext_lazy("每行一个：单位全称，知道统一社会信用代码的，空一格写在后面。"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    units = forms.CharField(
        label=gettext_lazy("本人任职或有利害关系的部门"),
        required=False,
        strip=False,
        help_text=gettext_lazy("每行一个，写全称，例如本人所在的处室。"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean_organisations(self) -> tuple[Organisation, ...]:
        """A name and perhaps a code in each line."""
        return tuple(_organisation(line) for line in _lines(self.cleaned_data["organisations"]))

    def clean_units(self) -> tuple[str, ...]:
        """A name in each line."""
        return _lines(self.cleaned_data["units"])


def interests_initial(declared: Declared) -> dict[str, str]:
    """The form's values for a declaration."""
    return {
        "organisations": "\n".join(f"{each.name} {each.uscc}".strip() for each in declared.organisations),
        "units": "\n".join(declared.units),
    }


class KnownForm(forms.Form):
    """That one knows what cannot be undone."""

    known = forms.BooleanField(
        label=gettext_lazy("已了解上述后果"),
        error_messages={"required": gettext_lazy("请先阅读上面的后果，再勾选。")},
    )


class CompareForm(forms.Form):
    """The end of a fingerprint, as its owner read it out."""

    compared = forms.CharField(
        label=gettext_lazy("对方念给您的指纹后四组"),
        max_length=60,
        help_text=gettext_lazy("十六个数字或字母。请当面或打电话核对，不要用本系统、短信或邮件转达。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_compared(self) -> str:
        """The digits alone."""
        tidy_digits = re.sub(
            r"[\s·.-]", "", unicodedata.normalize("NFKC", self.cleaned_data["compared"])
        ).lower()
        if not re.fullmatch(rf"[0-9a-f]{{{COMPARED}}}", tidy_digits):
            raise ValidationError(_("应为十六个数字或字母（a 到 f）。请对方再念一遍。"))
        return tidy_digits


class AddForm(CompareForm):
    """Whom to sign in, and as what."""

    field_order = ["member", "role", "compared"]
    member = forms.ChoiceField(label=gettext_lazy("人员"))
    role = forms.ChoiceField(label=gettext_lazy("担任"))

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], roles: list[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("请选择")), *roles]  # type: ignore[attr-defined]


def matches(fingerprint: str, compared: str) -> bool:
    """Whether what was typed is the end of the fingerprint."""
    return fingerprint.replace(" ", "").lower().endswith(compared) and len(compared) == COMPARED


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(tidy(line) for line in text.splitlines() if tidy(line)))
    if len(lines) > MOST:
        raise ValidationError(_("最多写200行。"))
    if any(len(line) > LONGEST + 20 for line in lines):
        raise ValidationError(_("有一行太长，名称请不超过120个字。"))
    return lines


def _organisation(line: str) -> Organisation:
    name, _space, last = line.rpartition(" ")
    code = unicodedata.normalize("NFKC", last).upper()
    if re.fullmatch(r"[0-9A-Z]{18}", code):
        if not uscc.is_valid(code):
            raise ValidationError(_("统一社会信用代码 %(code)s 有误，请核对。") % {"code": code})
        if not name:
            raise ValidationError(_("代码 %(code)s 前面请写单位全称。") % {"code": code})
        return Organisation(name, code)
    return Organisation(line)
