"""What every public page needs whoever answers it: the cities of the masthead."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.selectors.pages import city_links


def cities(request: HttpRequest) -> dict[str, object]:
    """``cities``: links to every scheme, read from the database only where a template shows them."""
    return {"cities": SimpleLazyObject(city_links)}
