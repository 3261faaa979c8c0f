"""Attachments by content: a file is stored under its own digest and never overwritten."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly


class NoticeFile(AppendOnly):
    """One stored attachment. `scan` holds what the privacy scan found, without the numbers themselves."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField(_("字节数"))
    media_type = models.CharField(_("文件类型"), max_length=100)
    readable = models.BooleanField(_("可读出文字"))
    scan = models.JSONField(_("扫描结果"), default=list)
    dates = models.JSONField(_("文中日期"), default=list)
    made_at = models.DateTimeField(_("上传时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    field_classes = {
        "sha256": "not_personal",
        "size": "not_personal",
        "media_type": "not_personal",
        "readable": "not_personal",
        "scan": "not_personal",
        "dates": "not_personal",
        "made_at": "not_personal",
        "made_by": "personal",
    }

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")

    def __str__(self) -> str:
        return self.sha256[:12]
