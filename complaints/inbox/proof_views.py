"""The page on which anybody checks a proof of filing. Nothing of it is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from complaints import keystore, vault
from complaints.proofs import FILE_NAME, KEY_NAME, handed_back, public_key_pem, verified

LONGEST = 4_000


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """The installation's key, how to check a proof with it, and a field that checks one here."""
    try:
        installation = keystore.installation()
    except vault.Refused:
        return render(request, "complaints/inbox/proof.html", {"file_name": FILE_NAME})
    context: dict[str, Any] = {
        "fingerprint": installation.fingerprint,
        "pem": public_key_pem(installation.public),
        "file_name": FILE_NAME,
        "key_name": KEY_NAME,
    }
    if request.method == "POST":
        typed = request.POST.get("proof", "")[:LONGEST]
        context["typed"] = typed
        try:
            context["read"], _text = verified(typed)
        except vault.Refused:
            context["refused"] = True
    return render(request, "complaints/inbox/proof.html", context)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key in PEM, as a file."""
    try:
        pem = public_key_pem(keystore.installation().public)
    except vault.Refused:
        return HttpResponse(
            _("本站还没有签发证明的密钥。"), content_type="text/plain; charset=utf-8", status=404
        )
    response = HttpResponse(pem, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{KEY_NAME}"'
    return response


@sensitive_variables()
@require_http_methods(["POST"])
def download(request: HttpRequest) -> HttpResponse:
    """The proof that a page shows once, handed back as a file; anything that is no proof of ours is refused."""
    return handed_back(request) or HttpResponse(status=400)
