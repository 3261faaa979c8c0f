"""A case worked at the desk by keyboard, without a script; every page as a screen reader tells it, no wider than a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import demo_portal
from tests.browser.chromium import DESKTOP, Watch, width_of
from tests.browser.desk_members import DESK, SMALL, House
from tests.browser.member_secrets import secrets_of
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const labels = at.labels ? [...at.labels].map((label) => label.textContent) : [];
  return [at.getAttribute("aria-label") || "", ...labels, at.innerText || ""].join(" ").trim();
}"""

WITHOUT_NAME = re.compile(
    r"^\s*- (?:table|link|button|textbox|searchbox|combobox|spinbutton|radio|checkbox|img|region|navigation|form)\b(?! \")",
    re.M,
)
NAVIGATION = re.compile(r"^\s*- navigation \"(.+?)\"", re.M)

LONG = "这是按键盘写下的一段话，锁定以后也不能丢（示例）。"


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Portal]]:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("desk") / "demo")
    with demo_portal.standing(folder) as running:
        yield folder, running


@pytest.fixture(scope="module")
def desk(browser: Browser, office: tuple[Path, Portal]) -> Iterator[Page]:
    """A member of 忻州's market regulator at the desk, unlocked, in a browser without scripts."""
    with House(browser, *office).of("xinzhou-market-regulator-2") as page:
        yield page


def reach(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if wanted in str(page.evaluate(FOCUSED)):
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def go(page: Page, wanted: str) -> None:
    """Follow a link or press a button by keyboard."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, text: str, button: str) -> None:
    """Type into the text and press that button."""
    reach(page, "内容")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    go(page, button)


def test_a_case_is_taken_in_hand_by_keyboard(desk: Page) -> None:
    page = desk
    page.goto(DESK)
    expect(page.get_by_role("heading", level=1)).to_have_text("举报办理")
    go(page, "XI-")
    expect(page.get_by_role("heading", level=2, name="案件内容")).to_be_visible()
    page.keyboard.press("Tab")
    assert "跳到正文" in str(page.evaluate(FOCUSED))

    go(page, "由我承办")
    expect(page.get_by_role("status")).to_contain_text("已分派")
    go(page, "我的标签")
    reach(page, "我的标签")
    page.keyboard.type("等回函 示例")
    go(page, "保存")
    expect(page.get_by_text("等回函", exact=True)).to_be_visible()

    go(page, "确定办理方式")
    reach(page, "公示异议")
    page.keyboard.press("ArrowDown")
    go(page, "保存")
    expect(page.get_by_role("status")).to_contain_text("信访事项")
    expect(page.get_by_role("region", name="期限")).to_contain_text("法定期限")


def test_texts_are_written_by_keyboard(desk: Page) -> None:
    page = desk
    page.goto(DESK)
    go(page, "XI-")
    go(page, "写内部记录")
    write(page, LONG, "保存草稿")
    go(page, "返回案件")
    expect(page.locator("main")).to_contain_text("没发出的草稿：内部记录")
    go(page, "写内部记录")
    go(page, "记下")
    expect(page.get_by_role("article", name=re.compile("内部记录")).last).to_contain_text(LONG)

    go(page, "致信举报人")
    go(page, "请补充情况")
    go(page, "发送")
    expect(page.get_by_role("alert")).to_contain_text("还有空没有填")
    write(page, "请补充材料（示例）。", "发送")
    expect(page.get_by_role("status")).to_contain_text("已发出")

    go(page, "延长办理期限")
    reach(page, "内容")
    page.keyboard.type("情况复杂（示例）。")
    reach(page, "已经本机构负责人批准")
    page.keyboard.press("Space")
    go(page, "延长并告知")
    expect(page.get_by_role("status")).to_contain_text("办理期限已延长")


def test_a_decision_sent_after_the_lock_is_not_lost(desk: Page, office: tuple[Path, Portal]) -> None:
    page, (folder, _portal) = desk, office
    page.goto(DESK)
    go(page, "XI-")
    case = page.url
    go(page, "认定未查实并办结")
    page.context.clear_cookies(name="__Host-vault")  # as a quarter of an hour without work does
    write(page, LONG, "认定未查实并办结")
    expect(page.get_by_role("heading", level=1)).to_have_text("先解锁密钥，再继续提交")
    unlock_again(page, folder)
    expect(page.locator("main")).to_contain_text(LONG)
    go(page, "继续提交")
    assert page.url == case
    expect(page.locator("main")).to_contain_text("已办结：反映的情况未查实")
    expect(page.get_by_role("article", name=re.compile("办理决定")).last).to_contain_text(LONG)


def unlock_again(page: Page, folder: Path) -> None:
    """In the page that carries a form: the passphrase alone, the second factor stands for the log-in."""
    _password, passphrase, _factor = secrets_of(folder)
    page.get_by_label("密钥口令").focus()
    page.keyboard.type(passphrase)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_search_finds_by_words_and_leaves_no_address(desk: Page) -> None:
    desk.goto(DESK)
    desk.get_by_role("search").get_by_role("textbox").fill("通报")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("找到1件。")
    assert desk.url.endswith(DESK)


@pytest.mark.parametrize("size", [SMALL, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_a_case_says_what_it_is_and_fits(desk: Page, size: ViewportSize) -> None:
    desk.set_viewport_size(size)
    desk.goto(f"{DESK}?show=all")
    watch = Watch.over(desk, desk.url.partition("/admin/")[0])
    case = desk.get_by_role("rowheader").get_by_role("link").first.get_attribute("href")
    assert case
    desk.goto(case)
    below = desk.get_by_role("navigation", name="办理").get_by_role("link")
    addresses = [str(link.get_attribute("href")) for link in below.all()]
    assert len(addresses) > 4
    for address in (f"{DESK}?show=all", case, *addresses):
        desk.goto(address)
        tree = desk.locator("body").aria_snapshot()
        assert len(re.findall(r"^- main\b", tree, re.M)) == 1, address
        assert WITHOUT_NAME.findall(tree) == [], address
        names = NAVIGATION.findall(tree)
        assert len(set(names)) == len(names) > 1, address
        assert desk.get_by_role("heading", level=1).count() == 1, address
        assert width_of(desk) <= size["width"], address
    assert watch.errors == []
    assert watch.elsewhere == []
