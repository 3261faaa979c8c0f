"""What a supervising body asked for, found on 今日 and begun by the office, by keyboard; whoever may not act sees nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import width_of
from tests.browser.desk_members import SMALL, House
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

ASKED = "告知整改：关于表彰"


@pytest.fixture
def house(browser: Browser, demo_folder: Path, office: Portal) -> House:
    return House(browser, demo_folder, office)


def test_the_office_begins_what_was_asked_for_from_its_first_page(house: House) -> None:
    with house.of("editor", keys=False) as page:
        page.goto("/admin/")
        expect(page.locator("main")).to_contain_text("监督转办")
        page.get_by_role("link", name=ASKED).first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        address = page.url
        page.set_viewport_size(SMALL)
        assert width_of(page) <= SMALL["width"]
        told = page.locator("main").inner_text()
        assert "拾绒羊绒制品有限公司（示例）" in told
        assert "产品包装" not in told, "what was reported stays with the case"
        page.get_by_role("button", name="登记整改告知").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("整改告知")
        expect(page.locator("main")).to_contain_text("拾绒羊绒制品有限公司（示例）")
        for name, value in (("done_on", "2026-11-18"), ("served_on", "2026-11-19"), ("due_on", "2026-12-18")):
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=body_name]").fill("评审委员会办公室（示例）")
        page.locator("[name=findings]").fill("包装上的奖项名称没有写获奖时间，请改正（示例）。")
        page.get_by_role("button", name="登记", exact=True).press("Enter")
        page.goto(address)
        expect(page.locator("main")).to_contain_text("这件事已经办理完毕。")
        page.goto("/admin/")
        expect(page.locator("main")).not_to_contain_text("监督转办")
    for name in ("approver", "archivist", "hohhot-review-committee-1"):
        with house.of(name, keys=False) as page:
            page.goto(address)
            assert "/referrals/" not in page.url
