"""What can be searched: an award or a notice, as one frozen value for every engine. Made from what is public, and only that."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from search.facets import Face, Facet, Standing, Status

LAST_DAY = 99991231


class Collection(StrEnum):
    """What is looked for: awards (those of other schemes among them), or the text of notices and decisions."""

    AWARDS = "awards"
    NOTICES = "notices"


def rank_of(day: dt.date | None, *ties: str | int) -> str:
    """Where a document stands, newest first: texts in their order are documents in their order. No day stands last.

    `ties` part documents of one day and end with what is unique.
    """
    number = int(day.strftime("%Y%m%d")) if day else 0
    rest = (f"{tie:08d}" if isinstance(tie, int) else tie for tie in ties)
    return "|".join((f"{LAST_DAY - number:08d}", *rest))


@dataclass(frozen=True)
class Happened:
    """Something that happened to an award: `kind` as `cms.register.EventKind`, the Beijing day, and the notice that says so."""

    kind: str
    on: dt.date
    doc_no: str = ""
    path: str = ""


@dataclass(frozen=True)
class AwardDocument:
    """One award. `id` is its public id; `verified` is False for an award of another scheme, as its source has it: 未经核实.

    `standing` is what its events made of it; whether its validity has ended by a day is the engine's to add. Days are Beijing
    days, None where the source does not say. Money is whole yuan. A withheld award has no holder, and nothing about one.
    `former_names` are those it was printed under before it was put right or changed.
    """

    id: str
    version: int
    path: str
    verified: bool
    scheme: str
    award_name: str
    city: str
    city_name: str
    edition_key: str
    edition: str
    edition_path: str
    tier: str
    kind: str
    name: str
    joint_names: tuple[str, ...]
    uscc: str
    unit: str
    post: str
    region: str
    industry: str
    certificate_no: str
    awarded_on: dt.date | None
    awarded_text: str
    year: int | None
    doc_no: str
    valid_through: dt.date | None
    standing: Standing
    happened: tuple[Happened, ...]
    withheld: bool
    origin: str
    decision_title: str
    decision_path: str
    source: str
    note: str
    bonus_cny: int | None
    rank: str
    former_names: tuple[str, ...] = ()

    collection = Collection.AWARDS

    @property
    def title(self) -> str:
        """What is sorted and suggested by: the holder."""
        return self.name

    def status_on(self, today: dt.date) -> Status:
        """What it is on a Beijing day: what its events made of it, and whether its validity has ended by then."""
        over = self.valid_through is not None and self.valid_through < today
        standing = Status.EXPIRED if over else Status.VALID
        return standing if self.standing is Standing.STANDING else Status(self.standing.value)

    def names(self) -> Iterator[str]:
        """Texts that are found by their sound too, and that a misspelt word is compared with."""
        yield from self.joint_names or ((self.name,) if self.name else ())
        yield from self.former_names

    def texts(self) -> Iterator[str]:
        """Every other text it is found by, but for its id."""
        events = (each.doc_no for each in self.happened)
        # As pages print them: several holders in one line, and what the source of another scheme's award calls its place.
        printed = (self.name if self.joint_names else "", "" if self.verified else self.city_name)
        yield from filter(
            None,
            (
                *printed, self.award_name, self.edition, self.tier, self.uscc, self.unit, self.post, self.region,
                self.industry, self.certificate_no, self.doc_no, self.decision_title, self.source, self.note, *events,
            ),
        )  # fmt: skip

    def faces(self) -> Iterator[Face]:
        """Its values in each facet."""
        yield Face(Facet.RECORD, "verified" if self.verified else "unverified")
        yield Face(Facet.CITY, self.city, self.city_name)
        yield Face(Facet.SCHEME, self.scheme, self.award_name)
        yield Face(Facet.EDITION, self.edition_key, f"{self.award_name} {self.edition}")
        yield Face(Facet.TIER, self.tier, self.tier)
        yield Face(Facet.KIND, self.kind)
        yield Face(Facet.REGION, self.region, self.region)
        yield Face(Facet.INDUSTRY, self.industry, self.industry)
        if self.year is not None:
            yield Face(Facet.YEAR, str(self.year), str(self.year))

    def plain(self) -> dict[str, Any]:
        """All of it as JSON values, from which `award` makes it again."""
        return vars(self) | {
            "awarded_on": _text(self.awarded_on),
            "valid_through": _text(self.valid_through),
            "standing": self.standing.value,
            "happened": [vars(each) | {"on": each.on.isoformat()} for each in self.happened],
        }


@dataclass(frozen=True)
class NoticeDocument:
    """One published notice: its title and words, as sealed. `body` holds no part that is withheld."""

    id: str
    version: int
    path: str
    scheme: str
    award_name: str
    city: str
    city_name: str
    edition_key: str
    edition: str
    stage: str
    act: str
    heading: str
    doc_no: str
    published_on: dt.date
    body: str
    rank: str
    valid_through: dt.date | None = None
    standing: Standing = Standing.STANDING
    collection: Collection = field(default=Collection.NOTICES, init=False)

    @property
    def title(self) -> str:
        """What is sorted by."""
        return self.heading

    def names(self) -> Iterator[str]:
        """Its title, found by its sound too."""
        yield self.heading

    def texts(self) -> Iterator[str]:
        """Every other text it is found by, but for its id."""
        yield from filter(None, (self.doc_no, self.award_name, self.edition, self.body))

    def faces(self) -> Iterator[Face]:
        """Its values in each facet."""
        yield Face(Facet.CITY, self.city, self.city_name)
        yield Face(Facet.SCHEME, self.scheme, self.award_name)
        yield Face(Facet.EDITION, self.edition_key, f"{self.award_name} {self.edition}")
        yield Face(Facet.STAGE, self.stage)
        yield Face(Facet.YEAR, str(self.published_on.year), str(self.published_on.year))

    def plain(self) -> dict[str, Any]:
        """All of it as JSON values, from which `notice` makes it again."""
        return vars(self) | {
            "published_on": self.published_on.isoformat(),
            "valid_through": _text(self.valid_through),
            "standing": self.standing.value,
            "collection": self.collection.value,
        }


Document = AwardDocument | NoticeDocument


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def document(plain: Mapping[str, Any]) -> Document:
    """The document that `plain()` gave; TypeError for fields of another format."""
    value = dict(plain)
    for name in ("awarded_on", "published_on", "valid_through"):
        if name in value:
            value[name] = _day(value[name])
    value["standing"] = Standing(value["standing"])
    if value.pop("collection", None) == Collection.NOTICES:
        return NoticeDocument(**value)
    value["joint_names"] = tuple(value["joint_names"])
    value["former_names"] = tuple(value["former_names"])
    value["happened"] = tuple(
        Happened(**(each | {"on": dt.date.fromisoformat(each["on"])})) for each in value["happened"]
    )
    return AwardDocument(**value)
