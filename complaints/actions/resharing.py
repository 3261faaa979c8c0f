"""Cutting the secret of an identity anew for the custodians of today, after one was recused or left (channel.md §4.7).

It takes what looking takes: a request with a reason, two custodians' consent, the requester's own keys. The requester's
session holds the secret for as long as this runs, and shows nothing of what it opens; no custodian learns anything.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints import custody, keystore
from complaints.actions.disclosure import open_identity, own_request
from complaints.actions.disclosure_endings import close, end_expired
from complaints.actions.holding import hold
from complaints.disclosing import RUNNING, Actor, Step, allowed
from complaints.entries import add_shares
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.keeping_out import kept_out
from complaints.models import Case, Disclosure, IdentityShare, KeyWrap
from complaints.reading import OpenCase
from complaints.rights import Act
from complaints.roots import read_roots
from complaints.rosters import rosters_of, seated
from complaints.routing import CUSTODIAN, CUSTODIANS_NEEDED, Seats, eligible


@sensitive_variables()
def keepers_now(opened: OpenCase) -> dict[UUID, bytes]:
    """Who would hold a share if the secret were cut now, with their public keys by the roster; empty for fewer than two.

    The same question as at the filing: custodians of the route who are neither concerned nor recused. Nobody who holds
    a key to the case is among them.
    """
    case, kept = opened.case, kept_out(opened)
    kind = "objection" if (opened.report.get("notice") or {}).get("in_window") else "complaint"
    route = read_roots(keystore.keys_folder()).routes.get((case.city, kind), ())
    rosters = rosters_of(route)
    found = eligible(route, seated(rosters), kept.recused, kept.subjects)
    if not isinstance(found, Seats):
        return {}
    holding = set(KeyWrap.objects.filter(case=case).values_list("member_id", flat=True))
    chosen = {UUID(member) for member in found.custodians} - holding
    keys = {
        UUID(seat.member): seat.kem_pk
        for roster in rosters.values()
        for seat in roster.seats
        if seat.role == CUSTODIAN
    }
    return (
        {member: keys[member] for member in sorted(chosen, key=str)}
        if len(chosen) >= CUSTODIANS_NEEDED
        else {}
    )


@sensitive_variables()
def would_change(opened: OpenCase) -> bool:
    """Whether cutting the secret now would give other people shares than hold them."""
    holding = set(
        IdentityShare.objects.filter(identity__case=opened.case, identity__current=True).values_list(
            "custodian_id", flat=True
        )
    )
    now = set(keepers_now(opened))
    return bool(now) and now != holding


@sensitive_variables()
@transaction.atomic
def reshare(*, disclosure_id: UUID, case: Case, by: Hand, now: dt.datetime) -> int:
    """Cut the secret anew under a granted request of one's own, which ends with it. Returns how many hold a share now.

    The old shares are destroyed, and combine with no new one. Raises as `disclosure.look`, and ActionRefused while
    another request runs, whose consents would be lost, or where fewer than two could hold a share.
    """
    held = hold(case=case, act=Act.ASK_IDENTITY, by=by, now=now)
    request = own_request(disclosure_id, held)
    to = allowed(request.state, Actor.REQUESTER, Step.RESHARE, until=request.until, now=now)
    if to is None:
        raise ActionRefused(_("现在不能重新分割：还没有满两人同意，或者可以办理的时间已经过了。"))
    end_expired(held.case, at_work=by.member.pk, now=now)
    others = Disclosure.objects.filter(case=held.case, state__in=RUNNING).exclude(pk=request.pk)
    if others.exists():
        raise ActionRefused(_("同事对这个案件的申请还没有结束，重新分割会使其作废。请待其结束后再办理。"))
    keepers = keepers_now(held.opened)
    if not keepers:
        raise ActionRefused(_("现在能够保管份额的人员不足两人，不能重新分割。请先补足身份保管人员。"))
    custody.require_seat(held.case, by)
    opened = open_identity(held, request)
    if opened.identity.case_id != held.case.pk:
        raise CaseGone
    IdentityShare.objects.filter(identity=opened.identity).delete()
    add_shares(case=held.case, identity=opened.identity, secret=opened.secret, custodians=keepers)
    close(request, to)
    held.event("entry", {"entry": "identity_reshared", "disclosure": request.pk.hex, "shares": len(keepers)})
    return len(keepers)
