"""The columns of records from before the portal (上线前记录), by the measure of their scheme."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from cms.regulation.rules.consequences import grounds
from cms.regulation.rules.identity import fold
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation
from cms.spreadsheets.checking import Layout, Row, RowTell, Tell, Values
from cms.spreadsheets.columns import BOTH, INDIVIDUAL, ORGANIZATION, Column, Holds
from cms.spreadsheets.list_columns import KIND_WORDS
from cms.spreadsheets.list_rows import check_code

DATES = ("awarded_on", "revoked_on")


def history_layout(regulation: Regulation) -> Layout:
    """The layout of a scheme's older awards."""
    award = regulation.award
    found = grounds(regulation)
    return Layout(
        (
            Column(name="no", headings=("序号", "编号"), holds=Holds.IGNORED, help=_("可填可不填。")),
            Column(
                name="edition_number",
                headings=("第几届", "届", "届数", "edition_number"),
                holds=Holds.WHOLE,
                required=BOTH,
                heading_needed=True,
                help=_("届次的数字，只写数字。再次申报的限制按它计算。"),
            ),
            Column(
                name="edition_name",
                headings=("届次名称", "届次", "edition_name"),
                longest=120,
                help=_("如“第二届”。"),
            ),
            Column(
                name="tier",
                headings=("奖项等次", "奖项", "等次", "tier"),
                holds=Holds.CHOICE,
                required=BOTH,
                heading_needed=True,
                choices={tier.key: (tier.name,) for tier in award.tiers},
                help=_("办法规定的奖项等次。"),
                articles=tuple(award.tiers[0].articles),
            ),
            Column(
                name="kind",
                headings=("类别", "组织或个人", "kind"),
                holds=Holds.CHOICE,
                required=BOTH,
                heading_needed=True,
                choices={kind: KIND_WORDS[kind] for kind in award.kinds},
                help=_("获奖的是组织还是个人。"),
                articles=award.articles_for("kinds"),
            ),
            Column(
                name="name",
                headings=("名称（姓名）", "单位名称或姓名", "名称", "单位名称", "获奖单位", "姓名", "name"),
                required=(ORGANIZATION,),
                heading_needed=True,
                help=_("获奖时的名称，照决定原文。"),
            ),
            Column(
                name="uscc",
                headings=("统一社会信用代码", "社会信用代码", "uscc"),
                holds=Holds.CODE,
                longest=40,
                only_for=ORGANIZATION,
                help=_("查得到的填写，设为文本格式。没有代码的只能按名称比对。"),
            ),
            Column(
                name="unit",
                headings=("工作单位", "所在单位", "unit"),
                required=(INDIVIDUAL,),
                only_for=INDIVIDUAL,
                help=_("只填个人的。个人按姓名和单位一并比对。"),
            ),
            Column(
                name="post",
                headings=("职务", "post"),
                longest=120,
                only_for=INDIVIDUAL,
                help=_("只填个人的。"),
            ),
            Column(
                name="joint_names",
                headings=("共同获奖人", "joint_names"),
                holds=Holds.NAMES,
                only_for=INDIVIDUAL,
                help=_("两人以上共同获奖的，写全部姓名，用顿号隔开。"),
            ),
            Column(
                name="district",
                headings=("所在县（市、区）", "所在县区", "district"),
                longest=60,
                help=_("便于社会辨认，请尽量填写。"),
            ),
            Column(
                name="industry",
                headings=("行业", "所属行业", "industry"),
                longest=120,
                help=_("按国民经济行业分类写名称。"),
            ),
            Column(
                name="certificate_no",
                headings=("证书编号", "证书号", "certificate_no"),
                holds=Holds.CODE,
                longest=60,
                help=_("已编号的填写，设为文本格式。"),
            ),
            Column(
                name="awarded_on",
                headings=("获奖日期", "表彰日期", "决定日期", "awarded_on"),
                holds=Holds.DATE,
                required=BOTH,
                heading_needed=True,
                help=_("表彰决定的成文日期。"),
            ),
            Column(
                name="doc_no", headings=("文号", "决定文号", "doc_no"), longest=60, help=_("表彰决定的文号。")
            ),
            Column(
                name="revoked_on",
                headings=("撤销日期", "revoked_on"),
                holds=Holds.DATE,
                help=_("已撤销的，填撤销决定的日期。"),
            ),
            Column(
                name="revocation_ground",
                headings=("撤销情形", "撤销原因", "revocation_ground"),
                holds=Holds.CHOICE,
                choices={item.key: (item.ground.text,) for item in found},
                help=_("已撤销的，选办法规定的情形。"),
                articles=tuple(regulation.revocation.articles) if regulation.revocation else (),
                personal=False,
            ),
            Column(
                name="revocation_doc_no",
                headings=("撤销文号", "revocation_doc_no"),
                longest=60,
                help=_("撤销决定的文号。"),
            ),
        ),
        check_row=_check_row,
        check_all=_check_doubles,
    )


def _check_row(values: Values, tell: Tell) -> None:
    check_code(values, tell)
    kind = values["kind"]
    if kind == "individual" and values["uscc"]:
        tell(
            "uscc",
            "row.only_for",
            _("“%(heading)s”只填组织的。这一条是个人，请清空这一格，或者更正类别。"),
            heading="统一社会信用代码",
        )
    if kind == "individual" and not values["name"] and not values["joint_names"]:
        tell("name", "cell.required", _("没有填写“%(heading)s”。请补填。"), heading="名称（姓名）")
    if bool(values["revoked_on"]) != bool(values["revocation_ground"]):
        tell(
            "revocation_ground" if values["revoked_on"] else "revoked_on",
            "row.revocation",
            _("撤销日期和撤销情形要么都填，要么都不填。"),
        )
    if values["revoked_on"] and values["awarded_on"] and values["revoked_on"] < values["awarded_on"]:
        tell("revoked_on", "row.revocation", _("撤销日期早于获奖日期。请核对。"))


def _check_doubles(rows: Sequence[Row], tell: RowTell) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        names = row.values["joint_names"] or [row.values["name"]]
        mark = tuple(row.values[name] for name in ("edition_number", "tier", "kind"))
        mark += (*sorted(fold(name) for name in names), fold(row.values["unit"]))
        if mark in seen:
            tell(row)("name", "row.double", _("与第 %(row)d 行重复。请删去重复的一行。"), row=seen[mark])
        seen.setdefault(mark, row.number)


def to_history_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as `cms.actions.history.enter_history` takes them: days as days."""
    found = []
    for row in rows:
        values = dict(row.values)
        for name in DATES:
            values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
        found.append(values)
    return found
