"""The demonstration of one day in a real browser: written once, served from copies."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import chromium, demo_portal
from tests.browser.chromium import DESKTOP
from tests.servers.once import made_once
from tests.servers.portal import Portal

OpenPage = Callable[..., Page]
"""`open_page(size, **options)`: a page of a context of its own, closed after the test."""


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as files, one for all processes of a run. Serve a copy."""
    return made_once(tmp_path_factory, "demo", demo_portal.fill)


@pytest.fixture(scope="session")
def portal(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration served, for tests that only read."""
    copy = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("read") / "demo")
    with demo_portal.standing(copy) as running:
        yield running


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Another copy of it, for the tests of one module to work on."""
    copy = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("office") / "demo")
    with demo_portal.standing(copy) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Closed with the module: its event loop would stand in the way of the database in others."""
    with chromium.started() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, portal: Portal) -> Iterator[OpenPage]:
    """Opens pages on the demonstration, each with cookies of its own."""
    with ExitStack() as contexts:

        def open_one(size: ViewportSize = DESKTOP, **options: Any) -> Page:
            settings: dict[str, Any] = {"base_url": portal.address, "locale": "zh-CN", "viewport": size}
            context = browser.new_context(**(settings | options))
            contexts.callback(context.close)
            return context.new_page()

        yield open_one
