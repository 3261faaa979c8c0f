"""Rows of a list typed by hand, at most thirty: organisations, individuals, joint entries, and withheld ones."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import Label, is_deleted, offer
from cms.models import EntryKind
from cms.regulation.rules.facts import HitKind
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.schema import Regulation, Stage

MAX_ROWS = 30
"""More come by spreadsheet: a page of them is long, and Django reads a thousand fields at most."""

BLANK_ROWS = 3
TELLING = ("name", "uscc", "joint", "post", "unit", "district", "recommender", "industry", "certificate_no")
"""Columns that a withheld row must leave empty."""

STORED = (
    "kind",
    "tier",
    "name",
    "uscc",
    "unit",
    "post",
    "district",
    "recommender",
    "industry",
    "certificate_no",
)
"""Columns that the form shows as they are stored."""

NATURES = (
    ("", gettext_lazy("按代码判断")),
    ("enterprise", gettext_lazy("企业或其负责人")),
    ("public_institution", gettext_lazy("机关、事业单位或其工作人员")),
    ("other", gettext_lazy("其他")),
)


def _text(label: Label, *, max_length: int = 255, help_text: Label = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=max_length,
        help_text=help_text,
        error_messages={"max_length": gettext_lazy("太长，请不超过%(limit_value)d个字。")},
    )


class RowForm(forms.Form):
    """One row. `key` is its identity from version to version; an empty one is given when the row is stored."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=EntryKind.choices)
    tier = forms.ChoiceField(label=gettext_lazy("奖项等次"), required=False)
    name = _text(gettext_lazy("单位名称或姓名"))
    uscc = _text(gettext_lazy("统一社会信用代码"), max_length=40, help_text=gettext_lazy("只填组织的。"))
    unit = _text(gettext_lazy("工作单位"), help_text=gettext_lazy("只填个人的。"))
    post = _text(gettext_lazy("职务"), max_length=120, help_text=gettext_lazy("只填个人的。"))
    district = _text(gettext_lazy("所在县（市、区）"), max_length=60)
    recommender = _text(gettext_lazy("推荐单位"))
    recommender_body = forms.ChoiceField(label=gettext_lazy("推荐单位类别"), required=False)
    industry = _text(gettext_lazy("行业"), max_length=120)
    certificate_no = _text(
        gettext_lazy("证书编号"), max_length=60, help_text=gettext_lazy("已编号的填写，随决定一并公布。")
    )
    nature = forms.ChoiceField(label=gettext_lazy("单位性质"), choices=NATURES, required=False)
    joint = forms.CharField(
        label=gettext_lazy("共同申报人"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("两人以上共同申报的，一行一个姓名。"),
    )
    group_entry = forms.BooleanField(label=gettext_lazy("质量科研、攻关小组"), required=False)
    withheld = forms.BooleanField(
        label=gettext_lazy("依法不公开"),
        required=False,
        help_text=gettext_lazy("只计数、不公布。除类别和奖项外各栏都要留空。"),
    )

    def __init__(self, *args: Any, regulation: Regulation, stage: Stage | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = [(tier.key, tier.name) for tier in regulation.award.tiers]
        offer(self, "tier", [("", _("未定")), *tiers])
        application = regulation.application
        bodies = [
            (key, regulation.body(key).name) for key in (application.recommended_by if application else ())
        ]
        if bodies:
            offer(self, "recommender_body", [("", _("未注明")), *bodies])
        else:
            del self.fields["recommender_body"]
        if regulation.eligibility.joint_max is None:
            # The measure knows no joint entries: a row that has one already keeps it to be mended.
            if not self.initial.get("joint"):
                del self.fields["joint"]
            if not self.initial.get("group_entry"):
                del self.fields["group_entry"]
        decides = stage is not None and stage.type == "decision"
        if not decides and not self.initial.get("certificate_no"):
            # Certificates are numbered when it is decided who gets one.
            del self.fields["certificate_no"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = f"g-in g-in-{name}"

    def has_changed(self) -> bool:
        """A blank row stays blank whatever kind its list shows."""
        return any(name not in ("kind", "tier") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """What no row may hold, whatever the rules say later: other people's numbers, and a name that is withheld."""
        data = super().clean() or {}
        if data.get("withheld") and any(data.get(name) for name in TELLING):
            self.add_error("withheld", _("依法不公开的条目，除类别和奖项外各栏都要留空。"))
        if not data.get("withheld") and not data.get("name") and not data.get("joint"):
            self.add_error("name", _("请填写单位名称或姓名。依法不公开的，请勾选“依法不公开”。"))
        words = "\n".join(str(data.get(name) or "") for name in TELLING if name != "uscc")
        if any(hit.kind is HitKind.ID_NUMBER for hit in scan(words, "")):
            self.add_error(None, _("这一行疑有身份证件号码。名单不收身份证件号码，请删去。"))
        return data

    def row(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The row as `make_list` takes it. `kept` are the other columns recorded for the same key before."""
        data = self.cleaned_data
        extra = {k: v for k, v in kept.get("extra", {}).items() if k not in ("nature", "recommender_body")}
        for name in ("nature", "recommender_body"):
            if data.get(name):
                extra[name] = data[name]
        names = [name.strip() for name in re.split(r"[\n、，,;；]", data.get("joint") or "") if name.strip()]
        row = {
            name: data[name].strip()
            for name in ("name", "post", "unit", "district", "recommender", "industry")
        }
        return {
            **row,
            "key": str(data["key"]) if data.get("key") else "",
            "kind": data["kind"],
            "tier": data["tier"],
            "uscc": data["uscc"].strip().upper(),
            "joint_names": names,
            "group_entry": bool(data.get("group_entry")),
            "certificate_no": data["certificate_no"].strip() if "certificate_no" in data else "",
            "withheld": data["withheld"],
            "extra": extra,
        }


class BaseRows(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The rows of a page, in the order of their numbers."""

    def kept_rows(self, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The rows to store, deleted and blank ones left out, ordered as numbered."""
        known = {row["key"]: row for row in before}
        found = []
        for place, form in enumerate(self.forms):
            if not form.has_changed() and not form.initial:
                continue
            if is_deleted(self, form):
                continue
            position = form.cleaned_data.get("ORDER")
            key = str(form.cleaned_data.get("key") or "")
            found.append(((position is None, position or 0, place), form.row(known.get(key, {}))))
        return [row for _place, row in sorted(found, key=lambda item: item[0])]


def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row as the form shows it."""
    return {name: row.get(name, "") for name in ("key", *STORED)} | {
        "joint": "\n".join(row.get("joint_names", ())),
        "group_entry": row.get("group_entry", False),
        "withheld": row.get("withheld", False),
        "nature": row.get("extra", {}).get("nature", ""),
        "recommender_body": row.get("extra", {}).get("recommender_body", ""),
    }


def rows_formset(
    rows: Sequence[Mapping[str, Any]],
    regulation: Regulation,
    data: Any = None,
    *,
    stage: Stage | None = None,
    extra: int = BLANK_ROWS,
) -> BaseRows:
    """The formset over stored rows with some blank ones, never more than `MAX_ROWS` together.

    The stage tells whether rows have certificates.
    """
    blank = max(0, min(extra, MAX_ROWS - len(rows)))
    factory = formset_factory(
        RowForm,
        formset=BaseRows,
        extra=blank,
        can_delete=True,
        can_order=True,
        max_num=MAX_ROWS,
        absolute_max=MAX_ROWS,
        validate_max=True,
    )
    made = factory(
        data,
        initial=[initial_of(row) for row in rows],
        form_kwargs={"regulation": regulation, "stage": stage},
        prefix="rows",
        error_messages={
            "missing_management_form": _("页面内容不完整，没有保存。请重新打开本页。"),
            "too_many_forms": _("手工录入最多%(n)d条。") % {"n": MAX_ROWS},
        },
    )
    return cast(BaseRows, made)
