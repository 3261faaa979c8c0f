"""How every address of the interface answers: method, form, allowance, parameters, and the headers that go with it."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from cms import clock
from cms.feeds import LANGUAGE
from cms.views.caching import seconds_to_keep
from cms.windows import BEIJING, beijing_day
from search.api import limiting, problems
from search.api.asking import Asked, One
from search.api.parameters import read_parameters
from search.api.problems import ProblemError, refused
from search.api.resources import Resource
from search.api.values import ROOT, absolute
from search.engines.base import EngineDownError

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
JSON = "application/json"
RETRY_AFTER = 60
LONGEST_LINK = 1_000
"""Characters of an address in a header; nginx refuses an answer whose headers are more than 4 KiB, as it stands."""

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
}
PREFLIGHT = CORS | {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
View = Callable[..., HttpResponseBase]
log = logging.getLogger(__name__)


def guarded(*, accepts: str = JSON) -> Callable[[View], View]:
    """Decorator: answer in Chinese, for reading only, within the allowance; whatever is wrong is a problem, never a page.

    `accepts` is the form of the answer; empty where it is one of several, and the view asks, or where there is none.
    """

    def decorate(view: View) -> View:
        def wrapped(request: HttpRequest, **parts: str) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers=PREFLIGHT | {"Allow": METHODS})
            left = limiting.take(request)
            with translation.override(LANGUAGE):
                try:
                    _check(request, left, accepts)
                    response = view(request, **parts)
                except ProblemError as problem:
                    response = _refusal(problem)
                except EngineDownError as error:
                    log.warning("the interface cannot answer from the index: %s", error)
                    response = _refusal(
                        ProblemError(problems.UNAVAILABLE, headers={"Retry-After": f"{RETRY_AFTER}"})
                    )
            for name, value in (CORS | left.headers()).items():
                response[name] = value
            return response

        return csrf_exempt(wrapped)

    return decorate


def _check(request: HttpRequest, left: limiting.Left, accepts: str) -> None:
    if not left.granted:
        raise ProblemError(problems.TOO_MANY)
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(problems.NOT_ALLOWED, headers={"Allow": METHODS})
    if accepts and not request.accepts(accepts):
        raise ProblemError(problems.NOT_ACCEPTABLE)


def _refusal(problem: ProblemError) -> HttpResponse:
    body = problem.body(absolute(ROOT)).model_dump_json()
    response = HttpResponse(body, status=problem.kind.status, content_type=problems.MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def given(request: HttpRequest) -> Mapping[str, list[str]]:
    """The parameters of an address, each with all its values."""
    return {name: [str(each) for each in values] for name, values in request.GET.lists()}


def view_of(resource: Resource) -> View:
    """The view of a resource."""

    @guarded()
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        found, faults = read_parameters(resource.parts, {name: [value] for name, value in parts.items()})
        if faults:
            raise ProblemError(problems.NOT_FOUND)
        asked_for = given(request)
        values, faults = read_parameters(resource.parameters, asked_for)
        if faults:
            raise refused(faults)
        now = clock.now()
        answer = resource.read(Asked(found | values, now))
        if isinstance(answer, One):
            return said(request, answer.value, answer.changes, now)
        following = _next(request.path, asked_for, answer.next)
        page = resource.model.model_construct(
            total=answer.total, next=following or None, items=list(answer.items)
        )
        response = said(request, page, answer.changes, now)
        if following and len(following) <= LONGEST_LINK:
            response["Link"] = f'<{following}>; rel="next"'
        return response

    return view


def _next(path: str, asked_for: Mapping[str, list[str]], cursor: str) -> str:
    if not cursor:
        return ""
    pairs = [(name, value) for name, values in asked_for.items() if name != "cursor" for value in values]
    return f"{absolute(path)}?{urlencode([*pairs, ('cursor', cursor)])}"


def said(
    request: HttpRequest, value: BaseModel, changes: tuple[dt.datetime, ...], now: dt.datetime
) -> HttpResponse:
    """An answer with its tag, or that nothing has changed since the reader asked."""
    response: HttpResponse = HttpResponse(value.model_dump_json(), content_type=JSON)
    return tagged(request, response, changes, now)


def tagged(
    request: HttpRequest, response: HttpResponse, changes: tuple[dt.datetime, ...], now: dt.datetime
) -> HttpResponse:
    """The answer under the digest of its content, kept by caches until its next change, a minute at most."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    found = get_conditional_response(request, etag=tag, response=response)
    answer = found if isinstance(found, HttpResponse) else response
    midnight = dt.datetime.combine(beijing_day(now) + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING)
    answer["Cache-Control"] = f"public, max-age={seconds_to_keep((midnight, *changes), now)}"
    return answer
