"""The fields of an award in a file: key, heading, type and value, named once for every form. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.documents import AwardDocument, Happened
from search.exporting.standing import StandingOn, standing_on
from search.exporting.words import EVENT, KIND, ORIGIN, STATUS, UNVERIFIED, VERIFIED, WITHHELD

Value = str | int | bool | dt.date | tuple[str, ...] | tuple[dict[str, str | None], ...] | None

FORMAT = "1"
"""Version of the fields: a key that is taken away or means something else raises it, a new key does not."""


class Kind(StrEnum):
    """What a field holds. A text that is unknown is None; a list that is empty is empty."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXTS = "texts"
    EVENTS = "events"


@dataclass(frozen=True)
class Row:
    """An award on a day, seen from one portal. `origin` is the portal's canonical address without a slash at its end."""

    award: AwardDocument
    standing: StandingOn
    origin: str

    def address(self, path: str) -> str:
        """The canonical address of a path; empty for none."""
        return f"{self.origin}{path}" if path else ""

    def event(self, happened: Happened) -> dict[str, str | None]:
        """Something that happened, as JSON values."""
        return {
            "kind": happened.kind,
            "kind_text": EVENT.get(happened.kind, happened.kind),
            "on": happened.on.isoformat(),
            "doc_no": happened.doc_no or None,
            "url": self.address(happened.path) or None,
        }


@dataclass(frozen=True)
class Field:
    """One field. Without a heading it stands in JSON alone; `in_table` is what a table says instead of the value."""

    key: str
    heading: str
    kind: Kind
    take: Callable[[Row], Value]
    in_table: Callable[[Row], str] | None = None
    width: int = 14

    def value(self, row: Row) -> Value:
        """The value; None where it is not known."""
        found = self.take(row)
        return None if found == "" else found


def _of(name: str) -> Callable[[Row], Value]:
    return lambda row: getattr(row.award, name)


def _text(key: str, heading: str, name: str = "", width: int = 14) -> Field:
    return Field(key, heading, Kind.TEXT, _of(name or key), width=width)


FIELDS: tuple[Field, ...] = (
    Field(
        "name", "获奖单位名称或姓名", Kind.TEXT, _of("name"),
        lambda row: WITHHELD if row.award.withheld else row.award.name, 34,
    ),
    Field("joint_names", "共同获奖者", Kind.TEXTS, _of("joint_names")),
    Field("former_names", "原载名称", Kind.TEXTS, _of("former_names")),
    _text("award_name", "奖项名称", width=24),
    _text("tier", "奖项等次", width=18),
    _text("edition", "届次"),
    Field("year", "获奖年度", Kind.NUMBER, _of("year"), width=10),
    _text("city", "城市", "city_name"),
    _text("kind", ""),
    Field("kind_text", "类别", Kind.TEXT, lambda row: KIND.get(row.award.kind, row.award.kind), width=8),
    Field("status", "", Kind.TEXT, lambda row: row.standing.status.value),
    Field("status_text", "状态", Kind.TEXT, lambda row: STATUS[row.standing.status], width=12),
    Field("status_since", "状态起始日期", Kind.DAY, lambda row: row.standing.since),
    Field("status_doc_no", "状态依据文号", Kind.TEXT, lambda row: row.standing.doc_no, width=22),
    Field("status_url", "状态依据网址", Kind.TEXT, lambda row: row.address(row.standing.path), width=30),
    Field("verified", "", Kind.YES_NO, _of("verified")),
    Field(
        "verification", "核实情况", Kind.TEXT,
        lambda row: VERIFIED if row.award.verified else UNVERIFIED, width=12,
    ),
    Field("withheld", "依法隐去", Kind.YES_NO, _of("withheld"), width=10),
    _text("uscc", "统一社会信用代码", width=22),
    _text("unit", "工作单位", width=28),
    _text("post", "职务"),
    _text("region", "所在县（市、区）"),
    _text("industry", "行业", width=18),
    _text("certificate_no", "证书编号", width=22),
    Field("awarded_on", "获奖日期", Kind.DAY, _of("awarded_on")),
    _text("awarded_text", "来源所载日期"),
    _text("doc_no", "文号", width=22),
    _text("decision_title", "决定标题", width=40),
    Field("decision_url", "决定网址", Kind.TEXT, lambda row: row.address(row.award.decision_path), width=30),
    Field("valid_through", "有效期至", Kind.DAY, _of("valid_through")),
    Field("bonus_cny", "奖金（元）", Kind.NUMBER, _of("bonus_cny")),
    Field("history", "历次变动", Kind.EVENTS, lambda row: tuple(map(row.event, row.award.happened)), width=30),
    _text("origin", ""),
    Field(
        "origin_text", "记录来源", Kind.TEXT, lambda row: ORIGIN.get(row.award.origin, row.award.origin)
    ),
    _text("source", "来源", width=24),
    _text("note", "说明", width=24),
    _text("scheme", "奖项代码"),
    _text("edition_key", "届次代码", width=16),
    _text("id", "编号", width=28),
    Field("url", "名册网址", Kind.TEXT, lambda row: row.address(row.award.path), width=44),
)  # fmt: skip
"""Every field, in the order of a file."""

COLUMNS = tuple(field for field in FIELDS if field.heading)
"""Those of a table."""


def rows(awards: Iterable[AwardDocument], today: dt.date, origin: str) -> Iterable[Row]:
    """The awards as they stand on a Beijing day, one after the other."""
    return (Row(award, standing_on(award, today), origin) for award in awards)


def record(row: Row) -> dict[str, Any]:
    """An award as JSON values, by key."""
    return {field.key: _plain(field.value(row)) for field in FIELDS}


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def cells(row: Row) -> list[str | int | dt.date]:
    """An award as the cells of a table: texts, numbers and days; what is unknown is an empty text."""
    return [_cell(field, row) for field in COLUMNS]


def _cell(field: Field, row: Row) -> str | int | dt.date:
    if field.in_table is not None:
        return field.in_table(row)
    value = field.value(row)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return joined("；", (each if isinstance(each, str) else _event(each) for each in value))
    return "" if value is None else value


def _event(event: dict[str, str | None]) -> str:
    return joined("｜", (event[key] or "" for key in ("kind_text", "on", "doc_no", "url")))


def joined(mark: str, parts: Iterable[str]) -> str:
    """Texts in one cell with a mark between them. A mark within a text, or a backslash, stands after a backslash."""
    return mark.join(part.replace("\\", "\\\\").replace(mark, f"\\{mark}") for part in parts)


def parted(mark: str, text: str) -> Sequence[str]:
    """The texts that `joined` put into one cell."""
    if not text:
        return []
    parts, escaped = [""], False
    for character in text:
        if not escaped and character == mark:
            parts.append("")
            continue
        escaped = not escaped and character == "\\"
        parts[-1] += "" if escaped else character
    return parts
