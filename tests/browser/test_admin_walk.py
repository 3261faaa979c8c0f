"""Every page of the admin that the demonstration's accounts can reach by a link, walked breadth-first in a real browser.

A page fails when it shows or speaks an English word that is not on the list of reasons, when it answers with an error, when
a link leads to a refusal, and when it asks for anything elsewhere or logs anything.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.chromium import DESKTOP, Watch
from tests.browser.demo_portal import password_of
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

AT_MOST = 600
"""Pages of one account; more would mean that addresses breed, and fails."""

PER_QUERY = 3
"""Addresses of the same path and the same names in the query, such as pages of a long table."""

REASONS = {
    r"Esc|Ctrl|Alt|Shift": "keys, as they stand on the keyboard",
    r"English": "a language chooses itself by its own name",
    r"TOML|SHA|Atom|iCalendar|UTF|GB18030|PDF|CSV|JSON|holiday-cn": "names of formats, used in Chinese as they are",
    r"\.?(xlsx|xls|csv|pdf|docx|zip|toml|json|py)\b": "endings of file names",
    r"https?://\S+": "addresses",
    r"[\w.]+@[\w.]+": "the demonstration's e-mail addresses",
    r"\b[0-9a-f]{8,}\b…?": "digests",
    r"\b[0-9A-HJ-NPQRTUWXY]{18}\b": "unified social credit codes",
    r"\b(datong|taiyuan|xinzhou|hohhot|yuncheng)-h?\d+-[0-9a-f]{12}\b": "numbers of awards, which hold the scheme's code",
    r"chinesecalendar [\d.]+": "the library that the calendar of a year comes from",
    r"manage\.py [a-z_]+": "a command, to be typed as it stands",
    r"Save Selected": "a button of the date picker that is never shown",
}
"""What may stand in Latin letters, and why."""

ALLOWED = re.compile("|".join(f"(?:{pattern})" for pattern in REASONS))
WORD = re.compile(r"[A-Za-z]{3,}")

READ = """() => {
  const said = [document.title];
  const silent = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "TEXTAREA", "CODE", "svg"]);
  const spoken = ["aria-label", "aria-description", "placeholder", "title", "alt", "data-w-tooltip-content-value"];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || silent.has(node.tagName)) return;
    for (const name of spoken) said.push(node.getAttribute(name) || "");
    if (node.tagName === "INPUT" && ["submit", "button"].includes(node.type)) said.push(node.value);
    node.childNodes.forEach(walk);
  };
  walk(document.body);
  return [said, Array.from(document.querySelectorAll("a[href]"), (link) => link.href)];
}"""
"""Everything a page says, what is folded away or only spoken included, and where its links lead."""


@dataclass
class Walk:
    """What one account met on its way."""

    home: str
    english: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    visited: list[str] = field(default_factory=list)

    def leads_on(self, link: str) -> str | None:
        """The address of a link to follow: within the admin, not the way out of it."""
        parts = urlsplit(link)
        inside = f"{parts.scheme}://{parts.netloc}" == self.home and parts.path.startswith("/admin/")
        if not inside or "logout" in parts.path:
            return None
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def read(self, page: Page, address: str) -> list[str]:
        """Open a page, note what is wrong with it, and return its links."""
        self.visited.append(address)
        try:
            answer = page.goto(address)
        except Error as error:
            # A download is no page: the browser says so and stays where it is.
            if "Download is starting" not in str(error):
                self.failed[address] = str(error)
            return []
        assert answer is not None
        if answer.status >= 400:
            self.failed[address] = f"{answer.status} {page.title()}"
            return []
        if urlsplit(page.url).path != urlsplit(address).path:
            self.failed[address] = f"leads to {page.url}: {page.locator('.messages').all_inner_texts()}"
        said, links = page.evaluate(READ)
        for text in said:
            words = " ".join(text.split())
            if WORD.search(ALLOWED.sub("", words)):
                self.english.setdefault(words, address)
        return links

    def on(self, page: Page, start: str = "/admin/") -> None:
        """Walk from there to wherever links lead, nearest first."""
        waiting, known, kinds = deque([start]), {start}, Counter[str]()
        while waiting and len(self.visited) < AT_MOST:
            for link in self.read(page, waiting.popleft()):
                address = self.leads_on(link)
                if address is None or address in known:
                    continue
                known.add(address)
                kind = _kind(address)
                kinds[kind] += 1
                if "?" not in address or kinds[kind] <= PER_QUERY:
                    waiting.append(address)


def _kind(address: str) -> str:
    """A path with its numbers taken out, and the names in its query."""
    parts = urlsplit(address)
    return (
        re.sub(r"\d+", "N", parts.path) + "?" + "&".join(sorted(name for name, _v in parse_qsl(parts.query)))
    )


@contextmanager
def _logged_in(browser: Browser, portal: Portal, account: str) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=DESKTOP)
    try:
        page = context.new_page()
        page.set_default_timeout(20_000)
        watch = Watch.over(page, portal.address)
        page.goto("/admin/")
        page.get_by_label("用户名").fill(account)
        page.get_by_label("密码").fill(password_of(portal.output.parent))
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("今天是")).to_be_visible()
        yield page, watch
    finally:
        context.close()


Met = Callable[[str], bool]

EXPECTED = {
    "editor": ("/admin/gongshi/edition/N/new/", "/admin/pages/N/edit/", "/admin/gongshi/edition/N/records/"),
    "approver": ("/admin/gongshi/notice/N/review/", "/admin/gongshi/published/N/conclude/"),
    "publisher": (
        "/admin/gongshi/published/N/withhold/",
        "/admin/gongshi/notice/N/overrides/",
        "/admin/gongshi/scheme/N/",
    ),
    "auditor": ("/admin/gongshi/edition/N/dossier/", "/admin/gongshi/edition/N/records/"),
    "calendar": ("/admin/calendar/notices/new/", "/admin/gongshi/measures/N/"),
    "county-editor": ("/admin/gongshi/edition/N/new/",),
}
"""Accounts of the demonstration, each with pages it must have come to: a walk that stops at the door proves nothing."""


@pytest.mark.parametrize("account", EXPECTED)
def test_every_page_is_chinese_and_every_link_leads_somewhere(
    browser: Browser, portal: Portal, account: str
) -> None:
    walk = Walk(portal.address)
    with _logged_in(browser, portal, account) as (page, watch):
        walk.on(page)
        complaints = watch.complaints()
    assert walk.failed == {}
    assert walk.english == {}
    assert complaints == []
    assert len(walk.visited) < AT_MOST
    met = {_kind(address).partition("?")[0] for address in walk.visited}
    assert set(EXPECTED[account]) - met == set()


@pytest.mark.parametrize(
    ("account", "address", "sentence"),
    [
        ("approver", "/admin/gongshi/accounts/", "只有系统管理员可以管理账号。"),
        ("editor", "/admin/gongshi/withholdings/", "权限"),
        ("editor", "/admin/users/", "您的账号没有打开这一页的权限"),
        ("auditor", "/admin/calendar/notices/new/", "您的账号没有打开这一页的权限"),
        ("calendar", "/admin/groups/", "您的账号没有打开这一页的权限"),
    ],
)
def test_what_is_refused_says_why_and_leads_back(
    browser: Browser, portal: Portal, account: str, address: str, sentence: str
) -> None:
    with _logged_in(browser, portal, account) as (page, _watch):
        page.goto(address)
        expect(page.locator(".messages")).to_contain_text(sentence)
        assert urlsplit(page.url).path == "/admin/"


def test_a_page_that_is_not_there_leads_back_to_the_office(browser: Browser, portal: Portal) -> None:
    with _logged_in(browser, portal, "editor") as (page, _watch):
        answer = page.goto("/admin/gongshi/notice/999999/list/")
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("没有这个页面")
        page.get_by_role("link", name="回到“今日”").click()
        expect(page.get_by_text("今天是")).to_be_visible()
