"""Forged forms: Django's protection, with a cookie of its own for the confidential channel.

The admin's cookie lives a year by Django's default and says who uses the admin. The channel has `__Host-form`,
which ends with the browser. Name and attributes are all that differs; how a form is checked is Django's.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.decorators import decorator_from_middleware
from django.views.csrf import csrf_failure

from portal.privacy import cookies, pages
from portal.privacy.places import is_channel


class FormCsrfMiddleware(CsrfViewMiddleware):
    """Django's middleware, reading and setting `__Host-form` below /complaints/."""

    def _get_secret(self, request: HttpRequest) -> str | None:
        """The secret of this browser, looked for under the channel's name only while in the channel."""
        if not is_channel(request.path):
            return super()._get_secret(request)  # type: ignore[misc]
        held = request.COOKIES
        mine = {settings.CSRF_COOKIE_NAME: held[cookies.FORM]} if cookies.FORM in held else {}
        request.COOKIES = mine
        try:
            return super()._get_secret(request)  # type: ignore[misc]
        finally:
            request.COOKIES = held

    def _set_csrf_cookie(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Set the cookie of this part of the site."""
        if not is_channel(request.path):
            super()._set_csrf_cookie(request, response)  # type: ignore[misc]
            return
        cookies.set_private(response, cookies.FORM, request.META["CSRF_COOKIE"])
        patch_vary_headers(response, ("Cookie",))


# For a view of the channel that is `csrf_exempt` outside because its upload handlers must stand before POST is
# read: Django's own `csrf_protect` would look for the admin's cookie.
csrf_protect_form = decorator_from_middleware(FormCsrfMiddleware)


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not pass: the channel's page keeps what was typed, every other is Django's."""
    if is_channel(request.path):
        return pages.form_refused(request)
    return csrf_failure(request, reason=reason)
