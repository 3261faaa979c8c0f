"""How long a public page may be kept: until the next instant at which a countdown on it changes, a minute at most.

Nothing that holds a countdown may outlive its midnight in a cache; what an office publishes shows within a minute
everywhere. Longer keeping needs purging, which a proxy in front can add.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from cms import clock
from cms.pages import EditionTimeline, FrontPage, NoticePage, SchemeHome
from cms.pages.award import AwardPage
from cms.pages.register import RegisterPage
from cms.windows import WindowState

LONGEST = dt.timedelta(seconds=60)

Serve = Callable[[Any, HttpRequest, Any, Any], HttpResponse]


def states_of(shown: object) -> Iterator[WindowState]:
    """Every window state a page shows."""
    if isinstance(shown, NoticePage):
        boxes = [shown.window, *shown.entry_windows.values()]
        yield from (box.state for box in boxes if box is not None)
    if isinstance(shown, FrontPage | SchemeHome):
        for row in (*shown.open_now, *shown.upcoming, *shown.waiting):
            yield row.window.state
    timeline = shown.current if isinstance(shown, SchemeHome) else shown
    if isinstance(timeline, EditionTimeline):
        for stage in timeline.stages:
            yield from (notice.window for notice in stage.notices if notice.window is not None)


def changes_of(shown: object) -> Iterator[dt.datetime]:
    """The instants at which something on a page changes by the clock alone: countdowns, and validity that ends."""
    yield from (state.next_change for state in states_of(shown) if state.next_change is not None)
    if isinstance(shown, AwardPage | RegisterPage) and shown.next_change is not None:
        yield shown.next_change


def seconds_to_keep(changes: Iterable[dt.datetime], now: dt.datetime) -> int:
    """Whole seconds from now to the next change, at most a minute, never negative."""
    return max(0, int(min([LONGEST, *(change - now for change in changes)]).total_seconds()))


def keep(response: HttpResponse, shown: object) -> HttpResponse:
    """Say in the response how long it may be kept. A preview of a draft is never kept."""
    if isinstance(shown, NoticePage) and shown.preview:
        patch_cache_control(response, no_store=True)
        return response
    patch_cache_control(response, public=True, max_age=seconds_to_keep(changes_of(shown), clock.now()))
    return response


def keep_pages(next_serve: Serve) -> Serve:
    """Wagtail's `on_serve_page` link: adds the header to pages that show windows."""

    def serve(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        response = next_serve(page, request, args, kwargs)
        shown = (getattr(response, "context_data", None) or {}).get("shown")
        return keep(response, shown) if shown is not None else response

    return serve
