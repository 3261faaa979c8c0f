"""Invented organisations and persons, and the rows they stand in.

Organisations end in （示例）. Persons carry no name but a mark (示例人员甲) with unit and post. Nobody real is meant.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.demo.codes import ENTERPRISE, PUBLIC_INSTITUTION, code_of, failing_code_of
from portal.demo.steps import Row

MARK = "（示例）"


@dataclass(frozen=True)
class Organization:
    """An applicant. `number` makes its code its own; `doubtful` gives it one whose checksum fails."""

    number: int
    name: str
    industry: str
    district: str
    public_institution: bool = False
    doubtful: bool = False

    @property
    def uscc(self) -> str:
        """Its fictional code."""
        if self.doubtful:
            return failing_code_of(self.number)
        return code_of(self.number, head=PUBLIC_INSTITUTION if self.public_institution else ENTERPRISE)

    def columns(self) -> dict[str, Any]:
        """What tells the applicant in a row."""
        return {
            "kind": "organization",
            "name": self.name + MARK,
            "uscc": self.uscc,
            "industry": self.industry,
        }


@dataclass(frozen=True)
class Person:
    """An applicant in person, or up to three of one group. `marks` are cyclical characters: 甲, 乙, 丙."""

    marks: str
    unit: str
    post: str
    district: str
    public_institution: bool = False

    @property
    def name(self) -> str:
        """What stands for the name."""
        return "、".join(self.names)

    @property
    def names(self) -> list[str]:
        """One for each person of the entry."""
        return [f"示例人员{mark}" for mark in self.marks]

    def columns(self) -> dict[str, Any]:
        """What tells the applicant in a row."""
        nature = "public_institution" if self.public_institution else "enterprise"
        told: dict[str, Any] = {"kind": "individual", "unit": self.unit + MARK, "post": self.post}
        told["extra"] = {"nature": nature}
        if len(self.marks) > 1:
            return told | {"joint_names": self.names, "group_entry": True}
        return told | {"name": self.name}


Applicant = Organization | Person


def row(applicant: Applicant, *, edition: str, tier: str = "", recommended: bool = True) -> Row:
    """The row of an applicant in any list of an edition: its key is the same in all of them.

    :param edition: `datong/2026`, part of the key's making.
    :param recommended: whether the measure has somebody recommend applicants; here the county's government does.
    """
    told = applicant.columns()
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{edition}/{applicant.name}/{applicant.district}")
    made = told | {"key": str(key), "tier": tier, "district": applicant.district}
    if recommended:
        made["recommender"] = f"{applicant.district}人民政府{MARK}"
        made["extra"] = {**told.get("extra", {}), "recommender_body": "county_government"}
    return made


def secret_row(*, edition: str, kind: str = "organization", tier: str = "") -> Row:
    """An entry that is counted and never named (政府信息公开条例 14)."""
    return {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{edition}/secret")),
        "kind": kind,
        "tier": tier,
        "withheld": True,
    }


def rows(
    applicants: Iterable[Applicant], *, edition: str, tier: str = "", recommended: bool = True
) -> list[Row]:
    """One row for each applicant, in that order."""
    return [row(each, edition=edition, tier=tier, recommended=recommended) for each in applicants]
