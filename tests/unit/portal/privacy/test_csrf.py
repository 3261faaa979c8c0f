"""Forms of the channel: a cookie of their own, and a refusal that loses nothing."""

import re

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import include, path

from portal.privacy import cookies

HERE = {"origin": "http://testserver"}
TYPED = "受理人员的亲属也在名单里 <b>"


def form(request: HttpRequest) -> HttpResponse:
    """A page with a form, and what it got."""
    return HttpResponse(request.POST.get("facts", get_token(request)))


urlpatterns = [path("complaints/form/", form), path("other/", form), path("", include("portal.urls"))]


pytestmark = pytest.mark.django_db  # the portal's own page of refusal shows the site's name


@pytest.fixture
def browser(settings: LazySettings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(enforce_csrf_checks=True)


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page) or re.search(r"^(\w{64})", page)
    assert found
    return found[1]


def test_the_cookie_ends_with_the_browser_and_goes_nowhere_else(browser: Client) -> None:
    cookie = browser.get("/complaints/form/").cookies[cookies.FORM]
    assert cookie["secure"] is True
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Strict", "/", "")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_each_part_of_the_site_knows_its_own_cookie_only(browser: Client, settings: LazySettings) -> None:
    token = token_in(browser.get("/complaints/form/").content.decode())
    assert settings.CSRF_COOKIE_NAME not in browser.cookies
    assert browser.post("/complaints/form/", {"facts": "a", "csrfmiddlewaretoken": token}).status_code == 200
    assert browser.post("/other/", {"facts": "a", "csrfmiddlewaretoken": token}).status_code == 403
    other = token_in(browser.get("/other/").content.decode())
    assert browser.cookies[settings.CSRF_COOKIE_NAME].value != browser.cookies[cookies.FORM].value
    assert browser.post("/other/", {"facts": "a", "csrfmiddlewaretoken": other}).status_code == 200
    assert browser.post("/complaints/form/", {"facts": "a", "csrfmiddlewaretoken": other}).status_code == 403


def test_a_lost_cookie_costs_one_more_press_and_no_word(browser: Client) -> None:
    refused = browser.post("/complaints/form/", {"facts": TYPED, "city": "datong"}, headers=HERE)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert page.count("受理人员的亲属也在名单里 &lt;b&gt;") == 2  # in the form, and to be copied by hand
    assert "<b>" not in page
    assert 'name="city" value="datong"' in page
    again = {"facts": TYPED, "csrfmiddlewaretoken": token_in(page)}
    assert browser.post("/complaints/form/", again, headers=HERE).content.decode().startswith(TYPED)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "https://testserver", ""])
def test_nothing_comes_back_to_a_form_from_elsewhere(browser: Client, origin: str) -> None:
    headers = {"origin": origin} if origin else {}
    refused = browser.post("/complaints/form/", {"facts": TYPED}, headers=headers)
    assert refused.status_code == 403
    assert "亲属" not in refused.content.decode()
    assert "csrfmiddlewaretoken" not in refused.content.decode()


def test_elsewhere_the_refusal_is_the_portals_own(browser: Client) -> None:
    refused = browser.post("/other/", {"facts": TYPED}, headers=HERE)
    assert refused.status_code == 403
    assert cookies.TURN not in refused.cookies
