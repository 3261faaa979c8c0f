"""The channel as it stands in production: production settings behind nginx with the shipped site file, over TLS."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import PHONE, Watch
from tests.browser.reporting import ANSWER, come_back, file, press
from tests.servers import nginx
from tests.servers.channel import channel_portal, prepare
from tests.servers.portal import ROOT, environment_of

pytestmark = [pytest.mark.browser, pytest.mark.skipif(nginx.NGINX is None, reason=nginx.MISSING)]

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "CANONICAL_ORIGIN": "https://gongshi.example.cn",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, nginx.Proxy]]:
    folder = tmp_path_factory.mktemp("tls")
    prepare(folder)
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env=environment_of(folder, 0) | PRODUCTION,
        check=True,
    )
    (folder / "nginx").mkdir()
    with (
        channel_portal(folder, **PRODUCTION) as portal,
        nginx.fronting(folder / "nginx", portal.port) as proxy,
    ):
        yield folder, proxy


def test_a_report_is_filed_and_answered_over_tls(browser: Browser, served: tuple[Path, nginx.Proxy]) -> None:
    folder, proxy = served
    home = f"https://localhost:{proxy.port}"
    context = browser.new_context(base_url=home, locale="zh-CN", viewport=PHONE, ignore_https_errors=True)
    page = context.new_page()
    watch = Watch.over(page, home)
    code = file(page, folder)
    come_back(page, code)
    press(page, "补充情况")
    page.locator("textarea[name=text]").fill(ANSWER)
    press(page, "提交")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
    assert watch.complaints() == []
    kept = {cookie["name"]: cookie for cookie in context.cookies()}
    assert set(kept) == {"__Host-form", "__Host-turn", "__Host-inbox"}
    for cookie in kept.values():
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        assert cookie["expires"] == -1
    # Not even the style sheets of its pages are logged: they would tell who opened them, and when.
    assert proxy.logged() == ""
    page.goto("/calendar/")
    assert "GET /calendar/" in proxy.logged()
    context.close()
