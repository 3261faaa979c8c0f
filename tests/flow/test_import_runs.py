"""What becomes of an import: the states it may take, two people at once, a crash between two writes, the job and its progress."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse

from cms import clock, import_files
from cms.actions import imports
from cms.actions.errors import ActionRefused
from cms.actions.lists import attach_list, make_list
from cms.models import (
    IMPORT_TRANSITIONS,
    OPEN_STATES,
    Entry,
    EntryList,
    ImportKind,
    ImportRun,
    ImportState,
    Notice,
)
from portal import jobs
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.import_runs import (
    STAGE,
    address,
    edition,
    newest,
    no_files_left,
    notice,
    office,
    rows_now,
    start,
    the_run,
    upload,
)
from tests.factories.offices import DEFAULT_AT, Office
from tests.factories.rows import organization
from tests.factories.sheets import long_xlsx, organization_cells, xlsx

__all__ = ["edition", "no_files_left", "notice", "office"]
pytestmark = pytest.mark.django_db


# --- in the meantime ---


def test_a_draft_that_moved_on_is_checked_again(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    page = upload(editor, address(notice), xlsx([organization_cells(1), organization_cells(5)]))
    here = page.redirect_chain[-1][0]
    made = make_list(
        edition=notice.edition, stage_key=STAGE, rows=[organization(1), organization(2)], by=office.editor
    )
    attach_list(notice=notice, entry_list=made, by=office.editor)
    assert "草稿的名单又有改动" in text_of(editor.get(here))
    refused = editor.post(here, {"confirm": "1"}, follow=True)
    assert "草稿的名单又有改动" in messages_of(refused)
    assert newest(notice).entry_list_id == made.pk
    again = text_of(editor.post(here, {"again": "1"}, follow=True))
    assert "新增1条，移出1条" in again
    editor.post(here, {"confirm": "1"})
    rows = rows_now(notice)
    assert rows[0]["key"] == organization(1)["key"]
    assert len(rows) == 2


def test_the_same_list_again_changes_nothing(office: Office, notice: Notice) -> None:
    content = xlsx([organization_cells(1)])
    imports.confirm_import(run=start(office, notice, content), by=office.editor)
    made = newest(notice).entry_list_id
    with pytest.raises(ActionRefused, match="完全相同"):
        imports.confirm_import(run=start(office, notice, content), by=office.editor)
    assert newest(notice).entry_list_id == made


def test_two_tabs_confirm_once(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    second = ImportRun.objects.get(pk=run.pk)
    imports.confirm_import(run=run, by=office.editor)
    with pytest.raises(ActionRefused, match="已经导入"):
        imports.confirm_import(run=second, by=office.editor)
    assert EntryList.objects.filter(source_sha256=run.sha256).count() == 1


def test_abandoning_removes_the_file_and_ends_it(
    office: Office, notice: Notice, django_capture_on_commit_callbacks: Any
) -> None:
    editor = client_of(office.editor)
    page = upload(editor, address(notice), xlsx([organization_cells(1)]))
    here = page.redirect_chain[-1][0]
    with django_capture_on_commit_callbacks(execute=True):
        assert "已放弃导入" in messages_of(editor.post(here, {"abandon": "1"}, follow=True))
    assert list(import_files.STORE.stored()) == []
    assert "已经放弃，没有导入任何内容" in text_of(editor.get(here))
    assert "已经放弃" in messages_of(editor.post(here, {"confirm": "1"}, follow=True))
    assert rows_now(notice) == []


@pytest.mark.parametrize("broken", ["make_list", "attach_list", "_end"])
def test_a_crash_between_two_writes_leaves_nothing(
    office: Office, notice: Notice, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    before = (EntryList.objects.count(), Entry.objects.count())
    wrapped: Callable[..., Any] = getattr(imports, broken)

    def crash(*args: Any, **kwargs: Any) -> Any:
        wrapped(*args, **kwargs)
        raise OperationalError("the disk is full")

    monkeypatch.setattr(imports, broken, crash)
    with pytest.raises(OperationalError), transaction.atomic():
        imports.confirm_import(run=run, by=office.editor)
    assert (EntryList.objects.count(), Entry.objects.count()) == before
    assert newest(notice).entry_list is None
    assert the_run().state == ImportState.CHECKED
    monkeypatch.undo()
    imports.confirm_import(run=the_run(), by=office.editor)
    assert len(rows_now(notice)) == 1


def test_a_crash_while_uploading_leaves_no_row(
    office: Office, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(imports.audit, "record", crash)
    with pytest.raises(OperationalError), transaction.atomic():
        start(office, notice, xlsx([organization_cells(1)]))
    assert not ImportRun.objects.exists()
    assert import_files.sweep(dt.timedelta(seconds=-1)) == 1  # what no row names is swept


def test_rows_that_were_lost_or_altered_are_not_confirmed(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    path = import_files.STORE.path_of(run.result_sha256)
    path.write_bytes(path.read_bytes().replace("示例制造1号".encode(), "示例制造9号".encode()))
    with pytest.raises(ActionRefused, match="检查结果已不在服务器上"):
        imports.confirm_import(run=run, by=office.editor)
    assert "检查结果已不在服务器上" in text_of(
        client_of(office.editor).get(reverse("gongshi:import_list_run", args=[notice.pk, run.pk]))
    )


# --- the job ---


def test_a_large_file_is_checked_by_a_job_with_progress(
    office: Office, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[tuple[Any, ...]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda *job: queued.append(job) or "job")
    editor = client_of(office.editor)
    page = upload(editor, address(notice), long_xlsx(4_000))
    run = the_run()
    assert queued == [(imports.CHECK_JOB, run.pk, 1)]
    assert run.state == ImportState.UPLOADED
    here = page.redirect_chain[-1][0]
    waiting = editor.get(here)
    assert waiting["Refresh"] == "3"
    assert "正在检查" in text_of(waiting)
    seen: list[int] = []
    update = ImportRun.objects.none().__class__.update

    def watched(self: Any, **columns: Any) -> int:
        if set(columns) == {"rows_done"}:
            seen.append(columns["rows_done"])
            assert (
                f"已看过{seen[-2] if len(seen) > 1 else 0}行" in text_of(editor.get(here)) or len(seen) == 1
            )
        return int(update(self, **columns))

    monkeypatch.setattr(ImportRun.objects.none().__class__, "update", watched)
    imports.check_import(run_id=run.pk, check_no=1)
    assert seen == [*range(500, 4_001, 500), 4_000]
    assert (the_run().state, the_run().rows) == (ImportState.CHECKED, 4_000)
    assert "Refresh" not in editor.get(here)


def test_an_overtaken_check_writes_nothing(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    imports.check_again(run=run)
    imports.check_import(run_id=run.pk, check_no=1)
    assert the_run().state == ImportState.UPLOADED
    imports.check_import(run_id=run.pk, check_no=2)
    first = the_run()
    imports.check_import(run_id=run.pk, check_no=2)
    assert (the_run().result_sha256, the_run().state) == (first.result_sha256, ImportState.CHECKED)


def test_a_killed_check_starts_over(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.CHECKING, rows_done=0, result_sha256="")
    imports.check_import(run_id=run.pk, check_no=1)
    assert (the_run().state, the_run().rows) == (ImportState.CHECKED, 1)


def test_a_run_abandoned_during_its_check_stays_abandoned(
    office: Office, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = imports.start_import(
        kind=ImportKind.LIST,
        file_name="名单.xlsx",
        content=xlsx([organization_cells(1)]),
        by=office.editor,
        notice=notice,
    )
    judged = imports._judged

    def meanwhile(checking: ImportRun, checked: Any) -> dict[str, Any]:
        imports.abandon_import(run=checking, by=office.editor)
        return judged(checking, checked)

    monkeypatch.setattr(imports, "_judged", meanwhile)
    imports.check_import(run_id=run.pk, check_no=1)
    assert the_run().state == ImportState.ABANDONED
    assert the_run().result_sha256 == ""


def test_a_file_that_is_gone_fails_with_a_sentence(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.UPLOADED)
    import_files.STORE.remove(run.sha256)
    imports.check_import(run_id=run.pk, check_no=1)
    assert the_run().state == ImportState.FAILED
    assert "文件已不在服务器上。请重新上传。" in str(the_run().report)
    with pytest.raises(ActionRefused, match="文件已不在服务器上"):
        imports.check_again(run=the_run())


def test_nobody_confirms_in_time(
    office: Office, notice: Notice, django_capture_on_commit_callbacks: Any
) -> None:
    with clock.at(DEFAULT_AT):
        old = start(office, notice, xlsx([organization_cells(1)]))
    with clock.at(DEFAULT_AT + dt.timedelta(days=6)):
        young = start(office, notice, xlsx([organization_cells(2)]))
    with (
        clock.at(DEFAULT_AT + dt.timedelta(days=8)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert imports.expire_imports() == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, old.ended_by, young.state) == (ImportState.ABANDONED, None, ImportState.CHECKED)
    assert set(import_files.STORE.stored()) == {young.sha256, young.result_sha256}


# --- the states ---


def test_every_state_says_what_may_follow() -> None:
    assert set(IMPORT_TRANSITIONS) == set(ImportState)
    assert set(imports.OVER) == set(ImportState)
    assert set(imports.CONFIRM) == set(ImportKind)
    reachable = {ImportState.UPLOADED}
    while True:
        grown = reachable | {after for state in reachable for after in IMPORT_TRANSITIONS[state]}
        if grown == reachable:
            break
        reachable = grown
    assert reachable == set(ImportState)
    assert set(ImportState) - OPEN_STATES == {ImportState.CONFIRMED, ImportState.ABANDONED}


ACTIONS: dict[ImportState, Callable[..., Any]] = {
    ImportState.UPLOADED: lambda run, by: imports.check_again(run=run),
    ImportState.CONFIRMED: lambda run, by: imports.confirm_import(run=run, by=by),
    ImportState.ABANDONED: lambda run, by: imports.abandon_import(run=run, by=by),
}
"""What a person does, by the state it leads to."""


def test_an_action_keeps_to_the_table(office: Office, notice: Notice) -> None:
    for state in ImportState:
        for to, act in ACTIONS.items():
            run = start(office, notice, xlsx([organization_cells(1)]))
            ImportRun.objects.filter(pk=run.pk).update(state=state)
            run.refresh_from_db()
            if to in IMPORT_TRANSITIONS[state]:
                assert act(run, office.editor).state == to, (state, to)
                continue
            with pytest.raises(ActionRefused) as refused:
                act(run, office.editor)
            assert str(refused.value) == str(imports.OVER[state])
            assert the_run().state == state
