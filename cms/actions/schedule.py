"""Scheduled publication, each notice on its own: one refusal never holds up a lawful one behind it.

A refused notice waits for a person: its reason stands on it until it is scheduled anew or submitted again. It is not
tried every minute, or it would go out unseen at whatever minute the reason happens to fall away.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.actions.reach import stay_on_notice
from cms.models import Clearance, Notice


@dataclass(frozen=True)
class Outcome:
    """What became of one due notice: published, or refused with the reason."""

    notice_id: int
    published: bool
    reason: str = ""


def waiting_notices() -> list[Notice]:
    """Drafts that were approved for a later instant, were not refused since, and are not in review again; earliest first."""
    cleared = Clearance.objects.filter(seal=None).values("notice_id")
    rows = Notice.objects.filter(pk__in=cleared, seal=None, refused_reason="")
    drafts = [row.get_latest_revision_as_object() for row in rows if not row.workflow_in_progress]
    dated = [(draft.scheduled_for, draft) for draft in drafts if draft.scheduled_for is not None]
    return [draft for _at, draft in sorted(dated, key=lambda pair: pair[0])]


def due_notices() -> list[Notice]:
    """Those whose instant has come."""
    now = clock.now()
    return [n for n in waiting_notices() if n.scheduled_for is not None and n.scheduled_for <= now]


def publish_due() -> list[Outcome]:
    """Publish every due notice in its own transaction and record refusals on the notice. Idempotent."""
    outcomes = []
    for draft in due_notices():
        try:
            with transaction.atomic():
                draft.latest_revision.publish(user=None, skip_permission_checks=True)
            outcomes.append(Outcome(draft.pk, True))
        except PermissionDenied as refusal:
            reason = str(refusal)
            with transaction.atomic():
                Notice.objects.filter(pk=draft.pk).update(refused_reason=reason)
                audit.record(draft, "gongshi.notice.schedule_refused", by=None, reason=reason)
            outcomes.append(Outcome(draft.pk, False, reason))
    return outcomes


@transaction.atomic
def reschedule(*, notice: Notice, at: dt.datetime | None, by: Any) -> Notice:
    """Give a draft another instant of publication, or with None leave it to the approval; the reason of a refusal goes.

    The dates that the approver saw no longer hold, so the draft has to be submitted again. Raises ActionRefused for an
    instant that has passed, for a sealed notice and for one in review.
    """
    stay_on_notice(by, notice)
    if notice.sealed is not None:
        raise ActionRefused(_("公告已经发布，不能再定时。"))
    if notice.workflow_in_progress:
        raise ActionRefused(_("公告正在审核，不能改定时。请先撤回审核，或由审核人退回。"))
    if at is not None and at <= clock.now():
        raise ActionRefused(_("定时发布的时间已过。请填写将来的北京时间。"))
    draft: Notice = notice.get_latest_revision_as_object()
    draft.scheduled_for, draft.refused_reason = at, ""
    draft.save_revision(user=by, changed=True)
    forget_refusal(notice=notice)
    audit.record(draft, "gongshi.notice.reschedule", by=by, at=at.isoformat() if at else "")
    return draft


def forget_refusal(*, notice: Notice) -> None:
    """Take the reason of a refused schedule off a notice: it was scheduled anew or submitted again."""
    Notice.objects.filter(pk=notice.pk).exclude(refused_reason="").update(refused_reason="")
