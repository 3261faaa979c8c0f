"""A citizen checks a notice: two files from the site, one command, no network."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import DESKTOP
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

WHOLE = "/datong/2026/candidates/"
WITHHELD = "/yuncheng/2026/candidates-2/"
COMMAND = ["python3", "verify_seal.py", "seal.json"]


def download(page: Page, path: str, link: str, folder: Path) -> None:
    """Save what a link offers, under the name it suggests."""
    page.goto(path)
    with page.expect_download() as offered:
        page.get_by_role("link", name=link).click()
    offered.value.save_as(folder / offered.value.suggested_filename)


def run(folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command the site names, where the two files lie."""
    return subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def page(open_page: OpenPage, tmp_path: Path) -> Page:
    page = open_page(DESKTOP, java_script_enabled=False)
    download(page, "/verify/", "verify_seal.py", tmp_path)
    assert page.get_by_text(" ".join(COMMAND)).is_visible()
    return page


@pytest.mark.parametrize(("path", "withheld"), [(WHOLE, 0), (WITHHELD, 2)])
def test_the_command_computes_the_digest_the_page_shows(
    page: Page, tmp_path: Path, path: str, withheld: int
) -> None:
    download(page, path, "下载封存文件（seal.json）", tmp_path)
    shown = page.locator(".digest").first.inner_text()
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"其中依法隐去 {withheld} 项" in done.stdout
    digest = next(line for line in done.stdout.splitlines() if line.startswith("计算所得摘要")).split()[-1]
    assert digest in "".join(shown.split())


def test_one_changed_character_is_found(page: Page, tmp_path: Path) -> None:
    download(page, WHOLE, "下载封存文件（seal.json）", tmp_path)
    body = json.loads((tmp_path / "seal.json").read_text(encoding="utf-8"))
    entry = next(leaf["value"] for leaf in body["leaves"] if leaf.get("value", {}).get("t") == "entry")
    entry["name"] = entry["name"].replace("公司", "集团")
    (tmp_path / "seal.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "核验不通过" in done.stdout
