"""The office at work in a real browser, as the tutorial tells it: put right, submit, approve, conclude.

Nothing may be logged, blocked or fetched from elsewhere on the way; two accounts work in two windows.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESKTOP, Watch
from tests.browser.demo_portal import TODAY, password_of
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

LATE = "河津市市场监督管理局关于第一届运城市市长质量奖候选名单的公示（示例）"
CLOSED = "盐湖区市场监督管理局关于第一届运城市市长质量奖候选名单的公示（示例）"
PATH = "/yuncheng/2026/candidates-3/"
NO_SECRECY_REVIEW = "没有登记发布前的保密审查。"


class Desk:
    """Windows on the office's portal, each watched."""

    def __init__(self, browser: Browser, office: Portal, contexts: ExitStack) -> None:
        self.browser, self.office, self.contexts = browser, office, contexts
        self.watches: list[Watch] = []

    def window(self) -> Page:
        """A window of somebody nobody knows."""
        context = self.browser.new_context(base_url=self.office.address, locale="zh-CN", viewport=DESKTOP)
        self.contexts.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(15_000)
        self.watches.append(Watch.over(page, self.office.address))
        return page

    def log_in(self, name: str) -> Page:
        """The first page of that account."""
        page = self.window()
        page.goto("/admin/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(password_of(self.office.output.parent))
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("今天是 2026-11-19（星期四）")).to_be_visible()
        return page


@pytest.fixture(scope="module")
def desk(browser: Browser, office: Portal) -> Iterator[Desk]:
    with ExitStack() as contexts:
        yield Desk(browser, office, contexts)


@pytest.fixture(autouse=True)
def _nothing_is_logged_or_blocked(desk: Desk) -> Iterator[None]:
    yield
    assert [complaint for watch in desk.watches for complaint in watch.complaints()] == []


@pytest.fixture(scope="module")
def editor(desk: Desk) -> Page:
    return desk.log_in("editor")


@pytest.fixture(scope="module")
def approver(desk: Desk) -> Page:
    return desk.log_in("approver")


def test_the_editor_sees_what_did_not_go_out_and_why(editor: Page) -> None:
    editor.goto("/admin/")
    card = editor.locator(".g-card", has=editor.get_by_role("heading", name="定时发布未成"))
    expect(card).to_contain_text(NO_SECRECY_REVIEW)
    card.get_by_role("link", name=LATE).click()
    expect(editor.get_by_text(NO_SECRECY_REVIEW).first).to_be_visible()


def test_the_missing_act_is_put_on_record(editor: Page) -> None:
    editor.get_by_role("link", name="登记前置事项").click()
    editor.get_by_label("事项").select_option(label="发布前的保密审查")
    editor.get_by_label("完成日期").fill(TODAY.isoformat())
    editor.get_by_label("办理或答复单位").fill("河津市市场监督管理局（示例）")
    editor.get_by_role("button", name="登记", exact=True).click()
    expect(editor.locator(".g-steps > .g-missing")).to_have_count(0)
    expect(editor.locator(".g-steps > li", has_text="发布前的保密审查")).to_contain_text("已登记")


def test_dates_that_have_moved_on_are_put_right(editor: Page) -> None:
    """A day has passed since the list was to go out: the text's last day is no longer the one the rules compute."""
    editor.goto("/admin/")
    editor.get_by_role("link", name=LATE).click()
    judgement = editor.get_by_role("region", name="发布前核对")
    expect(judgement).to_contain_text("正文写的公示截止日期是2026年11月25日，按规则计算为2026年11月26日。")
    text = editor.get_by_label("正文", exact=True)
    text.fill(text.input_value().replace("11月19日", "11月20日").replace("11月25日", "11月26日"))
    editor.get_by_role("textbox", name="定时发布").fill("")
    editor.get_by_role("button", name="保存草稿").click()
    expect(judgement).to_contain_text("没有不能发布的问题")


def test_the_editor_submits_and_cannot_approve(editor: Page, desk: Desk) -> None:
    editor.get_by_role("button", name="保存并提交审核").click()
    row = editor.get_by_role("row", name=LATE)
    expect(row).to_contain_text("审核中")
    row.get_by_role("link", name="审核").click()
    expect(editor.get_by_role("button", name="批准")).to_have_count(0)
    assert desk.office.answer(PATH) == 404


def test_the_approver_compares_and_approves_and_the_public_reads(approver: Page, desk: Desk) -> None:
    card = approver.locator(".g-card", has=approver.get_by_role("heading", name="等我审核"))
    card.get_by_role("link", name=LATE).click()
    expect(approver.get_by_text("2026-11-26（星期四）").first).to_be_visible()
    approver.get_by_role("button", name="批准并发布").click()
    expect(approver.get_by_text("已批准并发布，内容已封存。")).to_be_visible()
    public = desk.window()
    public.goto(PATH)
    expect(public.get_by_role("heading", level=1)).to_have_text(LATE)
    expect(public.locator(".window-until")).to_have_text("截止：2026年11月26日24:00 北京时间")
    public.goto("/")
    expect(public.get_by_role("link", name=LATE).first).to_be_visible()


def test_the_publisher_concludes_what_has_run_out(desk: Desk) -> None:
    publisher = desk.log_in("publisher")
    card = publisher.locator(".g-card", has=publisher.get_by_role("heading", name="期满待办结"))
    card.get_by_role("link", name=CLOSED).click()
    publisher.wait_for_load_state()
    for field in publisher.get_by_label(re.compile("件数")).all():
        field.fill("0")
    publisher.get_by_label("办结意见").fill("公示期内没有收到异议，公示办结。")
    publisher.get_by_role("button", name="办结").click()
    expect(publisher.get_by_text("公示已办结")).to_be_visible()
