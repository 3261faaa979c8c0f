"""Facts on the acts that are no publication: concluding a window, opening an edition, clearing a draft."""

import datetime as dt
from dataclasses import dataclass

from cms.regulation.rules.facts import NOT_REPEALED, ActFacts, ChannelFacts, EditionState, MeasureFacts


@dataclass(frozen=True, kw_only=True)
class EntryWindow:
    """The own window of an entry that was added or changed; `last_day` None while provisional."""

    entry_key: str
    last_day: dt.date | None
    provisional: bool = False
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Blocker:
    """Something registered elsewhere that holds the gate: who says so and why. How many matters are open is not told."""

    source: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """What came in by one published channel: received in all, and how many of them are still open.

    `kind` and `value` are those of the channel.
    """

    kind: str
    value: str
    received: int
    open: int
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ConclusionFacts:
    """A publicity about to be concluded. `channels` are those the sealed notice published."""

    stage_key: str
    first_day: dt.date | None
    last_day: dt.date | None
    provisional: bool = False
    concluded: bool = False
    ended: bool = False
    entry_windows: tuple[EntryWindow, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    channels: tuple[ChannelFacts, ...] = ()
    attestations: tuple[Attestation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewEditionFacts:
    """An edition about to be opened: number, year, day, measure, the edition before it, acts on record.

    `last_decided` says whether the edition before it came to a decision."""

    number: int
    year: int
    opens_on: dt.date
    measure: MeasureFacts = NOT_REPEALED
    last_number: int | None = None
    last_year: int | None = None
    last_state: EditionState | None = None
    last_decided: bool = False
    acts: tuple[ActFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClearanceFacts:
    """Who wrote a draft and who approved exactly this content. Persons are any stable identifiers.

    `needed` is how many approvals by different persons the scheme asks for (三审: 3).
    """

    authors: frozenset[str]
    approvers: tuple[str, ...]
    needed: int = 1
