"""The confidential channel in a real browser: filed and come back to, with scripts and without, under its own policy.

What only a browser can show is looked at here: that every form posts under these headers, that nothing typed comes back
with the back button, that the way out comes first, that a keyboard is enough.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.chromium import PHONE, Watch
from tests.browser.reporting import ANSWER, FACTS, begin, code_of, come_back, file, press
from tests.servers.channel import channel_portal, prepare, question_answer
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("channel")
    prepare(made)
    return made


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Portal]:
    with channel_portal(folder) as running:
        yield running


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def context(request: pytest.FixtureRequest, browser: Browser, portal: Portal) -> Iterator[BrowserContext]:
    made = browser.new_context(
        base_url=portal.address, locale="zh-CN", viewport=PHONE, java_script_enabled=request.param
    )
    yield made
    made.close()


def test_every_form_posts_from_filing_to_closing(
    context: BrowserContext, folder: Path, portal: Portal
) -> None:
    page = context.new_page()
    answers: list[str] = []
    page.on("response", lambda r: answers.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    code = file(page, folder)
    with page.expect_download() as download:
        press(page, "下载提交证明")
    assert download.value.suggested_filename.endswith(".txt")
    come_back(page, code)
    press(page, "补充情况")
    page.locator("textarea[name=text]").fill(ANSWER)
    press(page, "提交")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
    press(page, "补充材料")
    page.locator("#f-files").set_input_files(
        {"name": "more.txt", "mimeType": "text/plain", "buffer": b"more " * 100}
    )
    press(page, "提交")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
    press(page, "留下姓名")
    page.locator("input[name=name]").fill("示例举报人（示例）")
    page.get_by_label(re.compile("^只用查询码")).check()
    press(page, "提交")
    expect(page.get_by_role("button", name="更换身份信息")).to_be_visible()
    press(page, "撤回身份信息")
    page.get_by_label(re.compile("^我要撤回身份信息")).check()
    press(page, "撤回身份信息")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
    press(page, "撤回这件事")
    page.get_by_label(re.compile("^我要撤回")).check()
    press(page, "确认撤回")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
    expect(page.locator("main")).to_contain_text("撤回")
    press(page, "退出查询")
    page.goto("/complaints/inbox/")
    expect(page.get_by_role("heading", name="您反映的事项")).to_have_count(0)
    assert answers == []


def test_nothing_is_blocked_and_nobody_else_is_asked(browser: Browser, folder: Path, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    watch = Watch.over(page, portal.address)
    code = file(page, folder)
    assert watch.complaints() == []
    come_back(page, code)
    for name in ("补充情况", "补充材料", "留下姓名", "撤回这件事"):
        press(page, name)
        assert watch.complaints() == []
        page.goto("/complaints/inbox/")
    page.goto("/complaints/proof/")
    assert watch.complaints() == []
    context.close()


def back(page: Page) -> None:
    """The back button. An answer to a POST is not restored: the browser asks before it sends the form again."""
    with suppress(Error):
        page.go_back(wait_until="commit")
    page.wait_for_timeout(300)


def test_the_back_button_gives_nothing_typed_back(browser: Browser, folder: Path, portal: Portal) -> None:
    """Measured in channel.md §6: `no-store` alone would bring text back from the back/forward cache."""
    context = browser.new_context(base_url=portal.address, locale="zh-CN")
    page = context.new_page()
    code = file(page, folder)
    come_back(page, code)
    press(page, "补充情况")
    page.locator("textarea[name=text]").fill(ANSWER)
    page.goto("/calendar/")
    back(page)
    assert ANSWER not in page.content()
    assert not any(box.input_value() for box in page.locator("textarea").all())
    other = context.new_page()
    other.add_init_script("addEventListener('pageshow', (event) => { window.persisted = event.persisted; });")
    other.goto("/complaints/inbox/")
    other.goto("/calendar/")
    other.go_back()
    expect(other.get_by_role("heading", name="您反映的事项")).to_be_visible()
    assert other.evaluate("window.persisted") is False
    for _step in range(12):
        back(page)
        assert code not in re.sub(r"\D", "", page.content())
        assert FACTS not in page.content()
    context.close()


def test_leaving_forgets_the_inbox(browser: Browser, folder: Path, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.address, locale="zh-CN")
    page = context.new_page()
    code = file(page, folder)
    come_back(page, code)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    assert "立即离开" in focused
    page.keyboard.press("Enter")
    page.wait_for_url(f"{portal.address}/")
    assert context.cookies() == [] or not [c for c in context.cookies() if "inbox" in c["name"]]
    page.goto("/complaints/inbox/")
    expect(page.get_by_role("heading", name="您反映的事项")).to_have_count(0)
    context.close()


def test_a_report_is_filed_with_the_keyboard_alone(browser: Browser, folder: Path, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    page.goto("/complaints/new/")
    go_to(page, re.compile("^在大同市填写"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="填写", level=1)).to_be_visible()
    go_to(page, re.compile("名单里某个单位"), "radio")
    page.keyboard.press("Space")
    go_to(page, re.compile("受理名单|不针对"), "radio")
    page.keyboard.press("Space")
    tab_until(page, "document.activeElement.id === 'f-facts'")
    page.keyboard.insert_text(FACTS)
    tab_until(page, "document.activeElement.name === 'naming'")
    page.keyboard.press("Space")
    tab_until(page, "document.activeElement.id === 'f-answer'")
    key = page.locator("input[name=question]").get_attribute("value") or ""
    page.keyboard.insert_text(question_answer(folder, key))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="材料和核对", level=1)).to_be_visible()
    go_to(page, re.compile("^继续：看查询码"))
    page.keyboard.press("Enter")
    code = code_of(page)
    tab_until(page, "document.activeElement.id === 'f-copied'")
    page.keyboard.press("Space")
    tab_until(page, "document.activeElement.id === 'f-last_digits'")
    page.keyboard.insert_text(code[-4:])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已经提交", level=1)).to_be_visible()
    context.close()


def tab_until(page: Page, condition: str) -> None:
    for _stop in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(f"the keyboard never reached: {condition}")


def go_to(page: Page, name: "re.Pattern[str]", role: str = "button") -> None:
    target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    for _stop in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reached {name.pattern}")


def test_each_page_tells_a_screen_reader_what_it_needs(
    browser: Browser, folder: Path, portal: Portal
) -> None:
    context = browser.new_context(base_url=portal.address, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    begin(page)
    for field in page.locator(
        "main input:not([type=hidden]):not(.bait input), main textarea, main select"
    ).all():
        if field.is_visible():
            assert field.evaluate("e => e.labels && e.labels.length > 0"), field.evaluate("e => e.outerHTML")
    press(page, "继续：添加材料、核对")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("有地方需要改")
    for link in summary.get_by_role("link").all():
        anchor = (link.get_attribute("href") or "")[1:]
        assert page.locator(f"#{anchor}, [id^='{anchor}_']").count(), anchor
    for group in page.get_by_role("radiogroup").all() + page.locator("fieldset").all():
        assert group.evaluate("e => !!e.querySelector('legend')")
    context.close()
