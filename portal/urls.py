"""Every address of the portal: the only file that knows the urls of every app."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import health, language


def _app(route: str, module: str) -> list[URLResolver]:
    return [path(route, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", language.choose, name="choose_language"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *_app("", "themes.urls"),
    *_app("calendar/", "portal.calendar.urls"),
    *_app("", "portal.home.urls"),
    *_app("complaints/", "complaints.urls"),
    *_app("register/", "search.urls"),
    *_app("", "cms.urls"),
    # Last: Wagtail answers every remaining path from the page tree.
    path("", include(wagtail_urls)),
]
