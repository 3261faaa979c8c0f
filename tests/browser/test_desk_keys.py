"""Who holds a case, in a real browser without scripts: every page fits a phone, says what cannot be undone, and works."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import demo_portal
from tests.browser.chromium import DESKTOP, width_of
from tests.browser.desk_members import DESK, SMALL, House
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

KEYS = "/admin/complaints/keys/"
UNDONE = "此前已经读过、打印或下载的内容无法收回"


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Portal]]:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("desk-keys") / "demo")
    with demo_portal.standing(folder) as running:
        yield folder, running


def fits(page: Page, name: str) -> None:
    """No wider than a phone, nor than a desk."""
    for size in (SMALL, ViewportSize(width=DESKTOP["width"], height=DESKTOP["height"])):
        page.set_viewport_size(size)
        assert width_of(page) <= size["width"], name


def test_keeping_a_colleague_and_then_oneself_out(browser: Browser, office: tuple[Path, Portal]) -> None:
    with House(browser, *office).of("datong-office-1") as page:
        page.goto(f"{DESK}?show=all")
        page.locator(f"main a[href^='{DESK}'][href$='/']").filter(has_text=re.compile("DA-")).first.click()
        address = page.url
        for link, name in (("移交下一机构", "transfer"), ("补发本案密钥", "seat")):
            page.goto(address)
            page.get_by_role("link", name=link).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(link)
            fits(page, name)
        for person in ("datong-office-2", "本人"):
            page.goto(address)
            page.get_by_role("link", name="回避", exact=True).click()
            expect(page.locator("main")).to_contain_text(UNDONE)
            fits(page, f"recuse {person}")
            page.get_by_label(re.compile(person)).check()
            page.get_by_label(re.compile("^理由")).fill("与被反映单位有亲属关系（示例）。")
            page.get_by_label("已了解上述后果").check()
            page.get_by_role("button", name="办理回避").click()
            expect(page.get_by_role("status")).to_contain_text("已回避")
            fits(page, f"recused {person}")
        assert page.goto(address).status == 404  # type: ignore[union-attr]
        for name in ("rotate", "waiting", ""):
            page.goto(f"{KEYS}{name}/".replace("//", "/"))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            fits(page, name)
