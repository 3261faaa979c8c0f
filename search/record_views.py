"""Pages of single records that are no award of the register's own: a holder's, and an award of another scheme."""

import datetime as dt
import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.holders import ORGANISATIONS, SHAPE
from cms.pages import Crumb
from cms.views.caching import seconds_to_keep
from cms.views.presenters import canonical, common
from cms.windows import BEIJING, beijing_day
from search import presenting
from search.engines.base import EngineDownError
from search.holder_page import HolderPage, holder_page
from search.holding import holding
from search.index import engine
from search.other_awards import OtherAwardPage, other_award_page
from search.pages import ROOT

RETRY_AFTER = 60
"""Seconds after which to ask again when the index cannot be read."""

log = logging.getLogger(__name__)


def _kept(response: HttpResponse, now: dt.datetime) -> HttpResponse:
    """What an award is changes at midnight in Beijing at the earliest, but for what an office publishes."""
    midnight = dt.datetime.combine(beijing_day(now) + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING)
    patch_cache_control(response, public=True, max_age=seconds_to_keep([midnight], now))
    return response


def _bibtex(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.bib")
    return response


def _down(request: HttpRequest, error: EngineDownError) -> HttpResponse:
    log.error("the page of a holder cannot be made: %s", error)
    context = {"shown": presenting.down_page(), **common("", Crumb(_("获奖名册"), ROOT))}
    response = render(request, "search/down.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    patch_cache_control(response, no_store=True)
    return response


def _holder_page(key: str, now: dt.datetime) -> HolderPage | str:
    """The page under an id, or the address of the one that names the same holder better; Http404 for an id nobody has."""
    if not SHAPE.fullmatch(key):
        if SHAPE.fullmatch(key.upper()):
            return f"{ORGANISATIONS}{key.upper()}/"
        raise Http404
    today = beijing_day(now)
    found = holding(engine(), key, today=today)
    if found is None:
        raise Http404
    if found.proper_id != key:
        return f"{ORGANISATIONS}{found.proper_id}/"
    return holder_page(found, today)


@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """Everything the register has of one holder; 404 for an id nobody has, 503 while the index cannot be read."""
    now = clock.now()
    try:
        shown = _holder_page(key, now)
    except EngineDownError as error:
        return _down(request, error)
    if isinstance(shown, str):
        return redirect(shown)
    crumbs = (Crumb(_("获奖名册"), ROOT), Crumb(shown.name))
    context = {"shown": shown, **canonical(shown.path), **common("", *crumbs)}
    return _kept(render(request, "search/holder.html", context), now)


@require_safe
def organisation_bibtex(request: HttpRequest, key: str) -> HttpResponse:
    """The BibTeX entry of a holder's page."""
    now = clock.now()
    try:
        shown = _holder_page(key, now)
    except EngineDownError as error:
        return _down(request, error)
    if isinstance(shown, str):
        return redirect(f"{shown}cite.bib")
    return _kept(_bibtex(shown.citations.bibtex, f"holder-{key}"), now)


def _other(place: str, now: dt.datetime) -> OtherAwardPage:
    shown = other_award_page(place, now)
    if shown is None:
        raise Http404
    return shown


@require_safe
def other_award(request: HttpRequest, place: str) -> HttpResponse:
    """An award of another scheme as its source has it; 404 for a place that no file has."""
    now = clock.now()
    shown = _other(place, now)
    crumbs = (Crumb(_("获奖名册"), ROOT), Crumb(_("其他奖项（未经核实）")))
    context = {"shown": shown, **canonical(shown.path), **common("", *crumbs)}
    return _kept(render(request, "search/other_award.html", context), now)


@require_safe
def other_award_bibtex(request: HttpRequest, place: str) -> HttpResponse:
    """The BibTeX entry of an award of another scheme."""
    now = clock.now()
    shown = _other(place, now)
    return _kept(_bibtex(shown.citations.bibtex, shown.id), now)
