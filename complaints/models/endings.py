"""How cases end for good: how long they are kept, who decided, what is left, and the head of all chains by the day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.base import Opaque, row_key
from complaints.models.cases import Case, CaseState
from complaints.reports import Kind


class RetentionPeriod(Opaque):
    """How many months after its end a case with this outcome is kept. None is preset: without a row nothing is destroyed."""

    outcome = models.CharField(max_length=16, primary_key=True, choices=CaseState.choices)
    months = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    field_classes = {
        "outcome": "not_personal",
        "months": "not_personal",
        "set_by": "personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "保存期限"
        verbose_name_plural = "保存期限"


class DisposalWay(models.TextChoices):
    """On what grounds a case may be destroyed."""

    ARCHIVED = "archived", _("已移交档案机构")
    APPRAISED = "appraised", _("两人鉴定销毁")


class Disposal(Opaque):
    """The record that a case may be destroyed: handed to an archive, or two people decided so. Outlives the case.

    `reference` is the number of the hand-over or of the decision, never content. `second_by` is null until the second
    person has decided; a hand-over needs none.
    """

    id = row_key()
    case = models.OneToOneField(Case, null=True, on_delete=models.SET_NULL, related_name="disposal")
    number = models.CharField(max_length=16)
    way = models.CharField(max_length=12, choices=DisposalWay.choices)
    reference = models.CharField(max_length=100)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "number": "not_personal",
        "way": "not_personal",
        "reference": "not_personal",
        "first_by": "personal",
        "second_by": "personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "销毁依据"
        verbose_name_plural = "销毁依据"


class DestroyedCase(Opaque):
    """What is left of a destroyed case (channel.md §4.10). `year` of its filing; `head` of its chain of events, `events` long."""

    number = models.CharField(max_length=16, primary_key=True)
    case = models.UUIDField(unique=True)
    city = models.SlugField(max_length=40)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    outcome = models.CharField(max_length=16, choices=CaseState.choices)
    year = models.PositiveSmallIntegerField()
    head = models.BinaryField(max_length=32)
    events = models.PositiveIntegerField()
    day = models.DateField()

    field_classes = {
        "number": "not_personal",
        "case": "not_personal",
        "city": "not_personal",
        "kind": "not_personal",
        "outcome": "not_personal",
        "year": "not_personal",
        "head": "not_personal",
        "events": "not_personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "已销毁案件"
        verbose_name_plural = "已销毁案件"


class ChainHead(Opaque):
    """The head over all cases' chains at the end of a Beijing day, signed by the installation's key and published."""

    day = models.DateField(primary_key=True)
    head = models.BinaryField(max_length=32)
    cases = models.PositiveIntegerField()
    signature = models.BinaryField(max_length=64)

    field_classes = {
        "day": "not_personal",
        "head": "not_personal",
        "cases": "not_personal",
        "signature": "not_personal",
    }

    class Meta:
        verbose_name = "事件链每日签名"
        verbose_name_plural = "事件链每日签名"
