"""The numbers of the register in a browser: bars as long as their numbers, no script, a phone, and a way to the awards."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.chromium import DESKTOP, PHONE, Watch, width_of
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

URL = "/register/statistics/"


def bars(page: Page, key: str) -> list[tuple[str, float]]:
    """What each line of a chart says, and how long its bar is on the screen, 0 for none."""
    found = []
    for line in page.locator(f"#{key} .bars > div").all():
        boxes = [box for each in line.locator("rect").all() if (box := each.bounding_box())]
        found.append((line.locator("dd").inner_text().strip(), sum(box["width"] for box in boxes)))
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_bars_are_as_long_as_their_numbers_and_lead_to_the_awards(
    open_page: OpenPage, size: ViewportSize
) -> None:
    page = open_page(size, java_script_enabled=False)
    watch = Watch.over(page, "http://127.0.0.1")
    page.goto("/register/")
    page.get_by_role("link", name="名册统计").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("名册统计")
    assert width_of(page) <= size["width"]
    for key in ("year", "city", "tier"):
        drawn = bars(page, key)
        table = page.locator(f"#{key} tbody tr").all()
        assert [text for text, _width in drawn] == [row.locator("td").first.inner_text() for row in table]
        counts = [(int(text), width) for text, width in drawn if text.isdecimal()]
        longest, widest = max(counts)
        assert all(abs(width - widest * count / longest) <= widest / 100 + 5 for count, width in counts)
        assert {width for text, width in drawn if not text.isdecimal()} <= {0.0}
    assert ("没有记录", 0.0) in bars(page, "year")
    first = page.locator("#city .bars > div").first
    count = first.locator(".bar-count").inner_text()
    first.get_by_role("link").click()
    expect(page.locator(".search-total")).to_contain_text(count)
    assert watch.errors == []


def test_told_to_a_screen_reader_and_read_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto(URL)
    tree = page.locator("main").aria_snapshot()
    for name in ("各年度获奖数", "各城市获奖数", "各行业获奖数"):
        assert f'- region "{name}"' in tree
        assert f'- table "{name}（表）"' in tree
    assert "img" not in tree
    page.locator("#cross .table-wrap").focus()
    expect(page.locator("#cross .table-wrap")).to_be_focused()
