"""Headers of every answer, and what never reaches a log."""

import logging

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal import privacy


@pytest.mark.parametrize("policy", [privacy.PUBLIC_POLICY, privacy.ADMIN_POLICY])
def test_no_policy_allows_foreign_or_evaluated_script(policy: str) -> None:
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert directives["base-uri"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_public_pages_are_stricter_than_the_admin() -> None:
    assert "frame-ancestors 'none'" in privacy.PUBLIC_POLICY
    assert "data:" not in privacy.PUBLIC_POLICY
    assert "unsafe" not in privacy.PUBLIC_POLICY
    assert "frame-ancestors 'self'" in privacy.ADMIN_POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/no/such/page/", "/admin/login/", "/language/"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    response = client.get(path)
    expected = privacy.ADMIN_POLICY if path.startswith("/admin/") else privacy.PUBLIC_POLICY
    assert response["Content-Security-Policy"] == expected
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_preview_gets_the_policy_of_the_outer_request() -> None:
    inner = privacy.PrivacyMiddleware(lambda _request: HttpResponse())
    outer = privacy.PrivacyMiddleware(lambda _request: inner(RequestFactory().get("/datong/2026/notice/")))
    response = outer(RequestFactory().get("/admin/pages/7/edit/preview/"))
    assert response["Content-Security-Policy"] == privacy.ADMIN_POLICY
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_filter_stands_at_every_handler() -> None:
    assert settings.LOGGING["handlers"]
    for handler in settings.LOGGING["handlers"].values():
        assert "privacy" in handler["filters"]


def logged(message: str, *args: object, request: object = None, name: str = "django.request") -> str | None:
    """What a handler behind the filter would write, or None when the record is dropped."""
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, None)
    if request is not None:
        record.request = request
    return record.getMessage() if privacy.LogFilter().filter(record) else None


def test_a_request_of_the_channel_leaves_no_line() -> None:
    request = RequestFactory().get("/complaints/new/")
    assert logged("Bad Request: %s", request.path, request=request) is None


def test_the_development_server_keeps_no_line_of_the_channel_nor_of_its_style_sheets() -> None:
    for path in ("/complaints/follow-up/", "/admin/complaints/keys/", "/static/complaints/channel.css"):
        assert logged(f'"GET {path} HTTP/1.1" 200 16384', name="django.server") is None
    assert logged('"GET /calendar/ HTTP/1.1" 200 1', name="django.server")


def test_a_path_of_the_channel_is_shortened_wherever_it_appears() -> None:
    line = logged("GET %s failed", "/complaints/follow-up/8841-2207/?code=1")
    assert line == "GET /complaints/ failed"


def test_queries_are_cut() -> None:
    assert logged('"GET /register/?q=%s HTTP/1.1" 200', "张三") == '"GET /register/ HTTP/1.1" 200'


def test_other_lines_pass_unchanged() -> None:
    assert logged("%s of %s done", 3, 5) == "3 of 5 done"
    request = RequestFactory().get("/register/")
    assert logged("Not Found: %s", request.path, request=request) == "Not Found: /register/"


@pytest.mark.django_db
def test_a_missing_page_of_the_channel_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(privacy.LogFilter())
    client.get("/register/no-such-page/?q=1")
    client.get("/complaints/no-such-page/?code=1")
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "/register/no-such-page/" in text
    assert "complaints" not in text
    assert "?" not in text
