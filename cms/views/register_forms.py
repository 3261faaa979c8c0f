"""What a reader may ask of a list of awards. Read from the address, so that a list can be linked to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.models import EntryKind, SchemePage
from cms.pages.award import STATUS_WORDS
from cms.pages.register import RegisterQuery
from cms.selectors.register_list import edition_choices, tier_choices

LONGEST_SEARCH = 100
ALL = ("", _("全部"))
TOO_LONG = {"max_length": _("最多写%(limit_value)d个字，请写短一些再查。")}
NO_SUCH_CHOICE = {"invalid_choice": _("没有这一项，请从列出的各项中选择。")}


class PageForm(forms.Form):
    """Words to look for and the number of the page."""

    q = forms.CharField(
        label=_("名称、代码或证书编号"), max_length=LONGEST_SEARCH, required=False, error_messages=TOO_LONG
    )
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "register-%s")
        super().__init__(*args, **kwargs)

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """The fields a reader fills in."""
        return self.visible_fields()


class SchemeRegisterForm(PageForm):
    """The filter of one scheme's register."""

    edition = forms.ChoiceField(label=_("届次"), required=False, error_messages=NO_SUCH_CHOICE)
    tier = forms.ChoiceField(label=_("奖项等次"), required=False, error_messages=NO_SUCH_CHOICE)
    kind = forms.ChoiceField(
        label=_("类别"),
        required=False,
        choices=[ALL, *EntryKind.choices],
        error_messages=NO_SUCH_CHOICE,
    )
    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[ALL, *((status.value, words) for status, words in STATUS_WORDS.items())],
        error_messages=NO_SUCH_CHOICE,
    )

    field_order = ("q", "edition", "tier", "kind", "status", "page")

    def __init__(self, *args: Any, scheme: SchemePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        editions = [(str(number), name) for number, name in edition_choices(scheme)]
        self.fields["edition"].choices = [ALL, *editions]  # type: ignore[attr-defined]
        self.fields["tier"].choices = [ALL, *tier_choices(scheme)]  # type: ignore[attr-defined]

    def asked(self) -> RegisterQuery:
        """The query of a valid form."""
        values = self.cleaned_data
        return RegisterQuery(
            q=values["q"],
            edition=int(values["edition"]) if values["edition"] else None,
            tier=values["tier"],
            kind=values["kind"],
            status=values["status"],
            page=values["page"] or 1,
        )
