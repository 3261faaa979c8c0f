"""The front page, and the site map for people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.views import serve

from cms import clock
from cms.pages import Crumb
from cms.selectors.pages import front_page as front_page_of
from cms.selectors.pages import sitemap_page
from cms.views.caching import keep
from cms.views.presenters import common


def front_page(request: HttpRequest) -> HttpResponse:
    """What is open for objection now, across cities; on a city's own host that city's page."""
    if request.get_host() in settings.CITY_HOSTS:
        return serve(request, "")
    shown = front_page_of(clock.now())
    return keep(render(request, "home/home_page.html", {"shown": shown, **common(), "crumbs": ()}), shown)


def site_map(request: HttpRequest) -> HttpResponse:
    """Every city, edition and common page."""
    return render(
        request, "portal/sitemap.html", {"shown": sitemap_page(), **common("", Crumb(_("网站地图")))}
    )
