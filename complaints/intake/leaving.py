"""The way out of the channel."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# A browser that tells where a request comes from says one of these for a link on our own pages, a bookmark, a typed address.
_OWN = ("same-origin", "none")


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Let the browser forget this site and show the public front page.

    Answers 303 to ``/`` with ``Clear-Site-Data: "*"``; a request that another site caused is sent on without
    it, so that nobody else can log readers out or undo their choice of large text.
    """
    response = HttpResponse(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
    if request.headers.get("Sec-Fetch-Site", "none") in _OWN:
        response["Clear-Site-Data"] = '"*"'
    return response
