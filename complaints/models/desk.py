"""What a handler keeps for themselves beside a case: labels and texts not sent yet, sealed to their author alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.base import Opaque, row_key
from complaints.models.cases import Case
from complaints.models.members import Member


class Place(models.TextChoices):
    """Where a private text belongs: one for each kind of writing, so that none stands in the place of another.

    The decisions are called as their moves in the table of transitions, which a test compares.
    """

    LABELS = "labels", _("标签")
    MESSAGE = "message", _("致举报人的信息")
    NOTE = "note", _("内部记录")
    ACCEPT = "accept", _("予以受理")
    REFUSE = "refuse", _("不予受理")
    UPHOLD = "uphold", _("认定属实并办结")
    DISMISS = "dismiss", _("认定未查实并办结")
    REFER = "refer", _("移送有权机关")
    EXTEND = "extend", _("延长办理期限")
    REASON = "reason", _("申请理由")


class PrivateText(Opaque):
    """One text of one member at one place of a case. `key` is its own key sealed to the member, `body` under that key.

    Nobody else opens it, nor does anybody once the member's keys are gone. It goes with the case.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="private_texts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="private_texts")
    place = models.CharField(max_length=12, choices=Place.choices)
    bucket = models.CharField(max_length=8)
    body = models.BinaryField()
    key = models.BinaryField(max_length=1300)

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "member": "personal",
        "place": "not_personal",
        "bucket": "not_personal",
        "body": "personal",
        "key": "not_personal",
    }

    class Meta:
        verbose_name = "个人标签和草稿"
        verbose_name_plural = "个人标签和草稿"
        constraints = [
            models.UniqueConstraint(fields=["case", "member", "place"], name="private_text_once"),
        ]
