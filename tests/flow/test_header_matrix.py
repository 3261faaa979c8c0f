"""The headers of every address, by every method, for somebody and for nobody.

What each part of the site must answer with is read from `portal.privacy.policies`; that this is the strictest set but for
the departures listed in docs/reference/headers.md is asked at the end.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from cms import clock, filestore
from cms.actions.files import store_attachment
from portal.privacy import cookies
from portal.privacy.logs import AnswerBroken
from portal.privacy.padding import STEP
from portal.privacy.places import Place, place_of
from portal.privacy.policies import WITHHELD, headers_of
from tests.factories import notices, offices, uploads
from tests.factories.every_address import addresses
from tests.header_table import table
from tests.header_table.render import PAGE, differences, page, policy_of
from tests.servers.failing_views import FAILING, Confided

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# Beside the fixed set; nothing else may stand in an answer.
ALSO = {
    "Allow", "Content-Disposition", "Content-Language", "Content-Length", "Content-Type", "Location", "Retry-After",
    "Strict-Transport-Security", "Vary",
}  # fmt: skip
ALSO_IN_THE_CHANNEL = ALSO | {"Clear-Site-Data"}
# No Access-Control-Allow-Origin: no other site's script reads an answer, but those of the interface that is there for it.
ALSO_OUTSIDE = ALSO | {"Accept-Ranges", "Cache-Control", "ETag", "Expires", "Last-Modified"}
API = "/api/v1/"
ALSO_IN_THE_API = ALSO_OUTSIDE | {
    "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Link", "RateLimit", "RateLimit-Policy",
}  # fmt: skip


ADDRESSES = addresses()


class Asked:
    """A browser that looks at every answer it gets."""

    def __init__(self, **options: Any) -> None:
        self.client = Client(raise_request_exception=False, **options)
        self.turns: set[str] = set()
        self.pages = 0

    def ask(self, method: str, path: str, **options: Any) -> HttpResponse:
        response = self.client.generic(method, path, **options)
        self.look(path, response, f"{method} {path} {response.status_code}")
        if response.streaming:
            # Read to its end it closes itself; closed by hand it would take the test's database with it.
            with suppress(AnswerBroken, Confided):  # some of these break off on purpose
                response.getvalue()
        return response

    def look(self, path: str, response: HttpResponse, what: str) -> None:
        place = place_of(path)
        expected = headers_of(place, response.status_code)
        assert {name: response.get(name) for name in expected} == expected, what
        outside = ALSO_IN_THE_API if path.startswith(API) else ALSO_OUTSIDE
        more = ALSO_IN_THE_CHANNEL if place.confidential else outside
        assert set(response.headers) - set(expected) <= more, what
        if place.confidential:
            self.look_closer(place, response, what)

    def look_closer(self, place: Place, response: HttpResponse, what: str) -> None:
        assert not set(response.headers) & set(WITHHELD), what
        if place is Place.CHANNEL:
            assert set(response.cookies) <= cookies.OF_THE_CHANNEL, what
        for name in set(response.cookies) & {*cookies.OF_THE_CHANNEL, cookies.VAULT}:
            cookie = response.cookies[name]
            assert cookie["secure"], what
            assert cookie["httponly"], what
            assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", ""), what
            assert not cookie["max-age"], what
        if not response.streaming and response["Content-Type"].startswith("text/html"):
            turn = response.cookies[cookies.TURN].value
            assert turn not in self.turns, what
            assert len(turn) >= 22, what  # 16 bytes in base64
            self.turns.add(turn)
            assert len(response.content) % STEP == 0, what
            self.pages += 1


@pytest.fixture
def sealed_address(settings: Any, tmp_path: Path) -> str:
    """Where a published file is fetched."""
    settings.MEDIA_ROOT = tmp_path
    content = uploads.word("名单（示例）")
    office = offices.make_office("datong")
    edition = offices.make_edition(office, at=offices.DEFAULT_AT - notices.STEP)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, "application_notice")
        store_attachment(
            notice=notice, upload=uploads.upload("list.docx", content), title="", by=office.editor
        )
        notices.fulfil(office, edition, notice.stage_key)
        notices.approve(office, notices.submit(office, notice))
    return f"/files/{filestore.digest_of(content)}/list.docx"


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("examiner", "examiner@example.invalid", "only-for-this-test-0417")


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_every_address_for_nobody(method: str) -> None:
    browser = Asked()
    for path in ADDRESSES:
        browser.ask(method, path)
    assert browser.pages > 10 or method == "HEAD"
    assert Session.objects.count() == 0


@pytest.mark.parametrize("method", METHODS)
def test_every_address_for_somebody(staff: User, method: str) -> None:
    """Wagtail's own pages by two methods only: it answers most others as it answers GET, and takes its time."""
    browser = Asked()
    for path in ADDRESSES:
        if method in ("GET", "POST") or place_of(path) is not Place.ADMIN:
            browser.client.force_login(staff)  # some addresses end the session
            browser.ask(method, path)
    assert browser.pages > 10 or method == "HEAD"


def test_every_method_of_the_channel_for_somebody_touches_no_session(staff: User) -> None:
    browser = Asked()
    browser.client.force_login(staff)
    before = list(Session.objects.values_list("session_key", "session_data", "expire_date"))
    for path in (path for path in ADDRESSES if place_of(path) is Place.CHANNEL):
        for method in METHODS:
            response = browser.ask(method, path)
            user = getattr(response.wsgi_request, "user", None)
            assert user is None or user.is_anonymous, path
    assert list(Session.objects.values_list("session_key", "session_data", "expire_date")) == before


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_static_files_and_what_is_not_there(method: str) -> None:
    browser = Asked()
    found = browser.ask(method, "/static/portal/css/base.css")
    assert found.status_code == (200 if method in ("GET", "HEAD") else 405)
    browser.ask(method, "/static/no-such-file.css")
    browser.ask(method, "/files/" + "0" * 64 + "/list.pdf")
    browser.ask(method, "/complaints/", HTTP_HOST="elsewhere.example")
    browser.ask(method, "/admin/complaints/", HTTP_HOST="elsewhere.example")


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:doubtful")
def test_failures(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.servers.failing_views"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.servers.failing_views.FailingMiddleware"]
    browser = Asked()
    for place in ("complaints", "admin/complaints", "admin", "elsewhere"):
        for name, status in FAILING.items():
            response = browser.ask("POST", f"/{place}/{name}/")
            assert response.status_code in (status, 302, 404), (place, name)
        browser.ask("GET", f"/{place}/stream/")


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_under_the_same_headers() -> None:
    browser = Asked(enforce_csrf_checks=True)
    for path in ("/complaints/new/write/", "/admin/login/"):
        assert browser.ask("POST", path).status_code == 403


@pytest.mark.django_db
def test_a_published_file_is_under_the_policy_of_files(sealed_address: str) -> None:
    response = Asked().ask("GET", sealed_address)
    assert response.status_code == 200
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/complaints/", "/static/portal/css/base.css", "/admin/login/"])
def test_browsers_are_told_to_come_encrypted_only_over_an_encrypted_connection(
    settings: Any, path: str
) -> None:
    settings.SECURE_HSTS_SECONDS = 63072000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    name, value = table.TRANSPORT
    assert Asked().ask("GET", path, secure=True)[name] == value
    assert name not in Asked().ask("GET", path).headers


@pytest.mark.django_db
def test_the_channel_opens_encrypted_or_on_this_machine_and_nowhere_else(settings: Any) -> None:
    settings.CHANNEL_PLAIN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "[::1]"]
    browser = Asked()
    for host in ("testserver", "testserver:8000"):
        for method in ("GET", "POST"):
            refused = browser.ask(method, "/complaints/new/", HTTP_HOST=host)
            assert refused.status_code == 403
            assert "https://gongshi.example.cn/complaints/" in refused.content.decode()
            assert cookies.FORM not in refused.cookies
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert browser.ask("GET", "/complaints/", HTTP_HOST=host).status_code == 200
    assert browser.ask("GET", "/complaints/", secure=True).status_code == 200
    settings.CANONICAL_ORIGIN = "http://testserver"
    refused = browser.ask("GET", "/complaints/", HTTP_HOST="testserver")
    assert "还没有开通加密连接" in refused.content.decode()


@pytest.mark.django_db
def test_the_channel_answers_no_condition() -> None:
    browser = Asked()
    for name, value in (
        ("if-none-match", "*"),
        ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("range", "bytes=0-1"),
    ):
        response = browser.ask("GET", "/complaints/", headers={name: value, "accept-encoding": "gzip"})
        assert response.status_code == 200
        assert len(response.content) >= STEP


def test_every_difference_from_the_strictest_set_is_listed_and_nothing_else() -> None:
    listed = {(place, item.header, item.directive) for item in table.DEPARTURES for place in item.places}
    assert listed == set(differences())


def test_no_policy_names_another_host_or_inline_code() -> None:
    for place in Place:
        for values in policy_of(place).values():
            assert not re.search(r"unsafe|http|\*|nonce|sha256", values)


def test_the_page_is_as_new_as_its_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.header_table"
