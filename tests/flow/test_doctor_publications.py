"""The doctor sees what was changed past the application, and says nothing about an honest installation."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from cms import checks, clock, filestore, triggers, withholding_journal
from cms.actions import withholding as withholding_actions
from cms.actions.files import store_attachment
from cms.actions.withholding import confirm, withhold
from cms.models import Clearance, Entry, Notice, Seal, SealAct, Window, Withholding
from cms.seals import parse_body
from portal import doctor
from tests.factories import notices, offices, uploads
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db

ALL = (
    checks.live_is_sealed,
    checks.seals_verify,
    checks.rows_agree_with_seals,
    checks.clearances_are_four_eyes,
    checks.windows_agree_with_the_calendar,
    checks.schemes_are_ready,
    checks.withholdings_are_finished,
    checks.journal_is_complete,
    checks.files_are_there,
)


@contextmanager
def without_triggers() -> Iterator[None]:
    """What somebody does who owns the database."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


@pytest.fixture
def seal() -> Seal:
    return notices.published_notice("datong")


def said(check: Any) -> str:
    return "\n".join(finding.message for finding in check())


def test_every_check_is_registered() -> None:
    names = {"live", "seals", "sealed-rows", "clearances", "windows", "schemes", "withholdings", "files"}
    assert names | {"withholding-journal"} <= set(doctor.names())


def test_an_honest_installation_has_no_findings(seal: Seal) -> None:
    notices.conclude(offices.make_office("datong"), seal, at=notices.after_window(seal))
    assert [finding for check in ALL for finding in check()] == []


def test_live_without_seal_and_seal_without_live(seal: Seal) -> None:
    office = offices.make_office("datong")
    draft = notices.draft(office, seal.edition, "candidate_publicity")
    Notice.objects.filter(pk=draft.pk).update(live=True)
    assert "没有封存件" in said(checks.live_is_sealed)
    Notice.objects.filter(pk=draft.pk).update(live=False)
    assert said(checks.live_is_sealed) == ""
    Notice.objects.filter(pk=seal.notice_id).update(live=False)
    assert "标为未发布" in said(checks.live_is_sealed)


def test_a_body_that_does_not_prove_itself(seal: Seal) -> None:
    with without_triggers():
        QuerySet(Seal).filter(pk=seal.pk).update(body=seal.body.replace("示例", "虚构", 1))
    assert f"{seal.public_id} 的封存件核验不通过" in said(checks.seals_verify)


def test_a_head_that_says_something_else(seal: Seal) -> None:
    with without_triggers():
        QuerySet(Seal).filter(pk=seal.pk).update(head={**seal.head, "title": "另一标题"})
    assert "列表信息与封存件不一致" in said(checks.seals_verify)


@pytest.mark.parametrize("change", ["body", "gone", "digest"])
def test_a_broken_chain_of_acts(seal: Seal, change: str) -> None:
    office = offices.make_office("datong")
    notices.amend(office, seal, "extension", at=offices.DEFAULT_AT + dt.timedelta(days=1), working_days=2)
    notices.conclude(office, seal, at=notices.after_window(seal))
    first, _last = SealAct.objects.filter(seal=seal).order_by("seq")
    with without_triggers():
        rows = QuerySet(SealAct).filter(pk=first.pk)
        if change == "gone":
            rows._raw_delete(using="default")
        else:
            rows.update(**{change: first.body.replace("示例", "虚构") if change == "body" else "0" * 64})
    assert "后续事项记录核验不通过" in said(checks.seals_verify)


def test_rows_that_differ_from_the_seal(seal: Seal) -> None:
    lead = Notice.objects.get(pk=seal.notice_id).lead
    Notice.objects.filter(pk=seal.notice_id).update(lead="另一正文")
    assert "（text）" in said(checks.rows_agree_with_seals)
    Notice.objects.filter(pk=seal.notice_id).update(lead=lead)
    assert said(checks.rows_agree_with_seals) == ""
    row = seal.entry_list.entries.first()
    with without_triggers():
        QuerySet(Entry).filter(pk=row.pk).update(name="另一单位")
    assert "（entry）" in said(checks.rows_agree_with_seals)


def test_a_clearance_by_an_author_or_by_nobody(seal: Seal) -> None:
    author = offices.make_office("datong").editor
    with without_triggers():
        QuerySet(Clearance).filter(pk=seal.clearance_id).update(by=author)
    found = said(checks.clearances_are_four_eyes)
    assert "由撰稿人自己批准" in found
    assert "没有对应的审核记录" in found
    with without_triggers():
        QuerySet(Clearance).filter(pk=seal.clearance_id).update(by=None, task_state=None)
    assert "没有对应的审核记录" in said(checks.clearances_are_four_eyes)


def test_a_window_moved_by_hand(seal: Seal) -> None:
    window = Window.objects.get(seal=seal)
    Window.objects.filter(pk=window.pk).update(last_day=window.last_day + dt.timedelta(days=1))
    assert seal.public_id in said(checks.windows_agree_with_the_calendar)


def test_a_scheme_without_channels_and_people() -> None:
    offices.make_office("taiyuan", channels=(), process_text="")
    found = said(checks.schemes_are_ready)
    assert "异议受理电话" in found
    assert "处理流程" in found


def hide(seal: Seal, kind: str = "entry") -> Withholding:
    leaf = next(i for i, leaf in enumerate(parse_body(seal.body).leaves) if leaf.value["t"] == kind)
    with clock.at(offices.DEFAULT_AT):
        return withhold(
            seal=seal, leaf=leaf, ground="个人隐私（示例）", by=offices.person("a", "大同市 发布")
        )


def test_a_withholding_nobody_reviewed_in_time(seal: Seal) -> None:
    hide(seal)
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=23)):
        assert said(checks.withholdings_are_finished) == ""
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=25)):
        assert "超过一天没有复核" in said(checks.withholdings_are_finished)


def test_a_confirmed_withholding_leaves_a_sound_seal_and_a_line_in_the_journal(
    seal: Seal,
    settings: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.VAR_DIR = tmp_path
    # A checkpoint is impossible inside the transaction of a test.
    monkeypatch.setattr(withholding_actions, "_forget_freed_pages", lambda: None)
    with django_capture_on_commit_callbacks(execute=True), clock.at(offices.DEFAULT_AT):
        confirm(withholding=hide(seal), by=offices.person("b", "大同市 发布"))
    for check in (checks.seals_verify, checks.rows_agree_with_seals, checks.withholdings_are_finished):
        assert said(check) == ""
    assert said(checks.journal_is_complete) == ""
    assert organization(1)["name"] not in withholding_journal.journal_path().read_text(encoding="utf-8")
    Withholding.objects.update(erased_at=None)
    assert "没有抹除" in said(checks.withholdings_are_finished)
    withholding_journal.journal_path().write_text("{}\n", encoding="utf-8")
    assert "第1行" in said(checks.journal_is_complete)
    withholding_journal.journal_path().unlink()
    assert "没有记入" in said(checks.journal_is_complete)


def test_a_sealed_attachment_that_is_not_on_disk(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    office = offices.make_office("datong")
    edition = offices.make_edition(office)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, "application_notice")
        upload = uploads.upload("申报表.txt", b"words")
        file = store_attachment(notice=notice, upload=upload, title="", by=office.editor)
        notices.fulfil(office, edition, "application_notice")
        seal = notices.approve(office, notices.submit(office, notice))
    assert said(checks.files_are_there) == ""
    filestore.path_of(file.sha256).unlink()
    assert "申报表.txt" in said(checks.files_are_there)
    hide(seal, "file")
    assert said(checks.files_are_there) == ""


def test_an_entry_withheld_in_one_notice_is_no_finding_in_another() -> None:
    later = notices.published_notice("datong", "candidate_publicity")
    first = Seal.objects.get(edition=later.edition, stage_key="acceptance_list")
    with clock.at(offices.DEFAULT_AT):
        confirm(withholding=hide(first), by=offices.person("b", "大同市 发布"))
    assert said(checks.rows_agree_with_seals) == ""
    row = later.entry_list.entries.last()
    with without_triggers():
        QuerySet(Entry).filter(pk=row.pk).update(name="另一单位")
    assert later.public_id in said(checks.rows_agree_with_seals)
