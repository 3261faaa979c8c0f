"""The language of public pages: Chinese unless the reader asked for English.

The browser's ``Accept-Language`` is not consulted: one address must give one page to every cache and every
reader, and a citizen with an English telephone still reads a Chinese notice. The choice is made by
``?lang=en`` or by the small form on each page, which posts to ``/language/`` and is kept in a cookie. In the
admin Wagtail activates the language of the account on top of this.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

PARAMETER = "lang"


def offered(code: str | None) -> str | None:
    """``code`` when the portal speaks that language, else None."""
    return code if code in dict(settings.LANGUAGES) else None


def language_of(request: HttpRequest) -> str:
    """The language this request is answered in: the address first, the cookie second, else Chinese."""
    asked = offered(request.GET.get(PARAMETER))
    remembered = offered(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    return asked or remembered or settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activates the request's language and names it in ``Content-Language``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language. ``Vary: Cookie`` keeps a shared cache from mixing the two."""
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", code)
            patch_vary_headers(response, ["Cookie"])
        return response


@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the posted ``language`` and go back to ``next`` (a path of this host, else the front page).

    Exempt from the CSRF token so that public pages stay cacheable; the worst a forged post could do is to
    change the language of the buttons.
    """
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    code = offered(request.POST.get("language"))
    if code:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response
