"""The content security policy in a real browser: it blocks nothing a page needs, nor does the admin's."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.servers.portal import Portal, serving

pytestmark = pytest.mark.browser

NAME, PASSWORD = "examiner", "only-for-this-test-0417"
REPORT = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const markup = event.target && event.target.outerHTML ? event.target.outerHTML.slice(0, 200) : "";
  window.violations.push([event.effectiveDirective, event.blockedURI, markup].join(" "));
});
"""
# Page 3 is the home page every installation starts with.
ADMIN_PAGES = (
    "/admin/",
    "/admin/pages/1/",
    "/admin/pages/3/edit/",
    "/admin/pages/3/history/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/new/",
    "/admin/workflows/list/",
    "/admin/workflows/edit/1/",
    "/admin/reports/site-history/",
    "/admin/reports/workflow/",
    "/admin/sites/new/",
    "/admin/account/",
)
PUBLIC_PAGES = ("/calendar/", "/no/such/page/")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with serving(tmp_path_factory.mktemp("portal"), demo=False) as running:
        account = ["--username", NAME, "--email", "examiner@example.invalid"]
        running.manage("createsuperuser", "--noinput", *account, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        yield running


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A fresh page, logged in, that notes violations and requests to other hosts."""
    context = browser.new_context(base_url=portal.address, locale="zh-CN")
    context.add_init_script(REPORT)
    page = context.new_page()
    page.goto("/admin/login/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def violations(page: Page) -> list[str]:
    """What the policy has blocked on the page so far."""
    found: list[str] = page.evaluate("window.violations")
    return found


@pytest.mark.parametrize("path", [*ADMIN_PAGES, *PUBLIC_PAGES])
def test_nothing_is_blocked_and_nothing_comes_from_elsewhere(page: Page, portal: Portal, path: str) -> None:
    elsewhere = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((portal.address, "data:")) else elsewhere.append(request.url)
        ),
    )
    page.goto(path, wait_until="networkidle")
    assert violations(page) == []
    assert elsewhere == []


def test_an_inline_script_would_be_blocked_and_noticed(page: Page) -> None:
    """Without this the tests above could pass for want of a listener."""
    page.goto("/admin/users/", wait_until="networkidle")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
        }"""
    )
    page.wait_for_function("window.violations.length > 0")
    assert violations(page)[0].startswith("script-src-elem inline")
    assert page.evaluate("window.ran") is None


def test_a_date_field_opens_its_calendar(page: Page) -> None:
    page.goto("/admin/reports/site-history/", wait_until="networkidle")
    page.evaluate("document.getElementById('id_timestamp_0').dispatchEvent(new Event('mousedown'))")
    page.evaluate("window.jQuery('#id_timestamp_0').datetimepicker('show')")
    assert page.locator(".xdsoft_datetimepicker:visible").count() == 1
    assert violations(page) == []


def test_a_chooser_opens_and_an_inline_panel_adds_a_row(page: Page) -> None:
    page.goto("/admin/workflows/edit/1/", wait_until="networkidle")
    rows = page.locator("[data-inline-panel-child]")
    before = rows.count()
    page.locator("#id_workflow_tasks-ADD").click()
    assert rows.count() == before + 1
    page.locator("[data-inline-panel-child] .chooser [data-chooser-action-choose]:visible").last.click()
    page.locator(".modal-dialog").wait_for()
    assert violations(page) == []


def test_the_preview_stands_in_its_frame(page: Page) -> None:
    page.goto("/admin/pages/3/edit/", wait_until="networkidle")
    toggle = page.locator("[data-side-panel-toggle=preview]")
    toggle.click()
    frame = page.frame_locator("#w-preview-iframe")
    frame.locator("body").wait_for()
    assert violations(page) == []


def test_no_other_page_can_frame_a_public_one(page: Page, portal: Portal) -> None:
    page.goto("/admin/", wait_until="networkidle")
    page.evaluate(
        """(address) => {
          const frame = document.createElement("iframe");
          frame.src = address;
          document.body.append(frame);
        }""",
        portal.address + "/calendar/",
    )
    page.wait_for_timeout(1000)
    assert page.frames[-1].url.startswith("chrome-error:")
