"""The chains of events of all cases, walked without any key (channel.md §3.9): what follows, and what was changed.

A chain alone can be written anew by whoever writes the database, because its hashes need no key. The heads over all
chains, signed each day by the installation and published, cannot: a chain that was changed gives another head.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from complaints import vault
from complaints.models import Case, DestroyedCase, Event
from complaints.transitions import State

STATES = frozenset(state.value for state in State)


@dataclass(frozen=True)
class Link:
    """One event as far as heads need it."""

    day: dt.date
    hash: bytes


@dataclass
class Chain:
    """A case's events in their order, as far as they follow each other.

    :ivar broken_at: number of the first event that does not, None for a chain that is whole.
    :ivar state: what the last change of state in it was, "" for none.
    """

    links: list[Link] = field(default_factory=list)
    broken_at: int | None = None
    state: str = ""

    def until(self, day: dt.date) -> tuple[int, bytes] | None:
        """How many events there were by the end of that day, with the hash of the last; None for none."""
        count = 0
        for link in self.links:
            if link.day > day:
                break
            count += 1
        return (count, self.links[count - 1].hash) if count else None


def chain_of(case: UUID, events: Iterable[Mapping[str, Any]]) -> Chain:
    """A chain from rows with seq, kind, day, actor, detail, previous and hash, in the order of `seq`."""
    chain, last = Chain(), vault.EVENT_START
    for number, event in enumerate(events):
        try:
            told = vault.event_hash(
                last, number, case, event["kind"], event["day"], event["actor"], bytes(event["detail"])
            )
        except vault.Refused:
            told = b""
        if event["seq"] != number or bytes(event["previous"]) != last or bytes(event["hash"]) != told:
            chain.broken_at = number
            return chain
        last = told
        chain.links.append(Link(event["day"], told))
        if event["kind"] in STATES:
            chain.state = event["kind"]
    return chain


FIELDS = ("case_id", "seq", "kind", "day", "actor", "detail", "previous", "hash")


def all_chains() -> dict[UUID, Chain]:
    """The chain of every case that has events. One query, read as it comes."""
    rows = Event.objects.order_by("case_id", "seq").values(*FIELDS).iterator(chunk_size=500)
    return {case: chain_of(case, events) for case, events in groupby(rows, key=lambda row: row["case_id"])}


def chain_of_case(case: Case) -> Chain:
    """One case's chain."""
    return chain_of(case.pk, Event.objects.filter(case=case).order_by("seq").values(*FIELDS))


def standing(chains: Mapping[UUID, Chain], day: dt.date) -> dict[UUID | str, tuple[int, bytes]]:
    """What the head of a day is made from: every chain as it was by then, and the last of each destroyed case."""
    found: dict[UUID | str, tuple[int, bytes]] = {}
    for case, chain in chains.items():
        reached = chain.until(day)
        if reached is not None:
            found[case] = reached
    for row in DestroyedCase.objects.all():
        found[row.case] = (row.events, bytes(row.head))
    return found


@dataclass(frozen=True)
class Fault:
    """What is wrong with a case's chain: `broken` at an event, `missing` events, or a `state` that it does not give."""

    number: str
    what: str
    at: int = 0


def faults(chains: Mapping[UUID, Chain]) -> Iterator[Fault]:
    """Cases whose chain does not hold, or whose state is not what its chain says, by their number."""
    for case in Case.objects.order_by("number").only("number", "state"):
        chain = chains.get(case.pk)
        if chain is None:
            yield Fault(case.number, "missing")
        elif chain.broken_at is not None:
            yield Fault(case.number, "broken", chain.broken_at + 1)
        elif chain.state and chain.state != case.state:
            yield Fault(case.number, "state")
