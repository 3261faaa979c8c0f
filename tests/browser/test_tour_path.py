"""The office's year in a real browser, as docs/tutorial/a-year-in-the-office.md tells it: each station works as written."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESKTOP, Watch
from tests.browser.demo_portal import TODAY, password_of
from tests.browser.tour_pictures import FOUND, GROUND, OVERDUE, WINNER, open_award, open_import
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

STRANGER = "从未申报有限公司（示例）"
Enter = Callable[[str], Page]
"""The first page of an account; "" gives a window of somebody nobody knows."""


@pytest.fixture
def enter(browser: Browser, office: Portal) -> Iterator[Enter]:
    with ExitStack() as contexts:
        watches = []

        def open_one(name: str) -> Page:
            context = browser.new_context(base_url=office.address, locale="zh-CN", viewport=DESKTOP)
            contexts.callback(context.close)
            page = context.new_page()
            watches.append(Watch.over(page, office.address))
            if name:
                page.goto("/admin/")
                page.get_by_label("用户名").fill(name)
                page.get_by_label("密码").fill(password_of(office.output.parent))
                page.get_by_role("button", name="登录").click()
                expect(page.get_by_text("今天是")).to_be_visible()
            return page

        yield open_one
        assert [complaint for watch in watches for complaint in watch.complaints()] == []


def ask(page: Page, city: str, name: str) -> None:
    """Ask whether an organisation may apply."""
    page.goto(f"/{city}/apply-check/")
    page.get_by_label("单位名称").fill(name)
    page.get_by_role("button", name="核对").first.click()


def test_the_editor_puts_the_spreadsheet_right(enter: Enter, tmp_path: Path) -> None:
    page = enter("editor")
    open_import(page)
    expect(page.get_by_text("单元格是公式")).to_be_visible()
    page.get_by_role("link", name="上传改正后的文件").click()
    with page.expect_download() as download:
        page.get_by_role("listitem").filter(has_text="现有名单").get_by_role("link", name=".xlsx").click()
    path = tmp_path / "list.xlsx"
    download.value.save_as(path)
    number_the_certificates(path)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="确认导入7条").click()
    expect(
        page.get_by_text("忻质〔2026〕007号（示例）").or_(page.locator("[value='忻质〔2026〕007号（示例）']"))
    ).to_be_attached()


def number_the_certificates(path: Path) -> None:
    """What the tutorial has the reader do in a spreadsheet program."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("证书编号") + 1
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, column).value = f"忻质〔2026〕{row - 1:03d}号（示例）"
    book.save(path)


def test_older_awards_are_confirmed_and_the_register_is_declared_complete(enter: Enter) -> None:
    public = enter("")
    ask(public, "taiyuan", STRANGER)
    expect(public.get_by_role("heading", name="无法判断")).to_be_visible()
    page = enter("approver")
    page.goto("/admin/gongshi/register/")
    page.get_by_role("main").get_by_role("link", name="太原市政府质量奖").click()
    page.get_by_role("link", name="复核").click()
    page.get_by_role("button", name="与出处一致，确认").click()
    page.goto("/admin/gongshi/register/")
    page.get_by_role("main").get_by_role("link", name="太原市政府质量奖").click()
    page.get_by_role("link", name="声明补录完整").click()
    page.get_by_role("main").get_by_role("textbox").fill(
        "查阅市档案馆和办公室评选档案，前两届均已补录（示例）。"
    )
    page.get_by_role("button", name="声明").click()
    ask(public, "taiyuan", STRANGER)
    expect(public.get_by_role("heading", name="未发现限制申报情形")).to_be_visible()


def test_a_past_winner_is_told_the_award_and_the_article(enter: Enter) -> None:
    page = enter("")
    ask(page, "datong", WINNER)
    expect(page.get_by_role("heading", name="有限制申报情形")).to_be_visible()
    expect(page.get_by_role("link", name="第十二条").first).to_be_visible()


def test_an_overdue_rectification_is_checked(enter: Enter) -> None:
    page = enter("editor")
    open_award(page, OVERDUE)
    expect(page.get_by_text("已逾期")).to_be_visible()
    page.get_by_role("link", name="登记整改情况核验").click()
    page.get_by_label("所核验的整改告知").select_option(index=1)
    page.get_by_label("办理日期").fill(TODAY.isoformat())
    page.get_by_label("办理单位").fill("呼和浩特市市长质量奖评审办公室（示例）")
    page.get_by_label("情况", exact=False).last.fill("样张已更正并报送（示例）。")
    page.get_by_label("整改完成").check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("样张已更正并报送（示例）。")).to_be_visible()
    expect(page.get_by_text("已逾期")).to_have_count(0)


def test_a_revocation_is_begun_at_the_award_and_judged(enter: Enter) -> None:
    page = enter("editor")
    open_award(page, WINNER)
    page.get_by_role("link", name="起草撤销公告").click()
    page.get_by_label(GROUND).check()
    page.get_by_label("查明的事实").fill(FOUND)
    page.get_by_role("button", name="建立草稿").click()
    judged = page.get_by_role("region", name="发布前核对")
    expect(judged.get_by_text("没有登记已听取")).to_be_visible()
    expect(page.get_by_text("行政复议").first).to_be_attached()


def test_the_auditor_takes_the_file_and_proves_it(enter: Enter, tmp_path: Path) -> None:
    page = enter("auditor")
    page.goto("/admin/gongshi/")
    page.locator("#datong").get_by_role("link", name="第一届").click()
    page.get_by_role("link", name="导出届次档案").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出并下载").click()
    path = tmp_path / "file.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    script = next(tmp_path.rglob("verify_dossier.py"))
    proved = subprocess.run(
        [sys.executable, "-I", script.name, "."],
        cwd=script.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert proved.stdout.strip().splitlines()[-1] == "核验通过：全部一致"
