"""Clearance, seal, what is appended afterwards, and withholding by law."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.models.lists import EntryList
from cms.models.measure import Measure
from cms.models.notice import Notice
from cms.models.scheme import EditionPage


class Clearance(AppendOnly):
    """One approval of exactly this content: bound to the Merkle root over its leaves, not to a revision.

    `salts` are the leaves' salts until the seal takes them over; they are then erased here, so that nothing
    beside the seal could help to guess a value that is withheld later.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="clearances")
    digest = models.CharField(_("内容摘要"), max_length=64)
    salts = models.TextField(blank=True)
    at = models.DateTimeField(_("批准时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("批准人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    by_name = models.CharField(_("批准人姓名"), max_length=150, blank=True)
    task_state = models.PositiveBigIntegerField(_("审批任务"), null=True)
    overrides = models.JSONField(default=list)

    field_classes = {
        "notice": "not_personal",
        "digest": "not_personal",
        "salts": "not_personal",
        "at": "not_personal",
        "by": "personal",
        "by_name": "personal",
        "task_state": "not_personal",
        "overrides": "not_personal",
    }

    class Meta:
        verbose_name = _("批准")
        verbose_name_plural = _("批准")
        ordering = ("notice", "pk")

    def __str__(self) -> str:
        return self.digest[:12]


class Seal(AppendOnly):
    """What the public reads of one notice: the canonical body, its digest (Merkle root), and who cleared it."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="seal")
    edition = models.ForeignKey(EditionPage, on_delete=models.PROTECT, related_name="seals")
    public_id = models.CharField(max_length=200, unique=True)
    act = models.CharField(max_length=20)
    stage_key = models.CharField(max_length=60, blank=True)
    stage_type = models.CharField(max_length=20)
    entry_list = models.ForeignKey(EntryList, null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    measure_sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    head = models.JSONField(
        default=dict,
        help_text="What lists show of the body, copied at sealing so that they need not parse it.",
    )
    published_at = models.DateTimeField(db_index=True)
    made_at = models.DateTimeField()
    clearance = models.OneToOneField(Clearance, on_delete=models.PROTECT, related_name="seal")
    amends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="amendments")

    field_classes = {
        "notice": "not_personal",
        "edition": "not_personal",
        "public_id": "not_personal",
        "act": "not_personal",
        "stage_key": "not_personal",
        "stage_type": "not_personal",
        "entry_list": "not_personal",
        "measure": "not_personal",
        "measure_sha256": "not_personal",
        "digest": "not_personal",
        "body": "personal",
        "head": "not_personal",
        "published_at": "not_personal",
        "made_at": "not_personal",
        "clearance": "not_personal",
        "amends": "not_personal",
    }

    class Meta:
        verbose_name = _("封存件")
        verbose_name_plural = _("封存件")
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.public_id


class SealAct(AppendOnly):
    """Something appended to a seal: an amendment's effect, a moved window, a conclusion, a withholding.

    `body` is canonical JSON and holds keys, dates and reasons, never a row's own columns; `digest` chains it
    to `prev_digest`, the first of which is the seal's own digest.
    """

    class Kind(models.TextChoices):
        STRUCK = "struck", _("移出名单")
        ADDED = "added", _("补充公示")
        CHANGED = "changed", _("变更后重新公示")
        CORRECTED = "corrected", _("更正")
        EXTENDED = "extended", _("延长公示")
        RESTARTED = "restarted", _("重新公示")
        WINDOW_MOVED = "window_moved", _("截止日期变更")
        POSTPONED = "postponed", _("届次延期")
        RESUMED = "resumed", _("届次恢复")
        ENDED = "ended", _("届次终止")
        CONCLUDED = "concluded", _("公示办结")
        REVOKED = "revoked", _("奖项被撤销")
        REINSTATED = "reinstated", _("奖项恢复")
        WITHHELD = "withheld", _("依法隐去")
        WITHHOLDING_CONFIRMED = "withholding_confirmed", _("隐去经复核确认")
        WITHHOLDING_REVERSED = "withholding_reversed", _("隐去经复核撤回")

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="acts")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=Kind.choices)
    entry_key = models.CharField(max_length=36, blank=True)
    by_seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    digest = models.CharField(max_length=64)
    prev_digest = models.CharField(max_length=64)

    field_classes = {
        "seal": "not_personal",
        "seq": "not_personal",
        "kind": "not_personal",
        "entry_key": "not_personal",
        "by_seal": "not_personal",
        "at": "not_personal",
        "by": "personal",
        "body": "not_personal",
        "digest": "not_personal",
        "prev_digest": "not_personal",
    }

    class Meta:
        verbose_name = _("封存后事项")
        verbose_name_plural = _("封存后事项")
        ordering = ("seal", "seq")
        constraints = [models.UniqueConstraint(fields=("seal", "seq"), name="seal_act_seq_once")]

    def __str__(self) -> str:
        return f"{self.seal_id}.{self.seq} {self.kind}"


class Withholding(models.Model):
    """Emergency withholding of one leaf (政府信息公开条例 14, 15): hidden at once, confirmed or reversed by a second person.

    On confirmation the leaf's value and salt are erased everywhere (`erased_at`); the hash stays, the seal still holds.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("确认隐去")
        REVERSED = "reversed", _("恢复公开")

    seal = models.ForeignKey(
        Seal, verbose_name=_("公告"), on_delete=models.PROTECT, related_name="withholdings"
    )
    leaf = models.PositiveIntegerField(_("封存件中的位置"))
    leaf_type = models.CharField(max_length=20)
    entry_key = models.CharField(max_length=36, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    ground = models.CharField(_("依据"), max_length=255)
    hidden_at = models.DateTimeField(_("隐去时间"))
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("复核结果"), max_length=20, choices=Outcome.choices, blank=True)
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(_("抹除时间"), null=True)

    field_classes = {
        "seal": "not_personal",
        "leaf": "not_personal",
        "leaf_type": "not_personal",
        "entry_key": "not_personal",
        "file_sha256": "not_personal",
        "ground": "not_personal",
        "hidden_at": "not_personal",
        "hidden_by": "personal",
        "outcome": "not_personal",
        "decided_at": "not_personal",
        "decided_by": "personal",
        "erased_at": "not_personal",
    }

    class Meta:
        verbose_name = _("依法隐去")
        verbose_name_plural = _("依法隐去")
        ordering = ("seal", "leaf")
        constraints = [
            models.UniqueConstraint(
                fields=("seal", "leaf"), condition=~models.Q(outcome="reversed"), name="withholding_leaf_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, outcome="")
                | models.Q(
                    decided_at__isnull=False, decided_by__isnull=False, outcome__in=("confirmed", "reversed")
                ),
                name="withholding_decided_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id}.{self.leaf}"
