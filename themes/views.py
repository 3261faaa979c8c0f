"""The form that switches large text and high contrast."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from themes.display import COOKIE, COOKIE_AGE, Display


@csrf_exempt
@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Remember the posted choice and go back to `next` (a path of this host, else the front page).

    Exempt from the CSRF token so that public pages stay cacheable; the worst a forged post could do is to
    enlarge somebody's letters.
    """
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponse(status=303, headers={"Location": target})
    value = Display.from_cookies(request.COOKIES).changed(request.POST).cookie
    if value:
        response.set_cookie(
            COOKIE,
            value,
            max_age=COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
