"""Those who hold keys, in a real browser: they log in, show a second factor, unlock, declare, lock; with scripts and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import demo_portal
from tests.browser.chromium import DESKTOP, Watch
from tests.browser.member_secrets import secrets_of, six_digits
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

KEYS = "/admin/complaints/keys/"


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Portal]]:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("members") / "demo")
    with demo_portal.standing(folder) as running:
        yield folder, running


@pytest.mark.parametrize(
    ("scripts", "name"),
    [(True, "datong-office-1"), (False, "datong-office-2")],
    ids=["scripts", "no-scripts"],
)
def test_a_member_unlocks_declares_and_locks(
    browser: Browser, office: tuple[Path, Portal], scripts: bool, name: str
) -> None:
    folder, portal = office
    password, passphrase, _factor = secrets_of(folder)
    context = browser.new_context(
        base_url=portal.address, locale="zh-CN", viewport=DESKTOP, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    watch = Watch.over(page, portal.address)
    page.goto(KEYS)
    expect(page.locator("main")).not_to_contain_text("指纹与对方念的不一致")  # no roster for a password alone
    page.get_by_role("link", name=re.compile("^解锁")).or_(
        page.get_by_role("button", name="解锁")
    ).first.click()
    expect(page.get_by_label("密钥口令")).to_be_visible()
    send(page, folder, name, "not the passphrase at all")
    expect(page.locator("main")).to_contain_text("口令")
    expect(page.get_by_label("密钥口令")).to_have_value("")
    send(page, folder, name, passphrase)
    expect(page.get_by_role("button", name="锁定").first).to_be_visible()
    page.goto(KEYS + "interests/")
    page.locator("textarea").first.fill("示例机械厂（示例）")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("status")).to_contain_text("申报已签名保存")
    page.goto(KEYS + "interests/")
    expect(page.locator("main")).to_contain_text("示例机械厂（示例）")
    page.goto(KEYS)
    expect(page.locator("main")).to_contain_text(f"提醒发到 {name}@")
    page.get_by_role("button", name="锁定").first.click()
    page.goto(KEYS)
    expect(page.get_by_role("button", name="锁定")).to_have_count(0)
    if scripts:
        assert watch.complaints() == []
    context.close()


def send(page: Page, folder: Path, name: str, passphrase: str) -> None:
    page.wait_for_load_state()
    if page.get_by_label("动态口令").count():
        page.get_by_label("动态口令").fill(six_digits(folder, name))
    page.get_by_label("密钥口令").fill(passphrase)
    page.locator("main form").get_by_role("button", name="解锁", exact=True).click()
