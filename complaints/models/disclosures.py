"""Asking for an identity: the request, and what each custodian answered (channel.md §4.6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.base import Opaque, row_key
from complaints.models.cases import Case
from complaints.models.entries import Identity
from complaints.models.members import Member


class DisclosureState(models.TextChoices):
    """Where a request stands; `complaints.disclosing` says what leads where."""

    ASKED = "asked", _("等待保管人答复")
    GRANTED = "granted", _("两名保管人同意，可以查看")
    REFUSED = "refused", _("未获同意")
    LAPSED = "lapsed", _("逾期未获两人同意")
    OVER = "over", _("查看期已结束")
    DROPPED = "dropped", _("已撤回")
    REPLACED = "replaced", _("举报人更换或者撤回了身份信息")


class Disclosure(Opaque):
    """A handler's request to see who reported. `until` is UTC: 72 hours from the asking, then 24 hours from the second consent.

    The reason stands in an entry sealed to the case, and sealed once more to each custodian asked.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disclosures")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="disclosures")
    requester = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="disclosures")
    state = models.CharField(max_length=8, choices=DisclosureState.choices, default=DisclosureState.ASKED)
    day = models.DateField()
    until = models.DateTimeField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "identity": "not_personal",
        "requester": "personal",
        "state": "not_personal",
        "day": "not_personal",
        "until": "not_personal",
    }

    class Meta:
        verbose_name = "身份查看申请"
        verbose_name_plural = "身份查看申请"


class AskState(models.TextChoices):
    """What a custodian answered."""

    OPEN = "open", _("待答复")
    CONSENTED = "consented", _("同意")
    REFUSED = "refused", _("不同意")


class DisclosureAsk(Opaque):
    """One custodian's part in a request. `reason` and `reason_key`: city, reason and requester sealed to the custodian.

    `share` is the custodian's share sealed again to the requester, with the request in its contract; null before a
    consent, and again once the time to look is over.
    """

    id = row_key()
    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="asks")
    custodian = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="disclosure_asks")
    bucket = models.CharField(max_length=8)
    reason = models.BinaryField()
    reason_key = models.BinaryField(max_length=1300)
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    share = models.BinaryField(max_length=1300, null=True)

    field_classes = {
        "id": "not_personal",
        "disclosure": "not_personal",
        "custodian": "personal",
        "bucket": "not_personal",
        "reason": "personal",
        "reason_key": "not_personal",
        "state": "not_personal",
        "share": "not_personal",
    }

    class Meta:
        verbose_name = "保管人答复"
        verbose_name_plural = "保管人答复"
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "custodian"], name="disclosure_ask_once"),
        ]
