"""Documents that stand below a sealed notice: Wagtail's own pattern takes no dots, so they have addresses of their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cms.models import Seal
from cms.models.presenting import document_names, serve_document


def notice_document(request: HttpRequest, scheme: str, edition: str, notice: str, name: str) -> HttpResponse:
    """`…/<notice>/seal.json` and its like; 404 for a notice without seal and for a name nobody registered."""
    if name not in document_names():
        raise Http404
    seal = get_object_or_404(Seal.objects.select_related("notice"), public_id=f"{scheme}.{edition}.{notice}")
    return serve_document(seal, request, name)
