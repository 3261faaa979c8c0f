"""The page of a measure: the current version and every stored one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.models import Measure
from cms.pages import Crumb
from cms.pages.measure import MeasureVersion, measure_page
from cms.selectors.timeline import measure_card, measure_path
from cms.views.presenters import common


@require_safe
def measure(request: HttpRequest, city: str, version: int | None = None) -> HttpResponse:
    """A measure's full text and plain words; without a version the newest stored one. 404 for an unknown
    one.
    """
    stored = list(Measure.objects.filter(scheme_code=city).order_by("-version"))
    shown = next((m for m in stored if version is None or m.version == version), None)
    if shown is None:
        raise Http404
    card = measure_card(shown, clock.today())
    page = measure_page(
        shown.regulation,
        card=card,
        versions=[MeasureVersion(m.version, measure_path(m), m.made_at, m.sha256) for m in stored],
        sha256=shown.sha256,
        is_current=shown is stored[0],
    )
    crumbs = (Crumb(shown.regulation.award.name, f"/{city}/"), Crumb(_("依据的办法")))
    return render(request, "cms/measure.html", {"shown": page, **common(city, *crumbs)})
