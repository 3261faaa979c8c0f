"""The measure as a document: `Regulation` and the models it is made of.

One schema holds every city's measure; a city is data. Every model is frozen and refuses unknown fields.
A field that is absent means that the measure is silent, and is shown as 未规定, never filled in. The models
live in the modules imported here; other code imports them from this one.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cms.regulation.award import Award, BonusRow, BonusRule, Cap, CapKind, Cycle, Tier
from cms.regulation.base import (
    OPERATOR,
    Cited,
    Clause,
    EntryKind,
    Frozen,
    KeyedClause,
    Seq,
    Words,
    link_errors,
)
from cms.regulation.citation import (
    anchor_of,
    article_heading,
    chapter_heading,
    chinese_number,
    cite,
    split_ref,
)
from cms.regulation.conduct import (
    Ban,
    Bar,
    Criterion,
    EditorNote,
    Eligibility,
    Ground,
    Reading,
    ReceivingRoute,
    Rectification,
    Revocation,
    RevocationCase,
    Route,
    RouteBasis,
    RouteKind,
    RouteLine,
    Secrecy,
    Silence,
    Standard,
    StateSecret,
    Supervision,
    TitleUse,
)
from cms.regulation.instrument import Amendment, Fees, Instrument, InstrumentStatus, Repeal, ThirdParty
from cms.regulation.links import broken_links
from cms.regulation.process import (
    Act,
    Application,
    Body,
    Channel,
    ChannelKind,
    Consultation,
    Gate,
    Period,
    Review,
    Scope,
    ScorePoints,
    Scoring,
    Stage,
    StageType,
)
from cms.regulation.text import Article, Chapter, Paragraph, Text

SCHEMA_VERSION = 1

__all__ = [
    "OPERATOR",
    "SCHEMA_VERSION",
    "Act",
    "Amendment",
    "Application",
    "Article",
    "Award",
    "Ban",
    "Bar",
    "Body",
    "BonusRow",
    "BonusRule",
    "Cap",
    "CapKind",
    "Channel",
    "ChannelKind",
    "Chapter",
    "Cited",
    "Clause",
    "Consultation",
    "Criterion",
    "Cycle",
    "EditorNote",
    "Eligibility",
    "EntryKind",
    "Fees",
    "Frozen",
    "Gate",
    "Ground",
    "Instrument",
    "InstrumentStatus",
    "KeyedClause",
    "Paragraph",
    "Period",
    "Reading",
    "ReceivingRoute",
    "Rectification",
    "Regulation",
    "Repeal",
    "Review",
    "Revocation",
    "RevocationCase",
    "Route",
    "RouteBasis",
    "RouteKind",
    "RouteLine",
    "Scope",
    "ScorePoints",
    "Scoring",
    "Secrecy",
    "Silence",
    "Stage",
    "StageType",
    "Standard",
    "StateSecret",
    "Supervision",
    "Text",
    "ThirdParty",
    "Tier",
    "TitleUse",
    "anchor_of",
    "article_heading",
    "chapter_heading",
    "chinese_number",
    "cite",
    "split_ref",
]


class Regulation(Frozen):
    """A city's award measure: what it says as data, and its full text.

    Keys are unique within their list. Every article, body, tier and stage that is referred to exists; `after`
    names stages that stand earlier in the list. A document that breaks this is refused with each place named.
    """

    schema_version: Literal[1]
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
    city: Words
    division_code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    instrument: Instrument
    award: Award
    bodies: Annotated[Seq[Body], Field(min_length=1)]
    stages: Annotated[Seq[Stage], Field(min_length=1)]
    eligibility: Eligibility
    application: Application | None = None
    review: Review | None = None
    scoring: Scoring | None = None
    consultation: Consultation | None = None
    reapplication: Bar | None = None
    title_use: TitleUse | None = None
    duties: Seq[KeyedClause] = ()
    oversight: Clause | None = None
    objections: Route | None = None
    complaints: Route | None = None
    routes: Seq[ReceivingRoute] = ()
    supervision: Seq[Supervision] = ()
    rectification: Rectification | None = None
    revocation: Revocation | None = None
    recusal: Clause | None = None
    discipline: Clause | None = None
    secrecy: Secrecy | None = None
    readings: Seq[Reading] = ()
    silences: Seq[Silence] = ()
    editor_notes: Seq[EditorNote] = ()
    text: Text

    @model_validator(mode="after")
    def _links_hold(self) -> Self:
        broken = broken_links(self)
        if broken:
            raise link_errors(type(self).__name__, broken)
        return self

    def article(self, ref: str) -> str:
        """Return the text of an article ("18") or an item ("18(8)"), paragraphs separated by line breaks.

        Raises KeyError when the measure has none, ValueError when `ref` is no reference.
        """
        found = self.text.find(ref)
        if found is None:
            raise KeyError(ref)
        return found

    def anchor(self, ref: str) -> str:
        """Return the fragment of an article or item on the measure's page: "18(8)" becomes "a18-8"."""
        return anchor_of(ref)

    def stage(self, key: str) -> Stage:
        """Return the stage with this key; raises KeyError when the measure has none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def body(self, key: str) -> Body:
        """Return the body with this key; raises KeyError when the measure has none."""
        for body in self.bodies:
            if body.key == key:
                return body
        raise KeyError(key)

    def tier(self, key: str) -> Tier:
        """Return the tier with this key; raises KeyError when the measure has none."""
        for tier in self.award.tiers:
            if tier.key == key:
                return tier
        raise KeyError(key)

    @property
    def published_stages(self) -> tuple[Stage, ...]:
        """The stages that become notices of the portal, in the measure's order."""
        return tuple(stage for stage in self.stages if stage.published_here)

    def published_predecessors(self, key: str) -> tuple[Stage, ...]:
        """Return the published stages a stage directly follows, in the measure's order.

        A predecessor that is never a notice (an internal list, a publicity inside the applicant's own house)
        stands for the published ones before it. Raises KeyError for an unknown key.
        """
        found: set[str] = set()
        pending = list(self.stage(key).after)
        while pending:
            earlier = self.stage(pending.pop())
            if earlier.published_here:
                found.add(earlier.key)
            else:
                pending.extend(earlier.after)
        return tuple(stage for stage in self.stages if stage.key in found)

    def successors(self, key: str) -> tuple[Stage, ...]:
        """Return the stages that directly follow a stage, in the measure's order."""
        self.stage(key)
        return tuple(stage for stage in self.stages if key in stage.after)
