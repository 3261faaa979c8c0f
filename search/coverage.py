"""What the register covers: which editions of which award, whether that is all, and what comes from other schemes.

A result is read against it: not found means not in these editions. Pages, manifests and the interface for machines say it.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Max

from cms.models import ExternalAward, SchemePage
from cms.selectors.register_list import coverage

MOST_SOURCES = 20
"""Sources of other schemes' awards that are named, those of the most awards first; the rest are counted."""


@dataclass(frozen=True)
class CoveredEdition:
    """An edition whose awards are in the register. `origin` is "decision", or "before_portal" for records of the time before."""

    number: int
    name: str
    origin: str


@dataclass(frozen=True)
class SchemeCoverage:
    """Of one award: its editions here, newest first. `complete`: the office declares that no older one is missing.

    `secret` counts winners whom decisions number and keep from the public by law: they are in no result.
    """

    scheme: str
    award_name: str
    editions: tuple[CoveredEdition, ...]
    complete: bool
    secret: int


@dataclass(frozen=True)
class Source:
    """Where awards of other schemes come from, as they state it, and how many do."""

    source: str
    count: int


@dataclass(frozen=True)
class OthersCoverage:
    """Awards of other schemes, 未经核实: how many, from where, and when the last came in (UTC; None without any).

    `further_sources` counts the sources that are not named.
    """

    count: int
    sources: tuple[Source, ...]
    further_sources: int
    imported_at: dt.datetime | None


@dataclass(frozen=True)
class RegisterCoverage:
    """All of it. `version` is that of the index it was read for, "" where none was named."""

    version: str
    schemes: tuple[SchemeCoverage, ...]
    others: OthersCoverage

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        at = self.others.imported_at
        value = asdict(self)
        value["others"]["imported_at"] = at.isoformat() if at else None
        return value


_kept: tuple[tuple[Any, ...], RegisterCoverage] | None = None


def register_coverage(version: str = "") -> RegisterCoverage:
    """The coverage now. With the version of an index (`IndexState.version`) it is read once for each: one query afterwards."""
    global _kept  # noqa: PLW0603 - one value for the process, replaced whole
    schemes = list(SchemePage.objects.order_by("path"))
    key = (version, *((each.pk, each.slug, each.title, each.history_complete) for each in schemes))
    if version and _kept is not None and _kept[0] == key:
        return _kept[1]
    made = RegisterCoverage(version, tuple(map(_of_scheme, schemes)), _of_others())
    if version:
        _kept = key, made
    return made


def _of_scheme(scheme: SchemePage) -> SchemeCoverage:
    of = coverage(scheme)
    return SchemeCoverage(
        scheme=scheme.slug,
        award_name=scheme.title,
        editions=tuple(
            CoveredEdition(each.number, each.name, "before_portal" if each.before_portal else "decision")
            for each in of.editions
        ),
        complete=of.complete,
        secret=of.secret,
    )


def _of_others() -> OthersCoverage:
    every = ExternalAward.objects.order_by()
    counted = every.values_list("source").annotate(count=Count("pk")).order_by("-count", "source")
    named = tuple(Source(source, count) for source, count in counted[:MOST_SOURCES])
    return OthersCoverage(
        count=every.count(),
        sources=named,
        further_sources=every.values("source").distinct().count() - len(named),
        imported_at=every.aggregate(at=Max("imported_at"))["at"],
    )
