"""A handler enters a call in Chromium, by labels and roles alone; the pages fit a phone and break no policy."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser import demo_portal
from tests.browser.chromium import Watch, width_of
from tests.browser.member_secrets import secrets_of
from tests.browser.test_channel_members import KEYS, send
from tests.browser.test_upload_progress import MIB, slow_down
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

HANDLER = "datong-office-2"
FACTS = "来电人说，名单中某单位的检验报告是借来的（示例）。"


def test_a_call_is_entered_on_a_phone(
    browser: Browser, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("entering") / "demo")
    with demo_portal.standing(folder) as portal:
        enter(browser, portal, folder)


def add_files(page: Page, passphrase: str) -> None:
    """One file with its progress shown; another one sent after the keys were locked in a second window."""
    slow_down(page, MIB)
    choose(page, "通话1.bin", 2 * MIB)
    page.get_by_role("button", name="添加所选文件").click()
    expect(page.get_by_role("progressbar", name="传送进度")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="正在传送")).to_be_visible()
    assert width_of(page) == 390
    expect(page.get_by_role("list").filter(has_text="通话1.bin")).to_be_visible(timeout=20_000)
    slow_down(page, -1)
    second = page.context.new_page()
    second.goto("/admin/complaints/desk/")
    second.get_by_role("button", name="锁定密钥").click()
    second.close()
    choose(page, "通话2.bin", 1)
    page.get_by_role("button", name="继续：核对").click()
    expect(page.get_by_role("main")).to_contain_text("密钥已经锁定")
    expect(page.get_by_role("status").filter(has_text="已加密保存1个文件")).to_be_visible()
    page.fill("[name=passphrase]", passphrase)
    page.get_by_role("button", name="解锁并继续").click()
    expect(page.get_by_role("main")).to_contain_text(FACTS)
    page.get_by_role("button", name="继续提交").click()
    expect(page.get_by_role("list").filter(has_text="通话2.bin")).to_be_visible()


def choose(page: Page, name: str, size: int) -> None:
    file: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": bytes(size)}
    page.locator("#f-files").set_input_files(file)


def enter(browser: Browser, portal: Portal, folder: Path) -> None:
    password, passphrase, _factor = secrets_of(folder)
    context = browser.new_context(
        base_url=portal.address, locale="zh-CN", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("[name=username]", HANDLER)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    watch = Watch.over(page, portal.address)
    page.goto(KEYS + "unlock/")
    send(page, folder, HANDLER, passphrase)
    page.goto("/admin/complaints/desk/")
    page.get_by_role("link", name="录入电话、信函、来访").click()
    page.get_by_role("radio", name="电话").check()
    page.get_by_role("button", name="继续：记录内容").click()
    page.get_by_role("radio", name="工作人员、评审人员的行为").check()
    page.get_by_role("radio", name="不针对正在公示的名单").check()
    page.get_by_role("textbox", name="事情经过").fill(FACTS)
    page.get_by_role("radio", name="匿名").check()
    assert width_of(page) == 390
    add_files(page, passphrase)
    page.get_by_role("button", name="继续：核对").click()
    expect(page.get_by_role("main")).to_contain_text(FACTS)
    expect(page.get_by_role("main")).to_contain_text("通话1.bin、通话2.bin")
    page.emulate_media(media="print")
    expect(page.get_by_text(FACTS)).to_be_hidden()
    expect(page.get_by_role("heading", name="查询码", exact=True)).to_be_visible()
    page.emulate_media(media="screen")
    assert width_of(page) == 390
    page.get_by_role("radio", name="已经交给举报人本人").check()
    page.get_by_role("button", name="录入", exact=True).click()
    page.get_by_role("link", name="打开这个案件").click()
    expect(page.get_by_role("main")).to_contain_text(FACTS)
    assert watch.complaints() == []
    context.close()
