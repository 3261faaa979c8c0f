"""The cookies of the confidential channel: their names, their attributes, and which others may not come near it.

A name beginning with ``__Host-`` is accepted by browsers only with Secure, Path=/ and without Domain: no
neighbouring host can plant one. Chromium accepts Secure cookies on http://localhost and http://127.0.0.1 too.
"""

import secrets
from collections.abc import MutableMapping

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

FORM = "__Host-form"
TURN = "__Host-turn"
INBOX = "__Host-inbox"
VAULT = "__Host-vault"
MESSAGES = "messages"

TURN_BYTES = 16
# The only cookies an answer below /complaints/ may set or clear.
OF_THE_CHANNEL = frozenset({FORM, TURN, INBOX})


def set_private(response: HttpResponseBase, name: str, value: str) -> None:
    """Set a cookie that ends with the browser, is hidden from scripts and never sent along from another site."""
    response.set_cookie(
        name, value, max_age=None, path="/", domain=None, secure=True, httponly=True, samesite="Strict"
    )


def clear_private(response: HttpResponseBase, name: str) -> None:
    """Let the browser forget a cookie of the channel; browsers refuse to touch a ``__Host-`` name without Secure."""
    set_private(response, name, "")
    response.cookies[name]["max-age"] = 0
    response.cookies[name]["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"


def turn(response: HttpResponseBase) -> None:
    """Give the page a fresh cookie nobody reads.

    Chromium keeps even `no-store` pages in its back/forward cache with what was typed into them, but not one
    whose own answer set a fresh HttpOnly cookie: that one is loaded again.
    """
    set_private(response, TURN, secrets.token_urlsafe(TURN_BYTES))


def without_the_office(request: HttpRequest) -> None:
    """Take the office's cookies from the request: below /complaints/ nobody is logged in, and no session is read.

    Without its cookie Django's session stays empty and untouched; so does the list of messages meant for the admin.
    """
    cookies: MutableMapping[str, str] = request.COOKIES
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, MESSAGES, VAULT):
        cookies.pop(name, None)
