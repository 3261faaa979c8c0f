"""Four eyes: who may approve a draft, and the clearance that the last approval writes."""

import datetime as dt
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock, permissions
from cms.clearing import assess
from cms.drafts import notice_overrides
from cms.models import Clearance, Notice
from cms.regulation.rules.verdicts import unused
from cms.seals import make_leaves, new_salts, root_of


def publication_instant(notice: Notice, now: dt.datetime) -> dt.datetime:
    """When a draft approved now goes out: at once, or at the later instant it is scheduled for."""
    return max(now, notice.scheduled_for) if notice.scheduled_for else now


def approval_refusals(notice: Notice, user: Any) -> list[str]:
    """Sentences that keep this person from approving this draft now; empty when nothing does."""
    found = []
    confined = permissions.refusal_on_notice(user, notice)
    if confined:
        found.append(confined)
    if user.pk in notice.authors():
        found.append(_("您参与了撰稿，须由另一人审核。"))
    if _approved_already(notice, user):
        found.append(_("您已审核过上一环节，须由另一人审核。"))
    if notice.sealed is not None:
        found.append(_("公告已经发布。"))
        return found
    assessment = assess(notice, publication_instant(notice, clock.now()))
    found += [verdict.render(_) for verdict in assessment.standing]
    if unused(assessment.verdicts, notice_overrides(notice)):
        found.append(_("有“说明理由后继续”已无对应的问题，请退回删除。"))
    return found


def _approved_already(notice: Notice, user: Any) -> bool:
    state = notice.current_workflow_state
    if state is None:
        return False
    return state.task_states.filter(
        status="approved", finished_by=user, revision=notice.latest_revision
    ).exists()


@transaction.atomic
def clear_notice(*, notice: Notice, by: Any, task_state: int | None) -> Clearance:
    """Clear exactly what the approver saw: the Merkle root over the leaves as they would be at the publication instant."""
    at = clock.now()
    assessment = assess(notice, publication_instant(notice, at))
    salts = new_salts(len(assessment.values))
    clearance = Clearance.objects.create(
        notice_id=notice.pk,
        digest=root_of(make_leaves(assessment.values, salts)),
        salts=json.dumps(salts),
        at=at,
        by=by,
        by_name=by.get_full_name() or by.get_username(),
        task_state=task_state,
        overrides=notice.overrides,
    )
    audit.record(notice, "gongshi.notice.clear", by=by, digest=clearance.digest)
    return clearance
