"""Giving a case to the next body of its route, and a key to a handler who came later (channel.md §4.7)."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints import contracts, vault
from complaints.actions.alerts import alert
from complaints.actions.holding import Held, hold
from complaints.actions.recusal import hand_over
from complaints.actions.rekeying import NOT_UNDONE, add_wrap, rekey
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.keeping_out import kept_out, next_body, seatable
from complaints.models import Case, KeyWrap, Member
from complaints.rights import Act
from complaints.rosters import rosters_of
from complaints.routing import HANDLER

TRANSFER = "transfer"
"""Kind of the sealed entry that says why a case went to another body."""


@sensitive_variables()
@transaction.atomic
def transfer(*, case: Case, reason: str, to: str, by: Hand, now: dt.datetime) -> str:
    """Give a case with a key of its own to the handlers of the next body; nobody of this one keeps any. Returns its code.

    The reporter's code goes on working, and their inbox names the new body.

    :param to: the body that the page showed; raises CaseGone where it is another by now. Raises ActionRefused where
        no body comes after this one with anybody who may hold the case, NotAllowed as `hold`.
    """
    held = hold(case=case, act=Act.TRANSFER, by=by, now=now)
    heirs = next_body(held.opened, kept_out(held.opened))
    if heirs is None:
        raise ActionRefused(
            _("受理去向中，本机构之后没有能接手的机构：没有受理人员，或者都应当回避。案件仍由本机构办理。")
        )
    if heirs.body != to:
        raise CaseGone
    before = held.case.body
    held = rekey(held, heirs.keys)
    hand_over(held, heirs.body)
    held.write(TRANSFER, reason, source=before, target=heirs.body)
    held.event(
        "entry",
        {"entry": "transfer", "from": before, "to": heirs.body, "not_undone": str(NOT_UNDONE)},
    )
    return heirs.body


@sensitive_variables()
@transaction.atomic
def seat(*, case: Case, member: Member, by: Hand, now: dt.datetime) -> None:
    """Give the case's key to a handler of its body who came later.

    Raises ActionRefused for somebody who holds it, is recused, concerned, or sits not in the body; NotAllowed, CaseGone
    as `hold`.
    """
    held = hold(case=case, act=Act.SEAT, by=by, now=now)
    public = seatable(held.case, kept_out(held.opened)).get(member.pk)
    if public is None:
        raise ActionRefused(_("不能给该成员补发本案密钥：不在本机构名册上、已经持有，或者对本案应当回避。"))
    _seat(held, member.pk, public)


@sensitive_variables()
@transaction.atomic
def seat_everybody(*, case: Case, by: Hand, now: dt.datetime) -> int:
    """Give the case's key to all handlers of its body who may have it and do not. Returns how many. Raises as `hold`."""
    held = hold(case=case, act=Act.SEAT, by=by, now=now)
    missing = seatable(held.case, kept_out(held.opened))
    for member, public in missing.items():
        _seat(held, member, public)
    return len(missing)


def short_of_seats(member: Member) -> tuple[Case, ...]:
    """The member's cases to which some handler of its body holds no key: who came later, or must keep out."""
    cases = list(Case.objects.filter(wraps__member=member).order_by("received_on", "number"))
    rosters = rosters_of({case.body for case in cases})
    handlers = {
        body: {UUID(seat.member) for seat in found.seats if seat.role == HANDLER}
        for body, found in rosters.items()
    }
    held: dict[UUID, set[UUID]] = {case.pk: set() for case in cases}
    for case_id, holder in KeyWrap.objects.filter(case__in=held).values_list("case_id", "member_id"):
        held[case_id].add(holder)
    return tuple(case for case in cases if handlers[case.body] - held[case.pk])


@sensitive_variables()
def _seat(held: Held, member: UUID, public: bytes) -> None:
    add_wrap(held.case, member, public, _secret(held))
    held.event("entry", {"entry": "seated", "member": member.hex})
    alert([member])


@sensitive_variables()
def _secret(held: Held) -> bytes:
    """The case's W, from the handler's own wrap."""
    wrap = KeyWrap.objects.get(case=held.case, member=held.by.member)
    contract = contracts.case_wrap(wrap.pk, held.case.pk)
    return vault.open(bytes(wrap.blob), held.by.keys.kem_seed, contract)
