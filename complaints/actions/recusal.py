"""Keeping somebody out of a case after it was filed: oneself or another, a handler or a custodian (channel.md §4.7).

Whoever held its key loses it with the same step, because the case gets another one. If nobody of the body is left, the
case goes to the next one at once. A recusal stands sealed in the case and holds for good, whoever has it later.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints.actions.alerts import alert_handlers
from complaints.actions.holding import Held, hold
from complaints.actions.inbox import custodians_now
from complaints.actions.rekeying import NOT_UNDONE, rekey
from complaints.hands import Hand
from complaints.keeping_out import RECUSAL, holders_left, kept_out, next_body
from complaints.models import AskState, Case, DisclosureAsk, IdentityShare, KeyWrap, Member
from complaints.rights import Act
from complaints.routing import CUSTODIANS_NEEDED


@dataclass(frozen=True)
class Recused:
    """What a recusal came to.

    :ivar held_key: they held the case's key, and it has another now. :ivar body: the body that took it over, "" where
        it stayed. :ivar shares: how many custodians can still open the identity with theirs, None where none was taken away.
    """

    held_key: bool
    body: str
    shares: int | None

    @property
    def name_is_lost(self) -> bool:
        """Whether fewer custodians are left than it takes to open a name."""
        return self.shares is not None and self.shares < CUSTODIANS_NEEDED


@sensitive_variables()
@transaction.atomic
def recuse(*, case: Case, member: Member, reason: str, by: Hand, now: dt.datetime) -> Recused:
    """Keep a member out of a case from now on; its key changes in the same transaction.

    :param reason: sealed to those who go on holding the case; the member does not read it.
    Raises CaseGone, NotAllowed as `hold`; ActionRefused for somebody recused already, or where nobody could take the
    case over.
    """
    held = hold(case=case, act=Act.RECUSE, by=by, now=now)
    kept = kept_out(held.opened)
    if member.pk.hex in kept.recused:
        raise ActionRefused(_("该成员已经回避这个案件。"))
    before, body = held.case.body, ""
    held_key = KeyWrap.objects.filter(case=held.case, member=member).exists()
    if held_key:
        remaining = holders_left(held.case, kept, without=member.pk)
        if not remaining:
            heirs = next_body(held.opened, kept, without=member.pk)
            if heirs is None:
                raise ActionRefused(
                    _(
                        "回避以后没有人能办理这个案件，其后的机构也没有可以接手的受理人员。"
                        "请先由受理机构增加一名受理人员，并给其补发本案密钥，再办理回避。"
                    )
                )
            body, remaining = heirs.body, dict(heirs.keys)
        held = rekey(held, remaining)
    shares = take_shares(held.case, member)
    if body:
        hand_over(held, body)
    held.write(RECUSAL, reason, subject=member.pk.hex)
    held.event(
        "entry",
        {
            "entry": RECUSAL,
            "member": member.pk.hex,
            "held_key": held_key,
            **({"from": before, "to": body} if body else {}),
            "not_undone": str(NOT_UNDONE),
        },
    )
    return Recused(held_key, body, shares)


def hand_over(held: Held, body: str) -> None:
    """Name the body that has the case from now on, and tell its handlers that there is something."""
    held.case.body = body
    held.case.save(update_fields=["body"])
    alert_handlers(held.case, everybody=True)


def take_shares(case: Case, member: Member) -> int | None:
    """Destroy a custodian's shares of the case's identity; how many others can use theirs, None where they held none."""
    shares = IdentityShare.objects.filter(identity__case=case)
    if not shares.filter(custodian=member).delete()[0]:
        return None
    DisclosureAsk.objects.filter(disclosure__case=case, custodian=member, state=AskState.OPEN).delete()
    return len(custodians_now(case))
