"""What a reporter does in the browser: files with one file of evidence, and comes back with the code."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.servers.channel import question_answer

FACTS = "申报材料中的检验报告编号与出具机构的记录不一致（示例）。"
ANSWER = "补充：报告日期为二月（示例）。"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page) -> None:
    page.goto("/complaints/new/")
    page.get_by_role("button", name=re.compile("^在大同市填写")).click()
    expect(page.get_by_role("heading", name="填写", level=1)).to_be_visible()


def write(page: Page, folder: Path, about: str = "受理名单") -> None:
    """Page 1 filled in, up to page 2. :param about: part of the label of the list it is about, or of "none"."""
    page.get_by_label("名单里某个单位或个人的情况不属实").check()
    page.get_by_label(re.compile(about)).first.check()
    page.locator("#f-facts").fill(FACTS)
    page.get_by_label("匿名", exact=False).first.check()
    key = page.locator("input[name=question]").get_attribute("value") or ""
    page.locator("#f-answer").fill(question_answer(folder, key))
    press(page, "继续：添加材料、核对")
    expect(page.get_by_role("heading", name="材料和核对", level=1)).to_be_visible()


def attach(page: Page, name: str, content: bytes) -> None:
    page.locator("#f-files").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    press(page, "添加所选文件")
    expect(page.locator(".file-list")).to_contain_text(name)


def code_of(page: Page) -> str:
    expect(page.locator("ol.code li")).to_have_count(6)
    return "".join(page.locator("ol.code li").all_inner_texts())


def file(page: Page, folder: Path) -> str:
    """A whole filing; returns the code."""
    begin(page)
    write(page, folder)
    attach(page, "report.txt", b"evidence " * 40_000)
    press(page, "继续：看查询码")
    code = code_of(page)
    assert re.fullmatch(r"\d{24}", code)
    page.get_by_label("我已抄下查询码").check()
    page.get_by_label("查询码的最后四位").fill(code[-4:])
    press(page, "提交")
    expect(page.get_by_role("heading", name="已经提交", level=1)).to_be_visible()
    assert code not in page.content()
    return code


def come_back(page: Page, code: str) -> None:
    page.goto("/complaints/follow-up/")
    page.get_by_label("查询码", exact=True).fill(code)
    press(page, "查询")
    expect(page.get_by_role("heading", name="您反映的事项")).to_be_visible()
