"""A case, the wraps of its key, its events, and what it holds at a gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.base import Opaque, row_key
from complaints.models.members import Member
from complaints.reports import Kind


class CaseState(models.TextChoices):
    """Where a case stands; `complaints.transitions` says what leads where."""

    FILED = "filed", _("已收到，待受理")
    ACCEPTED = "accepted", _("已受理，核实中")
    REFUSED = "refused", _("不予受理")
    UPHELD = "upheld", _("已办结：反映的情况属实")
    NOT_UPHELD = "not_upheld", _("已办结：反映的情况未查实")
    REFERRED = "referred", _("已移送有权机关处理")
    WITHDRAWN = "withdrawn", _("已撤回")


class Track(models.TextChoices):
    """On which legal track a handler leads a case; `complaints.clocks` says what limits belong to it."""

    UNDECIDED = "", _("尚未确定")
    OBJECTION = "objection", _("公示异议")
    PETITION = "petition", _("信访事项")
    MARKET = "market", _("市场监管投诉举报")
    DISCIPLINE = "discipline", _("移送纪检监察")


class Case(Opaque):
    """One report and all that follows it. Only what channel.md §1 lets a thief of the database see stands in clear.

    `number` is random, with the city's two letters. `received_on` is a Beijing day. `public` is the case's own public
    key; `epoch` names the shred file that its keys need. `notice` is the public id of the sealed notice the report
    names, empty for none. `body` is the one that has it now.

    `track`, `extended_on` and `ended_on` stand in clear because clocks run where nobody is unlocked: they are the law's
    days, and say nothing of what was reported. `assigned` is the handler who leads it. `hold` keeps it from destruction.
    """

    id = row_key()
    number = models.CharField(max_length=16, unique=True)
    city = models.SlugField(max_length=40)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    state = models.CharField(max_length=16, choices=CaseState.choices, default=CaseState.FILED)
    received_on = models.DateField()
    body = models.CharField(max_length=80)
    notice = models.CharField(max_length=200, blank=True, default="")
    public = models.BinaryField(max_length=1216)
    epoch = models.PositiveIntegerField(default=0)
    track = models.CharField(max_length=16, choices=Track.choices, blank=True, default=Track.UNDECIDED)
    assigned = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_cases"
    )
    extended_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    hold = models.BooleanField(default=False)

    field_classes = {
        "id": "not_personal",
        "number": "not_personal",
        "city": "not_personal",
        "kind": "not_personal",
        "state": "not_personal",
        "received_on": "not_personal",
        "body": "not_personal",
        "notice": "not_personal",
        "public": "not_personal",
        "epoch": "not_personal",
        "track": "not_personal",
        "assigned": "personal",
        "extended_on": "not_personal",
        "ended_on": "not_personal",
        "hold": "not_personal",
    }

    class Meta:
        verbose_name = "案件"
        verbose_name_plural = "案件"
        permissions = [
            ("redact_text", "可以永久遮盖案件中的文字"),
            ("end_cases", "可以管理案件的保存期限和销毁"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CaseState.values), name="complaint_case_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(track__in=Track.values), name="complaint_case_known_track"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class KeyWrap(Opaque):
    """The secret W of a case, sealed to one handler's public key.

    `stale`: the handler has changed their keys since, and whoever has the old ones could open W. The case gets another
    W at the next unlocking of anybody who holds it.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="wraps")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="wraps")
    blob = models.BinaryField(max_length=1300)
    stale = models.BooleanField(default=False)

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "member": "personal",
        "blob": "not_personal",
        "stale": "not_personal",
    }

    class Meta:
        verbose_name = "案件密钥封装"
        verbose_name_plural = "案件密钥封装"
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="wrap_once")]


class CaseKeyChange(Opaque):
    """That a handler gave a case another key pair (channel.md §4.7), signed, so that a reporter's inbox can follow it.

    `epoch` is the one that began with it, `public` the new public key. The signature stands over contract, the public
    key before and the one after (`complaints.key_changes`).
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="key_changes")
    epoch = models.PositiveIntegerField()
    public = models.BinaryField(max_length=1216)
    signer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)
    day = models.DateField()

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "epoch": "not_personal",
        "public": "not_personal",
        "signer": "personal",
        "signature": "not_personal",
        "day": "not_personal",
    }

    class Meta:
        verbose_name = "案件密钥变更"
        verbose_name_plural = "案件密钥变更"
        constraints = [models.UniqueConstraint(fields=["case", "epoch"], name="case_key_change_once")]


class Event(Opaque):
    """One link of a case's chain (channel.md §3.9), append-only. No time of day, no name.

    `kind` is the change of state it records, or `entry` for everything else: what that was stands in the sealed
    detail, so that a thief cannot tell a named case from an anonymous one. `actor` is `reporter` or a member's id.
    """

    id = row_key()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    day = models.DateField()
    actor = models.CharField(max_length=32)
    detail = models.BinaryField()
    detail_key = models.BinaryField(max_length=1300)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    field_classes = {
        "id": "not_personal",
        "case": "not_personal",
        "seq": "not_personal",
        "kind": "not_personal",
        "day": "not_personal",
        "actor": "personal",
        "detail": "personal",
        "detail_key": "not_personal",
        "previous": "not_personal",
        "hash": "not_personal",
    }

    class Meta:
        verbose_name = "案件事件"
        verbose_name_plural = "案件事件"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_event_once")]


class ObjectionState(models.TextChoices):
    """Whether an objection still holds the gate."""

    OPEN = "open", _("未办结")
    DECIDED = "decided", _("已办结")


class Objection(Opaque):
    """That a case holds the conclusion of a notice: from filing until it is refused or decided."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="objection")
    notice = models.CharField(max_length=200, db_index=True)
    state = models.CharField(max_length=8, choices=ObjectionState.choices, default=ObjectionState.OPEN)

    field_classes = {"case": "not_personal", "notice": "not_personal", "state": "not_personal"}

    class Meta:
        verbose_name = "公示期异议"
        verbose_name_plural = "公示期异议"
