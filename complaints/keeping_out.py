"""Who may hold a key to a case that exists already: asked again whenever somebody is to get one (channel.md §4.7, §5).

What decides lies sealed in the case: whom the report concerns, who was left out at the filing, who has been recused
since. So only a handler who opens the case can answer it, and no row that somebody put into the database gives a key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from complaints import keystore
from complaints.actions.filing import subjects_of
from complaints.models import Case, IdentityShare, KeyWrap
from complaints.reading import OpenCase
from complaints.reports import Kind, Report
from complaints.roots import read_roots
from complaints.rosters import BodyRoster, rosters_of, seated
from complaints.routing import HANDLER, Closed, Seats, Subjects, eligible
from complaints.signers import Signature, signers_of

RECUSAL = "recusal"
"""Kind of the sealed entry that keeps a member out of a case; `subject` in it says whom."""

BELIEVED = frozenset({Signature.HOLDS, Signature.FORMER})


@dataclass(frozen=True, repr=False)
class KeptOut:
    """Whom a case is kept from. :ivar members: recused, left out at the filing, or holding a share of the identity.

    :ivar recused: those of them who were recused since. :ivar subjects: whom the report concerns.
    """

    members: frozenset[str]
    recused: frozenset[str]
    subjects: Subjects


@dataclass(frozen=True, repr=False)
class Heirs:
    """The body that takes a case over, and its handlers who get a key, with their public keys from the roster."""

    body: str
    keys: Mapping[UUID, bytes]


@sensitive_variables()
def kept_out(opened: OpenCase) -> KeptOut:
    """What the case itself says about who must not have it.

    A recusal counts if a member of a roster signed it: a handler's for anybody, everybody else's for themselves.
    """
    routing = opened.report.get("routing", {})
    left_out = frozenset(str(member) for member, _why in routing.get("left_out", ()))
    handlers = {member for member, _key in signers_of(opened.case.city).handlers_ever}
    recused = frozenset(
        str(entry.document["subject"])
        for entry in opened.entries
        if entry.document.get("kind") == RECUSAL and entry.signature in BELIEVED
        if entry.document["member"] in {entry.document["subject"], *handlers}
    )
    keepers = IdentityShare.objects.filter(identity__case=opened.case).values_list("custodian_id", flat=True)
    return KeptOut(
        left_out | recused | {member.hex for member in keepers},
        recused,
        subjects_of(report_of(opened.report)),
    )


def holders_left(case: Case, kept: KeptOut, without: UUID | None = None) -> dict[UUID, bytes]:
    """Those who hold a key and go on holding one, with their public keys as the roster has them now.

    :param without: somebody who shall not. Who has left the roster, whose account is closed and who is kept out holds
        none any longer, whatever a row says.
    """
    roster = _roster(case.body)
    working = {member.member for member in seated({case.body: roster})[case.body] if member.role == HANDLER}
    holds = set(KeyWrap.objects.filter(case=case).values_list("member_id", flat=True))
    return {
        member: key
        for member, key in _handler_keys(roster).items()
        if member in holds and member.hex in working - kept.members and member != without
    }


@sensitive_variables()
def seatable(case: Case, kept: KeptOut) -> dict[UUID, bytes]:
    """Handlers of the case's body who hold no key to it and may have one: nobody concerned, nobody kept out."""
    roster = _roster(case.body)
    found = eligible([case.body], seated({case.body: roster}), kept.members, kept.subjects)
    if isinstance(found, Closed):
        return {}
    holds = set(KeyWrap.objects.filter(case=case).values_list("member_id", flat=True))
    free = {UUID(member) for member in found.handlers} - holds
    return {member: key for member, key in _handler_keys(roster).items() if member in free}


@sensitive_variables()
def next_body(opened: OpenCase, kept: KeptOut, without: UUID | None = None) -> Heirs | None:
    """The next body of the pinned route with somebody who may hold the case; None where there is none.

    Bodies before the present one and those the reporter ticked as concerned are never asked.
    """
    rest = _bodies_after(opened)
    rosters = rosters_of(rest)
    out = kept.members | ({without.hex} if without else frozenset())
    found = eligible(rest, seated(rosters), out, kept.subjects)
    if not isinstance(found, Seats):
        return None
    keys = _handler_keys(rosters[found.body])
    return Heirs(found.body, {UUID(member): keys[UUID(member)] for member in found.handlers})


def report_of(document: Mapping[str, Any]) -> Report:
    """The report in the first entry's document, without the person. Fields of other versions are passed over."""
    known = {field.name for field in fields(Report)}
    value = {key: each for key, each in document["report"].items() if key in known}
    return Report(**{**value, "kind": Kind(value["kind"]), "concerns": tuple(value.get("concerns", ()))})


def _bodies_after(opened: OpenCase) -> Sequence[str]:
    """What comes after the case's body on the route it was filed by, the reporter's choice first."""
    notice = opened.report.get("notice") or {}
    kind = "objection" if notice.get("in_window") else "complaint"
    route = read_roots(keystore.keys_folder()).routes.get((opened.case.city, kind), ())
    prefer = opened.report["report"].get("prefer", "")
    ordered = sorted(route, key=lambda body: body != prefer) if kind == "objection" else list(route)
    here = opened.case.body
    return ordered[ordered.index(here) + 1 :] if here in ordered else ()


def _roster(body: str) -> BodyRoster:
    return rosters_of([body])[body]


def _handler_keys(roster: BodyRoster) -> dict[UUID, bytes]:
    return {UUID(seat.member): seat.kem_pk for seat in roster.seats if seat.role == HANDLER}
