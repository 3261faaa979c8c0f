"""What whoever keeps the endings sets: how long cases of an outcome are kept. Nothing is preset."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from cms.roles import END_CASES
from cms.windows import beijing_day
from complaints.endings import LONGEST
from complaints.models import RetentionPeriod
from complaints.separation import refusal_to_end_cases
from complaints.transitions import ENDED_STATES


def check_archivist(by: Any) -> None:
    """Raises ActionRefused for an account that may not manage endings, with the reason."""
    refusal = refusal_to_end_cases(by)
    if refusal:
        raise ActionRefused(refusal)
    if not by.has_perm(END_CASES):
        raise ActionRefused(_("您没有管理案件保存期限和销毁的权限。"))


@transaction.atomic
def set_period(*, outcome: str, months: int | None, by: Any, now: dt.datetime) -> None:
    """Keep cases of that outcome for so many months after their end; None takes the period away: they are kept on.

    Raises ActionRefused for an outcome that ends nothing, a period out of range, or an account that may not.
    """
    check_archivist(by)
    if outcome not in {state.value for state in ENDED_STATES}:
        raise ActionRefused(_("这不是办结的结果，不能设保存期限。"))
    if months is None:
        RetentionPeriod.objects.filter(outcome=outcome).delete()
        return
    if not 1 <= months <= LONGEST:
        raise ActionRefused(_("保存期限要在1个月到%(most)d个月之间。") % {"most": LONGEST})
    RetentionPeriod.objects.update_or_create(
        outcome=outcome, defaults={"months": months, "set_by": by, "day": beijing_day(now)}
    )
