"""Declaring that a scheme's earlier awards are all on record, and taking the declaration back: acts with a name and a reason.

What hangs on it: while nothing is declared, finding no bar proves nothing and the public check answers 无法判断.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.actions.reach import act_for_whole, need
from cms.models import HistoryBatch, HistoryState, SchemePage
from cms.regulation.rules.privacy_scan import scan
from cms.roles import CONFIRM_HISTORY

DECLARE = "gongshi.history.declare"
RETRACT = "gongshi.history.retract"
REASON_MIN = 4
"""Characters below which a reason says nothing."""


@transaction.atomic
def declare_complete(*, scheme: SchemePage, reason: str, by: Any) -> SchemePage:
    """Declare that every award from before the portal is on record. In force at once, audited with the reason.

    Raises ActionRefused without the permission or a reason, when it is declared already, and while a batch waits.
    """
    scheme = _locked(scheme, by, reason)
    if scheme.history_complete:
        raise ActionRefused(_("已经声明补录完整。"))
    if HistoryBatch.objects.filter(scheme=scheme, state=HistoryState.WAITING).exists():
        raise ActionRefused(_("还有待复核的上线前记录。请先复核，再声明补录完整。"))
    return _set(scheme, True, DECLARE, reason, by)


@transaction.atomic
def retract_complete(*, scheme: SchemePage, reason: str, by: Any) -> SchemePage:
    """Take the declaration back. Raises ActionRefused without the permission or a reason, and when nothing is declared."""
    scheme = _locked(scheme, by, reason)
    if not scheme.history_complete:
        raise ActionRefused(_("现在没有补录完整的声明，不需要撤回。"))
    return _set(scheme, False, RETRACT, reason, by)


def _locked(scheme: SchemePage, by: Any, reason: str) -> SchemePage:
    need(by, CONFIRM_HISTORY, scheme)
    act_for_whole(by, scheme)
    if len(reason.strip()) < REASON_MIN:
        raise ActionRefused(_("请写明理由或者依据，例如查阅了哪些档案。"))
    if scan(reason, ""):
        raise ActionRefused(_("理由中疑有身份证件号码或手机号码，请删去。"))
    return SchemePage.objects.select_for_update().get(pk=scheme.pk)


def _set(scheme: SchemePage, complete: bool, verb: str, reason: str, by: Any) -> SchemePage:
    scheme.history_complete = complete
    scheme.save()
    named = by.get_full_name() or by.get_username()
    audit.record(scheme, verb, by=by, reason=reason.strip(), by_name=named, at=clock.now().isoformat())
    return scheme
