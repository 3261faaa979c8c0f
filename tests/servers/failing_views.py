"""Addresses of the channel where everything fails with a confided text in hand, and one that shows the rest works.

Used as ``ROOT_URLCONF`` of a real server and in the test's own process. Every exception, variable, argument and log
line below holds ``MARK``.
"""

import logging
import warnings
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.urls import include, path

from portal.privacy.padding import padded

MARK = "marked-words-of-a-reporter"
logger = logging.getLogger("some.library")


class Confided(Exception):  # noqa: N818 - named as no filter would expect
    """An exception of a library, quoting what it was given."""


def _deeper(text: str) -> None:
    held = [text]
    raise Confided(f"cannot parse {held}")


def value(request: HttpRequest) -> HttpResponse:
    """Fails in a function called with the text."""
    facts = request.POST.get("facts", MARK)
    _deeper(facts)
    return HttpResponse()


def chained(request: HttpRequest) -> HttpResponse:
    """Fails while it handles another failure."""
    try:
        _deeper(MARK)
    except Confided as error:
        raise IntegrityError(f"Key (facts)=({MARK}) already exists") from error
    return HttpResponse()


def ours(request: HttpRequest) -> HttpResponse:
    """Fails inside the portal's own code."""
    return HttpResponse(padded(MARK))  # type: ignore[arg-type]


def template(request: HttpRequest) -> HttpResponse:
    """Fails while a template is drawn."""
    page = engines["django"].from_string("{{ text|slice:bad }}{{ broken }}")

    class Broken:
        def __str__(self) -> str:
            raise Confided(MARK)

    return HttpResponse(page.render({"text": MARK, "broken": Broken()}, request))


def lines(request: HttpRequest) -> HttpResponse:
    """Writes to logs as a library would."""
    logger.info("read %s", MARK)
    logger.warning("odd: %s", MARK, extra={"request": request, "facts": MARK})
    logger.error("broken: %s", {"facts": MARK}, stack_info=True)
    try:
        _deeper(MARK)
    except Confided:
        logger.exception("cannot parse %s", MARK)
    warnings.warn(f"doubtful: {MARK}", RuntimeWarning, stacklevel=1)
    return HttpResponse("written")


def stream(request: HttpRequest) -> HttpResponseBase:
    """Breaks off in the middle of a download."""

    def parts() -> Iterator[bytes]:
        yield b"first"
        _deeper(MARK)

    return StreamingHttpResponse(parts(), content_type="application/octet-stream")


def missing(request: HttpRequest) -> HttpResponse:
    """404 with the text as its reason."""
    raise Http404(MARK)


def denied(request: HttpRequest) -> HttpResponse:
    """403 with the text as its reason."""
    raise PermissionDenied(MARK)


def suspicious(request: HttpRequest) -> HttpResponse:
    """400 with the text as its reason."""
    raise SuspiciousOperation(MARK)


class FailingMiddleware:
    """Fails outside every view."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fail for one address, and leave the others alone."""
        if request.path.endswith("/middleware/"):
            _deeper(MARK)
        answer: HttpResponse = self.get_response(request)
        return answer


FAILING = {
    "value": 500,
    "chained": 500,
    "ours": 500,
    "template": 500,
    "lines": 200,
    "missing": 404,
    "denied": 403,
    "suspicious": 400,
    "middleware": 500,
}
_views = [path(f"{name}/", globals()[name]) for name in FAILING if name != "middleware"] + [
    path("stream/", stream)
]
urlpatterns = [
    path("complaints/", include(_views)),
    path("admin/complaints/", include(_views)),
    path("elsewhere/", include(_views)),
    path("", include("portal.urls")),
]
handler500 = "portal.privacy.pages.server_error"
