"""A list as cells: what a row reads like under the columns of its stage. The way back from `list_rows`."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.spreadsheets.columns import Column, Holds
from cms.spreadsheets.list_columns import CHECK_PREFIX, OWN_CLEAR, OWN_FIRST, OWN_LAST

SEPARATOR = "、"


def words_of(values: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
    """Values by the names of their columns, as texts, one a column."""
    return [_text(column, values.get(column.name, "")) for column in columns if column.is_read]


def cells_of(row: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
    """A stored row of a list as texts, one a column; what the columns do not hold is left out."""
    return words_of({column.name: _stored(row, column) for column in columns}, columns)


def _stored(row: Mapping[str, Any], column: Column) -> Any:
    extra = row.get("extra") or {}
    own = extra.get("own_publicity") or {}
    from_extra = {
        "nature": extra.get("nature", ""),
        "recommender_body": extra.get("recommender_body", ""),
        OWN_FIRST: own.get("first_day", ""),
        OWN_LAST: own.get("last_day", ""),
        OWN_CLEAR: own.get("no_objection", False),
    }
    if column.name in from_extra:
        return from_extra[column.name]
    if column.name.startswith(CHECK_PREFIX):
        return _check(row, column)
    return row.get(column.name, "")


def _check(row: Mapping[str, Any], column: Column) -> Any:
    """What is on record of a condition: a number, or yes and no. Both kinds may have a condition of the same key."""
    kind, _dot, key = column.name.removeprefix(CHECK_PREFIX).partition(".")
    if row.get("kind") != kind:
        return ""
    for check in (row.get("extra") or {}).get("eligibility", ()):
        if check["criterion"] == key:
            if column.holds is Holds.CHOICE:
                return {True: "yes", False: "no"}.get(check.get("met"), "")
            return next((check[name] for name in ("years", "rank") if check.get(name) is not None), "")
    return ""


def _text(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.holds is Holds.YES_NO:
        return "是" if value else ""
    if column.holds is Holds.CHOICE:
        return column.words(str(value)) if value else ""
    if isinstance(value, list | tuple):
        return SEPARATOR.join(value)
    return str(value)
