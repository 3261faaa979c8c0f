"""The outermost middleware: no answer leaves without the headers of its part of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.privacy import cookies, logs
from portal.privacy.padding import padded
from portal.privacy.places import Place, place_of
from portal.privacy.policies import WITHHELD, headers_of


class PrivacyMiddleware:
    """Outermost: no answer, not even an error or a static file, leaves without these headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers by the request's own path.

        A page previewed in the admin passes twice, once under its own path and once under the admin's; the
        outer pass decides, so that the preview may stand in the admin's frame and nowhere else.
        """
        place = place_of(request.path)
        with logs.confidential(place.confidential):
            response = self.get_response(request)
        if place.confidential:
            _keep_private(response, place)
        for name, value in headers_of(place, response.status_code).items():
            response[name] = value
        return response


def _keep_private(response: HttpResponse, place: Place) -> None:
    """Take off what would let the answer be kept or compared; pad a page and give it its turn."""
    for name in WITHHELD:
        response.headers.pop(name, None)
    if place is Place.CHANNEL:
        for name in set(response.cookies) - cookies.OF_THE_CHANNEL:
            del response.cookies[name]
    if response.streaming:
        logs.guard_stream(response)
    elif response.get("Content-Type", "").startswith("text/html"):
        page = padded(response.content)
        response.content = page
        response["Content-Length"] = str(len(page))
        cookies.turn(response)
