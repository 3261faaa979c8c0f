"""Answers of the channel that say no view could answer. They ask nothing of the database, the session or the log."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.views import defaults

from portal.language import language_of
from portal.privacy import uploads
from portal.privacy.places import is_channel, is_unlogged

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a form field
MOST_FIELDS = 60


def _page(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    with translation.override(language_of(request)):
        return HttpResponse(render_to_string(f"portal/privacy/{name}.html", context), status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """500: something of ours broke. What a reader can do is the same whatever it was; the desk has words of its own."""
    return _page(request, "failed" if is_channel(request.path) else "failed_desk", 500)


def unreadable(request: HttpRequest) -> HttpResponse:
    """400: the request could not be read as a form."""
    return _page(request, "unreadable", 400)


def too_long(request: HttpRequest) -> HttpResponse:
    """413: more text than any form of the channel takes."""
    return _page(request, "too_long", 413)


def busy(request: HttpRequest) -> HttpResponse:
    """503: too much at once. The same words whether this bucket or the whole server is full."""
    response = _page(request, "busy", 503)
    response["Retry-After"] = "120"
    return response


def not_encrypted(request: HttpRequest) -> HttpResponse:
    """403: the connection is not encrypted, and browsers keep no cookie of the channel there."""
    origin = settings.CANONICAL_ORIGIN
    return _page(request, "not_encrypted", 403, origin=origin if origin.startswith("https://") else "")


def form_refused(request: HttpRequest) -> HttpResponse:
    """403: the form could not be shown to come from this site.

    The usual reason is a browser that was closed in between or keeps no cookies. When the browser itself says that
    the form stood on this site (`Origin`), what was typed comes back, with a button that sends it again. From
    anywhere else nothing is read: another site shall not put words into a page of ours.
    """
    fields: list[tuple[str, str]] = []
    if _from_here(request):
        _read_no_files(request)
        pairs = ((name, value) for name, values in request.POST.lists() for value in values)
        fields = [(name, value) for name, value in pairs if name != TOKEN_FIELD][:MOST_FIELDS]
    texts = [value for _name, value in fields if not value.isascii() or " " in value.strip()]
    context = {"fields": fields, "texts": texts, "token": get_token(request), "action": request.path}
    return _page(request, "form_refused", 403, **context)


def _from_here(request: HttpRequest) -> bool:
    return request.META.get("HTTP_ORIGIN") == f"{request.scheme}://{request.get_host()}"


def _read_no_files(request: HttpRequest) -> None:
    try:
        uploads.refuse_files(request)
    except AttributeError:
        return  # read before, under whatever handlers stood there then


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: the channel's page of last resort, and the portal's everywhere else."""
    return failed(request) if is_unlogged(request.path) else defaults.server_error(request)
