"""Attachments by digest, streamed, never run."""

import re

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cms import filestore
from cms.selectors.files import public_file

_DIGEST = re.compile(r"[0-9a-f]{64}")


@require_safe
def notice_file(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """An attachment of a sealed notice, to be saved under its own name; 404 for anything else.

    The digest is the ETag. Caches ask again each time, so that a file withheld by law is gone at once
    everywhere. The policy that keeps it from running is set for the whole address by `portal.privacy`.
    """
    found = public_file(sha256, name) if _DIGEST.fullmatch(sha256) else None
    if found is None:
        raise Http404
    headers = {
        "ETag": f'"{sha256}"',
        "Cache-Control": "public, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    response: HttpResponseBase | None = get_conditional_response(request, etag=headers["ETag"])
    if response is None:
        try:
            stream = filestore.open_stream(sha256)
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            stream, as_attachment=True, filename=found.name, content_type=found.media_type
        )
    for header, value in headers.items():
        response[header] = value
    return response
