"""The pictures of the office's year (docs/tutorial/a-year-in-the-office.md), station by station."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page, ViewportSize

Subject = tuple[str, Page, Locator | None]
"""Name, page, and the part of it that is pictured; without a part it is what the window shows."""

WIDE = ViewportSize(width=1280, height=960)
PHONE = ViewportSize(width=360, height=720)
DECISION = "关于表彰第三届忻州市市长质量奖获奖组织和个人的决定（示例）"
ANNEX = "表彰决定附表（示例）.xlsx"
WINNER = "砺石重型装备有限公司（示例）"
REVOKED = "云中禾谷食品股份有限公司（示例）"
OVERDUE = "青城驿冷链物流有限公司（示例）"
GROUND = "发生重大质量、安全、环保等事故的"
FOUND = "获奖后，该单位一台设备因焊缝缺陷损坏并伤人，经调查认定为重大质量事故。"


def tour(window: Callable[..., Page], log_in: Callable[[str], Page]) -> Iterator[Subject]:
    """Every picture of the tour. `window(size, scale)` opens a public page, `log_in(name)` the office's first one."""
    editor = log_in("editor")
    open_import(editor)
    yield "tour-import", editor, None

    page = window(WIDE)
    page.goto("/hohhot/register/")
    yield "tour-register", page, None
    page.goto("/datong/apply-check/")
    page.get_by_label("单位名称").fill(WINNER)
    page.get_by_role("button", name="核对").first.click()
    yield "tour-may-apply", page, None

    approver = log_in("approver")
    approver.goto("/admin/gongshi/register/")
    approver.get_by_role("main").get_by_role("link", name="太原市政府质量奖").click()
    approver.get_by_role("link", name="复核").click()
    approver.wait_for_load_state("networkidle")
    yield "tour-older-awards", approver, None

    open_award(editor, OVERDUE)
    yield "tour-follow-up", editor, None
    open_award(editor, WINNER)
    editor.get_by_role("link", name="起草撤销公告").click()
    editor.get_by_label(GROUND).check()
    editor.get_by_label("查明的事实").fill(FOUND)
    editor.get_by_role("button", name="查看后果").click()
    editor.wait_for_load_state("networkidle")
    yield "tour-revocation", editor, None

    phone = window(PHONE, 2)
    phone.goto("/datong/register/")
    phone.get_by_role("link", name=REVOKED).first.click()
    yield "tour-revoked-phone", phone, None

    auditor = log_in("auditor")
    auditor.goto("/admin/gongshi/")
    auditor.locator("#datong").get_by_role("link", name="第一届").click()
    auditor.get_by_role("link", name="导出届次档案").click()
    auditor.wait_for_load_state("networkidle")
    yield "tour-dossier", auditor, None


def open_import(page: Page) -> None:
    """From the office's first page to the spreadsheet that waits."""
    page.goto("/admin/gongshi/")
    page.locator("#xinzhou").get_by_role("link", name="第三届").click()
    page.get_by_role("row", name=DECISION).get_by_role("link", name="编辑").click()
    page.get_by_role("link", name="从表格导入").click()
    page.get_by_role("link", name=ANNEX).click()
    page.wait_for_load_state("networkidle")


def open_award(page: Page, holder: str) -> None:
    """An award's page in the office's register."""
    page.goto("/admin/gongshi/register/")
    page.get_by_role("link", name=holder).first.click()
    page.wait_for_load_state("networkidle")
