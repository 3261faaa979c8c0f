"""Entering at the desk what reached the office by phone, post or at the counter: filed like any other, and signed.

Who enters it reads it once, while typing. Afterwards the routes decide alone who holds a key to it, and whoever is
concerned or has declared an interest holds none, also when it was they who entered it.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints.actions.filing import Filed, OnBehalf, file_case
from complaints.errors import NotAllowed
from complaints.hands import Hand
from complaints.models import KeyWrap, Member
from complaints.reports import Heard, Report
from complaints.rights import Why
from complaints.routing import HANDLER
from complaints.selectors.channel import ChannelTerms, all_terms

LATE = dt.timedelta(days=60)
"""How long ago something may have reached the office that is entered now; older letters are entered with today's date."""


@dataclass(frozen=True)
class Entered:
    """What became of it. `own` is the case where whoever entered it holds a key to it, None where it went past them.

    Where `filed.already`, nothing is told of the case, and `own` is None too.
    """

    filed: Filed
    own: UUID | None


def enterable(member: Member, now: dt.datetime) -> tuple[ChannelTerms, ...]:
    """The open channels for which this member may enter reports: those with a handler's seat in a body of the route."""
    return tuple(terms for terms in all_terms(now, notices=False) if terms.open and _seated(terms, member))


@sensitive_variables()
def enter_report(*, token: bytes, report: Report, heard: Heard, by: Hand, now: dt.datetime) -> Entered:
    """File it with the files staged under the token.

    Raises NotAllowed for a member without a handler's seat on the city's routes, ActionRefused for a day that cannot be,
    and what `filing.file_case` raises.
    """
    if report.city not in {terms.city for terms in enterable(by.member, now)}:
        raise NotAllowed(Why.NOT_THE_ROLE.value)
    check_day(heard.day, now)
    filed = file_case(token=token, report=report, now=now, on_behalf=OnBehalf(heard, by))
    holds = KeyWrap.objects.filter(case=filed.case, member=by.member).exists() if filed.case else False
    return Entered(filed, filed.case if holds else None)


def check_day(day: dt.date, now: dt.datetime) -> None:
    """Refuse a day that lies ahead, or too far back, with a sentence. Raises ActionRefused."""
    today = beijing_day(now)
    if day > today:
        raise ActionRefused(_("收到的日期不能晚于今天。"))
    if day < today - LATE:
        raise ActionRefused(
            _("收到的日期不能早于%(count)d天前。更早收到的，请填今天，在“事情经过”里写明原来收到的日期。")
            % {"count": LATE.days}
        )


def _seated(terms: ChannelTerms, member: Member) -> bool:
    return any(
        seat.member == member.pk.hex and seat.role == HANDLER
        for line in terms.bodies
        for seat in terms.roster.get(line.body, ())
    )
