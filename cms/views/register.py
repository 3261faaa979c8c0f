"""The register as the public reads it: an award, a scheme's awards, awards across cities, other schemes' awards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.models import SchemePage
from cms.pages import Crumb
from cms.selectors.award_page import award_page
from cms.views.caching import keep
from cms.views.presenters import canonical, common


@require_safe
def award(request: HttpRequest, public_id: str) -> HttpResponse:
    """One award on its permanent page; 404 for an id that was never given."""
    shown = award_page(public_id, clock.now())
    if shown is None:
        raise Http404
    row = shown.row
    scheme = SchemePage.objects.get(slug=row.scheme_code)
    crumbs = (
        Crumb(scheme.title, f"/{scheme.slug}/"),
        Crumb(_("名册"), f"/{scheme.slug}/register/"),
        Crumb(row.holder or _("依法隐去")),
    )
    context = {"shown": shown, **canonical(row.path), **common(scheme.slug, *crumbs, theme=scheme.theme)}
    return keep(render(request, "cms/award.html", context), shown)
