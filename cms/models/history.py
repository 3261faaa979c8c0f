"""Awards from before the portal (上线前记录), entered by one person with a source and confirmed by another; and awards of
other schemes, which decide nothing (未经核实)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.models.lists import EntryKind
from cms.models.scheme import SchemePage


class HistoryState(models.TextChoices):
    """Where a batch of records from before the portal stands."""

    WAITING = "waiting", _("待复核")
    CONFIRMED = "confirmed", _("已确认")
    REJECTED = "rejected", _("已退回")


HISTORY_TRANSITIONS: dict[HistoryState, frozenset[HistoryState]] = {
    HistoryState.WAITING: frozenset({HistoryState.CONFIRMED, HistoryState.REJECTED}),
    HistoryState.CONFIRMED: frozenset(),
    HistoryState.REJECTED: frozenset(),
}
"""What a second person may make of a batch. What is confirmed is in the register and stays."""


class HistoryBatch(models.Model):
    """Records from before the portal with the source they were taken from. The second person is never the first."""

    scheme = models.ForeignKey(
        SchemePage, verbose_name=_("奖项"), on_delete=models.PROTECT, related_name="history_batches"
    )
    source = models.TextField(_("出处"), help_text=_("文件名称、文号、档案号或者公开网址。"))
    source_name = models.CharField(_("导入文件"), max_length=255, blank=True)
    source_sha256 = models.CharField(_("导入文件摘要"), max_length=64, blank=True)
    state = models.CharField(
        _("状态"), max_length=20, choices=HistoryState.choices, default=HistoryState.WAITING
    )
    entered_at = models.DateTimeField(_("补录时间"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("补录人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_by_name = models.CharField(_("补录人姓名"), max_length=150)
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("复核人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_by_name = models.CharField(_("复核人姓名"), max_length=150, blank=True)
    decided_reason = models.CharField(_("退回理由"), max_length=500, blank=True)

    field_classes = {
        "scheme": "not_personal",
        "source": "not_personal",
        "source_name": "not_personal",
        "source_sha256": "not_personal",
        "state": "not_personal",
        "entered_at": "not_personal",
        "entered_by": "personal",
        "entered_by_name": "personal",
        "decided_at": "not_personal",
        "decided_by": "personal",
        "decided_by_name": "personal",
        "decided_reason": "not_personal",
    }

    class Meta:
        verbose_name = _("上线前记录批次")
        verbose_name_plural = _("上线前记录批次")
        ordering = ("-entered_at", "-pk")
        permissions = [
            ("enter_history", _("补录上线前记录")),
            ("confirm_history", _("复核上线前记录")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | models.Q(
                    state__in=("confirmed", "rejected"), decided_at__isnull=False, decided_by__isnull=False
                ),
                name="history_decided_pair",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("entered_by")),
                name="history_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} #{self.pk}"


class HistoryEntry(AppendOnly):
    """One award from before the portal, as its source has it; with the revocation, where it was revoked before."""

    batch = models.ForeignKey(HistoryBatch, on_delete=models.PROTECT, related_name="entries")
    no = models.PositiveIntegerField(_("序号"))
    key = models.UUIDField(_("条目标识"))
    edition_number = models.PositiveSmallIntegerField(_("第几届"))
    edition_name = models.CharField(_("届次名称"), max_length=120, blank=True)
    tier = models.CharField(_("奖项等次"), max_length=40)
    kind = models.CharField(_("类别"), max_length=20, choices=EntryKind.choices)
    name = models.CharField(_("单位名称或姓名"), max_length=255)
    uscc = models.CharField(_("统一社会信用代码"), max_length=40, blank=True)
    joint_names = models.JSONField(_("共同获奖人"), default=list, blank=True)
    post = models.CharField(_("职务"), max_length=120, blank=True)
    unit = models.CharField(_("工作单位"), max_length=255, blank=True)
    district = models.CharField(_("所在县（市、区）"), max_length=60, blank=True)
    industry = models.CharField(_("行业"), max_length=120, blank=True)
    certificate_no = models.CharField(_("证书编号"), max_length=60, blank=True)
    awarded_on = models.DateField(_("获奖日期"))
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    revoked_on = models.DateField(_("撤销日期"), null=True)
    revocation_ground = models.CharField(_("撤销情形"), max_length=60, blank=True)
    revocation_doc_no = models.CharField(_("撤销文号"), max_length=60, blank=True)

    field_classes = {
        "batch": "not_personal",
        "no": "not_personal",
        "key": "not_personal",
        "edition_number": "not_personal",
        "edition_name": "not_personal",
        "tier": "not_personal",
        "kind": "not_personal",
        "name": "personal",
        "uscc": "not_personal",
        "joint_names": "personal",
        "post": "personal",
        "unit": "personal",
        "district": "not_personal",
        "industry": "not_personal",
        "certificate_no": "personal",
        "awarded_on": "not_personal",
        "doc_no": "not_personal",
        "revoked_on": "not_personal",
        "revocation_ground": "not_personal",
        "revocation_doc_no": "not_personal",
    }

    class Meta:
        verbose_name = _("上线前记录")
        verbose_name_plural = _("上线前记录")
        ordering = ("batch", "no")
        constraints = [models.UniqueConstraint(fields=("batch", "no"), name="history_no_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.no}"


class ExternalAward(AppendOnly):
    """An award of another scheme, from public notices elsewhere: for looking up only, 未经核实, deciding nothing.

    It has no scheme, no edition of ours and no tier of a measure, so that no rule can take it for an award of this portal.
    """

    name = models.CharField(_("单位名称或姓名"), max_length=255, db_index=True)
    award_name = models.CharField(_("奖项名称"), max_length=255)
    tier = models.CharField(_("奖项等次"), max_length=120, blank=True)
    edition = models.CharField(_("届次或年度"), max_length=120, blank=True)
    region = models.CharField(_("地区"), max_length=120, blank=True)
    level = models.CharField(_("级别"), max_length=40, blank=True)
    status = models.CharField(_("原公告所称状态"), max_length=40, blank=True)
    doc_no = models.CharField(_("文号"), max_length=120, blank=True)
    decided_on = models.CharField(_("决定或报道日期"), max_length=40, blank=True, help_text=_("照来源原样。"))
    note = models.TextField(_("说明"), blank=True)
    source = models.CharField(_("来源"), max_length=500, blank=True)
    source_name = models.CharField(_("导入文件"), max_length=255)
    source_sha256 = models.CharField(_("导入文件摘要"), max_length=64, db_index=True)
    no = models.PositiveIntegerField(_("序号"))
    imported_at = models.DateTimeField(_("导入时间"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导入人"), on_delete=models.PROTECT, related_name="+"
    )

    field_classes = {
        "name": "personal",
        "award_name": "not_personal",
        "tier": "not_personal",
        "edition": "not_personal",
        "region": "not_personal",
        "level": "not_personal",
        "status": "not_personal",
        "doc_no": "not_personal",
        "decided_on": "not_personal",
        "note": "not_personal",
        "source": "not_personal",
        "source_name": "not_personal",
        "source_sha256": "not_personal",
        "no": "not_personal",
        "imported_at": "not_personal",
        "imported_by": "personal",
    }

    class Meta:
        verbose_name = _("其他奖项的获奖情况（未经核实）")
        verbose_name_plural = _("其他奖项的获奖情况（未经核实）")
        ordering = ("award_name", "edition", "no")
        permissions = [("import_rows", _("导入其他奖项的获奖情况"))]
        constraints = [models.UniqueConstraint(fields=("source_sha256", "no"), name="external_row_once")]

    def __str__(self) -> str:
        return f"{self.source_sha256[:8]}.{self.no}"
