"""Awards from before the portal typed by hand, at most thirty at once, with the source they were taken from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import Label, offer
from cms.admin.forms.reasons import reason_field
from cms.admin.forms.revocations import ground_choices
from cms.models import EntryKind
from cms.regulation.rules.facts import HitKind
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.schema import Regulation

MAX_ROWS = 30
"""More come by spreadsheet."""

BLANK_ROWS = 3
WORDS = (
    "edition_name", "name", "uscc", "unit", "post", "district", "industry", "certificate_no", "doc_no",
    "revocation_doc_no",
)  # fmt: skip
"""Columns of plain words, as `cms.actions.history.COLUMNS` names them."""

_DAY = {"invalid": gettext_lazy("日期不存在或写法不对。请写成 2026-03-16。")}


def _text(label: Label, *, max_length: int = 255, help_text: Label = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=max_length,
        help_text=help_text,
        error_messages={"max_length": gettext_lazy("太长，请不超过%(limit_value)d个字。")},
    )


def _date(label: Label, *, required: bool = False, help_text: Label = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("请填写日期，例如 2020-12-28。"), **_DAY},
    )


class SourceForm(forms.Form):
    """Where the records were taken from: what a second person will hold them against."""

    source = forms.CharField(
        label=gettext_lazy("出处"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy(
            "文件名称、文号、档案号或者公开网址，写到另一个人能找到原件核对。随获奖记录向社会公开，不写个人信息。"
        ),
        error_messages={
            "required": gettext_lazy("请写明出处：文件名称、文号、档案号或者公开网址。"),
            "max_length": gettext_lazy("太长，请不超过%(limit_value)d个字。"),
        },
    )

    def clean_source(self) -> str:
        """The source is printed beside each award: no number of a person."""
        text: str = self.cleaned_data["source"]
        if any(hit.kind is HitKind.ID_NUMBER for hit in scan(text, "")):
            raise forms.ValidationError(_("疑有身份证件号码。出处向社会公开，请删去。"))
        return text


class HistoryRowForm(forms.Form):
    """One award as its source has it, with the revocation where it was revoked before."""

    edition_number = forms.IntegerField(
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
    edition_name = _text(
        gettext_lazy("届次名称"), max_length=120, help_text=gettext_lazy("例如“第三届”。不填按届数写。")
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("奖项等次"), error_messages={"required": gettext_lazy("请选择奖项等次。")}
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    name = _text(gettext_lazy("单位名称或姓名"), help_text=gettext_lazy("获奖时的名称，照原文。"))
    uscc = _text(
        gettext_lazy("统一社会信用代码"),
        max_length=40,
        help_text=gettext_lazy("只填组织的。查得到的填写，没有的只能按名称比对。"),
    )
    unit = _text(gettext_lazy("工作单位"), help_text=gettext_lazy("只填个人的。个人按姓名和单位一并比对。"))
    post = _text(gettext_lazy("职务"), max_length=120, help_text=gettext_lazy("只填个人的。"))
    joint = forms.CharField(
        label=gettext_lazy("共同获奖人"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("两人以上共同获奖的，一行一个姓名。"),
    )
    district = _text(gettext_lazy("所在县（市、区）"), max_length=60)
    industry = _text(gettext_lazy("行业"), max_length=120)
    certificate_no = _text(gettext_lazy("证书编号"), max_length=60)
    awarded_on = _date(gettext_lazy("获奖日期"), required=True, help_text=gettext_lazy("表彰决定的日期。"))
    doc_no = _text(gettext_lazy("表彰决定文号"), max_length=60)
    revoked_on = _date(gettext_lazy("撤销日期"), help_text=gettext_lazy("已撤销的才填。"))
    revocation_ground = forms.ChoiceField(label=gettext_lazy("撤销情形"), required=False)
    revocation_doc_no = _text(gettext_lazy("撤销决定文号"), max_length=60)

    def __init__(self, *args: Any, regulation: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tier", [(tier.key, tier.name) for tier in regulation.award.tiers])
        offer(self, "kind", [(kind, EntryKind(kind).label) for kind in regulation.award.kinds])
        offer(self, "revocation_ground", [("", _("没有撤销")), *ground_choices(regulation, "")])
        for name, field in self.fields.items():
            field.widget.attrs["class"] = f"g-in g-in-{name}"

    def has_changed(self) -> bool:
        """A blank row stays blank whatever its lists show."""
        return any(name not in ("kind", "tier") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """Whose award it is, and no number of an identity card."""
        data = super().clean() or {}
        if not data.get("name") and not data.get("joint"):
            self.add_error("name", _("请填写单位名称或姓名。"))
        if data.get("kind") == EntryKind.INDIVIDUAL and not data.get("unit"):
            self.add_error(
                "unit", _("请填写获奖时的工作单位。个人按姓名和单位一并比对，只有姓名的不能认定是谁。")
            )
        words = "\n".join(str(data.get(name) or "") for name in (*WORDS, "joint") if name != "uscc")
        if any(hit.kind is HitKind.ID_NUMBER for hit in scan(words, "")):
            self.add_error(None, _("这一行疑有身份证件号码。名册不收身份证件号码，请删去。"))
        return data

    def row(self) -> dict[str, Any]:
        """The row as `enter_history` takes it."""
        data = self.cleaned_data
        names = [name.strip() for name in re.split(r"[\n、，,;；]", data.get("joint") or "") if name.strip()]
        return {name: data[name].strip() for name in WORDS} | {
            "uscc": data["uscc"].strip().upper(),
            "edition_number": data["edition_number"],
            "tier": data["tier"],
            "kind": data["kind"],
            "joint_names": names,
            "awarded_on": data["awarded_on"],
            "revoked_on": data["revoked_on"],
            "revocation_ground": data["revocation_ground"],
        }


class BaseHistoryRows(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The rows of a page."""

    def filled(self) -> list[HistoryRowForm]:
        """The forms that hold something and are not to be left out, in their order; the formset must be valid."""
        listed = cast(list[HistoryRowForm], list(self.forms))
        return [form for form in listed if form.has_changed() and not form.cleaned_data.get("DELETE")]


def history_formset(
    regulation: Regulation, data: Any = None, rows: Sequence[Mapping[str, Any]] = (), extra: int = BLANK_ROWS
) -> BaseHistoryRows:
    """The formset with some blank rows; `rows` are those to begin with, as `initial_of` makes them."""
    blank = max(0, min(extra, MAX_ROWS - len(rows)))
    factory = formset_factory(
        HistoryRowForm,
        formset=BaseHistoryRows,
        extra=len(rows) + blank,
        can_delete=True,
        max_num=MAX_ROWS,
        absolute_max=MAX_ROWS,
        validate_max=True,
    )
    made = factory(
        data,
        form_kwargs={"regulation": regulation},
        prefix="rows",
        error_messages={
            "missing_management_form": _("页面内容不完整，没有保存。请重新打开本页。"),
            "too_many_forms": _("手工补录一次最多%(n)d条。更多的请用表格导入。") % {"n": MAX_ROWS},
        },
    )
    return cast(BaseHistoryRows, made)


def data_of(rows: Iterable[Mapping[str, Any]], source: str, blank: int) -> dict[str, str]:
    """Stored rows as the form would send them, with blank ones after them: to enter a batch anew that was sent back."""
    data = {"source": source}
    place = -1
    for place, row in enumerate(rows):
        for name in (*WORDS, "edition_number", "tier", "kind", "revocation_ground"):
            data[f"rows-{place}-{name}"] = str(row[name] or "")
        for name in ("awarded_on", "revoked_on"):
            data[f"rows-{place}-{name}"] = row[name].isoformat() if row[name] else ""
        data[f"rows-{place}-joint"] = "\n".join(row["joint_names"])
    total = min(place + 1 + blank, MAX_ROWS)
    return data | {"rows-TOTAL_FORMS": str(total), "rows-INITIAL_FORMS": "0"}


class SendBackForm(forms.Form):
    """Why a batch is sent back."""

    reason = reason_field(gettext_lazy("退回理由"), gettext_lazy("写明哪一条与出处不符。补录人会看到。"))


class CompleteForm(forms.Form):
    """Why the register is taken to be complete, or no longer."""

    reason = reason_field(
        gettext_lazy("理由或者依据"), gettext_lazy("例如查阅了哪些档案、向哪些单位核对过。记录在案。")
    )
