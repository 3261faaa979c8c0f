"""One change of a published list: what is done to which entry, why, and by which article."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import offer
from cms.admin.forms.reasons import reason_field
from cms.models import Entry
from cms.regulation.rules.facts import ChangeKind
from cms.regulation.schema import Regulation, article_heading
from cms.templatetags.gongshi_admin import CHANGE_WORDS

KIND_WORDS = {
    ChangeKind.STRUCK: gettext_lazy("不再列入名单，原条目保留并划去。不重新计算公示期。"),
    ChangeKind.ADDED: gettext_lazy("名单中增加一条，这一条单独公示。"),
    ChangeKind.CHANGED: gettext_lazy("换了单位、人员、奖项或类别，这一条重新公示。"),
    ChangeKind.CORRECTED: gettext_lazy("错字、漏字等笔误。不重新计算公示期。"),
}


class PickForm(forms.Form):
    """What is to be done, and to which entry; an addition needs none."""

    op = forms.ChoiceField(
        label=gettext_lazy("怎样更正"),
        widget=forms.RadioSelect,
        choices=[(kind.value, CHANGE_WORDS[kind.value]) for kind in ChangeKind],
        error_messages={"required": gettext_lazy("请选择怎样更正。")},
    )
    entry = forms.ChoiceField(
        label=gettext_lazy("条目"),
        required=False,
        help_text=gettext_lazy("补充条目的，不选。"),
        error_messages={"invalid_choice": gettext_lazy("名单中没有这一条。请重新选择。")},
    )

    def __init__(self, *args: Any, entries: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "entry", [("", "—"), *entries])

    def clean(self) -> dict[str, Any]:
        """Everything but an addition names an entry."""
        data = super().clean() or {}
        if data.get("op") and data["op"] != ChangeKind.ADDED and not data.get("entry"):
            self.add_error("entry", _("请选择要更正的条目。"))
        if data.get("op") == ChangeKind.ADDED:
            data["entry"] = ""
        return data


class ChangeForm(forms.Form):
    """Why, and by which article of the measure."""

    reason = reason_field(gettext_lazy("理由"), gettext_lazy("与条目一并向社会公开，不写个人信息。"))
    article = forms.ChoiceField(
        label=gettext_lazy("依据的条款"), required=False, help_text=gettext_lazy("办法有规定的，选择条款。")
    )

    def __init__(self, *args: Any, regulation: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        articles = [(str(article.no), article_heading(article.no)) for article in regulation.text.articles]
        offer(self, "article", [("", _("不引用")), *articles])


def entry_label(entry: Entry) -> str:
    """A row as the choice names it."""
    name = "、".join(entry.joint_names) if len(entry.joint_names) > 1 else entry.name
    return f"{entry.no} {name or _('（依法不公开）')}"
