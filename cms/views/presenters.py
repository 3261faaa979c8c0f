"""Fills the templates of pages; importing this module registers what each page class shows."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms import clock, feeds
from cms.actions.rehearsing import rehearsed
from cms.models import EditionPage, Notice, SchemePage, Seal
from cms.models.presenting import document, presenter
from cms.pages import Crumb, NoticePage
from cms.selectors.notice_page import notice_page, public_body
from cms.selectors.pages import scheme_home
from cms.selectors.preview import draft_page
from cms.selectors.timeline import edition_timeline


def canonical(path: str) -> dict[str, str]:
    """The one address of a page, whatever host it was asked by: a city may have a host of its own with shorter paths."""
    return {"canonical_url": settings.CANONICAL_ORIGIN + path}


def common(city_code: str = "", *crumbs: Crumb, theme: str = "") -> dict[str, Any]:
    """What every public page needs beside its own values: the city, its theme, and where the reader is."""
    return {"city_code": city_code, "theme_key": theme, "crumbs": (Crumb(_("首页"), "/"), *crumbs)}


@presenter(SchemePage)
def scheme_context(page: SchemePage, request: HttpRequest) -> dict[str, Any]:
    """A city's page."""
    shown = scheme_home(page, clock.now())
    place = canonical(f"/{page.slug}/")
    return {"shown": shown, **place, **common(page.slug, Crumb(page.title), theme=page.theme)}


@presenter(EditionPage)
def edition_context(page: EditionPage, request: HttpRequest) -> dict[str, Any]:
    """An edition's page."""
    shown = edition_timeline(page, clock.now())
    scheme = page.scheme
    crumbs = (Crumb(scheme.title, f"/{scheme.slug}/"), Crumb(page.title))
    place = canonical(f"/{scheme.slug}/{page.slug}/")
    return {"shown": shown, **place, **common(scheme.slug, *crumbs, theme=scheme.theme)}


@presenter(Notice)
def notice_context(page: Notice, request: HttpRequest) -> dict[str, Any]:
    """A notice's page and its documents; a draft, or a preview, is shown from the draft."""
    now = clock.now()
    seal = None if getattr(request, "is_preview", False) else page.sealed
    state = getattr(request, "preview_state", "")
    shown = preview(page, now, state) if seal is None else notice_page(seal, now)
    edition, scheme = page.edition, page.edition.scheme
    crumbs = (
        Crumb(scheme.title, f"/{scheme.slug}/"),
        Crumb(edition.title, f"/{scheme.slug}/{edition.slug}/"),
        Crumb(shown.notice.stage_name or shown.notice.act_label),
    )
    place = canonical(page.path_on_portal)
    return {"shown": shown, **place, **common(scheme.slug, *crumbs, theme=scheme.theme)}


def preview(draft: Notice, now: dt.datetime, state: str) -> NoticePage:
    """A draft in one of its states; `amended` is the notice it amends, as it will look once the draft is out."""
    amended = draft.amended_seal
    if state != "amended" or amended is None:
        return draft_page(draft, now, state)
    with rehearsed(draft, now):
        shown = notice_page(Seal.objects.get(pk=amended.pk), now)
    return replace(shown, preview=True)


@document("seal.json")
def seal_json(seal: Seal, request: HttpRequest) -> HttpResponse:
    """The sealed body, byte for byte; a leaf hidden but not yet confirmed is left out of it."""
    response = HttpResponse(public_body(seal), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="seal.json"'
    return response


@document("window.ics")
def window_ics(seal: Seal, request: HttpRequest) -> HttpResponse:
    """The windows of a notice as a calendar; 404 for a notice that has none."""
    return feeds.document(seal)
