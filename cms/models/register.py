"""The award register (名册): awards won, and what happened to them since. Facts are never edited, events are appended.

An award is written in the transaction of the seal that decides it. Whether it stands today is computed from its
events and its validity (`cms.register`), never stored.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.models.lists import Entry, EntryKind
from cms.models.scheme import EditionPage, SchemePage
from cms.models.seal import Seal
from cms.register import BonusState, EventKind, Origin


def _choices(labels: dict[str, object]) -> list[tuple[str, object]]:
    return list(labels.items())


class AwardRecord(AppendOnly):
    """One award won by one entry: immutable facts. `entry_key` is the identity that lists and objections quote.

    `edition` is None for an award from before the portal; `edition_number` counts in the scheme either way. Money is
    whole yuan. `valid_through` is the last day of an award whose measure limits it (呼和浩特 第五条), in Beijing days.
    """

    public_id = models.CharField(_("编号"), max_length=120, unique=True)
    scheme = models.ForeignKey(
        SchemePage, verbose_name=_("奖项"), on_delete=models.PROTECT, related_name="awards"
    )
    edition = models.ForeignKey(
        EditionPage, verbose_name=_("届次"), null=True, on_delete=models.PROTECT, related_name="awards"
    )
    edition_number = models.PositiveSmallIntegerField(_("第几届"))
    edition_name = models.CharField(_("届次名称"), max_length=120)
    origin = models.CharField(
        _("来源"),
        max_length=20,
        choices=_choices({Origin.DECISION: _("表彰决定"), Origin.BEFORE_PORTAL: _("上线前记录")}),
    )
    seal = models.ForeignKey(
        Seal, verbose_name=_("决定"), null=True, on_delete=models.PROTECT, related_name="awards"
    )
    history = models.OneToOneField(
        "cms.HistoryEntry", null=True, on_delete=models.PROTECT, related_name="award"
    )
    entry_key = models.UUIDField(_("条目标识"))
    entry_no = models.PositiveIntegerField(_("序号"))
    tier = models.CharField(_("奖项等次"), max_length=40)
    tier_name = models.CharField(_("奖项名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, choices=EntryKind.choices)
    name = models.CharField(_("单位名称或姓名"), max_length=255, blank=True, db_index=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=40, blank=True, db_index=True)
    joint_names = models.JSONField(_("共同获奖人"), default=list, blank=True)
    post = models.CharField(_("职务"), max_length=120, blank=True)
    unit = models.CharField(_("工作单位"), max_length=255, blank=True)
    district = models.CharField(_("所在县（市、区）"), max_length=60, blank=True)
    industry = models.CharField(_("行业"), max_length=120, blank=True)
    certificate_no = models.CharField(_("证书编号"), max_length=60, blank=True)
    awarded_on = models.DateField(_("获奖日期"), db_index=True)
    title_year = models.PositiveSmallIntegerField(_("获奖年度"))
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    bonus_state = models.CharField(
        _("奖金"),
        max_length=20,
        choices=_choices(
            {
                BonusState.STATED: _("有奖金"),
                BonusState.UNSTATED: _("有奖金，金额未规定"),
                BonusState.NONE: _("无奖金"),
                BonusState.SILENT: _("未规定"),
            }
        ),
    )
    bonus_cny = models.PositiveBigIntegerField(_("奖金（元）"), null=True)
    bonus_articles = models.JSONField(default=list)
    valid_through = models.DateField(_("有效期至"), null=True)
    validity_articles = models.JSONField(default=list)
    made_at = models.DateTimeField(_("登记时间"))

    field_classes = {
        "public_id": "not_personal",
        "scheme": "not_personal",
        "edition": "not_personal",
        "edition_number": "not_personal",
        "edition_name": "not_personal",
        "origin": "not_personal",
        "seal": "not_personal",
        "history": "not_personal",
        "entry_key": "not_personal",
        "entry_no": "not_personal",
        "tier": "not_personal",
        "tier_name": "not_personal",
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
        "title_year": "not_personal",
        "doc_no": "not_personal",
        "bonus_state": "not_personal",
        "bonus_cny": "not_personal",
        "bonus_articles": "not_personal",
        "valid_through": "not_personal",
        "validity_articles": "not_personal",
        "made_at": "not_personal",
    }

    class Meta:
        verbose_name = _("获奖记录")
        verbose_name_plural = _("获奖记录")
        ordering = ("-edition_number", "entry_no", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("scheme", "edition_number", "entry_key", "tier"), name="award_once"
            )
        ]
        indexes = [models.Index(fields=("entry_key",), name="award_entry_key")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def path_on_portal(self) -> str:
        """The permanent path of its page, without a host."""
        return f"/register/awards/{self.public_id}/"

    @property
    def holders(self) -> list[str]:
        """Who holds it, as printed: the organisation, the person, or each person of a joint award; none when withheld."""
        return list(self.joint_names) or ([self.name] if self.name else [])


class RecordEvent(AppendOnly):
    """Something that happened to an award: revoked, reinstated, put right, changed or struck, each by a sealed notice.

    `recover` and the ban are derived from the measure when the revocation is published, with the articles they rest on;
    `barred_through_edition` counts editions, `barred_until` is a Beijing day; both None where the measure states no ban.
    `entry` is the row a correction brought. `annuls` is the revocation that a reinstatement takes back.
    """

    record = models.ForeignKey(AwardRecord, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(
        _("事项"),
        max_length=20,
        choices=_choices(
            {
                EventKind.REVOKED: _("撤销"),
                EventKind.REINSTATED: _("恢复"),
                EventKind.CORRECTED: _("更正"),
                EventKind.CHANGED: _("变更"),
                EventKind.STRUCK: _("移出决定"),
            }
        ),
    )
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="record_events")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")
    annuls = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="annulled_by")
    case_key = models.CharField(max_length=60, blank=True)
    ground_key = models.CharField(max_length=60, blank=True)
    ground_text = models.TextField(_("撤销情形"), blank=True)
    articles = models.JSONField(default=list)
    recover = models.JSONField(_("收回、追缴"), default=list)
    recover_articles = models.JSONField(default=list)
    ban_wording = models.TextField(blank=True)
    ban_articles = models.JSONField(default=list)
    barred_through_edition = models.PositiveSmallIntegerField(null=True)
    barred_until = models.DateField(null=True)
    decided_on = models.DateField(_("决定日期"))
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)

    field_classes = {
        "record": "not_personal",
        "kind": "not_personal",
        "seal": "not_personal",
        "entry": "not_personal",
        "annuls": "not_personal",
        "case_key": "not_personal",
        "ground_key": "not_personal",
        "ground_text": "not_personal",
        "articles": "not_personal",
        "recover": "not_personal",
        "recover_articles": "not_personal",
        "ban_wording": "not_personal",
        "ban_articles": "not_personal",
        "barred_through_edition": "not_personal",
        "barred_until": "not_personal",
        "decided_on": "not_personal",
        "doc_no": "not_personal",
        "reason": "personal",
        "at": "not_personal",
        "by": "personal",
        "by_name": "personal",
    }

    class Meta:
        verbose_name = _("获奖记录事项")
        verbose_name_plural = _("获奖记录事项")
        ordering = ("record", "at", "pk")

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"
