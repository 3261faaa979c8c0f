"""Asking the register: which scheme, which edition, what state, whose."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.admin.forms.parts import offer
from cms.models import SchemePage
from cms.pages.award import STATUS_WORDS

RECTIFYING = "rectifying"


class RegisterForm(forms.Form):
    """The filter, sent in the address. What it does not understand it leaves out, so that an old address still answers."""

    scheme = forms.ChoiceField(label=_("奖项"), required=False)
    edition = forms.ChoiceField(label=_("届次"), required=False)
    status = forms.ChoiceField(label=_("状态"), required=False)
    q = forms.CharField(
        label=_("名称、姓名、代码或编号"), required=False, max_length=120, widget=forms.TextInput()
    )

    def __init__(
        self, *args: Any, schemes: Sequence[SchemePage], editions: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scheme", [("", _("全部")), *((scheme.slug, scheme.title) for scheme in schemes)])
        offer(self, "edition", [("", _("全部")), *((str(number), name) for number, name in editions)])
        states = [(status.value, words) for status, words in STATUS_WORDS.items()]
        offer(self, "status", [("", _("全部")), *states, (RECTIFYING, _("有整改未完成"))])

    def chosen(self, name: str) -> str:
        """What is asked of one column; "" for nothing and for what is not offered."""
        self.is_valid()
        return str(self.cleaned_data.get(name, "") or "")
