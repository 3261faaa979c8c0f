"""Evidence looked at, words hidden, a notice printed and a case taken out, in a real browser without scripts."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser import demo_portal, reporting
from tests.browser.chromium import DESKTOP, Watch, width_of
from tests.browser.desk_members import DESK, SMALL, House
from tests.servers.portal import Portal, environment_of, free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


def photograph() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 1200)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def two_pages() -> bytes:
    out = io.BytesIO()
    sheet = Image.new("RGB", (600, 800), "white")
    sheet.save(out, "PDF", save_all=True, append_images=[sheet])
    return out.getvalue()


FILES = {
    "xianchang.jpg": photograph(),
    "shuoming.pdf": two_pages(),
    "jilu.txt": "时间：二月（示例）\n".encode() * 40,
}


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Portal]]:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("evidence") / "demo")
    with demo_portal.standing(folder) as running:
        yield folder, running


@pytest.fixture(scope="module")
def case(browser: Browser, office: tuple[Path, Portal]) -> Iterator[Page]:
    """The page of a case just filed with three files, before a member of 大同市's office."""
    folder, portal = office
    context = browser.new_context(base_url=portal.address, locale="zh-CN", java_script_enabled=False)
    reporter = context.new_page()
    reporting.begin(reporter)
    reporting.write(reporter, folder, about="不针对正在公示的名单")
    for name, content in FILES.items():
        reporting.attach(reporter, name, content)
    reporting.press(reporter, "继续：看查询码")
    code = reporting.code_of(reporter)
    reporter.get_by_label("我已抄下查询码").check()
    reporter.get_by_label("查询码的最后四位").fill(code[-4:])
    reporting.press(reporter, "提交")
    expect(reporter.get_by_role("heading", name="已经提交", level=1)).to_be_visible()
    context.close()
    with House(browser, folder, portal).of("datong-office-1") as page:
        page.goto(DESK)
        for number in page.locator(".d-cases a").all_inner_texts():
            page.goto(DESK)
            page.get_by_role("link", name=number, exact=True).click()
            page.wait_for_load_state()
            if page.get_by_text("shuoming.pdf").count():
                break
        else:
            pytest.fail("the case that was filed is not on the list")
        yield page


@pytest.fixture
def page(case: Page) -> Iterator[Page]:
    """That page, and back to it for the next."""
    url = case.url
    yield case
    case.emulate_media(media="screen")
    case.set_viewport_size(DESKTOP)
    case.goto(url)


def seen(page: Page, name: str) -> None:
    """No wider than its window, on a phone as on a desk; kept as pictures where a folder for them is named."""
    for size, kind in ((SMALL, "phone"), (DESKTOP, "desk")):
        page.set_viewport_size(size)
        assert width_of(page) <= size["width"], name
        if folder := os.environ.get("PICTURES_OF_THE_DESK"):
            page.screenshot(path=Path(folder) / f"{name}-{kind}.png", full_page=True)


def test_files_are_looked_at_page_by_page(page: Page, office: tuple[Path, Portal]) -> None:
    watch = Watch.over(page, office[1].address)
    page.get_by_role("link", name="举报人提交的文件").click()
    seen(page, "files")
    page.get_by_role("link", name="xianchang.jpg").click()
    picture = page.locator("figure img")
    assert picture.evaluate("it => it.decode().then(() => it.naturalWidth)") == 1600
    seen(page, "picture")
    page.get_by_role("link", name="全部文件").click()
    page.get_by_role("link", name="shuoming.pdf").click()
    expect(page.get_by_role("navigation", name="页码")).to_contain_text("第1页，共2页")
    page.get_by_role("link", name="下一页").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="页码")).to_contain_text("第2页，共2页")
    assert page.locator("figure img").evaluate("it => it.decode().then(() => it.naturalHeight)") > 600
    page.get_by_role("link", name="全部文件").click()
    page.get_by_role("link", name="jilu.txt").click()
    expect(page.locator("pre")).to_contain_text("时间：二月（示例）")
    seen(page, "text")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载原件").click()
    assert Path(download.value.path()).read_bytes() == FILES["jilu.txt"]
    assert watch.complaints() == []


def test_words_are_hidden_and_the_entry_shows_where(page: Page) -> None:
    first = page.locator("article").first
    first.get_by_role("link", name="遮盖").click()
    page.get_by_label("要遮盖的文字").fill("检验报告编号")
    page.get_by_label("jilu.txt").check()
    page.get_by_label("理由").fill("涉及第三人")
    page.get_by_role("button", name="保存遮盖").click()
    expect(page.get_by_role("status")).to_contain_text("遮盖已更新")
    expect(page.locator("mark")).to_have_count(1)
    seen(page, "mask")


def test_a_notice_fills_one_sheet_of_a4(page: Page) -> None:
    page.get_by_role("link", name="予以受理").click()
    page.get_by_role("textbox", name="内容").fill("经审查，属于本机构职责范围。")
    page.locator("button[value=send]").click()
    page.get_by_role("link", name="打印告知书").click()
    page.get_by_role("main").get_by_role("link", name="受理告知书").click()
    seen(page, "notice")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="返回案件")).to_be_hidden()
    expect(page.get_by_role("heading", level=2, name="受理告知书")).to_be_visible()
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert [(round(each.mediabox.width), round(each.mediabox.height)) for each in sheets] == [(595, 842)]


def test_a_case_is_taken_out_and_opened_with_the_command(
    page: Page, office: tuple[Path, Portal], tmp_path: Path
) -> None:
    page.get_by_role("link", name="导出案卷").click()
    seen(page, "export")
    page.get_by_label(re.compile("凭四十位数字打开")).check()
    page.get_by_role("button", name="导出").click()
    page.wait_for_load_state()
    code = "".join(page.locator(".d-digits b").all_inner_texts())
    assert re.fullmatch(r"\d{40}", code)
    seen(page, "digits")
    page.get_by_label("已抄下").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载密封文件").click()
    bundle, out = tmp_path / "case.bundle", tmp_path / "case"
    bundle.write_bytes(Path(download.value.path()).read_bytes())
    assert FILES["xianchang.jpg"][:64] not in bundle.read_bytes()
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "bundle", "open", str(bundle), "--into", str(out)],
        input=code,
        text=True,
        capture_output=True,
        check=False,
        env=environment_of(office[0], free_port()),
    )
    assert done.returncode == 0, done.stderr
    names = {path.name for path in out.iterdir()}
    assert names == {"000-案卷.txt", "001-xianchang.jpg", "002-shuoming.pdf"}
    assert (out / "001-xianchang.jpg").read_bytes() == FILES["xianchang.jpg"]
    assert "██████" in (out / "000-案卷.txt").read_text()
    assert "签名有效" in done.stdout
