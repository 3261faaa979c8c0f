"""Chinese unless the reader asked for English."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import get_language

from portal.language import LanguageMiddleware


def answer(path: str, cookie: str = "", **headers: str) -> HttpResponse:
    """The language active inside a view, as the body of its answer."""
    request = RequestFactory().get(path, headers=headers)
    if cookie:
        request.COOKIES["language"] = cookie
    return LanguageMiddleware(lambda _request: HttpResponse(get_language()))(request)


@pytest.mark.parametrize(
    ("path", "cookie", "expected"),
    [
        ("/", "", "zh-hans"),
        ("/?lang=en", "", "en"),
        ("/", "en", "en"),
        ("/?lang=zh-hans", "en", "zh-hans"),
        ("/?lang=fr", "", "zh-hans"),
        ("/", "../../etc", "zh-hans"),
    ],
)
def test_the_address_first_then_the_cookie_then_chinese(path: str, cookie: str, expected: str) -> None:
    response = answer(path, cookie)
    assert response.content.decode() == expected
    assert response["Content-Language"] == expected
    assert response["Vary"] == "Cookie"


def test_the_browsers_own_language_decides_nothing() -> None:
    assert answer("/", **{"accept-language": "en"}).content == b"zh-hans"


def test_other_formats_are_not_varied() -> None:
    def feed(_request: object) -> HttpResponse:
        return HttpResponse("{}", content_type="application/json")

    assert "Vary" not in LanguageMiddleware(feed)(RequestFactory().get("/"))


def test_choosing_sets_a_cookie_and_goes_back(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/datong/?page=2"})
    assert response.status_code == 302
    assert response["Location"] == "/datong/?page=2"
    assert response.cookies["language"].value == "en"
    assert response.cookies["language"]["httponly"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_never_leads_elsewhere(client: Client, target: str) -> None:
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_a_language_not_offered_sets_nothing(client: Client) -> None:
    assert client.post("/language/", {"language": "fr", "next": "/"}).cookies == {}


def test_choosing_needs_a_post(client: Client) -> None:
    assert client.get("/language/").status_code == 405
