"""What was told to members about their clocks, so that nothing is told twice and nothing passes unseen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.base import Opaque, row_key
from complaints.models.cases import Case
from complaints.models.members import Member


class Stage(models.TextChoices):
    """How near a day is."""

    SOON = "soon", _("将到期")
    DUE = "due", _("今日到期")
    OVERDUE = "overdue", _("已逾期")


class Reminder(Opaque):
    """That a clock of a case reached a stage and the case's handlers were alerted. `due` is the day it was about.

    A day that moves, because the calendar changed, is another day and is told again.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reminders")
    clock = models.CharField(max_length=24)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    due = models.DateField()
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "clock": "not_personal",
        "stage": "not_personal",
        "due": "not_personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "期限提醒"
        verbose_name_plural = "期限提醒"
        constraints = [
            models.UniqueConstraint(fields=["case", "clock", "stage", "due"], name="reminder_once"),
        ]


class Alert(Opaque):
    """That there is something for a member: `pending` until they look, `mailed` once a mail has said so.

    One row a member, without a time: a queue of mails would be a clock (channel.md §6).
    """

    member = models.OneToOneField(Member, primary_key=True, on_delete=models.CASCADE, related_name="alert")
    pending = models.BooleanField(default=False)
    mailed = models.BooleanField(default=False)

    field_classes = {"member": "personal", "pending": "not_personal", "mailed": "not_personal"}

    class Meta:
        verbose_name = "成员提示"
        verbose_name_plural = "成员提示"
