"""A notice: one class for every stage of every measure; what it does follows from the stage's type (`cms.regulation`)."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.locks import BaseLock
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from cms.locks import NoticePermissionTester, SealedLock
from cms.models.lists import Entry, EntryList
from cms.models.presenting import present
from cms.models.scheme import EditionPage, slug_validator
from cms.regulation.schema import Stage

if TYPE_CHECKING:
    from cms.models.seal import Seal


class NoticeAct(models.TextChoices):
    """What a notice does: publishes a stage, or changes something that was published."""

    ORIGINAL = "original", _("发布")
    CORRECTION = "correction", _("更正")
    EXTENSION = "extension", _("延长公示")
    RESTART = "restart", _("重新公示")
    POSTPONEMENT = "postponement", _("延期")
    RESUMPTION = "resumption", _("恢复")
    ENDING = "ending", _("终止")
    REINSTATEMENT = "reinstatement", _("恢复奖项")


AMENDING_ACTS = frozenset(
    {NoticeAct.CORRECTION, NoticeAct.EXTENSION, NoticeAct.RESTART, NoticeAct.REINSTATEMENT}
)
EDITION_ACTS = frozenset({NoticeAct.POSTPONEMENT, NoticeAct.RESUMPTION, NoticeAct.ENDING})
RECORD_ACTS = frozenset({NoticeAct.REINSTATEMENT})
"""Acts that name awards of an earlier notice instead of rows of its list."""

TEXT_FIELDS = ("lead", "procedure_text", "objection_text", "remedies_text", "closing", "reason")
"""Fields printed as blocks of plain paragraphs, in the order of the page; each is a leaf of the seal."""


AS_PUBLISHED = ("", _("刚发布"))
PREVIEW_MODES = {
    "publicity": [
        AS_PUBLISHED,
        ("last_day", _("截止当天")),
        ("closed", _("期满待办结")),
        ("concluded", _("办结以后")),
        ("struck", _("有条目移出以后")),
        ("provisional", _("放假安排未定，截止日暂定")),
    ],
    "decision": [AS_PUBLISHED, ("revoked", _("有奖项撤销以后"))],
}
"""States in which an editor may look at a notice before they happen, by the type of its stage."""

AMENDED_MODE = ("amended", _("原公告更正后的样子"))
"""The notice that an amendment amends, as it will look."""


class Notice(Page):
    """A draft of something an office will put its name under; public only through its seal (`cms.guard`, `cms.seals`)."""

    act = models.CharField(
        _("公告性质"), max_length=20, choices=NoticeAct.choices, default=NoticeAct.ORIGINAL
    )
    stage_key = models.CharField(_("环节"), max_length=60, blank=True)
    amends = models.ForeignKey(
        "self",
        verbose_name=_("所更正的公告"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    publisher_body = models.CharField(_("发布机构类别"), max_length=60, blank=True)
    publisher_name = models.CharField(_("发布机构"), max_length=120, blank=True)
    publisher_reason = models.CharField(
        _("另定发布机构的理由"), max_length=255, blank=True, help_text=_("办法未写明或由他人代为发布时填写。")
    )
    issuers = models.TextField(_("落款单位"), blank=True, help_text=_("一行一个。"))
    index_no = models.CharField(_("索引号"), max_length=60, blank=True)
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    subject_class = models.CharField(_("主题分类"), max_length=60, blank=True)
    signed_date = models.DateField(_("成文日期"), null=True, blank=True)
    lead = models.TextField(
        _("正文"), blank=True, help_text=_("空一行另起一段。不写身份证号、手机号和住址。")
    )
    procedure_text = models.TextField(_("评审经过"), blank=True)
    objection_text = models.TextField(_("异议提出办法"), blank=True)
    closing = models.TextField(_("结尾"), blank=True)
    reason = models.TextField(
        _("理由"), blank=True, help_text=_("更正、延长、重新公示、延期或终止的理由，向社会公开。")
    )
    third_party_entrusted = models.BooleanField(_("评选工作委托第三方机构承担"), default=False)
    third_party = models.CharField(_("受托第三方机构"), max_length=255, blank=True)
    media = models.CharField(_("同时发布的媒体"), max_length=255, blank=True)
    working_days = models.PositiveSmallIntegerField(
        _("公示工作日数"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(250)]
    )
    starts_on = models.DateField(
        _("公示起始日"), null=True, blank=True, help_text=_("不填则自发布起算。不得早于发布日。")
    )
    policy_reason = models.CharField(_("当日计入的理由"), max_length=255, blank=True)
    entry_list = models.ForeignKey(
        EntryList, verbose_name=_("名单"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secret_count = models.PositiveSmallIntegerField(
        _("依法不公开的条目数"), default=0, help_text=_("只公布数量，不公布名称。")
    )
    attachments = models.JSONField(_("附件"), default=list, blank=True)
    bonuses = models.JSONField(_("奖金"), default=list, blank=True)
    changes = models.JSONField(_("更正事项"), default=list, blank=True)
    revocations = models.JSONField(
        _("撤销或恢复的奖项"),
        default=list,
        blank=True,
        help_text="Rows of {record, ground, finding}: a record's public id, the measure's ground, what was found.",
    )
    remedies_text = models.TextField(
        _("救济途径"), blank=True, help_text=_("告知当事人如何申请行政复议、提起行政诉讼及期限。")
    )
    overrides = models.JSONField(_("说明理由后继续"), default=list, blank=True)
    clearings = models.JSONField(_("误报核销与附件确认"), default=list, blank=True)
    scheduled_for = models.DateTimeField(_("定时发布"), null=True, blank=True)
    refused_reason = models.TextField(_("定时发布未成的原因"), blank=True)

    field_classes = {
        "page_ptr": "not_personal",
        "act": "not_personal",
        "stage_key": "not_personal",
        "amends": "not_personal",
        "publisher_body": "not_personal",
        "publisher_name": "not_personal",
        "publisher_reason": "not_personal",
        "issuers": "not_personal",
        "index_no": "not_personal",
        "doc_no": "not_personal",
        "subject_class": "not_personal",
        "signed_date": "not_personal",
        "lead": "personal",
        "procedure_text": "personal",
        "objection_text": "not_personal",
        "closing": "personal",
        "reason": "personal",
        "third_party_entrusted": "not_personal",
        "third_party": "not_personal",
        "media": "not_personal",
        "working_days": "not_personal",
        "starts_on": "not_personal",
        "policy_reason": "not_personal",
        "entry_list": "not_personal",
        "secret_count": "not_personal",
        "attachments": "not_personal",
        "bonuses": "not_personal",
        "changes": "not_personal",
        "revocations": "personal",
        "remedies_text": "not_personal",
        "overrides": "not_personal",
        "clearings": "personal",
        "scheduled_for": "not_personal",
        "refused_reason": "not_personal",
    }

    parent_page_types = ["cms.EditionPage"]
    subpage_types: list[str] = []
    promote_panels: list[Panel] = []
    settings_panels: list[Panel] = []

    class Meta:
        verbose_name = _("公告")
        verbose_name_plural = _("公告")
        permissions = [("override_rule", _("说明理由后继续发布")), ("withhold_entry", _("紧急隐去"))]

    def clean(self) -> None:
        """The address segment comes from the stage, in ASCII; Chinese titles must not make an empty one."""
        super().clean()
        slug_validator(self.slug)

    @property
    def edition(self) -> EditionPage:
        """The edition the notice stands under, from the page tree."""
        if not hasattr(self, "_edition"):
            self._edition = EditionPage.objects.get(pk=self.get_parent().pk)
        return self._edition

    @property
    def stage(self) -> Stage | None:
        """The stage of the measure, or None for an act on the whole edition."""
        return self.edition.regulation.stage(self.stage_key) if self.stage_key else None

    @property
    def stage_type(self) -> str:
        """The stage's type in the measure (call, publicity, decision …), or "edition" for an act on the edition."""
        stage = self.stage
        return stage.type if stage else "edition"

    @property
    def public_id(self) -> str:
        """A permanent name: scheme, edition and slug, all of them fixed once sealed."""
        return f"{self.edition.scheme.slug}.{self.edition.slug}.{self.slug}"

    @property
    def path_on_portal(self) -> str:
        """The canonical path, without a host."""
        return f"/{self.edition.scheme.slug}/{self.edition.slug}/{self.slug}/"

    @property
    def sealed(self) -> "Seal | None":
        """The seal of this notice, or None while it is a draft."""
        return getattr(self, "seal", None) if self.pk else None

    @property
    def amended_seal(self) -> "Seal | None":
        """The seal of the notice this one amends, or None."""
        return self.amends.sealed if self.amends is not None else None

    @property
    def entries(self) -> models.QuerySet[Entry]:
        """The rows of the draft's list, in order; none while it has no list."""
        return self.entry_list.entries.all() if self.entry_list is not None else Entry.objects.none()

    def authors(self) -> set[int]:
        """Everybody who saved any revision of it: none of them may approve it."""
        return set(self.revisions.exclude(user=None).values_list("user_id", flat=True)) if self.pk else set()

    def get_lock(self) -> BaseLock | None:
        """A sealed notice is locked for everybody; otherwise Wagtail's own lock applies."""
        return SealedLock(self) if self.sealed else super().get_lock()

    def permissions_for_user(self, user: Any) -> NoticePermissionTester:
        """Hide the buttons that a sealed notice refuses anyway."""
        return NoticePermissionTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Serve by the seal, never by the `live` flag; what stands below a notice has addresses of its own."""
        if self.sealed is None:
            raise Http404
        if not path_components:
            return RouteResult(self)
        raise Http404

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """What a draft can be looked at as: published now, in later states, and what it makes of the notice it amends."""
        if self.act in AMENDING_ACTS:
            return [AS_PUBLISHED, AMENDED_MODE] if self.amended_seal is not None else [AS_PUBLISHED]
        modes = PREVIEW_MODES.get(self.stage_type, [AS_PUBLISHED])
        listed = self.entry_list_id is not None
        return [mode for mode in modes if listed or mode[0] not in ("struck", "revoked")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """The same page as the public's, from the draft, in the state asked for."""
        request.preview_state = mode_name  # type: ignore[attr-defined]
        return super().serve_preview(request, mode_name)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """The theme's own template of that type first, then the common one."""
        kind = "amendment" if self.act != NoticeAct.ORIGINAL else self.stage_type
        theme = self.edition.scheme.theme
        return [
            f"themes/{theme}/cms/notices/{kind}.html",
            f"cms/notices/{kind}.html",
            "cms/notices/notice.html",
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the page shows, assembled from the seal (or, in a preview, from the draft)."""
        return super().get_context(request, *args, **kwargs) | present(self, request)


class RecordKey(models.TextChoices):
    """Earlier acts every measure shares, beside those each stage names in its own `requires`."""

    REPLY = "reply", _("征求意见的答复")
    SECRECY_REVIEW = "secrecy_review", _("公开前保密审查")
    DECLARATIONS = "declarations", _("利害关系申报")
    PANEL = "panel", _("评审组人数")
    STATEMENT = "party_statement", _("听取当事人陈述、申辩")
    ANNULMENT = "annulment", _("原撤销决定被撤销或者变更")


class ActRecord(models.Model):
    """An earlier act that a stage rests on: a consultation reply, a deliberation, a secrecy review, a report to the government.

    Recorded before publication by a named person; withdrawn with a reason, never deleted.
    """

    edition = models.ForeignKey(
        EditionPage, verbose_name=_("届次"), on_delete=models.PROTECT, related_name="act_records"
    )
    stage_key = models.CharField(_("环节"), max_length=60)
    publisher_name = models.CharField(_("发布机构"), max_length=120, blank=True)
    act_key = models.CharField(_("事项"), max_length=80)
    subject = models.CharField(
        _("所涉获奖记录"),
        max_length=120,
        blank=True,
        help_text="The award's public id, where the act concerns one award.",
    )
    body_name = models.CharField(_("办理或答复单位"), max_length=120, blank=True)
    done_on = models.DateField(_("完成日期"))
    document_no = models.CharField(_("文号或记录编号"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    made = models.PositiveIntegerField(_("人数"), null=True, blank=True)
    recused = models.PositiveIntegerField(_("其中回避人数"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("登记人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_by_name = models.CharField(_("登记人姓名"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("撤回人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_reason = models.CharField(_("撤回理由"), max_length=255, blank=True)

    field_classes = {
        "edition": "not_personal",
        "stage_key": "not_personal",
        "publisher_name": "not_personal",
        "act_key": "not_personal",
        "subject": "not_personal",
        "body_name": "not_personal",
        "done_on": "not_personal",
        "document_no": "not_personal",
        "note": "personal",
        "made": "not_personal",
        "recused": "not_personal",
        "recorded_at": "not_personal",
        "recorded_by": "personal",
        "recorded_by_name": "personal",
        "withdrawn_at": "not_personal",
        "withdrawn_by": "personal",
        "withdrawn_reason": "personal",
    }

    class Meta:
        verbose_name = _("前置事项")
        verbose_name_plural = _("前置事项")
        ordering = ("edition", "stage_key", "done_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="act_record_withdrawn_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage_key}/{self.act_key} {self.done_on}"
