"""Without a mouse: the way past the navigation comes first, and where one stands is always seen."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

PAGES = ("/", "/datong/", "/datong/2026/", "/yuncheng/2026/candidates-2/", "/calendar/", "/xinzhou/measure/")

FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {
    place: all.indexOf(element),
    name: element.outerHTML.slice(0, 120),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    inMain: document.querySelector("main").contains(element),
  };
}"""

REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((element) => element.type !== "hidden" && element.checkVisibility({visibilityProperty: true})
    && !(element.type === "radio" && !element.checked)).length"""


@dataclass(frozen=True)
class Stop:
    """Where the keyboard stands: place among all elements, mark-up, outline in pixels."""

    place: int
    name: str
    outline: float
    seen: bool
    in_main: bool


def next_stop(page: Page) -> Stop | None:
    """Press Tab; None when the end of the page is passed."""
    page.keyboard.press("Tab")
    found = page.evaluate(FOCUSED)
    return found and Stop(found["place"], found["name"], found["outline"], found["seen"], found["inMain"])


def stops(page: Page) -> list[Stop]:
    """Every stop from the top of the page to its end."""
    found = []
    while stop := next_stop(page):
        found.append(stop)
        assert len(found) < 400, "the keyboard goes round in circles"
    return found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_stop_is_seen_and_comes_in_the_order_of_the_page(
    open_page: OpenPage, size: object, path: str
) -> None:
    page = open_page(size)
    page.goto(path)
    reachable = page.evaluate(REACHABLE)
    way = stops(page)
    assert 'class="skip"' in way[0].name
    assert [stop.name for stop in way if stop.outline < 2] == []
    assert [stop.name for stop in way if not stop.seen] == []
    assert [stop.place for stop in way] == sorted(stop.place for stop in way)
    assert len(way) >= reachable


def test_the_first_link_leads_past_the_navigation(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    stop = next_stop(page)
    assert stop is not None
    assert stop.in_main


def test_what_is_folded_opens_by_key(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto("/datong/2026/candidates/")
    page.locator("summary", has_text="逐日列出").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="公示期逐日计算")).to_be_visible()
