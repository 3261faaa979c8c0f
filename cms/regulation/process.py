"""Who acts and in which steps: bodies, application, consultation, review and the stages of an edition."""

from typing import Annotated, Literal

from pydantic import Field

from cms.regulation.base import BodyKey, CaseKey, Cited, Clause, Count, Key, Seq, Slug, StageKey, Words

StageType = Literal["call", "publicity", "decision", "revocation", "rectification", "internal"]
Scope = Literal[
    "society", "citywide", "region_industry_field", "applicant_organization", "internal", "party_only"
]
ChannelKind = Literal["news_media", "main_media", "website"]


class Body(Cited):
    """A body the measure gives a role to, under the name it is printed with."""

    key: Key
    name: Words
    role: Words


class Period(Cited):
    """How long a publicity lasts: `working_days` exactly, or at least that many."""

    working_days: Count
    exact: bool
    wording: Words


class Channel(Cited):
    """The channel a notice has to use, in the measure's words; every kind named has to be served."""

    text: Words
    kinds: Annotated[Seq[ChannelKind], Field(min_length=1)]


class Gate(Cited):
    """What the next step waits for, in the measure's words.

    `no_objection` is true where the measure makes it wait for a publicity without objection.
    """

    text: Words
    no_objection: bool | None = None


class Act(Cited):
    """An earlier act that has to be on record before a notice of the stage goes out.

    `optional` marks 必要时: its absence warns. `overridable` says whether a publisher may put a reason in its
    place. `cases` limits it to some cases of revocation; empty means every case.
    """

    key: Key
    text: Words
    optional: bool = False
    overridable: bool = True
    cases: Seq[CaseKey] = ()


class Stage(Cited):
    """A step of an edition under the name the measure gives it.

    `type` selects behaviour, `key` is identity within the measure. `publisher` is a body's key;
    `publisher_stated` false means the body follows from reading the article and may be changed with a reason.
    `published_here` false means the step is never a notice of the portal, `lists` true that it names entries.
    `after` names the earlier stages it follows; `gate` is what the step after this one waits for.
    An absent `period` of a publicity means that the measure states none.
    """

    key: Key
    type: StageType
    name: Words
    slug: Slug
    publisher: BodyKey
    publisher_stated: bool = True
    scope: Scope
    channel: Channel | None = None
    published_here: bool = True
    lists: bool = False
    period: Period | None = None
    after: Seq[StageKey] = ()
    gate: Gate | None = None
    requires: Seq[Act] = ()


class Application(Cited):
    """Where an application goes, who recommends it, what belongs to it."""

    submit_to: Seq[BodyKey] = ()
    recommended_by: Seq[BodyKey] = ()
    documents: Seq[Words] = ()
    checked_for: Seq[Words] = ()
    applicant_responsible: Clause | None = None


class Review(Cited):
    """How the review is held: its steps, the size of a panel in persons, who sets up the supervision."""

    steps: Seq[Words] = ()
    panel_min: Count | None = None
    panel_max: Count | None = None
    supervision_group_by: BodyKey | None = None


class ScorePoints(Clause):
    """Points added for something, each."""

    key: Key
    points: Count


class Scoring(Cited):
    """How applications are scored: the full mark, the headings, points added beside them."""

    total: Count | None = None
    items: Seq[Words] = ()
    additions: Seq[ScorePoints] = ()


class Consultation(Cited):
    """Departments whose opinion is sought before a list: for all, for public institutions, for enterprises.

    `by` is the body that asks, `before` the stage whose notice waits for the replies.
    """

    by: BodyKey
    before: StageKey
    all: Seq[Words] = ()
    public_institution: Seq[Words] = ()
    enterprise: Seq[Words] = ()
