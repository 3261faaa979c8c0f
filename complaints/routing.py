"""Who may hold a key to a case (channel.md §5). Pure: routes, rosters and interests in, seats or closed out.

A case goes to the first body of its route that has a handler left once those concerned are taken out. Handlers and
custodians of one case are disjoint, or two custodians would be one custodian for that handler.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Skip(StrEnum):
    """Why a member holds no key to a case, or a body does not take it."""

    BODY_CONCERNED = "body_concerned"
    UNIT_CONCERNED = "unit_concerned"
    RECUSED = "recused"
    INTERESTED = "interested"
    NOBODY_LEFT = "nobody_left"


@dataclass(frozen=True)
class Seated:
    """A member of a verified roster with what they declared. `organisations` are folded names and USCCs."""

    member: str
    role: str
    organisations: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subjects:
    """Whom a report concerns: bodies and units ticked by the reporter, identifiers of the entry named.

    `words` is what the reporter typed to name somebody, folded: an organisation whose name occurs in it is concerned.
    """

    bodies: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    words: str = ""

    def touches(self, seated: Seated) -> bool:
        """Whether one of the member's organisations is concerned."""
        return bool(seated.organisations & self.identifiers) or any(
            name in self.words for name in seated.organisations if len(name) >= MIN_WORD
        )


MIN_WORD = 4
"""Shorter names occur in ordinary sentences by chance."""

CUSTODIANS_NEEDED = 2
CUSTODIANS_MOST = 15
HANDLERS_WANTED = 2

HANDLER, CUSTODIAN = "handler", "custodian"


@dataclass(frozen=True)
class Seats:
    """Who gets keys: members of `body`. `custodians` is empty where fewer than two are eligible: no name can be taken in then.

    `passed` tells which bodies were passed over and why; `left_out` which members.
    """

    body: str
    handlers: tuple[str, ...]
    custodians: tuple[str, ...]
    passed: tuple[tuple[str, Skip], ...] = ()
    left_out: tuple[tuple[str, Skip], ...] = ()

    @property
    def short_of_handlers(self) -> bool:
        """Whether fewer than two hold the case: it works, and `doctor` warns."""
        return len(self.handlers) < HANDLERS_WANTED


@dataclass(frozen=True)
class Closed:
    """Nobody eligible. `passed` as in `Seats`."""

    passed: tuple[tuple[str, Skip], ...] = field(default=())


NOBODY = Subjects()


def eligible(
    route: Sequence[str],
    roster: Mapping[str, Sequence[Seated]],
    recusals: frozenset[str] = frozenset(),
    subjects: Subjects = NOBODY,
    prefer: str = "",
) -> Seats | Closed:
    """Seats of a case, or closed.

    :param route: codes of bodies in order. :param roster: verified members by body; a body not in it has none.
    :param recusals: members who keep out for a recorded reason. :param prefer: the body the reporter wants first, where
        the measure names two; it must stand in the route and is tried first, the rest keeps its order.
    """
    passed: list[tuple[str, Skip]] = []
    left_out: list[tuple[str, Skip]] = []
    for body in sorted(route, key=lambda each: each != prefer):
        if body in subjects.bodies:
            passed.append((body, Skip.BODY_CONCERNED))
            continue
        handlers = []
        for seated in roster.get(body, ()):
            if seated.role != HANDLER:
                continue
            why = _keeps_out(seated, recusals, subjects)
            if why is None:
                handlers.append(seated.member)
            else:
                left_out.append((seated.member, why))
        if handlers:
            custodians = _custodians(route, roster, recusals, subjects, frozenset(handlers))
            return Seats(body, tuple(sorted(set(handlers))), custodians, tuple(passed), tuple(left_out))
        passed.append((body, Skip.NOBODY_LEFT))
    return Closed(tuple(passed))


def _keeps_out(seated: Seated, recusals: frozenset[str], subjects: Subjects) -> Skip | None:
    if seated.member in recusals:
        return Skip.RECUSED
    if seated.units & subjects.units:
        return Skip.UNIT_CONCERNED
    return Skip.INTERESTED if subjects.touches(seated) else None


def _custodians(
    route: Sequence[str],
    roster: Mapping[str, Sequence[Seated]],
    recusals: frozenset[str],
    subjects: Subjects,
    handlers: frozenset[str],
) -> tuple[str, ...]:
    """All rostered custodians of the route who are not concerned and handle nothing of it.

    Whether a name can be given must not depend on the entry, or the form would tell whose interests an entry touches.
    So interests take a custodian out only while two without them are left; custodians never see an identity.
    """
    held = [
        seated
        for body in route
        if body not in subjects.bodies
        for seated in roster.get(body, ())
        if seated.role == CUSTODIAN and seated.member not in handlers
    ]
    reasons = {seated.member: _keeps_out(seated, recusals, subjects) for seated in held}
    free = sorted(member for member, why in reasons.items() if why is None)
    if len(free) < CUSTODIANS_NEEDED:
        free = sorted(member for member, why in reasons.items() if why in {None, Skip.INTERESTED})
    return tuple(free[:CUSTODIANS_MOST]) if len(free) >= CUSTODIANS_NEEDED else ()


def entry_can_close(route: Sequence[str], roster: Mapping[str, Sequence[Seated]]) -> bool:
    """Whether some entry could leave the route without a handler: every handler has declared an organisation.

    A route for which this holds is closed beforehand, so that no reporter ever learns from a refusal who has interests.
    """
    handlers = [s for body in route for s in roster.get(body, ()) if s.role == HANDLER]
    return all(seated.organisations for seated in handlers)
