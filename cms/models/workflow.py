"""Approval by a second person, as a workflow task."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import AbstractGroupApprovalTask, TaskState

from cms import clock
from cms.models.notice import Notice
from cms.signals import approval_review, approved


class ApprovalRefused(PermissionDenied):
    """The approval may not be given; the message says why. A PermissionDenied, so that the admin answers 302, never 500."""


def refusals(notice: Notice, user: Any) -> list[str]:
    """Why this person may not approve this draft; an empty list when they may."""
    found: list[str] = []
    for _receiver, sentences in approval_review.send(sender=Notice, notice=notice, user=user):
        found.extend(sentences or ())
    return found


class FourEyesTask(AbstractGroupApprovalTask):
    """Approval by somebody of the named groups who wrote no revision of the draft; superusers are no exception.

    The last approval of a workflow clears exactly the content that was shown and publishes it in one transaction.
    """

    field_classes = {"task_ptr": "not_personal", "groups": "not_personal"}

    class Meta:
        verbose_name = gettext_lazy("审核（撰稿人与审核人须为两人）")
        verbose_name_plural = gettext_lazy("审核任务")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Wagtail's actions, less approval for an author and while a rule blocks."""
        if not super().get_actions(obj, user):
            return []
        back = ("reject", _("退回修改"), True)
        if isinstance(obj, Notice) and refusals(obj.get_latest_revision_as_object(), user):
            return [back]
        state = obj.current_workflow_state
        label = _("批准并发布") if state is None or state.is_at_final_task else _("批准，转下一审")
        return [back, ("approve", label, True)]

    def get_form_for_action(self, action: str) -> type:
        """Approval asks for the day whose dates were shown, refusal for its reason."""
        from cms.admin.forms.approval import ApprovalForm, RejectionForm

        return ApprovalForm if action == "approve" else RejectionForm

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: Any,
        action_name: str,
        *,
        shown_day: dt.date | str = "",
        **kwargs: Any,
    ) -> None:
        """Repeat both tests, write the clearance when this is the last task, then let Wagtail go on.

        `shown_day` is the Beijing day for which the approver was shown the dates; on another day the page asks again.
        A program that shows nothing leaves it out. Raises ApprovalRefused with the reasons; nothing is written then.
        """
        if action_name == "approve":
            _still_open(task_state)
            _same_day(shown_day)
            notice = task_state.revision.as_object()
            if notice.latest_revision_id != task_state.revision_id:
                raise ApprovalRefused(_("提交审核后内容又有改动。请退回，由撰稿人重新提交。"))
            found = refusals(notice, user)
            if found:
                raise ApprovalRefused(" ".join(found))
            if task_state.workflow_state.is_at_final_task:
                approved.send(sender=Notice, notice=notice, user=user, task_state=task_state)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """Shown when a task is created in the admin."""
        return _("由所选用户组中没有参与撰稿的人审核。最后一级批准即按所见内容发布并封存。")


def _still_open(task_state: TaskState) -> None:
    """Of two approvals at the same moment the second waits here until the first is done, and is refused."""
    stored = TaskState.objects.select_for_update().get(pk=task_state.pk)
    if stored.status != TaskState.STATUS_IN_PROGRESS:
        raise ApprovalRefused(_("这一环节的审核已经办结，请刷新页面查看结果。"))


def _same_day(shown_day: dt.date | str) -> None:
    if shown_day and str(shown_day) != clock.today().isoformat():
        raise ApprovalRefused(
            _("页面上的日期是按%(day)s发布推算的，今天已不是这一天。请按新的日期重新核对。")
            % {"day": shown_day}
        )
