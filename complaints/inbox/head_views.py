"""The daily heads in public: whoever keeps one can show later that nothing before it was changed."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from complaints import keystore, vault
from complaints.models import ChainHead
from complaints.proofs import KEY_NAME

SHOWN = 60
"""Days on the page; an older head is found by its address."""

FILE_NAME = "qianming.txt"


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The newest heads, and how to check one. It says nothing of how many cases there are."""
    rows = [(row.day, bytes(row.head).hex()) for row in ChainHead.objects.order_by("-day")[:SHOWN]]
    context = {
        "rows": rows,
        "file_name": FILE_NAME,
        "key_name": KEY_NAME,
        "key_url": reverse("complaints_proof_key"),
    }
    return render(request, "complaints/inbox/heads.html", context)


@require_safe
def head(request: HttpRequest, day: str) -> HttpResponse:
    """One head with its signature, as a file."""
    try:
        row = ChainHead.objects.filter(day=dt.date.fromisoformat(day)).first()
        public = keystore.installation().public
    except (ValueError, vault.Refused):
        raise Http404 from None
    if row is None:
        raise Http404
    text = vault.head_text(public, row.day, bytes(row.head), bytes(row.signature))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
