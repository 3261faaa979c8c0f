"""Rows of a published list, as immutable versions: a draft holds the key of one, publishing costs the same for 3 and 5,000."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly


class EntryKind(models.TextChoices):
    """奖项类别."""

    ORGANIZATION = "organization", _("组织")
    INDIVIDUAL = "individual", _("个人")


class EntryList(AppendOnly):
    """One version of a list. Its rows never change; another version has this one as `parent`."""

    edition = models.ForeignKey(
        "cms.EditionPage", verbose_name=_("届次"), on_delete=models.PROTECT, related_name="+"
    )
    stage_key = models.CharField(_("环节"), max_length=60)
    parent = models.ForeignKey(
        "self", verbose_name=_("上一版本"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(_("内容摘要"), max_length=64, blank=True)
    source_name = models.CharField(_("来源文件"), max_length=255, blank=True)
    source_sha256 = models.CharField(_("来源文件摘要"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("生成人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    field_classes = {
        "edition": "not_personal",
        "stage_key": "not_personal",
        "parent": "not_personal",
        "digest": "not_personal",
        "source_name": "not_personal",
        "source_sha256": "not_personal",
        "made_at": "not_personal",
        "made_by": "personal",
    }

    class Meta:
        verbose_name = _("名单版本")
        verbose_name_plural = _("名单版本")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.stage_key} #{self.pk}"


class Entry(AppendOnly):
    """One row. `key` stays the same from version to version: objections and award records quote it."""

    entry_list = models.ForeignKey(EntryList, on_delete=models.PROTECT, related_name="entries")
    no = models.PositiveIntegerField(_("序号"))
    key = models.UUIDField(_("条目标识"), default=uuid.uuid4)
    kind = models.CharField(_("类别"), max_length=20, choices=EntryKind.choices)
    tier = models.CharField(_("奖项等次"), max_length=40, blank=True)
    name = models.CharField(_("单位名称或姓名"), max_length=255, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=40, blank=True)
    joint_names = models.JSONField(_("共同申报人"), default=list, blank=True)
    group_entry = models.BooleanField(_("质量科研、攻关小组"), default=False)
    post = models.CharField(_("职务"), max_length=120, blank=True)
    unit = models.CharField(_("工作单位"), max_length=255, blank=True)
    district = models.CharField(_("所在县（市、区）"), max_length=60, blank=True)
    recommender = models.CharField(_("推荐单位"), max_length=255, blank=True)
    industry = models.CharField(_("行业"), max_length=120, blank=True)
    certificate_no = models.CharField(_("证书编号"), max_length=60, blank=True)
    withheld = models.BooleanField(_("依法隐去"), default=False)
    extra = models.JSONField(_("其他列"), default=dict, blank=True)

    field_classes = {
        "entry_list": "not_personal",
        "no": "not_personal",
        "key": "not_personal",
        "kind": "not_personal",
        "tier": "not_personal",
        "name": "personal",
        "uscc": "not_personal",
        "joint_names": "personal",
        "group_entry": "not_personal",
        "post": "personal",
        "unit": "personal",
        "district": "not_personal",
        "recommender": "not_personal",
        "industry": "not_personal",
        "certificate_no": "personal",
        "withheld": "not_personal",
        "extra": "personal",
    }

    class Meta:
        verbose_name = _("名单条目")
        verbose_name_plural = _("名单条目")
        ordering = ("entry_list", "no")
        constraints = [
            models.UniqueConstraint(fields=("entry_list", "no"), name="entry_no_once"),
            models.UniqueConstraint(fields=("entry_list", "key"), name="entry_key_once"),
        ]
        indexes = [models.Index(fields=("key",), name="entry_key")]

    def __str__(self) -> str:
        return f"{self.entry_list_id}.{self.no}"
