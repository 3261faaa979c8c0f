"""Headers of every answer, and what may never be written to a log.

The content security policy has no exception for any page. Public pages run without any inline script or
style, load nothing from elsewhere and may be framed by nobody. The admin's policy differs only where Wagtail
needs it; ``docs/adr/`` records what was measured.
"""

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ADMIN_PREFIX = "/admin/"
FILES_PREFIX = "/files/"

PUBLIC_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ADMIN_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
# What an office uploaded is handed over, never run: opened in a browser it has no origin and no rights.
FILE_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)

# Paths of which no log keeps anything: who files, reads or follows up a complaint leaves no line.
NO_LOG_PREFIXES = ("/complaints/", "/admin/complaints/")

_QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']*")
_NO_LOG = re.compile(r"(?:/admin)?/complaints/[^\s\"']*")


def is_admin(path: str) -> bool:
    """Whether ``path`` belongs to the admin and gets its policy."""
    return path.startswith(ADMIN_PREFIX)


def is_unlogged(path: str) -> bool:
    """Whether requests for ``path`` must leave no line in any log."""
    return path.startswith(NO_LOG_PREFIXES)


def without_traces(text: str) -> str:
    """``text`` with the query of every path cut off and every path of the channel shortened to its root."""
    return _QUERY.sub(r"\1", _NO_LOG.sub("/complaints/", text))


def _policy(path: str, response: HttpResponse) -> str:
    """The policy of an answer; the error page below the files' addresses is a page like any other."""
    if is_admin(path):
        return ADMIN_POLICY
    return FILE_POLICY if path.startswith(FILES_PREFIX) and response.status_code < 400 else PUBLIC_POLICY


class PrivacyMiddleware:
    """Outermost: no answer, not even an error or a static file, leaves without these headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers by the request's own path.

        A page previewed in the admin passes twice, once under its own path and once under the admin's; the
        outer pass decides, so that the preview may stand in the admin's frame and nowhere else.
        """
        response = self.get_response(request)
        admin = is_admin(request.path)
        response["Content-Security-Policy"] = _policy(request.path, response)
        response["X-Frame-Options"] = "SAMEORIGIN" if admin else "DENY"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response


class LogFilter(logging.Filter):
    """Drops lines about requests of the complaint channel and cuts the query from every other path."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a record whose request is unlogged; otherwise rewrite its text and let it pass."""
        request = getattr(record, "request", None)
        if request is not None and is_unlogged(getattr(request, "path", "")):
            return False
        record.msg = without_traces(record.getMessage())
        record.args = None
        return True
