"""The first screen of a notice on a small phone: what it is, whose, until when, how to object."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.chromium import SMALL_PHONE
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

CITIES = {"datong", "taiyuan", "xinzhou", "hohhot", "yuncheng"}


@pytest.fixture(scope="module")
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=SMALL_PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def running(page: Page) -> list[str]:
    """Every notice whose window is open or to come, from the front page."""
    page.goto("/")
    rows = page.locator(".row-open, .row-last_day, .row-upcoming").locator(".row-title a")
    paths: list[str] = rows.evaluate_all("all => all.map(link => link.pathname)")
    return paths


def on_first_screen(target: Locator) -> bool:
    """Whether the element is seen whole without scrolling."""
    box = target.bounding_box()
    assert box is not None, f"{target} is not shown"
    across = box["x"] >= 0 and box["x"] + box["width"] <= SMALL_PHONE["width"]
    return across and box["y"] >= 0 and box["y"] + box["height"] <= SMALL_PHONE["height"]


def test_every_city_has_one(running: list[str]) -> None:
    assert {path.split("/")[1] for path in running} == CITIES


def test_it_says_what_whose_until_when_and_how_to_object(page: Page, running: list[str]) -> None:
    hidden = {}
    for path in running:
        page.goto(path)
        wanted = {
            "title": page.get_by_role("heading", level=1),
            "publisher": page.locator(".notice-under"),
            "remaining": page.locator(".window-remaining"),
            "last day": page.locator(".window-until"),
            "how to object": page.get_by_role("heading", name="对名单有意见？可以提异议"),
            "who may": page.get_by_text("家属、亲友可以代为提出").first,
            "telephone": page.get_by_role("link", name=re.compile(r"^打电话 0\d{3}-\d+")),
        }
        missing = [name for name, target in wanted.items() if not on_first_screen(target)]
        if missing:
            hidden[path] = missing
        assert re.search(r"还剩\d+个工作日|今天24:00截止|\d+月\d+日起公示", wanted["remaining"].inner_text())
        assert re.search(r"截止：\d{4}年\d+月\d+日24:00 北京时间", wanted["last day"].inner_text())
        assert (wanted["telephone"].get_attribute("href") or "").startswith("tel:0")
    assert hidden == {}


def test_an_element_below_the_fold_is_not_on_the_first_screen(page: Page, running: list[str]) -> None:
    page.goto(running[0])
    assert not on_first_screen(page.get_by_role("heading", name="核验本公告"))
