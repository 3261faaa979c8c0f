"""A browser that runs no script: everything a reader can do works all the same."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESKTOP, PHONE, style_of
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

OPEN_NOTICE = "/datong/2026/candidates/"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(DESKTOP, java_script_enabled=False)


def test_the_calculator_answers_day_by_day(page: Page) -> None:
    page.goto("/calendar/")
    page.get_by_label("起算日", exact=True).fill("2026-09-28")
    page.get_by_label("工作日数").fill("5")
    page.get_by_role("button", name="计算").click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", name="结果")).to_be_visible()
    expect(page.locator(".workday-answer")).to_contain_text("2026年10月10日（星期六）")
    assert page.get_by_role("table", name="从起算日到末日的每一天").locator("tbody tr").count() == 13


def test_a_wrong_number_is_answered_beside_its_field(page: Page) -> None:
    page.goto("/calendar/?start=2026-09-28&days=0&policy=exclude_start")
    field = page.get_by_label("工作日数")
    expect(field).to_have_attribute("aria-invalid", "true")
    told = (field.get_attribute("aria-describedby") or "").split()
    assert re.search("1", " ".join(page.locator(f"#{name}").inner_text() for name in told))


def test_the_language_is_changed_and_changed_back(page: Page) -> None:
    page.goto(OPEN_NOTICE)
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(f"{OPEN_NOTICE}$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Disagree with the list?")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_large_letters_are_larger_until_switched_off(page: Page) -> None:
    page.goto(OPEN_NOTICE)
    text = page.locator(".words p").first
    before = float(style_of(text, "font-size").removesuffix("px"))
    page.get_by_role("banner").get_by_role("button", name="长者模式").click()
    expect(page).to_have_url(re.compile(f"{OPEN_NOTICE}$"))
    assert float(style_of(text, "font-size").removesuffix("px")) >= 1.3 * before
    page.goto("/")
    leave = page.get_by_role("banner").get_by_role("button", name="退出长者模式")
    expect(leave).to_have_attribute("aria-pressed", "true")
    leave.click()
    expect(page.locator("html")).not_to_have_attribute("data-size", "large")


def test_high_contrast_is_black_on_white(page: Page) -> None:
    page.goto(OPEN_NOTICE)
    page.get_by_role("banner").get_by_role("button", name="高对比度").click()
    assert style_of(page.locator("body"), "color") == "rgb(0, 0, 0)"
    assert style_of(page.locator("body"), "background-color") == "rgb(255, 255, 255)"


def test_what_is_folded_can_be_unfolded(page: Page) -> None:
    page.goto(OPEN_NOTICE)
    days = page.get_by_role("table", name="公示期逐日计算")
    expect(days).to_be_hidden()
    page.get_by_text("逐日列出").click()
    expect(days).to_be_visible()


def test_the_menu_of_a_phone_is_a_link_to_the_navigation(open_page: OpenPage) -> None:
    page = open_page(PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="菜单").click()
    expect(page.get_by_role("navigation", name="网站导航")).to_be_in_viewport()
