"""Following up on winners: visits, inspections, reports and rectification notices. Internal, never public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.models.register import AwardRecord


class FollowUpKind(models.TextChoices):
    """What was done (大同 30、34，太原 26，忻州 7，呼和浩特 21、23，运城 29)."""

    VISIT = "visit", _("巡访、回访")
    INSPECTION = "inspection", _("监督检查")
    REPORT = "report", _("有关重大情况的报告")
    RECTIFICATION = "rectification", _("整改告知")
    RECTIFIED = "rectified", _("整改情况核验")


class FollowUpOutcome(models.TextChoices):
    """What it leads to."""

    NOTHING = "nothing", _("未发现问题")
    NOTED = "noted", _("记录在案")
    RECTIFY = "rectify", _("需要整改")
    REVOKE = "revoke", _("拟提请撤销")
    DONE = "done", _("整改完成")


OUTCOMES: dict[FollowUpKind, frozenset[FollowUpOutcome]] = {
    FollowUpKind.VISIT: frozenset(FollowUpOutcome) - {FollowUpOutcome.DONE},
    FollowUpKind.INSPECTION: frozenset(FollowUpOutcome) - {FollowUpOutcome.DONE},
    FollowUpKind.REPORT: frozenset(FollowUpOutcome) - {FollowUpOutcome.DONE, FollowUpOutcome.NOTHING},
    FollowUpKind.RECTIFICATION: frozenset({FollowUpOutcome.RECTIFY}),
    FollowUpKind.RECTIFIED: frozenset(
        {FollowUpOutcome.DONE, FollowUpOutcome.RECTIFY, FollowUpOutcome.REVOKE}
    ),
}
"""Which outcomes each kind can have."""


class FollowUp(AppendOnly):
    """One internal record on an award. `follows` is the earlier record it answers (a rectification follows a visit)."""

    record = models.ForeignKey(
        AwardRecord, verbose_name=_("获奖记录"), on_delete=models.PROTECT, related_name="follow_ups"
    )
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    kind = models.CharField(_("事项"), max_length=20, choices=FollowUpKind.choices)
    outcome = models.CharField(_("处理意见"), max_length=20, choices=FollowUpOutcome.choices)
    body_name = models.CharField(_("办理单位"), max_length=120)
    done_on = models.DateField(_("办理日期"))
    findings = models.TextField(_("情况"))
    document_no = models.CharField(_("文号或记录编号"), max_length=120, blank=True)
    served_on = models.DateField(_("送达日期"), null=True)
    due_on = models.DateField(_("整改期限"), null=True)
    articles = models.JSONField(default=list)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_by_name = models.CharField(_("登记人姓名"), max_length=150)

    field_classes = {
        "record": "not_personal",
        "follows": "not_personal",
        "kind": "not_personal",
        "outcome": "not_personal",
        "body_name": "not_personal",
        "done_on": "not_personal",
        "findings": "personal",
        "document_no": "not_personal",
        "served_on": "not_personal",
        "due_on": "not_personal",
        "articles": "not_personal",
        "recorded_at": "not_personal",
        "recorded_by": "personal",
        "recorded_by_name": "personal",
    }

    class Meta:
        verbose_name = _("获奖后监督记录")
        verbose_name_plural = _("获奖后监督记录")
        ordering = ("record", "done_on", "pk")
        permissions = [("record_follow_up", _("登记获奖后监督情况"))]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind} {self.done_on}"
