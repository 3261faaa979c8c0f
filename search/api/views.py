"""The addresses beside the resources: the description, the files of dumps, what is none, and the page for people."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.pages import Crumb
from cms.views.presenters import canonical, common
from search.api import dumps, problems
from search.api.answering import JSON, RETRY_AFTER, given, guarded, tagged
from search.api.description import PARTS, current
from search.api.dump_store import KEPT
from search.api.limiting import AN_HOUR
from search.api.parameters import read_parameters
from search.api.problems import KINDS, ProblemError, refused
from search.api.resources import GROUPS, RESOURCES
from search.api.values import ROOT

ANY = ""


@guarded()
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description of this installation."""
    _no_parameters(request)
    text = json.dumps(current(), ensure_ascii=False)
    return tagged(request, HttpResponse(text, content_type=JSON), (), clock.now())


def _no_parameters(request: HttpRequest) -> None:
    _values, faults = read_parameters((), given(request))
    if faults:
        raise refused(faults)


@guarded(accepts=ANY)
def dump_file(request: HttpRequest, date: str, name: str) -> HttpResponseBase:
    """A file of a dump."""
    _values, faults = read_parameters((dumps.DATE,), {"date": [date]})
    if faults:
        raise ProblemError(problems.NOT_FOUND)
    _no_parameters(request)
    return dumps.dump_file(request, date, name)


@guarded(accepts=ANY)
def busy(request: HttpRequest) -> HttpResponse:
    """What nginx says, in the portal's words, to whom it refuses itself."""
    raise ProblemError(problems.TOO_MANY, headers={"Retry-After": str(RETRY_AFTER)})


@guarded(accepts=ANY)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """No such address; one that only lacks its last slash is sent there."""
    if not rest.endswith("/"):
        try:
            found = resolve(f"{ROOT}{rest}/")
        except Resolver404:
            raise ProblemError(problems.NOT_FOUND) from None
        if found.url_name and found.url_name.startswith("api_") and found.url_name != "api_nothing":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
    raise ProblemError(problems.NOT_FOUND)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the interface gives and how, for people."""
    groups = [(group, [each for each in RESOURCES if each.group == group.key]) for group in GROUPS]
    context = {
        "groups": groups,
        "problems": KINDS,
        "root": ROOT,
        "origin": settings.CANONICAL_ORIGIN,
        "an_hour": AN_HOUR,
        "parts": PARTS,
        "kept": KEPT,
        **canonical(ROOT),
        **common("", Crumb(_("数据接口"))),
    }
    response = render(request, "search/api.html", context)
    response["Cache-Control"] = "public, max-age=60"
    response["Link"] = f'<{settings.CANONICAL_ORIGIN}{ROOT}openapi.json>; rel="service-desc"'
    return response
