"""What holds for every request of the confidential channel before any view sees it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from portal.privacy import cookies, logs, pages, uploads
from portal.privacy.places import Place, place_of

# Longest answer 20,000 characters: 180,000 bytes as a form sends them. Nothing honest comes near this.
MOST_TEXT = 1024 * 1024
MULTIPART = "multipart/form-data"

_PORT = re.compile(r":\d+$")
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)


class ChannelMiddleware:
    """Below /complaints/: encrypted or on this machine, no file, no account, no conditional answer.

    It stands before everything that reads a body or a cookie. For the desk of the channel below the admin files are
    refused and failures caught here, no more: its readers are logged in, and its host is the admin's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say why not."""
        place = place_of(request.path)
        if place.confidential:
            for name in _CONDITIONS:
                request.META.pop(name, None)
            uploads.refuse_files(request)
        if place is Place.CHANNEL:
            cookies.without_the_office(request)
            if not can_hold_cookies(request):
                return pages.not_encrypted(request)
            if text_length(request) > MOST_TEXT:
                return pages.too_long(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a failing view, so that no report of it, with its variables and texts, is ever put together.

        Django goes on with what it has pages for: missing and forbidden.
        """
        if not place_of(request.path).confidential or isinstance(error, (Http404, PermissionDenied)):
            return None
        if isinstance(error, (SuspiciousOperation, BadRequest, MultiPartParserError)):
            return pages.unreadable(request)
        logs.report(error)
        got_request_exception.send(sender=None, request=request)
        return pages.failed(request)


def can_hold_cookies(request: HttpRequest) -> bool:
    """Whether browsers keep ``__Host-`` cookies on this connection: encrypted, or to the machine itself.

    A host that is not the portal's is left to Django, which refuses it a little later.
    """
    try:
        host = request.get_host()
    except DisallowedHost:
        return True
    return request.is_secure() or _PORT.sub("", host) in settings.CHANNEL_PLAIN_HOSTS


def text_length(request: HttpRequest) -> int:
    """Bytes of a body that is text; 0 for a multipart body, whose files have limits of their own."""
    if request.META.get("CONTENT_TYPE", "").startswith(MULTIPART):
        return 0
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
