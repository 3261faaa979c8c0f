"""Recording how winners are followed up: internal records on an award, which can lead to a rectification or a revocation."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.actions.reach import need
from cms.models import OUTCOMES, AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome
from cms.regulation.rules.supervision import winner_supervision
from cms.roles import FOLLOW_UP

ANSWERING = frozenset({FollowUpKind.RECTIFIED})
"""Kinds that answer an earlier record."""


def kinds_of(record: AwardRecord) -> list[FollowUpKind]:
    """The kinds that the scheme's measure knows: a rectification only where the measure has one (呼和浩特 第二十三条)."""
    measure = record.edition.measure if record.edition is not None else record.scheme.current_measure()
    rectifies = measure is not None and measure.regulation.rectification is not None
    served = {FollowUpKind.RECTIFICATION, FollowUpKind.RECTIFIED}
    return [kind for kind in FollowUpKind if rectifies or kind not in served]


@transaction.atomic
def record_follow_up(
    *,
    record: AwardRecord,
    kind: FollowUpKind,
    outcome: FollowUpOutcome,
    body_name: str,
    done_on: dt.date,
    findings: str,
    by: Any,
    follows: FollowUp | None = None,
    document_no: str = "",
    served_on: dt.date | None = None,
    due_on: dt.date | None = None,
) -> FollowUp:
    """Put a follow-up on record. Never public. Raises ActionRefused with every reason; days are Beijing days.

    A rectification is served on the party with a day by which it is due; its check answers it.
    """
    need(by, FOLLOW_UP, record.scheme)
    reasons = _refusals(
        record=record,
        kind=kind,
        outcome=outcome,
        done_on=done_on,
        served_on=served_on,
        due_on=due_on,
        follows=follows,
    )
    if not body_name.strip():
        reasons.append(_("请填写办理单位。"))
    if not findings.strip():
        reasons.append(_("请写明情况。"))
    if reasons:
        raise ActionRefused(" ".join(reasons))
    made = FollowUp.objects.create(
        record=record,
        follows=follows,
        kind=kind,
        outcome=outcome,
        body_name=body_name.strip(),
        done_on=done_on,
        findings=findings.strip(),
        document_no=document_no.strip(),
        served_on=served_on,
        due_on=due_on,
        articles=_articles(record, kind),
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_by_name=by.get_full_name() or by.get_username(),
    )
    audit.record(record.scheme, "gongshi.follow_up.record", by=by, record=record.public_id, kind=kind.value)
    return made


def _refusals(
    *,
    record: AwardRecord,
    kind: FollowUpKind,
    outcome: FollowUpOutcome,
    done_on: dt.date,
    served_on: dt.date | None,
    due_on: dt.date | None,
    follows: FollowUp | None,
) -> list[str]:
    found = []
    today = clock.today()
    if kind not in kinds_of(record):
        found.append(_("本办法没有整改告知的规定。"))
    if outcome not in OUTCOMES[kind]:
        found.append(_("这类事项不能选这一处理意见。"))
    if done_on > today:
        found.append(_("办理日期不能晚于今天。"))
    if kind is FollowUpKind.RECTIFICATION and (served_on is None or due_on is None):
        found.append(_("整改告知要填写送达日期和整改期限。"))
    if served_on is not None and not done_on <= served_on <= today:
        found.append(_("送达日期不能早于办理日期，也不能晚于今天。"))
    if due_on is not None and served_on is not None and due_on < served_on:
        found.append(_("整改期限不能早于送达日期。"))
    if kind in ANSWERING and (follows is None or follows.kind != FollowUpKind.RECTIFICATION):
        found.append(_("请选择所核验的整改告知。"))
    if follows is not None and follows.record_id != record.pk:
        found.append(_("所接续的记录属于另一个奖项。"))
    return found


def _articles(record: AwardRecord, kind: FollowUpKind) -> list[str]:
    """Articles that the record rests on: the measure's supervision, or its rectification."""
    measure = record.edition.measure if record.edition is not None else record.scheme.current_measure()
    if measure is None:
        return []
    regulation = measure.regulation
    if kind in (FollowUpKind.RECTIFICATION, FollowUpKind.RECTIFIED):
        return list(regulation.rectification.articles) if regulation.rectification else []
    return list(dict.fromkeys(ref for clause in winner_supervision(regulation) for ref in clause.articles))
