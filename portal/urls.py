"""Every address of the portal: the only file that knows the urls of every app."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal import health, language
from portal.privacy import pages as channel_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", language.choose, name="choose_language"),
    path("admin/", include("cms.admin.early_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("themes.urls")),
    path("calendar/", include("portal.calendar.urls")),
    path("", include("portal.home.urls")),
    # Asked by nginx alone, for what it refuses itself.
    path("complaints/busy/", channel_pages.busy, name="channel_busy"),
    path("complaints/too-long/", channel_pages.too_long, name="channel_too_long"),
    path("complaints/", include("complaints.urls")),
    path("", include("search.urls")),
    path("", include("cms.urls")),
    # Last: Wagtail answers every remaining path from the page tree.
    path("", include(wagtail_urls)),
]

handler500 = "portal.privacy.pages.server_error"
