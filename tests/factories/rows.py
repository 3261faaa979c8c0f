"""Rows of a list as `cms.actions.lists.make_list` takes them: invented holders, marked 示例, with codes that check."""

import uuid
from typing import Any

from cms.regulation.schema import Regulation
from portal.demo.codes import code_of
from portal.demo.steps import Row

_NAMES = "甲乙丙丁戊己庚辛壬癸"


def organization(number: int = 1, *, tier: str = "award", **columns: Any) -> Row:
    """One organisation; `number` makes its name and code its own."""
    return {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, f"organization {number}")),
        "kind": "organization",
        "tier": tier,
        "name": f"示例制造{number}号有限公司（示例）",
        "uscc": code_of(number),
        "district": "示例区",
        "recommender": "示例区人民政府（示例）",
        "industry": "通用设备制造业",
        **columns,
    }


def individual(number: int = 1, *, tier: str = "award", **columns: Any) -> Row:
    """One person, named by a cyclical character, with unit and post."""
    return {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, f"individual {number}")),
        "kind": "individual",
        "tier": tier,
        "name": f"示例人{_NAMES[number % 10]}{number}",
        "unit": f"示例制造{number}号有限公司（示例）",
        "post": "质量负责人",
        "district": "示例区",
        "recommender": "示例区人民政府（示例）",
        "extra": {"nature": "enterprise"},
        **columns,
    }


def withheld(number: int = 1, *, tier: str = "award", kind: str = "organization") -> Row:
    """A row withheld for secrecy: counted, never named."""
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"withheld {number}"))
    return {"key": key, "kind": kind, "tier": tier, "withheld": True}


def rows_for(regulation: Regulation, count: int = 3) -> list[Row]:
    """A lawful list of `count` rows for any measure: organisations of every tier within the caps, then
    persons.

    Raises ValueError when the measure's places do not hold that many; lists that are no list of winners may
    be longer, build those from `organization` and `individual`.
    """
    rows: list[Row] = []
    makers = {"organization": organization, "individual": individual}
    for tier in regulation.award.tiers:
        for kind in regulation.award.kinds:
            places = _places(regulation, tier.key, kind, rows)
            take = min(places, count - len(rows), 2)
            rows += [makers[kind](len(rows) + n + 1, tier=tier.key) for n in range(take)]
    if len(rows) < count:
        raise ValueError(f"{regulation.code} has no {count} places")
    return rows


def _places(regulation: Regulation, tier: str, kind: str, rows: list[Row]) -> int:
    left = [1_000]
    for cap in regulation.award.caps:
        if cap.tier == tier and cap.kind in (kind, "total"):
            taken = sum(row["tier"] == tier and cap.kind in (row["kind"], "total") for row in rows)
            left.append(cap.max - taken)
    return min(left)
