"""How to prove a seal without this portal: the page that explains it, and the program that does it."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import verify_seal
from cms.pages import Crumb
from cms.views.presenters import common

PROGRAM = Path(verify_seal.__file__)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The explanation."""
    return render(request, "portal/verify.html", common("", Crumb(_("怎样核验一份公告"))))


@require_safe
def verify_script(request: HttpRequest) -> FileResponse:
    """The program itself, which needs nothing but Python."""
    return FileResponse(
        PROGRAM.open("rb"),
        as_attachment=True,
        filename=PROGRAM.name,
        content_type="text/x-python; charset=utf-8",
    )
