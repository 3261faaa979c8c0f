"""What differs between two versions of a list, row by row: by the entries' keys, never by their place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.regulation.schema import Regulation

Row = Mapping[str, Any]
"""A row as `cms.actions.lists.rows_of` gives it: columns by name, with `key`."""

COLUMN_LABELS = {
    "kind": _("类别"),
    "tier": _("奖项等次"),
    "name": _("单位名称或姓名"),
    "uscc": _("统一社会信用代码"),
    "joint_names": _("共同申报人"),
    "group_entry": _("质量科研、攻关小组"),
    "unit": _("工作单位"),
    "post": _("职务"),
    "district": _("所在县（市、区）"),
    "recommender": _("推荐单位"),
    "industry": _("行业"),
    "certificate_no": _("证书编号"),
    "withheld": _("依法不公开"),
}
"""Columns that are compared one by one, in the order in which they are shown."""

EXTRA_LABELS = {
    "nature": _("单位性质"),
    "recommender_body": _("推荐单位类别"),
    "own_publicity": _("内部公示"),
    "eligibility": _("申报条件核对"),
}
"""Parts of `extra`; anything else in it is compared as a whole."""


@dataclass(frozen=True)
class Change:
    """One column of an entry: its label, before and after, as words."""

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """An entry that stands in both versions and differs; `no` is its number in the later one."""

    key: str
    no: int
    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Named:
    """An entry that stands in one version only, with its number there."""

    key: str
    no: int
    name: str


@dataclass(frozen=True)
class ListDiff:
    """The difference of two versions. `reordered` says that entries in both stand in another order."""

    added: tuple[Named, ...]
    removed: tuple[Named, ...]
    changed: tuple[Changed, ...]
    reordered: bool
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.reordered)


def compare(before: Sequence[Row], after: Sequence[Row], regulation: Regulation | None = None) -> ListDiff:
    """Compare two versions. With the measure, tiers and recommending bodies are named as it names them.

    A row without key is new. Rows keep their place as number, counted from 1.
    """
    old = {str(row["key"]): (no, row) for no, row in enumerate(before, start=1)}
    new = {str(row["key"]): (no, row) for no, row in enumerate(after, start=1) if row.get("key")}
    fresh = [(no, row) for no, row in enumerate(after, start=1) if str(row.get("key") or "") not in old]
    changed = []
    for key, (no, row) in new.items():
        if key in old:
            changes = tuple(_changes(old[key][1], row, regulation))
            if changes:
                changed.append(Changed(key, no, name_of(row), changes))
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    return ListDiff(
        added=tuple(Named(str(row.get("key") or ""), no, name_of(row)) for no, row in fresh),
        removed=tuple(Named(key, no, name_of(row)) for key, (no, row) in old.items() if key not in new),
        changed=tuple(changed),
        reordered=kept_before != kept_after,
        unchanged=len(kept_after) - len(changed),
    )


def name_of(row: Row) -> str:
    """The name of a row as lists print it; empty for a withheld one."""
    names = row.get("joint_names") or ()
    return "、".join(names) if len(names) > 1 else str(row.get("name") or "".join(names))


def _changes(old: Row, new: Row, regulation: Regulation | None) -> Iterable[Change]:
    for column, label in COLUMN_LABELS.items():
        before, after = old.get(column) or "", new.get(column) or ""
        if before != after:
            words = (_words(column, value, regulation) for value in (before, after))
            yield Change(column, str(label), *words)
    extra_before, extra_after = dict(old.get("extra") or {}), dict(new.get("extra") or {})
    for name in (*EXTRA_LABELS, *sorted({*extra_before, *extra_after} - set(EXTRA_LABELS))):
        before, after = extra_before.get(name) or "", extra_after.get(name) or ""
        if before != after:
            words = (_words(name, value, regulation) for value in (before, after))
            yield Change(name, str(EXTRA_LABELS.get(name, name)), *words)


KINDS = {"organization": _("组织"), "individual": _("个人")}
NATURES = {"enterprise": _("企业"), "public_institution": _("机关、事业单位"), "other": _("其他")}


def _words(column: str, value: Any, regulation: Regulation | None) -> str:
    """A value as somebody reads it."""
    if value in ("", None, [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("是"))
    if column in ("tier", "recommender_body"):
        return _named(column, str(value), regulation)
    reader = READERS.get(column)
    if reader is not None:
        return reader(value)
    return "、".join(value) if isinstance(value, list) else str(value)


def _named(column: str, key: str, regulation: Regulation | None) -> str:
    """A key of the measure by the name the measure gives it."""
    if regulation is None:
        return key
    listed = regulation.award.tiers if column == "tier" else regulation.bodies
    return next((item.name for item in listed if item.key == key), key)


def _publicity_words(value: Mapping[str, Any]) -> str:
    outcome = _("无异议") if value["no_objection"] else _("有异议")
    return f"{value['first_day']} — {value['last_day']} {outcome}"


def _check_words(check: Mapping[str, Any]) -> str:
    for name in ("years", "rank"):
        if check.get(name) is not None:
            return str(check[name])
    return str(_("符合") if check.get("met") else _("不符合"))


READERS: dict[str, Callable[[Any], str]] = {
    "kind": lambda value: str(KINDS.get(value, value)),
    "nature": lambda value: str(NATURES.get(value, value)),
    "own_publicity": _publicity_words,
    "eligibility": lambda value: "；".join(_check_words(check) for check in value),
}
