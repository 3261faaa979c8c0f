"""Scheduled publication, each notice on its own: one refusal never holds up a lawful one behind it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cms import audit, clock
from cms.models import Clearance, Notice


@dataclass(frozen=True)
class Outcome:
    """What became of one due notice: published, or refused with the reason."""

    notice_id: int
    published: bool
    reason: str = ""


def due_notices() -> list[Notice]:
    """Drafts whose instant has come, which are cleared and not yet sealed."""
    waiting = Clearance.objects.filter(seal=None).values("notice_id")
    drafts = [n.get_latest_revision_as_object() for n in Notice.objects.filter(pk__in=waiting, seal=None)]
    return sorted(
        (n for n in drafts if n.scheduled_for and n.scheduled_for <= clock.now()),
        key=lambda n: n.scheduled_for,
    )


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
            if draft.refused_reason != reason:
                with transaction.atomic():
                    Notice.objects.filter(pk=draft.pk).update(refused_reason=reason)
                    audit.record(draft, "gongshi.notice.schedule_refused", by=None, reason=reason)
            outcomes.append(Outcome(draft.pk, False, reason))
    return outcomes
