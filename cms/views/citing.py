"""The citation of an award as a file, for programs that keep references."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cms import clock
from cms.feeds import in_chinese
from cms.selectors.award_page import award_page


@require_safe
@in_chinese
def award_bibtex(request: HttpRequest, public_id: str) -> HttpResponse:
    """The BibTeX entry of an award; 404 for an id that was never given."""
    shown = award_page(public_id, clock.now())
    if shown is None:
        raise Http404
    response = HttpResponse(shown.citations.bibtex, content_type="text/x-bibtex; charset=utf-8")
    name = f"{shown.public_id}.bib"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
