"""The handbook's pictures: small, all of them used, and saying what the pages say today."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.demo_portal import password_of
from tests.browser.pictures import FOLDER, take, words_of
from tests.servers.portal import ROOT, Portal

pytestmark = pytest.mark.browser

MOST_BYTES = 300_000
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")


@pytest.fixture(scope="module")
def taken(browser: Browser, portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every picture taken anew, by name."""
    folder = tmp_path_factory.mktemp("pictures")
    paths = take(browser, portal, password_of(portal.output.parent), folder)
    return {path.name: path for path in paths}


def test_the_handbook_has_the_pictures_that_are_taken_and_no_others(taken: dict[str, Path]) -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(taken)


def test_every_picture_is_shown_somewhere(taken: dict[str, Path]) -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / link).resolve() for page in pages for link in SHOWN.findall(page.read_text("utf-8"))
    }
    assert shown == {FOLDER / name for name in taken}


def test_no_picture_is_heavy() -> None:
    assert {
        path.name: path.stat().st_size for path in FOLDER.glob("*.png") if path.stat().st_size > MOST_BYTES
    } == {}


def test_they_say_what_the_pages_say(taken: dict[str, Path]) -> None:
    """When this fails, the pages have changed: `python -m tests.browser.pictures`, and look at the result."""
    stale = [name for name, path in taken.items() if words_of(path) != words_of(FOLDER / name)]
    assert stale == []


def test_they_have_the_size_of_the_window_they_were_taken_in(taken: dict[str, Path]) -> None:
    def size(path: Path) -> tuple[int, int]:
        with Image.open(path) as image:
            return image.size

    assert size(FOLDER / "front-page.png") == (1280, 750)
    assert size(FOLDER / "notice-phone.png") == (720, 1440)
    assert all(
        size(path) == size(FOLDER / name) for name, path in taken.items() if name != "admin-judgement.png"
    )
