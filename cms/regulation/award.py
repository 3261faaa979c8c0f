"""What may be won: tiers, kinds, caps, the cycle and the money."""

from typing import Annotated, Literal

from pydantic import Field

from cms.regulation.base import Cited, Clause, Count, EntryKind, Key, Seq, TierKey, Words, Years

CapKind = Literal["organization", "individual", "total"]


class Tier(Cited):
    """A grade of the award under the name the measure gives it."""

    key: Key
    name: Words


class Cap(Cited):
    """The greatest number of winners of a tier; "total" counts organisations and individuals together."""

    tier: TierKey
    kind: CapKind
    max: Count
    per: Literal["edition", "year"]
    wording: Words | None = None


class Cycle(Cited):
    """How many years lie between editions, in the measure's words.

    `approximate` marks 原则上: editions are then counted, the years only indicate.
    """

    years: Years
    wording: Words
    approximate: bool = False


class BonusRow(Cited):
    """Whether winners of a tier and kind receive money; `cny` is whole yuan, absent when not stated.

    `entitled` false is a statement that they receive none.
    """

    tier: TierKey
    kind: EntryKind
    entitled: bool | None = None
    cny: Annotated[int, Field(ge=0)] | None = None


class BonusRule(Cited):
    """The money that goes with the award."""

    wording: Words
    rows: Annotated[Seq[BonusRow], Field(min_length=1)]
    use_limited: Clause | None = None
    budget: Clause | None = None
    higher_award_match: Clause | None = None


class Award(Cited):
    """The award itself. `validity_years` is the validity of an award won, not of the measure."""

    name: Words
    highest: Words | None = None
    principles: Words | None = None
    tiers: Annotated[Seq[Tier], Field(min_length=1)]
    kinds: Annotated[Seq[EntryKind], Field(min_length=1)]
    caps: Seq[Cap] = ()
    vacancy: Clause | None = None
    cycle: Cycle
    launch_approval: Clause | None = None
    validity_years: Years | None = None
    bonus: BonusRule | None = None
