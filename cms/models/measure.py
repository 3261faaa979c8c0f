"""A city's measure (质量奖办法) as one validated document, kept in versions."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly
from cms.regulation.schema import Regulation


@lru_cache(maxsize=64)
def _validated(sha256: str, doc_json: str) -> Regulation:
    return Regulation.model_validate_json(doc_json)


@dataclass(frozen=True)
class Repealing:
    """The day from which a measure is repealed, and the title of the one that says so."""

    on: dt.date
    by: str


class Measure(AppendOnly):
    """One version of the document under which a scheme works. Append-only; the uploaded bytes are kept beside the values."""

    scheme_code = models.SlugField(_("奖项代码"), max_length=40)
    version = models.PositiveIntegerField(_("版本"))
    doc_json = models.TextField(_("规则数据"), help_text=_("由上传的文件校验得出，不可修改。"))
    source = models.TextField(_("原文件"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("载入时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("载入人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_by_name = models.CharField(_("载入人姓名"), max_length=150, blank=True)

    field_classes = {
        "scheme_code": "not_personal",
        "version": "not_personal",
        "doc_json": "not_personal",
        "source": "not_personal",
        "sha256": "not_personal",
        "made_at": "not_personal",
        "made_by": "personal",
        "made_by_name": "personal",
    }

    class Meta:
        verbose_name = _("办法")
        verbose_name_plural = _("办法")
        ordering = ("scheme_code", "-version")
        constraints = [
            models.UniqueConstraint(fields=("scheme_code", "version"), name="measure_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.regulation.instrument.title} v{self.version}"

    @property
    def regulation(self) -> Regulation:
        """The document, validated once per content."""
        return _validated(self.sha256, self.doc_json)

    def repeal(self) -> "Repealing | None":
        """Which stored measure of the scheme says first that this one is repealed, and from which day; None for none."""
        own = self.regulation.instrument
        found = []
        for other in Measure.objects.filter(scheme_code=self.scheme_code).exclude(pk=self.pk):
            instrument = other.regulation.instrument
            for repealed in instrument.repeals:
                same_no = bool(own.doc_no) and repealed.doc_no == own.doc_no
                same_title = not repealed.doc_no and repealed.title == own.title
                if same_no or same_title:
                    found.append(Repealing(instrument.effective_on, instrument.title))
        return min(found, key=lambda repealing: repealing.on, default=None)

    def repealed_on(self) -> dt.date | None:
        """The first day on which another stored measure takes this one's place, or None."""
        repeal = self.repeal()
        return repeal.on if repeal else None

    def status_on(self, day: dt.date) -> str:
        """not_yet, in_force, expired or repealed on that Beijing day."""
        return self.regulation.instrument.status_on(day, self.repealed_on())
