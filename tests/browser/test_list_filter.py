"""A long list can be searched where scripts run, and is whole where they do not."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, Watch
from tests.browser.long_list import ENTRIES
from tests.servers.portal import ROOT, Portal

pytestmark = pytest.mark.browser

OpenList = Callable[[bool], Page]


@pytest.fixture(scope="module")
def path(office: Portal) -> str:
    """Where the long list stands."""
    command = [sys.executable, "-m", "tests.browser.long_list"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=office.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def open_list(browser: Browser, office: Portal, path: str) -> Iterator[OpenList]:
    """Opens it on a phone, with or without scripts."""
    with ExitStack() as contexts:

        def open_it(scripts: bool) -> Page:
            context = browser.new_context(
                base_url=office.address, locale="zh-CN", viewport=PHONE, java_script_enabled=scripts
            )
            contexts.callback(context.close)
            page = context.new_page()
            page.goto(path)
            return page

        yield open_it


def test_without_scripts_the_list_is_whole_and_offers_no_search(open_list: OpenList) -> None:
    page = open_list(False)
    assert page.locator(".table-entries tbody tr:visible").count() == ENTRIES
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_the_search_narrows_the_list_and_says_how_far(open_list: OpenList, office: Portal) -> None:
    page = open_list(True)
    watch = Watch.over(page, office.address)
    rows = page.locator(".table-entries tbody tr:visible")
    search = page.get_by_role("searchbox", name="在名单中查找")
    said = page.get_by_role("status")
    assert rows.count() == ENTRIES
    search.fill("制造3")
    expect(said).to_have_text(f"11 / {ENTRIES}")
    assert rows.count() == 11
    assert all(re.search("示例制造3", text) for text in rows.locator("th").all_inner_texts())
    search.fill("没有这样的单位")
    expect(said).to_have_text(f"0 / {ENTRIES}")
    assert rows.count() == 0
    search.fill("")
    expect(said).to_be_empty()
    assert rows.count() == ENTRIES
    assert watch.complaints() == []


def test_a_code_is_found_in_small_letters(open_list: OpenList) -> None:
    page = open_list(True)
    code = page.locator(".table-entries td.c-uscc").first.inner_text().split()[-1]
    page.get_by_role("searchbox").fill(code.lower())
    assert page.locator(".table-entries tbody tr:visible").count() == 1


def test_a_short_list_offers_no_search(open_list: OpenList) -> None:
    page = open_list(True)
    page.goto("/datong/2026/candidates/")
    expect(page.get_by_role("searchbox")).to_have_count(0)
