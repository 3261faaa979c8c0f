"""The handbook's pictures of the demonstration: `python -m tests.browser.pictures` takes them anew.

Each picture carries a digest of the words on it. Fonts differ from machine to machine, words do not: a test takes the
pictures again and compares what they say.
"""

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize

from tests.browser.chromium import DESKTOP
from tests.browser.tour_pictures import tour
from tests.factories.sheets import organization_cells, xlsx
from tests.servers.portal import ROOT, Portal

FOLDER = ROOT / "docs" / "images"
COLOURS = 96
WORDS = "Words-SHA-256"
"""Name of the text chunk with the digest of what can be read on the picture."""

MARGIN = 16
"""CSS pixels around a part of a page."""

FRONT_PICTURE = ViewportSize(width=1280, height=750)
PHONE_PICTURE = ViewportSize(width=360, height=720)
LATE = "河津市市场监督管理局关于第一届运城市市长质量奖候选名单的公示（示例）"
WAITING = "浑源县市场监督管理局关于第二届大同市质量奖候选名单的公示（示例）"

READ = """(element) => {
  const frame = element.getBoundingClientRect();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), range = document.createRange(), found = [];
  while (walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const top = Math.max(frame.top, 0), bottom = Math.min(frame.bottom, innerHeight);
    if (box.width > 1 && box.height > 1 && box.bottom <= bottom && box.top >= top) {
      found.push(walker.currentNode.data.trim());
    }
  }
  return found.join(" ");
}"""


def words_on(target: Locator) -> str:
    """Digest of the words of an element that stand within the window; white space is left out."""
    text = re.sub(r"\s+", "", target.evaluate(READ))
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(picture: Path) -> str:
    """The digest a picture carries."""
    with Image.open(picture) as image:
        return str(image.info.get(WORDS, ""))


def around(target: Locator) -> FloatRect:
    """The place of an element in the window, with a margin."""
    target.evaluate("element => element.scrollIntoView({block: 'center'})")
    box = target.bounding_box()
    if box is None:
        raise ValueError(f"{target} is not shown")
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    return FloatRect(x=x - MARGIN, y=y - MARGIN, width=width + 2 * MARGIN, height=height + 2 * MARGIN)


def keep(shot: bytes, words: str, path: Path) -> None:
    """Write a screenshot with few colours and its digest."""
    notes = PngInfo()
    notes.add_text(WORDS, words)
    with Image.open(io.BytesIO(shot)) as image:
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    few.save(path, pnginfo=notes, optimize=True)


def take(browser: Browser, portal: Portal, password: str, folder: Path) -> list[Path]:
    """Take every picture into that folder."""
    taken = []
    for name, page, target in _subjects(browser, portal, password):
        path = folder / f"{name}.png"
        shot = page.screenshot() if target is None else page.screenshot(clip=around(target))
        keep(shot, words_on(page.locator("body") if target is None else target), path)
        taken.append(path)
    return taken


def _subjects(browser: Browser, portal: Portal, password: str) -> Iterator[tuple[str, Page, Locator | None]]:
    """Name, page and part of the page of every picture; without a part it is what the window shows."""

    def window(size: ViewportSize, scale: float = 1) -> Page:
        context = browser.new_context(
            base_url=portal.address, locale="zh-CN", viewport=size, device_scale_factor=scale
        )
        return context.new_page()

    def log_in(name: str) -> Page:
        page = window(DESKTOP)
        page.goto("/admin/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        page.wait_for_load_state("networkidle")
        return page

    page = window(FRONT_PICTURE)
    page.goto("/")
    yield "front-page", page, None

    page = window(PHONE_PICTURE, 2)
    page.goto("/yuncheng/2026/candidates-2/")
    yield "notice-phone", page, None

    page = window(FRONT_PICTURE)
    page.goto("/complaints/#xinzhou")
    yield "complaints", page, None

    editor = log_in("editor")
    yield "admin-desk", editor, None
    editor.get_by_role("link", name=LATE).click()
    editor.wait_for_load_state("networkidle")
    yield "admin-judgement", editor, editor.get_by_role("region", name="发布前核对")

    editor.get_by_role("link", name="从表格导入").click()
    editor.locator("input[type=file]").set_input_files(
        {"name": "候选名单.xlsx", "mimeType": "application/octet-stream", "buffer": _slipped_list()}
    )
    editor.get_by_role("button", name="上传并检查").click()
    editor.wait_for_load_state("networkidle")
    yield "admin-import", editor, None

    approver = log_in("approver")
    approver.get_by_role("link", name=WAITING).click()
    approver.wait_for_load_state("networkidle")
    yield "admin-review", approver, None

    # It reads models, which a command can load only once Django is set up.
    from tests.browser.desk_pictures import desk

    yield from tour(window, log_in)
    yield from desk(browser, portal)


def _slipped_list() -> bytes:
    """A list as offices make them: a code as a number, a merged recommender, one organisation twice."""
    rows = [
        organization_cells(1, E=91140000000000001, H="河津市"),
        organization_cells(2, H="河津市"),
        organization_cells(3, H="河津市", I=None),
        organization_cells(4, D="示例制造2号有限公司（示例）", H="河津市"),
    ]
    return xlsx(rows, merged=["I3:I4"])


def main() -> None:
    """Fill a folder with the demonstration, serve it and take the pictures into `FOLDER`."""
    django.setup()
    from tests.browser import chromium, demo_portal

    with tempfile.TemporaryDirectory() as folder:
        demo_portal.fill(Path(folder))
        password = demo_portal.password_of(Path(folder))
        with demo_portal.standing(Path(folder)) as portal, chromium.started() as browser:
            take(browser, portal, password, FOLDER)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    main()
