"""Publicity windows: inputs and derived dates are stored, the phase never."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.models.seal import Seal
from cms.querysets import WindowQuerySet


class Window(models.Model):
    """The time in which people may object to one list, or to one entry added later.

    `last_day` is null while the window is provisional (暂定) and holds the gate. Days are Beijing days; the window
    closes at 24:00 of its last day. Written only by `cms.actions`.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="windows")
    entry_key = models.CharField(max_length=36, blank=True)
    division_code = models.CharField(max_length=6, blank=True)
    published_at = models.DateTimeField(_("发布时间"))
    start = models.DateField(_("起算日"))
    policy = models.CharField(_("计算口径"), max_length=20)
    needed = models.PositiveSmallIntegerField(_("工作日数"))
    exact = models.BooleanField(_("期限为固定天数"), default=False)
    stated = models.BooleanField(_("办法规定了期限"), default=True)
    first_day = models.DateField(_("第一个计入日"), null=True)
    last_day = models.DateField(_("截止日"), null=True)
    expected_last_day = models.DateField(_("暂定截止日"), null=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.CharField(_("日历版本"), max_length=64)
    derivation = models.JSONField(_("推算过程"))
    concluded_at = models.DateTimeField(_("办结时间"), null=True)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("随届次终止"), null=True)

    field_classes = {
        "seal": "not_personal",
        "entry_key": "not_personal",
        "division_code": "not_personal",
        "published_at": "not_personal",
        "start": "not_personal",
        "policy": "not_personal",
        "needed": "not_personal",
        "exact": "not_personal",
        "stated": "not_personal",
        "first_day": "not_personal",
        "last_day": "not_personal",
        "expected_last_day": "not_personal",
        "provisional": "not_personal",
        "calendar_version": "not_personal",
        "derivation": "not_personal",
        "concluded_at": "not_personal",
        "concluded_by": "personal",
        "ended_at": "not_personal",
    }

    objects = WindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示期")
        verbose_name_plural = _("公示期")
        ordering = ("last_day", "pk")
        indexes = [models.Index(fields=("last_day", "first_day"), name="window_days")]
        constraints = [
            models.UniqueConstraint(fields=("seal", "entry_key"), name="window_once"),
            models.CheckConstraint(
                condition=models.Q(provisional=True, last_day__isnull=True)
                | models.Q(provisional=False, last_day__isnull=False),
                name="window_provisional_has_no_last_day",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_at__isnull=True, concluded_by__isnull=True)
                | models.Q(concluded_at__isnull=False, concluded_by__isnull=False),
                name="window_concluded_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.entry_key[:8]}"


class WindowChange(AppendOnly):
    """Why the dates of a window are not those first announced."""

    class Cause(models.TextChoices):
        CALENDAR = "calendar", _("放假安排变更")
        EXTENSION = "extension", _("延长公示")
        RESTART = "restart", _("重新公示")

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="changes")
    cause = models.CharField(_("原因"), max_length=20, choices=Cause.choices)
    before = models.JSONField()
    after = models.JSONField()
    calendar_version = models.CharField(max_length=64)
    reason = models.TextField(_("说明"))
    at = models.DateTimeField()

    field_classes = {
        "window": "not_personal",
        "cause": "not_personal",
        "before": "not_personal",
        "after": "not_personal",
        "calendar_version": "not_personal",
        "reason": "not_personal",
        "at": "not_personal",
    }

    class Meta:
        verbose_name = _("公示期变更")
        verbose_name_plural = _("公示期变更")
        ordering = ("window", "pk")

    def __str__(self) -> str:
        return f"{self.window_id} {self.cause}"


class Conclusion(AppendOnly):
    """The recorded human act that ends a window: attests every objection channel (brief §2 rule 5)."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="conclusion")
    attestations = models.JSONField(_("各渠道收到的异议"))
    outcome = models.TextField(_("办结意见"))
    overrides = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)

    field_classes = {
        "seal": "not_personal",
        "attestations": "not_personal",
        "outcome": "not_personal",
        "overrides": "not_personal",
        "at": "not_personal",
        "by": "personal",
        "by_name": "personal",
    }

    class Meta:
        verbose_name = _("公示办结")
        verbose_name_plural = _("公示办结")

    def __str__(self) -> str:
        return str(self.seal_id)
