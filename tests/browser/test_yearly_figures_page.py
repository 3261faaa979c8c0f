"""The yearly figures as the public sees them: bars, table and CSV say the same, and nothing tells what is left out."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from complaints.suppression import SMALL
from tests.browser.chromium import DESKTOP, Watch, width_of
from tests.browser.conftest import OpenPage
from tests.browser.desk_members import SMALL as SMALL_SCREEN

pytestmark = pytest.mark.browser

URL = "/complaints/figures/"


def cells(page: Page, year: int) -> list[list[str]]:
    """The table of a year, without its headings."""
    rows = page.locator(f"#y{year} tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def bars(page: Page, year: int, key: str) -> list[tuple[str, float]]:
    """What each line of a chart says, and how long its bar is on the screen, 0 for none."""
    lines = page.locator(f"[aria-labelledby=y{year}-{key}] .bars > div")
    found = []
    for line in lines.all():
        drawn = line.locator("rect")
        box = drawn.bounding_box() if drawn.count() else None
        found.append((line.locator("dd").inner_text().strip(), box["width"] if box else 0.0))
    return found


@pytest.mark.parametrize("size", [SMALL_SCREEN, DESKTOP], ids=["phone", "desktop"])
def test_bars_table_and_file_say_the_same(open_page: OpenPage, size: ViewportSize) -> None:
    page = open_page(size, java_script_enabled=False)
    watch = Watch.over(page, "http://127.0.0.1")
    page.goto("/complaints/")
    page.get_by_role("link", name="年度统计").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉举报年度统计")
    assert width_of(page) <= size["width"]
    table = cells(page, 2025)
    whole = table[-1]
    for key, told in (
        ("outcomes", whole[1:-1]),
        ("cities", [row[-1] for row in table[:-1]]),
    ):
        drawn = bars(page, 2025, key)
        assert [text for text, _width in drawn] == told
        counts = [(int(text), width) for text, width in drawn if text.isdecimal()]
        longest, widest = max(counts)
        assert all(abs(width - widest * count / longest) <= 2 for count, width in counts)
        assert {width for text, width in drawn if not text.isdecimal()} <= {0.0}
    assert "不公布" in whole
    with page.expect_download() as asked:
        page.locator("#y2025").get_by_role("link", name=re.compile("CSV")).click()
    text = asked.value.path().read_text(encoding="utf-8-sig")
    written = list(csv.reader(io.StringIO(text)))
    assert written[1 : 1 + len(table)] == table
    numbers = [int(cell) for row in written for cell in row if cell.isdecimal()]
    assert min(numbers) >= SMALL
    assert watch.errors == []


def test_in_english_and_told_to_a_screen_reader(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    page.goto(URL)
    tree = page.locator("main").aria_snapshot()
    assert re.search(r'- table "各市收到件数和办理结果（件）"', tree)
    for name in ("办理结果，各市合计", "各市收到", "反映事项，各市合计"):
        assert page.get_by_role("region", name=name).count() == 2, "once for each year"
    assert "img" not in tree
    page.get_by_role("button", name="English").or_(page.get_by_role("link", name="English")).first.click()
    page.goto(URL)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "不公布" not in page.locator("#y2025 table").inner_text()
    assert [row[0] for row in cells(page, 2025)][:1] == ["大同市"]
