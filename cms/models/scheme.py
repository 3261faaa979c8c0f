"""The award scheme of a city (评选方案) and its editions (届次), as pages."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Page

from cms.models.append_only import AppendOnly
from cms.models.measure import Measure
from cms.models.presenting import present
from cms.regulation.schema import Regulation
from portal.calendar.workdays import CountingPolicy
from themes import registry

slug_validator = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{0,60}$", _("地址段只能用小写英文字母、数字和连字符，且以字母或数字开头。")
)


class Approvals(models.IntegerChoices):
    """How many people approve a notice before it is published: one, or three (三审)."""

    ONE = 1, _("一审（审核一次即发布）")
    THREE = 3, _("三审（初审、复审、终审）")


class ChannelKind(models.TextChoices):
    """Kinds of contact channel."""

    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    EMAIL = "email", _("电子邮箱")
    POST = "post", _("邮寄地址")
    DESK = "desk", _("现场受理地点")
    ONLINE = "online", _("网上渠道")


class ChannelPurpose(models.TextChoices):
    """What a channel is for: objections to a list, complaints and reports, or questions."""

    OBJECTION = "objection", _("异议")
    COMPLAINT = "complaint", _("投诉举报")
    ENQUIRY = "enquiry", _("咨询")


class SchemePage(Page):
    """A city's award scheme; its slug is the scheme's code (`datong`)."""

    theme = models.CharField(_("主题"), max_length=40, default="default")
    counting_policy = models.CharField(
        _("期限计算口径"),
        max_length=20,
        choices=[
            (CountingPolicy.EXCLUDE_START.value, _("发布当日不计入，自下一工作日起算")),
            (CountingPolicy.INCLUDE_START.value, _("发布当日计入（须在上班前发布，并说明理由）")),
        ],
        default=CountingPolicy.EXCLUDE_START.value,
    )
    bar_counts_from = models.CharField(
        _("“两个评选周期内”的起算"),
        max_length=20,
        choices=[
            ("next_edition", _("自获奖届次的下一届起算")),
            ("winning_edition", _("获奖届次计为第一个周期")),
        ],
        default="next_edition",
    )
    office_opens = models.TimeField(
        _("上班时间"), default=dt.time(8, 30), help_text=_("发布当日计入的，须在此时间以前发布（北京时间）。")
    )
    approvals = models.PositiveSmallIntegerField(
        _("审批层级"), choices=Approvals.choices, default=Approvals.ONE
    )
    process_text = models.TextField(
        _("异议、投诉举报的处理流程"),
        blank=True,
        help_text=_("向社会公开。写明受理、核实、答复各步由谁办理、多长时间。"),
    )
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    history_complete = models.BooleanField(
        _("历届获奖情况已补录完整"), default=False, help_text=_("未补录完整时，限制申报的核对只作提示。")
    )

    field_classes = {
        "page_ptr": "not_personal",
        "theme": "not_personal",
        "counting_policy": "not_personal",
        "bar_counts_from": "not_personal",
        "office_opens": "not_personal",
        "approvals": "not_personal",
        "process_text": "not_personal",
        "organiser": "not_personal",
        "history_complete": "not_personal",
    }

    parent_page_types = ["home.HomePage"]
    subpage_types = ["cms.EditionPage"]
    promote_panels: list[Panel] = []
    settings_panels: list[Panel] = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("theme"),
        FieldPanel("organiser"),
        FieldPanel("counting_policy"),
        FieldPanel("office_opens"),
        FieldPanel("bar_counts_from"),
        FieldPanel("approvals"),
        FieldPanel("process_text"),
    ]

    class Meta:
        verbose_name = _("评选奖项")
        verbose_name_plural = _("评选奖项")

    @property
    def code(self) -> str:
        """The scheme's code, which is its slug and its measure's code."""
        return self.slug

    def current_measure(self) -> Measure | None:
        """The newest stored version of the scheme's measure, or None before one was accepted."""
        return Measure.objects.filter(scheme_code=self.slug).order_by("-version").first()

    def clean(self) -> None:
        """Refuse a theme that is not installed."""
        super().clean()
        if self.theme not in set(registry.keys()):
            raise ValidationError(
                {"theme": _("没有这个主题。可选：%(names)s。") % {"names": "、".join(registry.keys())}}
            )

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """The theme's own template first, then the common one."""
        return [f"themes/{self.theme}/cms/scheme_page.html", "cms/scheme_page.html"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the scheme's home shows, assembled by the presenter registered for it."""
        return super().get_context(request, *args, **kwargs) | present(self, request)


class ContactChannel(models.Model):
    """A public contact of a scheme, printed in every notice and attested when a window is concluded."""

    scheme = models.ForeignKey(
        SchemePage, verbose_name=_("奖项"), on_delete=models.CASCADE, related_name="channels"
    )
    purpose = models.CharField(_("用途"), max_length=20, choices=ChannelPurpose.choices)
    kind = models.CharField(_("方式"), max_length=20, choices=ChannelKind.choices)
    value = models.CharField(_("号码或地址"), max_length=255)
    hours = models.CharField(_("受理时间"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=255, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    field_classes = {
        "scheme": "not_personal",
        "purpose": "not_personal",
        "kind": "not_personal",
        "value": "not_personal",
        "hours": "not_personal",
        "note": "not_personal",
        "sort_order": "not_personal",
    }

    class Meta:
        verbose_name = _("联系渠道")
        verbose_name_plural = _("联系渠道")
        ordering = ("scheme", "purpose", "sort_order", "pk")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.get_kind_display()} {self.value}"


class EditionPage(Page):
    """One edition (届次) of a scheme, bound to one version of its measure from its first sealed notice on."""

    number = models.PositiveSmallIntegerField(_("第几届"))
    measure = models.ForeignKey(
        Measure, verbose_name=_("依据的办法"), on_delete=models.PROTECT, related_name="+"
    )

    field_classes = {"page_ptr": "not_personal", "number": "not_personal", "measure": "not_personal"}

    parent_page_types = ["cms.SchemePage"]
    subpage_types = ["cms.Notice"]
    promote_panels: list[Panel] = []
    settings_panels: list[Panel] = []
    content_panels = [
        FieldPanel("title"),
        FieldPanel("number", read_only=True),
        FieldPanel("measure", read_only=True),
    ]

    class Meta:
        verbose_name = _("届次")
        verbose_name_plural = _("届次")
        permissions = [("export_dossier", _("导出届次档案"))]

    @property
    def regulation(self) -> Regulation:
        """The measure the edition works under, as a validated document."""
        return self.measure.regulation

    @property
    def scheme(self) -> SchemePage:
        """The scheme the edition belongs to, from the page tree."""
        if not hasattr(self, "_scheme"):
            self._scheme = SchemePage.objects.get(pk=self.get_parent().pk)
        return self._scheme

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """The theme's own template first, then the common one."""
        return [f"themes/{self.scheme.theme}/cms/edition_page.html", "cms/edition_page.html"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the edition's page shows, assembled by the presenter registered for it."""
        return super().get_context(request, *args, **kwargs) | present(self, request)


class OfficeAccount(models.Model):
    """Confines an account to one scheme and, where several bodies publish, to one publishing body."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("账号"),
        on_delete=models.CASCADE,
        related_name="office_account",
    )
    scheme = models.ForeignKey(SchemePage, verbose_name=_("奖项"), on_delete=models.CASCADE, related_name="+")
    body_key = models.CharField(_("机构类别"), max_length=60, blank=True)
    body_name = models.CharField(_("发布机构名称"), max_length=120, blank=True)

    field_classes = {
        "user": "personal",
        "scheme": "not_personal",
        "body_key": "not_personal",
        "body_name": "not_personal",
    }

    class Meta:
        verbose_name = _("机构账号")
        verbose_name_plural = _("机构账号")

    def __str__(self) -> str:
        return f"{self.user_id} {self.body_name}"


class EditionEvent(AppendOnly):
    """Postponement, resumption or end of an edition, each by a sealed notice with its reason."""

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("延期")
        RESUMED = "resumed", _("恢复")
        ENDED = "ended", _("终止")

    edition = models.ForeignKey(EditionPage, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("事项"), max_length=20, choices=Kind.choices)
    seal = models.ForeignKey("cms.Seal", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("理由"))
    at = models.DateTimeField(_("时间"))

    field_classes = {
        "edition": "not_personal",
        "kind": "not_personal",
        "seal": "not_personal",
        "reason": "not_personal",
        "at": "not_personal",
    }

    class Meta:
        verbose_name = _("届次事项")
        verbose_name_plural = _("届次事项")
        ordering = ("edition", "at", "pk")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind}"
