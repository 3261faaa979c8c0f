"""A case from its hold to its destruction as those see it who keep the endings: by keyboard, on a phone, without scripts."""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import demo_portal
from tests.browser.chromium import width_of
from tests.browser.desk_members import SMALL, House
from tests.browser.test_desk_acts import ENDINGS, case_in, press, told
from tests.servers.portal import ROOT, Portal

pytestmark = pytest.mark.browser

LATER = demo_portal.NOW + dt.timedelta(days=60)
"""When a period of one month is over."""

WHY = "可能涉及诉讼（示例）。"
REFERENCE = "示例档〔2027〕1号"
AT = """
import datetime as dt, sys, django
django.setup()
from django.core.management import call_command
from cms import clock
with clock.at(dt.datetime.fromisoformat(sys.argv[1])):
    call_command(*sys.argv[2:])
"""


def command(portal: Portal, *words: str) -> str:
    """A management command on the portal's data, at that instant."""
    line = [sys.executable, "-c", AT, LATER.isoformat(), *words]
    done = subprocess.run(line, cwd=ROOT, env=portal.environment, capture_output=True, text=True, check=True)
    return done.stdout


def held(page: Page, *, lift: bool = False) -> str:
    """Hold the case that was not proven from destruction, or lift the hold; its number."""
    case_in(page, "未查实")
    number = page.get_by_role("heading", level=1).inner_text().strip()
    page.get_by_role("link", name="暂缓销毁", exact=True).click()
    page.get_by_label("理由").fill(WHY)
    press(page, "解除暂缓销毁" if lift else "暂缓销毁")
    told(page, "已解除暂缓销毁" if lift else "已暂缓销毁")
    return number


def follow(page: Page, name: str) -> None:
    """Follow the first link of that name by keyboard."""
    page.get_by_role("link", name=name).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def keep_for_a_month(page: Page) -> None:
    """From the case's page to the period of its outcome, by keyboard."""
    follow(page, "设置保存期限")
    page.get_by_label("办结后保存多少个月").focus()
    page.keyboard.type("1")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def record_hand_over(page: Page) -> None:
    """On the case's page."""
    page.get_by_role("radio", name="已移交档案机构").focus()
    page.keyboard.press("Space")
    page.get_by_role("textbox", name=re.compile("文号")).focus()
    page.keyboard.type(REFERENCE)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_case_is_held_handed_over_and_destroyed(
    browser: Browser, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("endings") / "demo")
    with demo_portal.standing(folder, LATER) as portal:
        house = House(browser, folder, portal)
        with house.of("editor", keys=False) as page:
            page.goto(ENDINGS)
            assert not page.url.endswith(ENDINGS)
        with (
            house.of("hohhot-review-committee-1") as handler,
            house.of("archivist", keys=False) as page,
        ):
            page.set_viewport_size(SMALL)
            number = held(handler)
            page.goto(ENDINGS)
            follow(page, number)
            case = page.url
            expect(page.locator("main")).to_contain_text("解除暂缓销毁以后")
            expect(page.get_by_role("button", name="登记", exact=True)).to_have_count(0)
            held(handler, lift=True)
            page.goto(case)
            keep_for_a_month(page)
            page.goto(case)
            assert width_of(page) <= SMALL["width"]
            assert "没有可以销毁的案件" in command(portal, "cases", "destroy", "--dry-run")
            record_hand_over(page)
            page.goto(case)
            expect(page.locator("main")).to_contain_text("可以销毁")
            expect(page.locator("main")).to_contain_text("--dry-run")
            expect(page.locator("main")).to_contain_text(REFERENCE)
    tried = command(portal, "cases", "destroy", "--dry-run")
    assert number in tried
    assert "没有销毁" in tried
    assert number in command(portal, "cases", "destroy")
    assert command(portal, "events", "verify")
    with demo_portal.standing(folder, LATER) as portal:
        house = House(browser, folder, portal)
        with house.of("archivist", keys=False) as page:
            page.goto(ENDINGS)
            gone = page.get_by_role("region", name="已销毁的案件")
            expect(gone).to_contain_text(number)
            expect(gone).to_contain_text(REFERENCE)
            assert page.goto(f"{ENDINGS}cases/{number}/").status == 404  # type: ignore[union-attr]
            page.set_viewport_size(SMALL)
            page.goto("/complaints/heads/")
            assert width_of(page) <= SMALL["width"]
            first = page.get_by_role("region", name="最近的签名").get_by_role("link").first
            with page.expect_download() as asked:
                first.click()
            assert asked.value.path().read_text(encoding="utf-8").count("\n") >= 4
