"""A spreadsheet from upload to confirmation. Until somebody confirms, nothing but the run itself is written.

Bytes are judged before they are stored, checked by a job (or at once, where they are few), shown row by row, and taken in as
one transaction: everything or nothing, and only what was shown.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from wagtail.models import Page

from cms import audit, clock, import_files
from cms.actions.errors import ActionRefused
from cms.actions.external import import_external
from cms.actions.history import enter_history
from cms.actions.history import refusals as history_refusals
from cms.actions.lists import attach_list, make_list
from cms.drafts import list_counts
from cms.import_files import ResultLostError, get_rows, put_rows
from cms.models import (
    IMPORT_TRANSITIONS,
    OPEN_STATES,
    Entry,
    ImportKind,
    ImportRun,
    ImportState,
    Notice,
    SchemePage,
)
from cms.selectors.lists import ListRow, draft_list_rows, earlier_rows
from cms.spreadsheets import packing
from cms.spreadsheets.checking import Checked, Layout, Row, check_file
from cms.spreadsheets.external_columns import external_layout, to_external_rows
from cms.spreadsheets.history_columns import history_layout, to_history_rows
from cms.spreadsheets.list_rows import list_layout, to_list_rows
from cms.spreadsheets.problems import FileRefused, Problem
from portal import jobs

SMALL = 2 * 1024 * 1024
"""Unpacked bytes that are checked while the person waits, about 3,000 rows; more goes to a job."""

KEPT_FOR = dt.timedelta(days=7)
"""An import that nobody confirms is given up after it; its file holds people's names."""

CHECK_JOB = "cms.jobs.check_import"

OVER = {
    ImportState.CONFIRMED: gettext_lazy("这份文件已经导入，不能再改。"),
    ImportState.ABANDONED: gettext_lazy("这次导入已经放弃，文件已经删除。需要导入的，请重新上传。"),
    ImportState.CHECKING: gettext_lazy("文件正在检查，请稍候。"),
    ImportState.UPLOADED: gettext_lazy("文件正在等待检查，请稍候。"),
    ImportState.FAILED: gettext_lazy("文件不能读取，不能导入。请改正后重新上传。"),
    ImportState.CHECKED: gettext_lazy("文件已经检查完毕。请刷新页面。"),
}
"""What is said where a state does not allow what was asked."""


def layout_of(run: ImportRun) -> Layout:
    """The columns and checks of what a run takes in."""
    if run.kind == ImportKind.EXTERNAL:
        return external_layout()
    if run.kind == ImportKind.HISTORY:
        measure = _the(run.scheme).current_measure()
        if measure is None:
            raise ActionRefused(_("尚未载入办法，不能补录。"))
        return history_layout(measure.regulation)
    draft = draft_of(run)
    if draft.stage is None:
        raise ActionRefused(_("这份公告不含名单。"))
    return list_layout(draft.edition.regulation, draft.stage)


def _the(found: Any) -> Any:
    if found is None:
        raise ActionRefused(_("要导入的对象已不存在。"))
    return found


def draft_of(run: ImportRun) -> Notice:
    """The newest draft of the notice whose list a run brings."""
    notice: Notice = _the(run.notice)
    return notice.get_latest_revision_as_object() if notice.latest_revision_id else notice


@transaction.atomic
def start_import(
    *,
    kind: ImportKind,
    file_name: str,
    content: bytes,
    by: Any,
    notice: Notice | None = None,
    scheme: SchemePage | None = None,
    source: str = "",
) -> ImportRun:
    """Take a file, if it is safe to open, and let it be checked.

    A large file is checked by a job, a small one by the caller (`check_import`), see `is_small`. Raises ActionRefused with
    what is wrong and what to do; then nothing is stored, neither row nor byte.
    """
    try:
        if packing.detect(file_name, content) is packing.Format.XLSX:
            packing.inspect(content)
    except FileRefused as refusal:
        raise ActionRefused(refusal.problem.render(_)) from None
    if kind == ImportKind.HISTORY and not source.strip():
        raise ActionRefused(_("请写明出处：文件名称、文号、档案号或者公开网址。"))
    run = ImportRun(
        kind=kind,
        notice=notice,
        scheme=scheme,
        source=source.strip(),
        file_name=file_name[-255:],
        size=len(content),
        made_at=clock.now(),
        made_by=by,
        check_no=1,
    )
    layout_of(run)
    run.sha256 = import_files.STORE.put(content)
    run.save()
    audit.record(_subject(run), "gongshi.import.start", by=by, run=run.pk, kind=kind, sha256=run.sha256)
    if not is_small(content):
        jobs.enqueue(CHECK_JOB, run.pk, run.check_no)
    return run


def is_small(content: bytes) -> bool:
    """Whether a file is checked at once."""
    return max(len(content), packing.unpacked_size(content)) <= SMALL


def _subject(run: ImportRun) -> Any:
    """What the audit log hangs the run on."""
    return run.notice or run.scheme or Page.get_first_root_node()


def _locked(run: ImportRun, to: ImportState) -> ImportRun:
    """The run as it is now, held until the transaction ends. Raises ActionRefused where it cannot become that."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if to not in IMPORT_TRANSITIONS[ImportState(run.state)]:
        raise ActionRefused(str(OVER[ImportState(run.state)]))
    run.state = to
    return run


@transaction.atomic
def check_again(*, run: ImportRun, sheet: str = "", encoding: str = "") -> ImportRun:
    """Ask for another check: with another sheet or encoding, or because the draft's list has changed since.

    As in `start_import`, a small file is left to the caller. Raises ActionRefused.
    """
    run = _locked(run, ImportState.UPLOADED)
    old = run.result_sha256
    run.sheet, run.encoding = sheet, encoding
    run.check_no += 1
    run.rows_done = run.rows = run.errors = run.warnings = 0
    run.report, run.result_sha256 = {}, ""
    run.save()
    transaction.on_commit(partial(import_files.release, old))
    try:
        small = is_small(_bytes_of(run))
    except FileRefused as refusal:
        raise ActionRefused(refusal.problem.render(_)) from None
    if not small:
        jobs.enqueue(CHECK_JOB, run.pk, run.check_no)
    return run


def _bytes_of(run: ImportRun) -> bytes:
    """The uploaded file. Raises FileRefused when it is gone."""
    try:
        return import_files.STORE.get(run.sha256)
    except FileNotFoundError:
        raise FileRefused("file.gone", gettext_noop("文件已不在服务器上。请重新上传。")) from None


def check_import(*, run_id: int, check_no: int) -> None:
    """Check the file of a run and write what was found; progress is written on the way, so this is no single transaction.

    May run twice without harm: a check that was overtaken by a newer one, or is done, changes nothing.
    """
    runs = ImportRun.objects.filter(pk=run_id, check_no=check_no)
    runs.filter(state=ImportState.UPLOADED).update(state=ImportState.CHECKING, rows_done=0)
    run = runs.filter(state=ImportState.CHECKING).select_related("scheme", "notice").first()
    if run is None:
        return

    def progress(done: int) -> None:
        runs.filter(state=ImportState.CHECKING).update(rows_done=done)

    try:
        checked = check_file(
            run.file_name,
            _bytes_of(run),
            layout_of(run),
            sheet=run.sheet,
            encoding=run.encoding,
            progress=progress,
        )
        found = _judged(run, checked)
    except FileRefused as refusal:
        found = {
            "state": ImportState.FAILED,
            "report": {"problems": [refusal.problem.as_json()]},
            "errors": 1,
        }
    except ActionRefused as refusal:
        problem = Problem(code="target", msg="%(why)s", params={"why": str(refusal)})
        found = {"state": ImportState.FAILED, "report": {"problems": [problem.as_json()]}, "errors": 1}
    # Conditional: somebody may have abandoned it, or asked for another check, while this one ran.
    if not runs.filter(state=ImportState.CHECKING).update(**found):
        import_files.release(str(found.get("result_sha256", "")))


def _judged(run: ImportRun, checked: Checked) -> dict[str, Any]:
    """What the run records of a check."""
    rows = list(checked.rows)
    report: dict[str, Any] = {
        "problems": [problem.as_json() for problem in checked.problems],
        "sheet": checked.sheet,
        "sheets": list(checked.sheets),
        "encoding": checked.encoding,
        "heading_row": checked.heading_row,
        "places": dict(checked.places),
    }
    based_on = None
    if run.kind == ImportKind.LIST:
        draft = draft_of(run)
        based_on = draft.entry_list_id
        entries = [_entry(row) for row in rows]
        report["counts"] = list_counts(draft.edition.regulation, draft.stage, entries)
    elif run.kind == ImportKind.HISTORY and not checked.errors:
        _add_history_refusals(run, rows, checked.sheet)
    problems = [*checked.problems, *(problem for row in rows for problem in row.problems)]
    return {
        "state": ImportState.CHECKED,
        "report": report,
        "result_sha256": put_rows(rows, checked.places),
        "rows": len(rows),
        "rows_done": len(rows),
        "errors": sum(problem.is_error for problem in problems),
        "warnings": sum(not problem.is_error for problem in problems),
        "based_on": based_on,
    }


def _entry(row: Row) -> Entry:
    """A row for counting."""
    values = row.values
    return Entry(kind=values["kind"], tier=values["tier"], withheld=bool(values.get("withheld")))


def _add_history_refusals(run: ImportRun, rows: list[Row], sheet: str) -> None:
    """What the register says against older awards, beside their rows."""
    for place, sentence in history_refusals(_the(run.scheme), to_history_rows(rows)):
        row = rows[place - 1] if place else rows[0]
        row.problems.append(
            Problem(
                code="row.register",
                msg="%(why)s",
                params={"why": sentence},
                sheet=sheet,
                cell=f"A{row.number}",
                row=row.number,
            )
        )


def new_rows(run: ImportRun, draft: Notice) -> list[ListRow]:
    """The rows a list import would give the draft, each with the key of the entry it continues."""
    rows, used = get_rows(run)
    stage = _the(draft.stage)
    return to_list_rows(
        rows,
        used=used,
        before=draft_list_rows(draft),
        earlier=earlier_rows(draft),
        regulation=draft.edition.regulation,
        stage=stage,
    )


@transaction.atomic
def confirm_import(*, run: ImportRun, by: Any) -> ImportRun:
    """Take in what was shown. Raises ActionRefused, and then nothing was written.

    Refused while the file has errors, when it is over, when the draft's list is another than at the check, and when the
    file brings nothing new.
    """
    run = _locked(run, ImportState.CONFIRMED)
    if run.errors:
        raise ActionRefused(_("文件还有%(n)d处错误，不能导入。请改正文件后重新上传。") % {"n": run.errors})
    try:
        run.taken = CONFIRM[ImportKind(run.kind)](run, by)
    except ResultLostError:
        raise ActionRefused(_("检查结果已不在服务器上。请重新检查或重新上传。")) from None
    _end(run, by)
    audit.record(_subject(run), "gongshi.import.confirm", by=by, run=run.pk, kind=run.kind, rows=run.taken)
    return run


def _confirm_list(run: ImportRun, by: Any) -> int:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=_the(run.notice).pk)
    if notice.sealed is not None:
        raise ActionRefused(_("公告已经发布并封存，不能修改。需要更正的，请新建更正公告。"))
    run.notice = notice
    draft = draft_of(run)
    if draft.entry_list_id != run.based_on:
        raise ActionRefused(_("检查之后，草稿的名单又有改动。请点“重新检查”，看过与现有名单的差异后再确认。"))
    rows = new_rows(run, draft)
    if rows == draft_list_rows(draft):
        raise ActionRefused(_("文件与现有名单完全相同，没有需要导入的变化。"))
    made = make_list(
        edition=draft.edition,
        stage_key=draft.stage_key,
        rows=rows,
        by=by,
        parent=draft.entry_list,
        source_name=run.file_name,
        source_sha256=run.sha256,
    )
    attach_list(notice=draft, entry_list=made, by=by)
    return len(rows)


def _confirm_history(run: ImportRun, by: Any) -> int:
    rows, _used = get_rows(run)
    batch = enter_history(
        scheme=_the(run.scheme),
        rows=to_history_rows(rows),
        source=run.source,
        by=by,
        source_name=run.file_name,
        source_sha256=run.sha256,
    )
    return int(batch.entries.count())


def _confirm_external(run: ImportRun, by: Any) -> int:
    rows, _used = get_rows(run)
    return import_external(
        rows=to_external_rows(rows), source_name=run.file_name, source_sha256=run.sha256, by=by
    )


CONFIRM: dict[ImportKind, Callable[[ImportRun, Any], int]] = {
    ImportKind.LIST: _confirm_list,
    ImportKind.HISTORY: _confirm_history,
    ImportKind.EXTERNAL: _confirm_external,
}
"""What confirming does, by kind; returns how many rows were taken in."""


@transaction.atomic
def abandon_import(*, run: ImportRun, by: Any) -> ImportRun:
    """Give an import up; its file goes. Raises ActionRefused where it is over."""
    run = _locked(run, ImportState.ABANDONED)
    _end(run, by)
    audit.record(_subject(run), "gongshi.import.abandon", by=by, run=run.pk, kind=run.kind)
    return run


def _end(run: ImportRun, by: Any) -> None:
    """Close the run and let go of what it kept; the file is removed once the end is on record."""
    kept = (run.sha256, run.result_sha256)
    run.ended_at, run.ended_by, run.result_sha256 = clock.now(), by, ""
    run.save()
    transaction.on_commit(partial(import_files.release, *kept))


def expire_imports(*, older_than: dt.timedelta = KEPT_FOR) -> int:
    """Give up what nobody confirmed in time, and remove files that no run names; returns how many runs were given up."""
    late = ImportRun.objects.filter(state__in=OPEN_STATES, made_at__lt=clock.now() - older_than)
    count = 0
    for run in late.order_by("pk"):
        try:
            abandon_import(run=run, by=None)
        except ActionRefused:
            continue  # somebody confirmed or abandoned it meanwhile
        count += 1
    import_files.sweep(dt.timedelta(hours=1))
    return count
