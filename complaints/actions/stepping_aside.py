"""A custodian keeps out of a case by their own decision (自行回避), when a request tells them that they must (channel.md §4.7).

A custodian knows no case but by a request, and holds no key to one. So it is the request that names the case, and the
recusal is sealed to the key that its requester named; whoever holds the case reads it like any other recusal.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints import custody
from complaints.actions.alerts import alert_handlers
from complaints.actions.disclosure import asked_of, reason_text
from complaints.actions.recusal import take_shares
from complaints.disclosing import refusing
from complaints.hands import Hand
from complaints.keeping_out import RECUSAL
from complaints.models import Disclosure
from complaints.rights import Act

EVENT = "stepped_aside"
"""What stands in the sealed detail of the event."""


@sensitive_variables()
@transaction.atomic
def step_aside(*, ask_id: UUID, reason: str, by: Hand, now: dt.datetime) -> Disclosure:
    """Destroy one's own share of the case's identity and keep out for good; the request goes on without this custodian.

    It ends where two consents can no longer come together. All who hold the case are told that there is something: while
    two shares are left, the secret can be cut anew.
    Raises as `disclosure.refuse`.
    """
    asked = asked_of(ask_id, by, now, Act.RECUSE)
    reason = reason_text(reason, _("请写明回避的理由。"))
    case = asked.disclosure.case
    step = refusing(custody.tally(asked.disclosure))
    asked.write(RECUSAL, reason, now, subject=by.code)
    take_shares(case, by.member)
    asked.take(step, EVENT, now)
    alert_handlers(case, everybody=True)
    return asked.disclosure
