"""A list through the office's wizard, from upload to the draft: nothing is written before somebody confirms."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cms import clock, import_files
from cms.actions import imports
from cms.models import (
    EditionPage,
    EntryList,
    ImportRun,
    ImportState,
    Notice,
)
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.import_runs import (
    STAGE,
    address,
    edition,
    empty_draft,
    newest,
    no_files_left,
    notice,
    office,
    rows_now,
    start,
    the_run,
    upload,
)
from tests.factories.notices import draft, submit
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import organization
from tests.factories.sheets import HEADINGS, individual_cells, organization_cells, text_table, xlsx
from tests.factories.uploads import ID_NUMBER, OLE

__all__ = ["edition", "no_files_left", "notice", "office"]
pytestmark = pytest.mark.django_db


# --- the whole way ---


def test_from_upload_to_the_draft(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    entry_lists = EntryList.objects.count()
    page = upload(editor, address(notice), xlsx([organization_cells(n) for n in (3, 1, 4)]))
    run = the_run()
    assert (run.state, run.rows, run.errors) == (ImportState.CHECKED, 3, 0)
    said = text_of(page)
    assert "没有发现问题。请看过后确认。" in said
    assert "新增3条，移出0条，改动0条，不变0条。" in said
    assert "确认导入3条" in said
    assert EntryList.objects.count() == entry_lists
    assert newest(notice).entry_list is None
    done = editor.post(page.redirect_chain[-1][0], {"confirm": "1"}, follow=True)
    assert "名单已导入草稿，共3条。" in messages_of(done)
    rows = rows_now(notice)
    assert [row["name"] for row in rows] == [f"示例制造{n}号有限公司（示例）" for n in (3, 1, 4)]
    # Those publicised before keep their identity; the new one has its own.
    assert [rows[0]["key"], rows[1]["key"]] == [organization(3)["key"], organization(1)["key"]]
    made = newest(notice).entry_list
    assert made is not None
    assert (made.source_name, made.source_sha256) == ("名单.xlsx", run.sha256)


def test_the_file_is_gone_once_it_is_over(
    office: Office, notice: Notice, django_capture_on_commit_callbacks: Any
) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    assert set(import_files.STORE.stored()) == {run.sha256, run.result_sha256}
    with django_capture_on_commit_callbacks(execute=True):
        imports.confirm_import(run=run, by=office.editor)
    assert set(import_files.STORE.stored()) == set()


def test_a_file_with_errors_cannot_be_confirmed(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    page = upload(
        editor, address(notice), xlsx([organization_cells(1), organization_cells(2, E=None, D="=A1")])
    )
    said = text_of(page)
    assert "有2处错误，不能导入，没有写入任何内容。" in said
    assert "D3 单元格是公式" in said
    assert "E3 没有填写“统一社会信用代码”。请补填。" in said
    assert "确认导入" not in said
    assert "示例制造1号有限公司（示例）" not in said  # only the rows with errors, unless all are asked for
    here = page.redirect_chain[-1][0]
    assert "示例制造1号有限公司（示例）" in text_of(editor.get(here, {"show": "all"}))
    refused = editor.post(here, {"confirm": "1"}, follow=True)
    assert "文件还有2处错误，不能导入。" in messages_of(refused)
    assert rows_now(notice) == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("名单.xls", OLE, "旧版 Excel 文件"),
        ("名单.xlsx", b"PK\x03\x04", "文件已经损坏"),
        ("名单.pdf", b"%PDF-1.4", "这是 PDF 文件"),
    ],
)
def test_a_dangerous_file_leaves_nothing(
    office: Office, notice: Notice, name: str, content: bytes, words: str
) -> None:
    before = set(import_files.STORE.stored())
    page = upload(client_of(office.editor), address(notice), content, name)
    assert words in text_of(page)
    assert not ImportRun.objects.exists()
    assert set(import_files.STORE.stored()) == before


def test_a_file_that_cannot_be_read_says_so_and_can_be_read_otherwise(office: Office, notice: Notice) -> None:
    """GB18030 bytes chosen as UTF-8: refused as a whole, then read rightly without another upload."""
    editor = client_of(office.editor)
    page = upload(editor, address(notice), text_table([organization_cells(1)]).encode("gb18030"), "名单.csv")
    here = page.redirect_chain[-1][0]
    assert "GB18030" in text_of(page)
    wrong = editor.post(here, {"again": "1", "encoding": "utf-8"}, follow=True)
    assert the_run().state == ImportState.FAILED
    assert "文件不能按 UTF-8 读取" in text_of(wrong)
    right = editor.post(here, {"again": "1", "encoding": "gb18030"}, follow=True)
    assert (the_run().state, the_run().check_no) == (ImportState.CHECKED, 3)
    assert "确认导入1条" in text_of(right)


def test_another_sheet_can_be_chosen(office: Office, notice: Notice) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx([], headings=("说明",), title="封面")))
    sheet = book.create_sheet("获奖名单")
    sheet.append(list(HEADINGS))
    sheet.append(organization_cells(1))
    target = io.BytesIO()
    book.save(target)
    editor = client_of(office.editor)
    page = upload(editor, address(notice), target.getvalue())
    assert "只读取了“封面”" in text_of(page)
    assert the_run().errors
    here = page.redirect_chain[-1][0]
    editor.post(here, {"again": "1", "sheet": "获奖名单"})
    assert (the_run().errors, the_run().report["sheet"]) == (0, "获奖名单")
    assert "请从列出的工作表和编码中选择。" in messages_of(
        editor.post(here, {"again": "1", "sheet": "没有的"}, follow=True)
    )


def test_the_report_can_be_handed_back(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    upload(
        editor,
        address(notice),
        xlsx([organization_cells(1, E=1), organization_cells(2, E="91140100MA0000000X")]),
    )
    url = reverse("gongshi:import_list_report", args=[notice.pk, the_run().pk])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(editor.get(url).streaming_content)))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert [row[:4] for row in cells] == [["名单", "E2", "2", "错误"], ["名单", "E3", "3", "请核对"]]
    assert cells[0][5] == "示例制造1号有限公司（示例）"
    text = b"".join(editor.get(url, {"format": "csv"}).streaming_content)
    assert text.startswith(b"\xef\xbb\xbf")
    assert "请将该列设为文本格式" in text.decode()


def test_no_identity_number_reaches_the_disk_twice_or_the_database(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1, D=f"示例 {ID_NUMBER}")]))
    assert run.errors == 1
    kept = import_files.STORE.get(run.result_sha256).decode()
    assert ID_NUMBER not in kept + str(run.report)


def test_templates_and_the_list_as_it_stands_can_be_downloaded(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    page = text_of(editor.get(address(notice)))
    assert "空白模板" in page
    assert "上一环节已公布的名单" in page
    assert "现有名单：" not in page
    url = reverse("gongshi:import_list_template", args=[notice.pk])
    for form in ("xlsx", "csv"):
        content = b"".join(editor.get(url, {"rows": "earlier", "format": form}).streaming_content)
        run = start(office, notice, content, f"名单.{form}")
        assert (run.errors, run.rows) == (0, 3)
        assert [row["key"] for row in imports.new_rows(run, newest(notice))] == [
            organization(n)["key"] for n in (1, 2, 3)
        ]
    assert editor.get(url, {"rows": "current"}).status_code == 404


# --- who may ---


def test_a_draft_in_review_takes_no_list(office: Office, edition: EditionPage) -> None:
    with clock.at(DEFAULT_AT):
        waiting = draft(office, edition, STAGE, rows=[organization(1)])
        submit(office, waiting)
        editor = client_of(office.editor)
        assert "草稿现在不能修改，不能导入名单。" in text_of(editor.get(address(waiting)))
        told = upload(editor, address(waiting), xlsx([organization_cells(1)]))
    assert "公告正在审核，内容不能修改。" in messages_of(told)
    assert not ImportRun.objects.exists()


def test_another_city_sees_nothing(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([organization_cells(1)]))
    stranger = client_of(make_office("hohhot").editor)
    for name, args in (("import_list", [notice.pk]), ("import_list_run", [notice.pk, run.pk])):
        assert stranger.get(reverse(f"gongshi:{name}", args=args)).status_code == 302
    editor = client_of(office.editor)
    other = empty_draft(office, notice.edition, publisher_name="另一机构（示例）")
    assert editor.get(reverse("gongshi:import_list_run", args=[other.pk, run.pk])).status_code == 404


def test_a_published_notice_takes_no_list(office: Office, notice: Notice) -> None:
    """The page refuses before; whoever goes round it is refused by the action."""
    seal = notice.edition.seals.get(stage_key="acceptance_list")
    with pytest.raises(PermissionDenied):
        imports.confirm_import(
            run=start(office, seal.notice, xlsx([organization_cells(9)])), by=office.editor
        )
    told = client_of(office.editor).get(address(seal.notice), follow=True)
    assert "草稿现在不能修改" in text_of(told)


def test_a_person_named_in_the_list_reaches_the_draft(office: Office, notice: Notice) -> None:
    run = start(office, notice, xlsx([individual_cells(1)]))
    imports.confirm_import(run=run, by=office.editor)
    (row,) = rows_now(notice)
    assert (row["kind"], row["unit"], row["post"]) == (
        "individual",
        "示例制造1号有限公司（示例）",
        "质量负责人",
    )
