"""What a row of a notice's list must be beside its cells, and how it becomes a row of the list; and which entry it was before."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stdnum.cn import uscc

from cms.regulation.rules.identity import fold
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation, Stage
from cms.spreadsheets.checking import Layout, Row, RowTell, Tell, Values
from cms.spreadsheets.columns import Column
from cms.spreadsheets.list_columns import (
    CHECK_PREFIX,
    OWN_CLEAR,
    OWN_FIRST,
    OWN_LAST,
    check_name,
    checked_criteria,
    list_columns,
)
from cms.spreadsheets.problems import Level

PLAIN = (
    "kind", "tier", "name", "uscc", "unit", "post", "district", "recommender", "industry", "joint_names", "group_entry",
    "certificate_no", "withheld",
)  # fmt: skip
"""Columns of a row that go into the list as they are."""

OF_WITHHELD = ("kind", "tier", "withheld")
"""What a withheld row may say."""

ListRow = dict[str, Any]
"""A row as `cms.actions.lists.make_list` takes it."""


def list_layout(regulation: Regulation, stage: Stage) -> Layout:
    """The layout of a stage's list."""
    columns = list_columns(regulation, stage)
    single = regulation.award.tiers[0].key if len(regulation.award.tiers) == 1 else ""

    def check_row(values: Values, tell: Tell) -> None:
        if (
            single
            and not values["tier"]
            and not any(column.name == "tier" and column.required for column in columns)
        ):
            values["tier"] = single
        _check_row(values, columns, tell)

    return Layout(columns, check_row=check_row, check_all=_check_doubles)


def _check_row(values: Values, columns: Sequence[Column], tell: Tell) -> None:
    if values.get("withheld"):
        filled = [c for c in columns if c.is_read and c.name not in OF_WITHHELD and values.get(c.name)]
        for column in filled:
            tell(
                column.name,
                "row.withheld",
                _("依法不公开的条目，除类别和奖项等次外各栏都要留空。请清空这一格。"),
            )
            # What must not be public is not kept either.
            values[column.name] = type(values[column.name])()
        return
    for column in columns:
        if (
            column.only_for
            and values["kind"]
            and column.only_for != values["kind"]
            and values.get(column.name)
        ):
            sentence = (
                _("“%(heading)s”只填组织的。这一条是个人，请清空这一格，或者更正类别。")
                if column.only_for == "organization"
                else _("“%(heading)s”只填个人的。这一条是组织，请清空这一格，或者更正类别。")
            )
            tell(column.name, "row.only_for", sentence, heading=column.heading)
    if values["kind"] == "individual" and not values["name"] and not values.get("joint_names"):
        tell("name", "cell.required", _("没有填写“%(heading)s”。请补填。"), heading=columns_name(columns))
    check_code(values, tell)
    _check_own_publicity(values, tell)


def columns_name(columns: Iterable[Column]) -> str:
    """The printed heading of the column of names."""
    return next(column.heading for column in columns if column.name == "name")


def check_code(values: Values, tell: Tell) -> None:
    """The code in capitals; one that fails its checksum is pointed out, never refused: registered codes exist that fail."""
    if not values.get("uscc"):
        return
    values["uscc"] = "".join(str(values["uscc"]).split()).upper()
    if not uscc.is_valid(fold(values["uscc"])):
        tell(
            "uscc",
            "row.uscc",
            _("统一社会信用代码校验未通过。请对照证照核对；核对无误的可以保留。"),
            Level.WARNING,
        )


def _check_own_publicity(values: Values, tell: Tell) -> None:
    first, last = values.get(OWN_FIRST), values.get(OWN_LAST)
    if bool(first) != bool(last):
        tell(
            OWN_LAST if first else OWN_FIRST,
            "row.own_publicity",
            _("内部公示的开始日期和截止日期要么都填，要么都不填。"),
        )
    elif first and last and last < first:
        tell(OWN_LAST, "row.own_publicity", _("内部公示的截止日期早于开始日期。请核对。"))


def marks(values: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What tells a holder from others: an organisation's code, then its name; persons by their names and unit together."""
    if values.get("kind") == "organization":
        told = (("uscc", fold(values.get("uscc", ""))), ("name", fold(values.get("name", ""))))
        return [mark for mark in told if mark[1]]
    names = values.get("joint_names") or ([values["name"]] if values.get("name") else [])
    unit = fold(values.get("unit", ""))
    return [("person", *sorted(fold(name) for name in names), unit)] if names and unit else []


def _check_doubles(rows: Sequence[Row], tell: RowTell) -> None:
    """An organisation stands once in a list; two persons with the same name and unit are pointed out."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row.values.get("withheld"):
            continue
        told = marks(row.values)
        earlier = next((seen[mark] for mark in told if mark in seen), None)
        if earlier is not None and row.values["kind"] == "organization":
            tell(row)(
                "name",
                "row.double",
                _("与第 %(row)d 行是同一组织（代码或名称相同）。请删去重复的一行。"),
                row=earlier,
            )
        elif earlier is not None:
            tell(row)(
                "name",
                "row.double_person",
                _("与第 %(row)d 行的姓名、工作单位相同。请核对是否同一人；确为同名的可以保留。"),
                Level.WARNING,
                row=earlier,
            )
        for mark in told:
            seen.setdefault(mark, row.number)


def to_list_rows(
    rows: Iterable[Row],
    *,
    used: Sequence[str],
    before: Sequence[ListRow],
    earlier: Sequence[ListRow],
    regulation: Regulation,
    stage: Stage,
) -> list[ListRow]:
    """The rows as `make_list` takes them, each with the key of the entry it continues.

    `before` is the list of the draft now, `earlier` the published rows of the stages before; an entry is told by its code,
    else by name and unit, and continued once. What the file has no column for is kept from the entry of the draft.
    `used` names the columns the file has.
    """
    known = Continued(before, earlier)
    found = []
    for row in rows:
        old = known.take(row.values)
        kept = old if old in before else None
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        if kept is not None:
            values |= {
                name: kept[name]
                for name in PLAIN
                if name not in used and name in kept and not values.get(name)
            }
        if row.values.get("withheld"):
            values = {name: values[name] for name in OF_WITHHELD}
        extra = dict(kept.get("extra") or {}) if kept is not None and not row.values.get("withheld") else {}
        found.append(
            {
                **_empty(),
                **values,
                "extra": _extra(row.values, used, extra, regulation, stage),
                "key": old["key"] if old else "",
            }
        )
    return found


def _empty() -> ListRow:
    texts = dict.fromkeys(PLAIN, "")
    return {**texts, "joint_names": [], "group_entry": False, "withheld": False}


def _extra(
    values: Values, used: Sequence[str], extra: dict[str, Any], regulation: Regulation, stage: Stage
) -> dict[str, Any]:
    """The columns that are kept beside the printed ones, as `cms.selectors.facts` reads them."""
    for name in ("nature", "recommender_body"):
        if name in used:
            extra.pop(name, None)
            if values.get(name):
                extra[name] = values[name]
    if OWN_FIRST in used and OWN_LAST in used:
        extra.pop("own_publicity", None)
        if values[OWN_FIRST] and values[OWN_LAST]:
            extra["own_publicity"] = {
                "first_day": values[OWN_FIRST],
                "last_day": values[OWN_LAST],
                "no_objection": bool(values.get(OWN_CLEAR)),
            }
    if any(name.startswith(CHECK_PREFIX) for name in used):
        extra.pop("eligibility", None)
        checks = _eligibility(values, regulation, stage)
        if checks:
            extra["eligibility"] = checks
    return extra


def _eligibility(values: Values, regulation: Regulation, stage: Stage) -> list[dict[str, Any]]:
    found = []
    for criterion in checked_criteria(regulation, stage):
        value = values.get(check_name(criterion))
        if value in (None, "") or criterion.applies_to != values.get("kind"):
            continue
        if criterion.min_years is not None:
            found.append({"criterion": criterion.key, "years": value})
        elif criterion.max_rank is not None:
            found.append({"criterion": criterion.key, "rank": value})
        else:
            found.append({"criterion": criterion.key, "met": value == "yes"})
    return found


class Continued:
    """Entries of earlier lists, each continued by one row at most: those of the draft first, then published ones."""

    def __init__(self, before: Sequence[ListRow], earlier: Sequence[ListRow]) -> None:
        self._by_mark: dict[tuple[str, ...], list[ListRow]] = {}
        self._withheld: dict[tuple[str, str], list[ListRow]] = {}
        self._taken: set[str] = set()
        for row in (*before, *earlier):
            if row.get("withheld"):
                self._withheld.setdefault((row["kind"], row.get("tier", "")), []).append(row)
            for mark in marks(row) if not row.get("withheld") else ():
                self._by_mark.setdefault(mark, []).append(row)

    def take(self, values: Mapping[str, Any]) -> ListRow | None:
        """The entry that these values continue, which no later row can continue any more; None for a new one."""
        if values.get("withheld"):
            listed = [self._withheld.get((values["kind"], values.get("tier", "")), [])]
        else:
            listed = [self._by_mark.get(mark, []) for mark in marks(values)]
        for rows in listed:
            for row in rows:
                if row["key"] not in self._taken:
                    self._taken.add(row["key"])
                    return row
        return None
