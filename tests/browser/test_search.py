"""The search in a browser: with a thumb, without a script, and on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

REVOKED = "已撤销"


def names(page: Page) -> list[str]:
    page.wait_for_load_state()
    return page.locator(".result-name a").all_inner_texts()


def test_from_the_front_page_to_what_became_of_an_award(open_page: OpenPage) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("示例")
    page.get_by_role("button", name="检索").click()
    expect(page).to_have_url(re.compile(r"/register/\?q="))
    before = len(names(page))
    assert before > 1
    assert page.locator(".result mark").first.inner_text() == "示例"
    # The drawer of a phone, without a script.
    expect(page.get_by_role("checkbox", name=REVOKED)).to_be_hidden()
    page.get_by_text("筛选", exact=True).click()
    page.get_by_role("checkbox", name=REVOKED).check()
    page.get_by_role("button", name="按所选条件筛选").click()
    assert 0 < len(names(page)) < before
    assert page.locator(".result .badge-award-revoked").count() == len(names(page))
    expect(page.locator(".happened-revoked").first).to_contain_text("撤销")
    page.locator(".happened-revoked a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("撤销")
    page.go_back()
    page.get_by_role("link", name=re.compile(rf"去掉条件：\s*状态\s*{REVOKED}")).click()
    assert len(names(page)) == before


def test_on_a_wide_screen_the_facets_stand_open_and_a_long_one_narrows_while_typing(
    open_page: OpenPage,
) -> None:
    page = open_page(DESKTOP)
    page.goto("/register/")
    expect(page.get_by_role("checkbox", name=REVOKED)).to_be_visible()
    page.goto("/register/facets/edition/")
    boxes = page.get_by_role("checkbox")
    every = boxes.count()
    boxes.last.check()
    kept = boxes.last.get_attribute("value")
    page.get_by_role("searchbox").press_sequentially("呼和浩特")
    left = [box.get_attribute("value") for box in boxes.all() if box.is_visible()]
    assert 0 < len(left) < every
    assert kept in left
    assert all(str(value).startswith("hohhot:") for value in left if value != kept)


def test_a_page_of_results_is_read_by_keyboard_and_prints_without_its_tools(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/register/?q=zzqx")
    expect(page.get_by_role("status")).to_contain_text("没有查到，不等于没有获奖。")
    field = page.get_by_role("searchbox")
    field.focus()
    field.fill("示例")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"查到\d+条"))
    page.emulate_media(media="print")
    expect(page.locator(".result").first).to_be_visible()
    for gone in (".search-form", ".search-side", ".search-take", ".search-tabs"):
        expect(page.locator(gone)).to_be_hidden()
