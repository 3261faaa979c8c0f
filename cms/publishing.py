"""What the end of an approval does. Named by WAGTAIL_FINISH_WORKFLOW_ACTION, which is read while models load.

Therefore nothing here may import a model at the top.
"""

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved; a scheduled notice waits for its own instant (`cms.actions.schedule`).

    The clearance is the authority, so the approver needs no publish permission of Wagtail's own.
    """
    from cms import clock
    from cms.models import Notice

    # The workflow hands out the base class; only the notice itself knows that it is scheduled.
    page = workflow_state.content_object.specific
    if isinstance(page, Notice):
        draft = page.get_latest_revision_as_object()
        if draft.scheduled_for and draft.scheduled_for > clock.now():
            return
    page.get_latest_revision().publish(user=user, skip_permission_checks=True)
