"""Who may apply and what holds winners and staff: conditions, bars, routes, title, secrecy, revocation."""

from typing import Annotated, Literal

from pydantic import Field

from cms.regulation.base import (
    BodyKey,
    Cited,
    Clause,
    Count,
    EntryKind,
    Frozen,
    Key,
    KeyedClause,
    ReceiverKey,
    Ref,
    Seq,
    TierKey,
    Words,
    Years,
)


class Standard(Cited):
    """A standard the review follows, code and title as printed."""

    key: Words
    code: Words
    title: Words


class Criterion(Cited):
    """A condition of application for one kind, or a preference.

    `test` says how it is met: declared by the applicant, by a number or date entered, by a document.
    `min_years` is the least number of years, `lookback_years` how far back is asked, `max_rank` the worst
    rank allowed, `accidents` the kinds of accident named.
    """

    key: Key
    text: Words
    kind: Literal["requirement", "preference"]
    applies_to: EntryKind
    test: Literal["attestation", "number", "document"] = "attestation"
    min_years: Years | None = None
    lookback_years: Years | None = None
    max_rank: Count | None = None
    accidents: Seq[Words] = ()


class Eligibility(Cited):
    """Who may apply. `joint_max` persons may file one individual application, within `joint_scope`."""

    criteria: Annotated[Seq[Criterion], Field(min_length=1)]
    joint_max: Annotated[int, Field(ge=2)] | None = None
    joint_scope: Words | None = None
    relaxation: Clause | None = None
    standards: Seq[Standard] = ()


class Bar(Cited):
    """Who has won a tier of `tiers` may not apply again for `cycles` editions."""

    cycles: Count
    wording: Words
    nominee_exempt: bool
    applies_to: Annotated[Seq[EntryKind], Field(min_length=1)]
    tiers: Annotated[Seq[TierKey], Field(min_length=1)]


class Route(Cited):
    """Where objections or complaints go and how they are treated; `text` is the measure's sentence."""

    text: Words
    recipient: BodyKey | None = None
    who: Words | None = None
    subject: Words | None = None
    evidence_required: bool | None = None
    real_name: Literal["encouraged", "required"] | None = None
    anonymous_barred: bool | None = None
    process_public: bool | None = None
    published_by: BodyKey | None = None
    confidential_for: Seq[Words] = ()
    time_limit_days: Count | None = None


RouteKind = Literal["objection", "complaint"]
RouteBasis = Literal["measure", "commitment"]


class RouteLine(Frozen):
    """A body that receives what is filed online, and what that rests on.

    `measure`: the articles say so. `commitment`: the portal's operator promises it, and no article is named.
    """

    body: ReceiverKey
    basis: RouteBasis
    articles: Seq[Ref] = ()


class ReceivingRoute(Frozen):
    """Who receives objections, or complaints, filed online: the first body, then those that stand in for it.

    A later body receives a case only if the ones before it may not: they are concerned themselves. `alternatives`
    are set where the measure names two bodies, and the reporter may say which shall come first.
    """

    kind: RouteKind
    lines: Annotated[Seq[RouteLine], Field(min_length=1)]
    alternatives: Seq[ReceiverKey] = ()


class Supervision(KeyedClause):
    """How winners, or the review, are watched, and by whom; no body when the measure names none."""

    by: Seq[BodyKey] = ()


class Rectification(Clause):
    """A request to a winner to put something right: what gives rise to it and who makes it."""

    trigger: Words
    issuer: BodyKey


class TitleUse(Cited):
    """How a winner may show the title; each ban in the measure's words."""

    must_state: Words
    permitted_in: Words | None = None
    no_product_promotion: Clause | None = None
    no_packaging: Clause | None = None
    advertising_law: Clause | None = None
    no_counterfeit: Clause | None = None


class StateSecret(Clause):
    """State secrets: opinions sought in a limited circle, or files that must hold none."""

    rule: Literal["limited_consultation", "barred_from_files"]


class Secrecy(Cited):
    """What is kept secret, by whom, and what of it limits publicity."""

    state_secret: StateSecret | None = None
    trade_secret_marking: Clause | None = None
    reviewer_duty: Clause | None = None
    promotion_exception: Clause | None = None


class Ground(Clause):
    """A ground of revocation, printed in full."""

    key: Key
    accidents: Seq[Words] = ()


class Ban(Cited):
    """For how many editions or years no application is accepted after a revocation.

    `counted_from` is absent when the measure does not say where the count begins.
    """

    unit: Literal["cycles", "years"]
    value: Count
    wording: Words
    counted_from: Literal["revocation_year"] | None = None
    counted_wording: Words | None = None


class RevocationCase(Cited):
    """Grounds with the same consequences: against whom, what is recovered, how long applications are barred.

    An empty `recover` means that the measure states no recovery for these grounds.
    """

    key: Key
    grounds: Annotated[Seq[Ground], Field(min_length=1)]
    subjects: Annotated[Seq[EntryKind], Field(min_length=1)]
    condition: Words | None = None
    verification: Words | None = None
    recover: Seq[Words] = ()
    ban: Ban | None = None
    proposer: BodyKey | None = None


class Revocation(Cited):
    """When an award is withdrawn, who decides it, and that the public is told."""

    cases: Annotated[Seq[RevocationCase], Field(min_length=1)]
    decider: BodyKey
    announce: Clause | None = None


class Silence(Frozen):
    """Something a reader would look for that the measure does not state."""

    topic: Words
    text: Words
    articles: Seq[Ref] = ()


class EditorNote(Frozen):
    """A remark of the editors on the printed text."""

    text: Words
    articles: Seq[Ref] = ()


class Reading(Cited):
    """A place where the text is open, the reading the portal follows, and why.

    `path` is the place in this document, keys in brackets: `stages[candidate_publicity].publisher`.
    """

    key: Key
    path: Words
    question: Words
    reading: Words
    why: Words
