"""The search of the register: a page of results, all values of a facet, and plain words where neither can be had."""

import datetime as dt
import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.pages import Crumb
from cms.views.caching import seconds_to_keep
from cms.views.presenters import canonical, common
from cms.windows import BEIJING, beijing_day
from search import presenting, showing
from search.coverage import register_coverage
from search.engines.base import EngineDownError
from search.facets import Facet
from search.index import engine
from search.pages import ROOT, NothingFound
from search.query import LONGEST_VALUE, BadQueryError, Fault, Problem, Query, parse
from search.text import tidy

RETRY_AFTER = 60
"""Seconds after which to ask again when the index cannot be read."""

FIND = "find"

log = logging.getLogger(__name__)


def _given(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [str(each) for each in values] for name, values in request.GET.lists()}


def _context(path: str, *crumbs: Crumb) -> dict[str, Any]:
    return {**canonical(path), **common("", *crumbs)}


def _kept(response: HttpResponse, now: dt.datetime) -> HttpResponse:
    """What an award is and how many are in force changes at midnight at the latest."""
    midnight = dt.datetime.combine(beijing_day(now) + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING)
    patch_cache_control(response, public=True, max_age=seconds_to_keep([midnight], now))
    return response


def _refused(request: HttpRequest, given: presenting.Given, error: BadQueryError) -> HttpResponse:
    shown = presenting.refused_page(given, error.problems)
    context = {"shown": shown, **_context(ROOT, Crumb(_("获奖名册"), ROOT), Crumb(_("无法检索")))}
    response = render(request, "search/refused.html", context, status=400)
    patch_cache_control(response, no_store=True)
    return response


def _down(request: HttpRequest, given: presenting.Given, error: EngineDownError) -> HttpResponse:
    log.error("the search cannot answer: %s", error)
    context = {"shown": presenting.down_page(), **_context(ROOT, Crumb(_("获奖名册"), ROOT))}
    response = render(request, "search/down.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page of what the address asks; 400 where it asks what cannot be, 503 while the index cannot be read."""
    given, now = _given(request), clock.now()
    ignored = presenting.strangers(given)
    today = beijing_day(now)
    try:
        query = parse(given, also=ignored)
        found = showing.search(query, today=today)
        nothing = _nothing(query, today) if query.narrows and not found.total else None
    except BadQueryError as error:
        return _refused(request, given, error)
    except EngineDownError as error:
        return _down(request, given, error)
    shown = presenting.search_page(
        query,
        found,
        today=today,
        coverage=register_coverage(found.state.version),
        nothing=nothing,
        ignored=ignored,
    )
    context = {"shown": shown, **_context(ROOT, Crumb(_("获奖名册")))}
    return _kept(render(request, "search/register.html", context), now)


def _nothing(query: Query, today: dt.date) -> NothingFound:
    """What to say where nothing was found: how many there are without the choices, or names that may have been meant."""
    plain = replace(query, chosen={}, page=1)
    without = engine().search(plain, today=today, per_page=1).total if query.chosen else 0
    near = engine().suggest(query.words, of=query.collection) if query.terms and not without else ()
    return NothingFound(without, near)


@require_safe
def facet(request: HttpRequest, facet: str) -> HttpResponse:
    """All values of a facet for the search the address asks; 404 for a facet that there is not, or not there."""
    given, now = _given(request), clock.now()
    asked = {name: values for name, values in given.items() if name != FIND}
    ignored = presenting.strangers(asked)
    try:
        query = parse(asked, also=ignored)
        of, find = _facet_of(query, facet), _found_by(given)
        found = engine().search(query.at(1), today=beijing_day(now), per_page=1)
    except BadQueryError as error:
        return _refused(request, given, error)
    except EngineDownError as error:
        return _down(request, given, error)
    shown = presenting.facet_page(query, of, find, found, ignored)
    crumbs = (Crumb(_("获奖名册"), ROOT), Crumb(shown.legend))
    return _kept(render(request, "search/facet.html", {"shown": shown, **_context(shown.path, *crumbs)}), now)


def _facet_of(query: Query, name: str) -> Facet:
    if name not in set(Facet) or Facet(name) not in query.facets:
        raise Http404
    return Facet(name)


def _found_by(given: presenting.Given) -> str:
    find = tidy(next(reversed(given.get(FIND, [])), ""))
    if len(find) > LONGEST_VALUE:
        raise BadQueryError([Problem(FIND, Fault.TOO_LONG)])
    return find


@require_safe
def others(request: HttpRequest) -> HttpResponse:
    """The former list of other schemes' awards: a choice of the search now."""
    query = Query().choosing(Facet.RECORD, ["unverified"])
    with suppress(BadQueryError):
        query = query.asking(parse({"q": request.GET.getlist("q")}).words)
    return HttpResponsePermanentRedirect(presenting.address(query))


@require_safe
def awards_csv(request: HttpRequest) -> HttpResponse:
    """The former table of awards across cities: the same question, asked of the search."""
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect("/register.csv" + (f"?{asked}" if asked else ""))
