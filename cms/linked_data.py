"""An award as linked data (JSON-LD, schema.org): a record of the government's about an organisation or persons. Pure.

The record is a `CreativeWork`, for which schema.org has a status: there is no type for an award, and none of those for
certificates and permits is meant. What its holder won stands in `award`, and only as long as it was not taken away.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.register import WON, Status

CONTEXT = "https://schema.org"
"""The name of the vocabulary; nothing is fetched from there."""

ESCAPES = {ord(each): f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
"""So that no text can end the element the data stands in."""


@dataclass(frozen=True)
class LinkedAward:
    """What the data says. `holders` is empty where the holder is withheld, `responsible` where nobody knows who decided."""

    public_id: str
    address: str
    title: str
    kind: str
    holders: Sequence[str]
    uscc: str
    responsible: str
    awarded_on: dt.date
    valid_through: dt.date | None
    status: Status
    status_label: str
    doc_no: str
    decision_title: str
    decision_address: str


def text(award: LinkedAward) -> str:
    """The data as JSON that can stand inside an element of a page."""
    return json.dumps(data(award), ensure_ascii=False).translate(ESCAPES)


def data(award: LinkedAward) -> dict[str, Any]:
    """The data; what is not known is left out."""
    until = award.valid_through.isoformat() if award.valid_through else ""
    found = {
        "@context": CONTEXT,
        "@type": "CreativeWork",
        "@id": award.address,
        "url": award.address,
        "identifier": award.public_id,
        "name": "：".join(filter(None, (award.title, "、".join(award.holders)))),
        "inLanguage": "zh-CN",
        "dateCreated": award.awarded_on.isoformat(),
        "temporalCoverage": f"{award.awarded_on.isoformat()}/{until or '..'}",
        "creativeWorkStatus": award.status_label,
        "publisher": _office(award.responsible),
        "isBasedOn": _decision(award),
        "about": [_holder(award, name) for name in award.holders],
    }
    return {name: value for name, value in found.items() if value}


def _office(name: str) -> dict[str, str] | None:
    return {"@type": "GovernmentOrganization", "name": name} if name else None


def _decision(award: LinkedAward) -> dict[str, str] | None:
    found = {
        "@type": "CreativeWork",
        "name": award.decision_title,
        "url": award.decision_address,
        "identifier": award.doc_no,
    }
    return {name: value for name, value in found.items() if value} if award.decision_address else None


def _holder(award: LinkedAward, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Organization" if award.kind == "organization" else "Person",
        "name": name,
    }
    if award.kind == "organization" and award.uscc:
        code = {"@type": "PropertyValue", "propertyID": "统一社会信用代码", "value": award.uscc}
        found["identifier"] = code
    if award.status in WON:
        found["award"] = award.title
    return found
