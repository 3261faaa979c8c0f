"""Members of the confidential channel at the desk of the demonstration, each in a browser without scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.chromium import DESKTOP
from tests.browser.member_secrets import secrets_of, six_digits
from tests.servers.portal import Portal

DESK = "/admin/complaints/desk/"
SMALL = ViewportSize(width=390, height=844)


def unlock(page: Page, folder: Path, name: str) -> None:
    """By keyboard: six digits where they are asked for, the passphrase, Enter."""
    _password, passphrase, _factor = secrets_of(folder)
    page.wait_for_load_state()
    if page.get_by_label("动态口令").count():
        page.get_by_label("动态口令").focus()
        page.keyboard.type(six_digits(folder, name))
    page.get_by_label("密钥口令").focus()
    page.keyboard.type(passphrase)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("密钥已解锁")


class House:
    """The portal with a browser for whoever is asked for."""

    def __init__(self, browser: Browser, folder: Path, portal: Portal) -> None:
        self.browser, self.folder, self.portal = browser, folder, portal

    @contextmanager
    def of(self, name: str, *, keys: bool = True) -> Iterator[Page]:
        """Logged in under that name, with unlocked keys at the desk unless without `keys`."""
        context = self.browser.new_context(
            base_url=self.portal.address, locale="zh-CN", viewport=DESKTOP, java_script_enabled=False
        )
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("[name=username]", name)
        page.fill("[name=password]", secrets_of(self.folder)[0])
        page.click("button[type=submit]")
        if keys:
            page.goto("/admin/complaints/keys/unlock/")
            unlock(page, self.folder, name)
        yield page
        context.close()
