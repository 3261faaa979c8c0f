"""What a screen reader is told: landmarks, headings, tables with names, and the countdown as words."""

import itertools
import re

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import OpenPage
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

LIST = "/xinzhou/2026/proposed-winners/"
PAGES = (
    "/",
    "/taiyuan/",
    "/datong/2026/",
    LIST,
    "/datong/2023/commendation/",
    "/hohhot/measure/",
    "/calendar/?start=2026-09-28&days=5&policy=exclude_start",
    "/complaints/",
)
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
WITHOUT_NAME = re.compile(
    r"^\s*- (?:table|link|button|textbox|combobox|radio|spinbutton|navigation)\b(?! \")", re.M
)


@pytest.fixture(scope="module", params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def trees(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> dict[str, str]:
    """The accessibility tree of every page, everything unfolded: role, "name" and [state] of a node to a line."""
    size: ViewportSize = request.param
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=size)
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(path)
        page.evaluate(UNFOLD)
        tables = page.locator("table").count()
        found[path] = page.locator("body").aria_snapshot()
        assert len(re.findall(r"^\s*- table\b", found[path], re.M)) == tables, (
            f"a table of {path} is none any more"
        )
    context.close()
    return found


@pytest.mark.parametrize("path", PAGES)
def test_landmarks_are_there_once_and_navigations_differ_in_name(trees: dict[str, str], path: str) -> None:
    for landmark in ("banner", "main", "contentinfo"):
        assert len(re.findall(rf"^- {landmark}\b", trees[path], re.M)) == 1, landmark
    names = re.findall(r"^\s*- navigation \"(.+?)\"", trees[path], re.M)
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", PAGES)
def test_headings_skip_no_level(trees: dict[str, str], path: str) -> None:
    levels = [int(level) for level in re.findall(r"- heading .*\[level=(\d)\]", trees[path])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_one_can_use_or_look_up_has_a_name(trees: dict[str, str], path: str) -> None:
    assert WITHOUT_NAME.findall(trees[path]) == []


def test_a_link_without_a_name_is_found() -> None:
    assert WITHOUT_NAME.findall('- link:\n  - /url: /a/\n- link "首页":\n- table:\n')


def test_a_row_of_the_list_is_headed_by_the_name(trees: dict[str, str]) -> None:
    assert '- table "忻州市市长质量奖 · 组织（2条）"' in trees[LIST]
    assert re.search(r"- rowheader \".*公司（示例）\"", trees[LIST])


def test_the_countdown_is_read_as_words(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto(LIST)
    expect(page.get_by_role("region", name="公示期 公示中")).to_contain_text("还剩3个工作日")
    days = page.get_by_role("region", name="公示期逐日").get_by_role("listitem")
    spoken = [re.sub(r"\s+", " ", text) for text in days.locator(".sr-only").all_inner_texts()]
    assert len(spoken) == days.count() == 8
    assert spoken[0] == "2026年11月16日 星期一，不计入，发布当日"
    assert spoken[1] == "2026年11月17日 星期二，第1个工作日，已过"
    assert spoken[3] == "2026年11月19日 星期四，第3个工作日，今天"
    assert spoken[5] == "2026年11月21日 星期六，不计入，周末"
