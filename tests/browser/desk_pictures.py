"""The pictures of the desk (docs/how-to/work-at-the-desk.md), in the order in which the text comes to them.

Case numbers are drawn at random and are other ones in every demonstration. On a picture each shows a stand-in that no
number can be: the portal draws them as ever, only the page in front of the camera is changed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, ViewportSize

from tests.browser.desk_members import DESK, House
from tests.servers.portal import Portal

Subject = tuple[str, Page, Locator | None]
"""Name, page, and the part of it that is pictured; without a part it is what the window shows."""

PHONE = ViewportSize(width=360, height=720)
LEADING, HANDLER, CUSTODIAN = "datong-office-1", "xinzhou-market-regulator-1", "custodian-2"
"""Who has several cases, one of them on a track with limits of the law; who has evidence; who keeps names."""

REASON = "申报材料与举报人所附的通报不一致，需要当面核对通报的来源（示例）。"
CALLED = "来电人说，现场评审那天有一家企业请评审员吃饭，来电人在场（示例，内容为虚构）。"

STEADY = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), names = new Map();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    text.data = text.data.replace(/\\b([A-Z]{2})-[0-9A-Z]{8}\\b/g, (number, city) => {
      if (!names.has(number)) names.set(number, `${city}-SHILI${String(names.size + 1).padStart(3, "0")}`);
      return names.get(number);
    });
  }
}"""
"""Every case number on the page becomes one with letters and digits that are never drawn: 示例, and which it is."""


def steady(page: Page) -> Page:
    """The page with stand-ins for the numbers drawn at random."""
    page.wait_for_load_state("networkidle")
    page.evaluate(STEADY)
    return page


def desk(browser: Browser, portal: Portal) -> Iterator[Subject]:
    """Every picture of the desk. Nothing is sent that changes a case."""
    house = House(browser, portal.output.parent, portal)
    with house.of(LEADING) as page:
        page.goto(DESK)
        yield "desk-list", _shown(page, 640), None
        _open(page, "获奖后的行为")
        yield "desk-case", _shown(page, 1120), None
        with _on_phone(browser, page) as phone:
            yield "desk-case-phone", steady(phone), None
    with house.of(HANDLER) as page:
        page.goto(DESK)
        _open(page, "已受理")
        case = page.url
        page.goto(f"{case}files/")
        page.get_by_role("link", name=re.compile("召回通报")).click()
        yield "desk-evidence", _shown(page, 640), None
        page.goto(f"{case}notices/")
        page.get_by_role("link", name="受理告知书").click()
        yield "desk-notice", _shown(page, 980), None
        page.goto(f"{case}identity/ask/")
        page.get_by_role("textbox", name="理由").fill(REASON)
        yield "desk-ask-name", _shown(page, 560), None
        page.goto(f"{DESK}enter/")
        with _on_phone(browser, page) as phone:
            yield "desk-entering-phone", steady(phone), None
        _begin_entering(page)
        yield "desk-entering", _shown(page, 640), None
    with house.of(CUSTODIAN) as page:
        page.goto("/admin/complaints/keys/requests/")
        page.get_by_role("link", name=re.compile("看理由并答复")).click()
        yield "desk-consent", _shown(page, 860), None


def _shown(page: Page, height: int) -> Page:
    """The page in a window of that height."""
    page.set_viewport_size(ViewportSize(width=1280, height=height))
    return steady(page)


def _open(page: Page, words: str) -> None:
    """Follow the number of the case whose line says that."""
    page.get_by_role("row").filter(has_text=words).get_by_role("rowheader").get_by_role("link").click()


@contextmanager
def _on_phone(browser: Browser, page: Page) -> Iterator[Page]:
    """What the same member sees at the same address on a phone."""
    origin = "/".join(page.url.split("/", 3)[:3])
    context = browser.new_context(
        base_url=origin,
        locale="zh-CN",
        viewport=PHONE,
        device_scale_factor=2,
        storage_state=page.context.storage_state(),
    )
    phone = context.new_page()
    phone.goto(page.url)
    yield phone
    context.close()


def _begin_entering(page: Page) -> None:
    """A call, up to the page on which it is written down."""
    page.get_by_label("电话", exact=True).check()
    page.get_by_role("button", name=re.compile("^继续")).click()
    told = page.get_by_role("textbox", name="事情经过")
    told.fill(CALLED)
    told.evaluate("text => text.labels[0].scrollIntoView()")
