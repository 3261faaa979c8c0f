"""What every public template may use besides its own context."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def address(request: HttpRequest) -> dict[str, str]:
    """``canonical_origin`` and ``canonical_url``: the page's one address, whatever host it was asked by.

    The query is left out: a canonical link names the page, and a query may hold what somebody searched for.
    ``office_path`` is the first page of the admin for whoever is in it, to lead back there from an error; else empty.
    """
    office = reverse("wagtailadmin_home")
    return {
        "office_path": office if request.path.startswith(office) else "",
        "canonical_origin": settings.CANONICAL_ORIGIN,
        "canonical_url": settings.CANONICAL_ORIGIN + request.path,
    }
