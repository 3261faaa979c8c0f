"""The progress of an upload in a real browser: shown, stopped, refused beforehand, and the next page put in place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE
from tests.browser.reporting import begin, write
from tests.servers.channel import channel_portal, prepare
from tests.servers.portal import Portal, until

pytestmark = pytest.mark.browser
MIB = 1024**2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("progress")
    prepare(made)
    return made


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Portal]:
    with channel_portal(folder) as running:
        yield running


@pytest.fixture
def page(browser: Browser, portal: Portal, folder: Path) -> Iterator[Page]:
    """Page 2, on a slow line."""
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=PHONE)
    made = context.new_page()
    told: list[str] = []
    made.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: told.append(str(error)))
    begin(made)
    write(made, folder)
    yield made
    context.close()
    assert told == [], "nothing is refused by the page's policy"


def slow_down(page: Page, a_second: int) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": a_second},
    )


def choose(page: Page, folder: Path, *sizes: int) -> None:
    paths = []
    for number, size in enumerate(sizes):
        path = folder / f"录音{number}.bin"
        with path.open("wb") as file:
            file.truncate(size)
        paths.append(path)
    page.locator("#f-files").set_input_files(paths)


def add(page: Page) -> None:
    page.locator("button[name=action][value=add]:not(.sr-only)").click()


def sealed(folder: Path) -> list[str]:
    return [path.name for path in (folder / "var" / "evidence").rglob("*") if path.is_file()]


def test_progress_is_shown_and_the_file_stands_in_the_list(page: Page, folder: Path) -> None:
    slow_down(page, 2 * MIB)
    choose(page, folder, 4 * MIB)
    add(page)
    expect(page.get_by_role("status").filter(has_text="正在传送")).to_be_visible()
    expect(page.get_by_role("progressbar", name="传送进度")).to_be_visible()
    expect(page.locator(".file-list")).to_contain_text("录音0.bin", timeout=20_000)
    expect(page.get_by_role("heading", name="材料和核对", level=1)).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body"), "the reader is led to the new content"
    slow_down(page, -1)
    choose(page, folder, MIB)
    add(page)
    expect(page.locator(".file-list li")).to_have_count(2)
    page.get_by_role("button", name="继续：看查询码").click()  # the page put in place works like any other
    expect(page.locator("ol.code li")).to_have_count(6)


def test_stopping_leaves_the_page_and_no_file(page: Page, folder: Path) -> None:
    before = sealed(folder)
    slow_down(page, MIB)
    choose(page, folder, 30 * MIB)
    add(page)
    assert until(lambda: set(sealed(folder)) - set(before), 15)
    page.get_by_role("button", name="停止传送").click()
    expect(page.get_by_role("status").filter(has_text="已停止传送，没有保存。")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert until(lambda: sealed(folder) == before, 10)


def test_what_would_be_refused_is_said_before_it_is_sent(page: Page, folder: Path) -> None:
    choose(page, folder, 100 * MIB + 1)
    add(page)
    expect(page.get_by_role("status").filter(has_text=re.compile("超过 100 MB.*录音0.bin"))).to_be_visible()
    choose(page, folder, *([1] * 11))
    add(page)
    expect(page.get_by_role("status").filter(has_text="一次最多选择 10 个文件。")).to_be_visible()
