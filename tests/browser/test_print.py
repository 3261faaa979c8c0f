"""On paper: the notice with its address and digest on A4, without what only a screen can use."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.chromium import DESKTOP
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

NOTICE = "/yuncheng/2026/candidates-2/"
A4 = (595, 842)
"""In points."""


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    page = open_page(DESKTOP)
    page.goto(NOTICE)
    return page


def test_navigation_stays_behind_and_the_address_comes_along(page: Page) -> None:
    address = page.get_by_text("本页网址：")
    expect(address).to_be_hidden()
    digest = page.locator(".digest").first.inner_text()
    page.emulate_media(media="print")
    for left_out in (".masthead", ".crumbs", ".footer", ".skip", ".seal-links"):
        expect(page.locator(left_out)).to_be_hidden()
    expect(address).to_be_visible()
    assert re.search(rf"https?://\S+{NOTICE}", address.inner_text())
    assert "2026年11月19日 10:30" in address.inner_text()
    expect(page.locator(".digest").first).to_be_visible()
    assert len(re.sub(r"[^0-9a-f]", "", digest)) == 64


def test_how_to_object_is_on_the_paper(page: Page) -> None:
    page.emulate_media(media="print")
    for needed in ("打电话 0359-", "时间", "地址"):
        expect(page.locator(".objection").get_by_text(needed).first).to_be_visible()


def test_black_on_white_whatever_the_reader_chose(open_page: OpenPage) -> None:
    page = open_page(DESKTOP, color_scheme="dark")
    page.goto(NOTICE)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        """() => ["h1", ".notice-under", ".words p", ".phone", "td"].map(
          (name) => getComputedStyle(document.querySelector(name)).color)"""
    )
    assert set(colours) == {"rgb(0, 0, 0)"}


def test_the_sheets_are_a4_and_carry_the_address(page: Page) -> None:
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {A4}
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert NOTICE in "".join(text.split())
