"""What every page needs to look right: the reader's display choice, the site's identity, the main host."""

from django.conf import settings
from django.http import HttpRequest

from themes.display import Display
from themes.identity import SiteIdentity, site_identity


def look(request: HttpRequest) -> dict[str, Display | SiteIdentity | str]:
    """``display``, ``site`` and ``main_root``.

    ``main_root`` stands before every root-relative link: empty on the main host, the canonical origin on a
    city's own host, where the portal's common pages and the other cities do not exist.
    """
    main = request.get_host() == settings.CANONICAL_ORIGIN.partition("://")[2]
    known_as_city = not main and request.get_host() in settings.CITY_HOSTS
    return {
        "display": Display.from_cookies(request.COOKIES),
        "site": site_identity(),
        "main_root": settings.CANONICAL_ORIGIN if known_as_city else "",
    }
