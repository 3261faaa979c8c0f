"""Facets: by what a result can be narrowed, and what an award is on a day, as both engines count it. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Facet(StrEnum):
    """A side from which results are counted and narrowed; the value is its name in an address."""

    RECORD = "record"
    STATUS = "status"
    CITY = "city"
    SCHEME = "scheme"
    EDITION = "edition"
    YEAR = "year"
    TIER = "tier"
    KIND = "kind"
    REGION = "region"
    INDUSTRY = "industry"
    STAGE = "stage"


OF_AWARDS = (
    Facet.STATUS, Facet.CITY, Facet.SCHEME, Facet.EDITION, Facet.YEAR, Facet.TIER, Facet.KIND, Facet.REGION,
    Facet.INDUSTRY, Facet.RECORD,
)  # fmt: skip
"""Facets of awards, in the order of a page."""

OF_NOTICES = (Facet.CITY, Facet.SCHEME, Facet.EDITION, Facet.STAGE, Facet.YEAR)
"""Facets of notices, in the order of a page."""


class Standing(StrEnum):
    """What its events have made of an award, whatever the day: it stands, was revoked, or was struck from its decision.

    Of an award of another scheme nobody here knows what became of it.
    """

    STANDING = "standing"
    REVOKED = "revoked"
    STRUCK = "struck"
    UNVERIFIED = "unverified"


class Status(StrEnum):
    """What an award is on a day: `cms.register.Status`, and unverified. Never stored: validity ends by the clock alone."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    STRUCK = "struck"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Face:
    """A document's value in a facet. `label` is data as printed; empty where the page has a word for the value."""

    facet: Facet
    value: str
    label: str = ""


@dataclass(frozen=True)
class FacetCount:
    """How many documents of a result have a value, as if its own facet narrowed nothing; `selected` if it does."""

    value: str
    label: str
    count: int
    selected: bool = False
