"""The first page's matters about the register: older awards to confirm, rectifications, spreadsheets that wait."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin import access
from cms.admin.matters import Desk, Item, Section, Urgency
from cms.models import HistoryBatch, HistoryState
from cms.models.imports import ImportKind, ImportRun, ImportState
from cms.roles import CONFIRM_HISTORY, FOLLOW_UP
from cms.selectors.follow_ups import open_rectifications
from cms.selectors.register import current_columns, records
from cms.templatetags.gongshi_admin import full_day
from cms.windows import beijing_day

WAITING = frozenset({ImportState.CHECKED, ImportState.FAILED})
"""Imports that wait for whoever uploaded them."""


def older_awards(desk: Desk) -> Iterator[Section]:
    """Batches of older awards that somebody else entered."""
    mine = [s.pk for s in desk.schemes if access.may(access.check_holds, desk.user, CONFIRM_HISTORY, s)]
    waiting = HistoryBatch.objects.filter(scheme__in=mine, state=HistoryState.WAITING).exclude(
        entered_by=desk.user
    )
    yield Section(
        "history",
        _("上线前记录待复核"),
        _("复核"),
        Urgency.TODAY,
        [
            Item(
                _("%(scheme)s：%(n)d条") % {"scheme": batch.scheme.title, "n": batch.entries.count()},
                reverse("gongshi:history_batch", args=[batch.pk]),
                _("%(name)s于%(day)s补录，出处：%(source)s")
                % {
                    "name": batch.entered_by_name,
                    "day": full_day(beijing_day(batch.entered_at)),
                    "source": batch.source.splitlines()[0],
                },
            )
            for batch in waiting.select_related("scheme").order_by("entered_at")
        ],
        _("由补录人以外的另一人对照出处确认或者退回。"),
    )


def rectifications(desk: Desk) -> Iterator[Section]:
    """Rectifications that nobody has checked yet: overdue ones to act on, the others to keep in mind."""
    mine = [s for s in desk.schemes if access.may(access.check_holds, desk.user, FOLLOW_UP, s)]
    lines = open_rectifications(mine, desk.day)
    listed = records().in_bulk([line.follow_up.record_id for line in lines])
    rows = [
        (
            line,
            Item(
                "、".join(current_columns(listed[line.follow_up.record_id]).holders) or _("（依法隐去）"),
                reverse("gongshi:award", args=[line.follow_up.record_id]),
                _("整改期限%(day)s") % {"day": full_day(line.follow_up.due_on)},
                late=line.overdue,
            ),
        )
        for line in lines
    ]
    yield Section(
        "rectifications_late",
        _("整改逾期未核验"),
        _("登记核验"),
        Urgency.TODAY,
        [item for line, item in rows if line.overdue],
        _("期限已过，登记整改情况核验的结果；没有整改的，可以据此起草撤销公告。"),
    )
    yield Section(
        "rectifications",
        _("正在整改"),
        _("查看"),
        Urgency.SOON,
        [item for line, item in rows if not line.overdue],
        watch=True,
    )


def imports(desk: Desk) -> Iterator[Section]:
    """Spreadsheets this person uploaded that are checked and not yet taken in."""
    runs = ImportRun.objects.filter(made_by=desk.user, state__in=WAITING).order_by("made_at")
    yield Section(
        "imports",
        _("表格待确认"),
        _("继续"),
        Urgency.SOON,
        [
            Item(
                run.file_name,
                _run_url(run),
                _("%(rows)d行，%(errors)d处错误。七日内未确认的自动作废。")
                % {"rows": run.rows, "errors": run.errors},
            )
            for run in runs
        ],
    )


def _run_url(run: ImportRun) -> str:
    if run.kind == ImportKind.LIST:
        return reverse("gongshi:import_list_run", args=[run.notice_id, run.pk])
    if run.kind == ImportKind.HISTORY:
        return reverse("gongshi:import_history_run", args=[run.scheme_id, run.pk])
    return reverse("gongshi:import_external_run", args=[run.pk])
