"""Lists of awards: a scheme's register."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from cms.pages.award import AwardRow


@dataclass(frozen=True)
class RegisterQuery:
    """What a reader asks of a list of awards; an empty text and None ask nothing. `status` is a `cms.register.Status` value."""

    q: str = ""
    edition: int | None = None
    tier: str = ""
    kind: str = ""
    status: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything was asked."""
        return replace(self, page=1) != RegisterQuery()

    def to(self, page: int) -> str:
        """The query of an address that asks the same and shows that page."""
        asked = {
            "q": self.q,
            "edition": str(self.edition or ""),
            "tier": self.tier,
            "kind": self.kind,
            "status": self.status,
            "page": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class StatusCount:
    """How many of the awards found are in a status today."""

    status: str
    label: str
    count: int


@dataclass(frozen=True)
class EditionAwards:
    """The awards of one edition on a page of the list."""

    name: str
    path: str
    rows: tuple[AwardRow, ...]


@dataclass(frozen=True)
class CoveredEdition:
    """An edition the register covers: from its own decision, or from records of the time before the portal."""

    number: int
    name: str
    before_portal: bool


@dataclass(frozen=True)
class Coverage:
    """What a scheme's register covers. `secret` are winners counted in decisions and kept from the public by law."""

    editions: tuple[CoveredEdition, ...]
    complete: bool
    secret: int


@dataclass(frozen=True)
class RegisterPage:
    """A page of a scheme's register. `path` is its address; `total` counts all awards found, on all pages."""

    path: str
    query: RegisterQuery
    now: dt.datetime
    rows: tuple[AwardRow, ...]
    total: int
    pages: int
    counts: tuple[StatusCount, ...]
    scheme_code: str
    award_name: str
    coverage: Coverage
    next_change: dt.datetime | None = None

    @property
    def editions(self) -> tuple[EditionAwards, ...]:
        """The rows by edition, in their order."""
        return tuple(
            EditionAwards(name, path, tuple(rows))
            for (name, path), rows in groupby(self.rows, key=lambda row: (row.edition_name, row.edition_path))
        )

    @property
    def previous(self) -> str:
        """The query of the page before, empty on the first."""
        return f"?{self.query.to(self.query.page - 1)}" if self.query.page > 1 else ""

    @property
    def following(self) -> str:
        """The query of the next page, empty on the last."""
        return f"?{self.query.to(self.query.page + 1)}" if self.query.page < self.pages else ""

    @property
    def download(self) -> str:
        """The address of the same awards as a table, all of them."""
        asked = self.query.to(1)
        return f"{self.path}awards.csv" + (f"?{asked}" if asked else "")
