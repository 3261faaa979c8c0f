"""Holiday notices as versioned data."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.calendar.notices import FIRST_YEAR, LAST_YEAR, NATIONAL, NoticeTerms


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or delete a stored version of a notice."""

    def __init__(self) -> None:
        super().__init__("放假通知的版本只能新增，不能修改或删除；更正请录入新版本")


class HolidayNoticeQuerySet(models.QuerySet["HolidayNotice"]):
    """Reads, in verbs; the writing shortcuts of a queryset are closed."""

    def latest_versions(self) -> "HolidayNoticeQuerySet":
        """The version in force of each scope and year, national ones first, in order of year."""
        newest = (
            HolidayNotice.objects.filter(scope=models.OuterRef("scope"), year=models.OuterRef("year"))
            .order_by("-version")
            .values("version")[:1]
        )
        return self.filter(version=models.Subquery(newest)).order_by("scope", "year")

    def of(self, scope: str, year: int) -> "HolidayNoticeQuerySet":
        """All versions for one scope and year, the newest first."""
        return self.filter(scope=scope, year=year).order_by("-version")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused. :raises AppendOnlyError: always."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refused. :raises AppendOnlyError: always."""
        raise AppendOnlyError

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused. :raises AppendOnlyError: always."""
        raise AppendOnlyError


class HolidayNotice(models.Model):
    """One version of the arrangement for one scope and year; the highest version is in force.

    Written once, by ``actions.add_holiday_notice``. A correction is a further version that ``amends`` this.
    """

    scope = models.CharField(_("适用地区"), max_length=6, blank=True)
    scope_name = models.CharField(_("地区名称"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("年份"))
    version = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("通知标题"), max_length=200)
    doc_no = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("成文日期"))
    source_url = models.URLField(_("原文网址"), max_length=500, blank=True)
    days = models.JSONField(_("日期"))
    amends = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="amended_by", verbose_name=_("更正的版本")
    )
    note = models.TextField(_("备注"), blank=True)
    is_example = models.BooleanField(_("示例"), default=False)
    sha256 = models.CharField(_("内容摘要"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("录入账号")
    )
    made_by_name = models.CharField(_("录入人"), max_length=200)
    made_at = models.DateTimeField(_("录入时间"))

    objects = HolidayNoticeQuerySet.as_manager()

    field_classes = {
        "id": "not_personal",
        "scope": "not_personal",
        "scope_name": "not_personal",
        "year": "not_personal",
        "version": "not_personal",
        "title": "not_personal",
        "doc_no": "not_personal",
        "issued_on": "not_personal",
        "source_url": "not_personal",
        "days": "not_personal",
        "amends": "not_personal",
        "note": "not_personal",
        "is_example": "not_personal",
        "sha256": "not_personal",
        "made_by": "personal",
        "made_by_name": "personal",
        "made_at": "not_personal",
    }

    class Meta:
        verbose_name = _("放假通知")
        verbose_name_plural = _("放假通知")
        default_permissions = ("add", "view")
        ordering = ["-year", "scope", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "year", "version"], name="workcalendar_one_version"),
            models.CheckConstraint(
                condition=Q(version=1, amends__isnull=True) | Q(version__gt=1, amends__isnull=False),
                name="workcalendar_first_version_amends_none",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="workcalendar_year_range"
            ),
            models.CheckConstraint(
                condition=Q(scope="", scope_name="") | (~Q(scope="") & ~Q(scope_name="")),
                name="workcalendar_scope_is_named",
            ),
        ]

    def __str__(self) -> str:
        """The year, the place and the version: what the audit trail is to show."""
        place = "全国" if self.scope == NATIONAL else self.scope_name
        mark = "（示例）" if self.is_example else ""
        return f"{self.year}年{place}放假通知第{self.version}版{mark}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert. :raises AppendOnlyError: the row exists already."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused. :raises AppendOnlyError: always."""
        raise AppendOnlyError

    @property
    def is_national(self) -> bool:
        """Whether the notice holds for the whole country."""
        return bool(self.scope == NATIONAL)

    @property
    def terms(self) -> NoticeTerms:
        """The content of this version, as the pure rules take it."""
        return NoticeTerms.from_json(
            {
                "scope": self.scope,
                "scope_name": self.scope_name,
                "year": self.year,
                "title": self.title,
                "doc_no": self.doc_no,
                "issued_on": self.issued_on.isoformat(),
                "source_url": self.source_url,
                "days": self.days,
                "note": self.note,
                "is_example": self.is_example,
            }
        )
