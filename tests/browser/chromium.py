"""The browser the tests look through, and what they write down while it reads a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PHONE = ViewportSize(width=360, height=740)
SMALL_PHONE = ViewportSize(width=360, height=640)
DESKTOP = ViewportSize(width=1280, height=900)

REPORT = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(event.effectiveDirective + " " + event.blockedURI);
});
"""


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What went wrong on a page since it was last asked: errors, and requests to any other host."""

    page: Page
    home: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page, home: str) -> "Watch":
        """Begin to watch a page of the portal at that address."""
        watch = cls(page, home)
        page.on("console", watch._heard)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        page.on("request", watch._asked)
        page.add_init_script(REPORT)
        return watch

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:")):
            self.elsewhere.append(request.url)

    def complaints(self) -> list[str]:
        """Everything since the last time, what the content security policy blocked on the page included."""
        blocked = [f"blocked: {text}" for text in self.page.evaluate("(window.violations || []).splice(0)")]
        found = [*self.errors, *self.elsewhere, *blocked]
        self.errors.clear()
        self.elsewhere.clear()
        return found


def width_of(page: Page) -> int:
    """How wide the page is laid out, once it has come whole, in CSS pixels; more than the window scrolls sideways."""
    page.wait_for_load_state()
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def style_of(target: Any, name: str) -> str:
    """A computed style of the element a locator names."""
    value: str = target.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", name)
    return value
