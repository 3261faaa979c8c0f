"""Every public page, as a reader comes to it by links: quiet, from this host alone, and as wide as the window."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import DESKTOP, PHONE, Watch, width_of
from tests.browser.conftest import OpenPage
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

NO_PAGE = re.compile(r"\.(atom|bib|csv|ics|json|xml|py|txt)$|^/(admin|files|static)/")
OF_PROGRAMS = re.compile(r"^/api/v1/.")
"""Answers to programs: they are there, and no page."""

FOLLOWED = "a[href]:not([rel~=nofollow])"
"""Links that a reader comes along by; those that narrow or turn over a search have no end."""

ALSO = ("/calendar/?start=2026-09-28&days=5&policy=exclude_start", "/no/such/page/")
"""Pages no link leads to: an answer of the calculator, and an address that is none."""


@dataclass(frozen=True)
class Visit:
    """What a visit to one page has shown."""

    status: int
    complaints: list[str]
    narrow: int
    wide: int
    headings: int
    links: frozenset[str]
    answers: frozenset[str]


def visit(page: Page, watch: Watch, path: str) -> Visit:
    """Read a page on a phone, then on a desktop."""
    page.set_viewport_size(PHONE)
    response = page.goto(path)
    assert response is not None
    narrow = width_of(page)
    page.set_viewport_size(DESKTOP)
    wide = width_of(page)
    targets = page.eval_on_selector_all(FOLLOWED, "all => all.map(link => link.href)")
    own = [urlsplit(target) for target in targets if target.startswith(watch.home)]
    links = frozenset(
        f"{part.path}?{part.query}".rstrip("?")
        for part in own
        if not NO_PAGE.search(part.path) and not OF_PROGRAMS.search(part.path)
    )
    answers = frozenset(part.geturl() for part in own if OF_PROGRAMS.search(part.path))
    headings = page.locator("h1").count()
    return Visit(response.status, watch.complaints(), narrow, wide, headings, links, answers)


@pytest.fixture(scope="module", params=["", "en", "elder"])
def visits(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[dict[str, Visit]]:
    """Every page that links lead to from the front page, by address: in Chinese, in English, in large letters."""
    context = browser.new_context(base_url=portal.address, locale="zh-CN")
    cookies = {"en": ("language", "en"), "elder": ("display", "elder")}
    if request.param:
        name, value = cookies[request.param]
        context.add_cookies([{"name": name, "value": value, "url": portal.address}])
    page = context.new_page()
    watch = Watch.over(page, portal.address)
    seen: dict[str, Visit] = {}
    pending = ["/", *ALSO]
    while pending:
        path = pending.pop()
        seen[path] = visit(page, watch, path)
        pending += sorted(seen[path].links - set(seen) - set(pending))
    yield seen
    context.close()


def test_every_link_leads_to_a_page(visits: dict[str, Visit]) -> None:
    assert len(visits) > 50
    assert {path: seen.status for path, seen in visits.items() if seen.status != 200} == {
        "/no/such/page/": 404
    }


def test_nothing_is_logged_blocked_or_fetched_from_elsewhere(visits: dict[str, Visit]) -> None:
    expected = {
        "/no/such/page/": ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
    }
    assert {path: seen.complaints for path, seen in visits.items() if seen.complaints} == expected


def test_every_answer_to_programs_is_there(visits: dict[str, Visit], open_page: OpenPage) -> None:
    answers = {address for seen in visits.values() for address in seen.answers}
    assert len(answers) > 5
    asked = {address: open_page().request.get(address) for address in sorted(answers)}
    told = {address: (each.status, each.headers["content-type"]) for address, each in asked.items()}
    assert {address: each for address, each in told.items() if each != (200, "application/json")} == {}


def test_no_page_is_wider_than_the_window(visits: dict[str, Visit]) -> None:
    assert {path: seen.narrow for path, seen in visits.items() if seen.narrow > PHONE["width"]} == {}
    assert {path: seen.wide for path, seen in visits.items() if seen.wide > DESKTOP["width"]} == {}


def test_every_page_has_one_main_heading(visits: dict[str, Visit]) -> None:
    assert {path: seen.headings for path, seen in visits.items() if seen.headings != 1} == {}


def test_what_the_watch_is_there_for_is_noticed(open_page: OpenPage, portal: Portal) -> None:
    """Without this the tests above could pass for want of a listener."""
    page = open_page(PHONE)
    watch = Watch.over(page, portal.address)
    page.goto("/")
    assert watch.complaints() == []
    page.evaluate(
        """() => {
          console.error("said aloud");
          const style = document.createElement("style");
          style.textContent = "hr { color: red }";
          document.body.append(style);
          try { document.createElement("script").textContent = "window.ran = true"; } catch (refused) {}
          const picture = document.createElement("img");
          picture.src = "http://127.0.0.2:9/picture.png";
          document.body.append(picture);
          const wide = document.createElement("hr");
          wide.width = 500;
          document.body.append(wide);
        }"""
    )
    page.wait_for_function("window.violations.length > 2")
    found = watch.complaints()
    assert "said aloud" in found
    blocked = {each for each in found if each.startswith("blocked: ")}
    assert {
        "blocked: style-src-elem inline",
        "blocked: require-trusted-types-for trusted-types-sink",
        "blocked: img-src http://127.0.0.2:9/picture.png",
    } <= blocked
    assert width_of(page) > PHONE["width"]
