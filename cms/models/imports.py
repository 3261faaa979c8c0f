"""A spreadsheet on its way in: uploaded, checked, then confirmed by whoever looked at every row, or abandoned."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.notice import Notice
from cms.models.scheme import SchemePage


class ImportKind(models.TextChoices):
    """What a file is taken in as."""

    LIST = "list", _("公告名单")
    HISTORY = "history", _("上线前记录")
    EXTERNAL = "external", _("其他奖项的获奖情况（未经核实）")


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("已上传，等待检查")
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("已检查，待确认")
    FAILED = "failed", _("文件不能读取")
    CONFIRMED = "confirmed", _("已导入")
    ABANDONED = "abandoned", _("已放弃")


IMPORT_TRANSITIONS: dict[ImportState, frozenset[ImportState]] = {
    ImportState.UPLOADED: frozenset({ImportState.CHECKING, ImportState.ABANDONED}),
    ImportState.CHECKING: frozenset({ImportState.CHECKED, ImportState.FAILED, ImportState.ABANDONED}),
    # Checked anew with another sheet or encoding, or because the draft has moved on.
    ImportState.CHECKED: frozenset({ImportState.UPLOADED, ImportState.CONFIRMED, ImportState.ABANDONED}),
    ImportState.FAILED: frozenset({ImportState.UPLOADED, ImportState.ABANDONED}),
    ImportState.CONFIRMED: frozenset(),
    ImportState.ABANDONED: frozenset(),
}
"""What may become of an import. What is confirmed or abandoned stays so, and its file is gone."""

OPEN_STATES = frozenset(state for state, following in IMPORT_TRANSITIONS.items() if following)
"""States in which the file is still kept."""


class ImportRun(models.Model):
    """One file and what became of it. Bytes and checked rows lie on disk by their digests (`cms.import_files`) until the end.

    `check_no` numbers the checks of the run: what an overtaken job still writes is dropped. `based_on` is the number of the
    draft's list at the check and no foreign key: a run that is over must not keep a version from being pruned. `report` holds
    what was found about the file as a whole and the counts, no row.
    """

    kind = models.CharField(_("导入内容"), max_length=20, choices=ImportKind.choices)
    state = models.CharField(
        _("状态"), max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    notice = models.ForeignKey(
        Notice, verbose_name=_("公告"), null=True, on_delete=models.CASCADE, related_name="imports"
    )
    scheme = models.ForeignKey(
        SchemePage, verbose_name=_("奖项"), null=True, on_delete=models.CASCADE, related_name="imports"
    )
    source = models.TextField(_("出处"), blank=True)
    file_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    sheet = models.CharField(_("工作表"), max_length=255, blank=True)
    encoding = models.CharField(_("文字编码"), max_length=20, blank=True)
    check_no = models.PositiveIntegerField(_("检查次数"), default=0)
    rows_done = models.PositiveIntegerField(_("已检查行数"), default=0)
    errors = models.PositiveIntegerField(_("错误数"), default=0)
    warnings = models.PositiveIntegerField(_("提示数"), default=0)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    report = models.JSONField(_("检查结果"), default=dict, blank=True)
    result_sha256 = models.CharField(_("检查结果摘要"), max_length=64, blank=True)
    based_on = models.BigIntegerField(_("检查时的名单版本"), null=True)
    made_at = models.DateTimeField(_("上传时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("上传人"), on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("确认或放弃的人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken = models.PositiveIntegerField(_("导入条数"), default=0)

    field_classes = {
        "kind": "not_personal",
        "state": "not_personal",
        "notice": "not_personal",
        "scheme": "not_personal",
        "source": "not_personal",
        "file_name": "not_personal",
        "sha256": "not_personal",
        "size": "not_personal",
        "sheet": "not_personal",
        "encoding": "not_personal",
        "check_no": "not_personal",
        "rows_done": "not_personal",
        "errors": "not_personal",
        "warnings": "not_personal",
        "rows": "not_personal",
        "report": "not_personal",
        "result_sha256": "not_personal",
        "based_on": "not_personal",
        "made_at": "not_personal",
        "made_by": "personal",
        "ended_at": "not_personal",
        "ended_by": "personal",
        "taken": "not_personal",
    }

    class Meta:
        verbose_name = _("表格导入")
        verbose_name_plural = _("表格导入")
        ordering = ("-made_at", "-pk")
        indexes = [models.Index(fields=("state", "made_at"), name="import_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="list", notice__isnull=False)
                | models.Q(kind="history", scheme__isnull=False)
                | models.Q(kind="external", notice__isnull=True, scheme__isnull=True),
                name="import_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be checked, confirmed or abandoned."""
        return self.state in OPEN_STATES
