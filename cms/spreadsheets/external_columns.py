"""The columns of past awards of other schemes (未经核实): texts as their source has them, under Chinese or English headings."""

from collections.abc import Iterable, Sequence

from cms.regulation.rules.identity import fold
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.checking import Layout, Row, RowTell
from cms.spreadsheets.columns import BOTH, Column, Holds
from cms.spreadsheets.problems import Level

EXTERNAL_COLUMNS = (
    Column(name="no", headings=("序号", "编号"), holds=Holds.IGNORED, help=_("可填可不填。")),
    Column(
        name="name",
        headings=("单位名称或姓名", "名称（姓名）", "获奖单位", "单位名称", "名称", "org_name", "name"),
        required=BOTH,
        heading_needed=True,
        help=_("照来源原样。"),
    ),
    Column(
        name="award_name",
        headings=("奖项名称", "奖项", "award_name"),
        required=BOTH,
        heading_needed=True,
        help=_("如“中国质量奖”。"),
    ),
    Column(name="tier", headings=("奖项等次", "等次", "tier"), longest=120, help=_("照来源原样。")),
    Column(
        name="edition",
        headings=("届次或年度", "届次", "年度", "edition_or_year", "edition"),
        longest=120,
        help=_("照来源原样，如“2023”或“第十八届”。"),
    ),
    Column(name="region", headings=("地区", "region"), longest=120, help=_("授奖的地区。")),
    Column(name="level", headings=("级别", "level"), longest=40, help=_("国家、省、市、县等，照来源原样。")),
    Column(
        name="status",
        headings=("原公告所称状态", "状态", "status"),
        longest=40,
        help=_("如获奖、拟奖、申报。"),
    ),
    Column(
        name="doc_no",
        headings=("文号", "决定文号", "decision_doc_no", "doc_no"),
        longest=120,
        help=_("有文号的填写。"),
    ),
    Column(
        name="decided_on",
        headings=("决定或报道日期", "日期", "decision_or_report_date", "decided_on"),
        holds=Holds.FREE_DAY,
        longest=40,
        help=_("照来源原样。"),
    ),
    Column(
        name="note",
        headings=("说明", "备注", "note"),
        holds=Holds.LONG,
        longest=2000,
        help=_("其他需要说明的。"),
    ),
    Column(name="source", headings=("来源", "出处", "source"), longest=500, help=_("公开网址或者文件名称。")),
)


def external_layout() -> Layout:
    """The layout of other schemes' awards; the same for everybody."""
    return Layout(EXTERNAL_COLUMNS, check_all=_check_doubles)


def _check_doubles(rows: Sequence[Row], tell: RowTell) -> None:
    """The same award twice is pointed out: sources repeat each other."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        mark = tuple(fold(row.values[name]) for name in ("name", "award_name", "tier", "edition"))
        if mark in seen:
            tell(row)(
                "name",
                "row.double_award",
                _("与第 %(row)d 行是同一单位的同一奖项。请核对。"),
                Level.WARNING,
                row=seen[mark],
            )
        seen.setdefault(mark, row.number)


def to_external_rows(rows: Iterable[Row]) -> list[dict[str, str]]:
    """The rows as `cms.actions.external.import_external` takes them."""
    return [dict(row.values) for row in rows]
