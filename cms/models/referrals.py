"""What a body that looked into a complaint asks the publications to put right. Without a word of the complaint."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.notice import Notice
from cms.models.register import AwardRecord
from cms.models.seal import Seal


class Remedy(models.TextChoices):
    """What is to be put right."""

    CORRECTION = "correction", _("更正公告")
    REMOVAL = "removal", _("将条目移出名单")
    RECTIFICATION = "rectification", _("告知整改")
    REVOCATION = "revocation", _("提请撤销奖项")


class Referral(models.Model):
    """One act asked for: on which published notice, on which entry ("" for the notice as a whole), by which body, on what day.

    About an award from before the portal, which no notice on it names, `award` stands in the place of `seal`.

    Nothing here names a complaint, nor does any complaint's row name this one. No instant, no account of whoever asked:
    those who publish shall not learn who handles what. `draft` is the notice that was begun for it; `closed_on` a day on
    which the office stated that it was dealt with in another way, and `closed_note` in which.
    """

    seal = models.ForeignKey(
        Seal, verbose_name=_("公告"), null=True, on_delete=models.PROTECT, related_name="referrals"
    )
    award = models.ForeignKey(
        AwardRecord, verbose_name=_("获奖记录"), null=True, on_delete=models.PROTECT, related_name="referrals"
    )
    entry_key = models.CharField(_("条目标识"), max_length=36, blank=True, default="")
    remedy = models.CharField(_("请办事项"), max_length=16, choices=Remedy.choices)
    body_name = models.CharField(_("转来机构"), max_length=120)
    made_on = models.DateField(_("转来日期"))
    draft = models.ForeignKey(
        Notice, verbose_name=_("已起草的公告"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_on = models.DateField(_("办结日期"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("办结人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_note = models.TextField(_("办理情况"), blank=True, default="")

    field_classes = {
        "seal": "not_personal",
        "award": "not_personal",
        "entry_key": "not_personal",
        "remedy": "not_personal",
        "body_name": "not_personal",
        "made_on": "not_personal",
        "draft": "not_personal",
        "closed_on": "not_personal",
        "closed_by": "personal",
        "closed_note": "personal",
    }

    class Meta:
        verbose_name = _("监督转办")
        verbose_name_plural = _("监督转办")
        ordering = ("made_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seal__isnull=False, award__isnull=True)
                | models.Q(seal__isnull=True, award__isnull=False, entry_key=""),
                name="referral_names_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.remedy} {self.made_on}"
