"""Atom, iCalendar, sitemap.xml and robots.txt. Feeds speak Chinese whatever the reader's language: they are shared.

Addresses are those of the one canonical origin. Ids rest on a notice's permanent name, so that a reader's
copy of an entry is replaced, never doubled, when something happens to it.
"""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cms.models import EditionPage, SchemePage, Seal
from cms.selectors.feed_entries import (
    FeedEntry,
    WindowEntry,
    feed_entries,
    notice_entries,
    running_entries,
)
from themes.identity import site_identity

LANGUAGE = "zh-hans"
REFRESH = dt.timedelta(hours=1)
CACHE = "public, max-age=60"
View = Callable[..., HttpResponse]


def in_chinese(view: View) -> View:
    """Answer in Chinese for every reader, and let shared caches keep the answer for a minute."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(LANGUAGE):
            response = view(*args, **kwargs)
        response["Cache-Control"] = CACHE
        return response

    return wrapped


def absolute(path: str) -> str:
    """The canonical address of a path on the main host."""
    return f"{settings.CANONICAL_ORIGIN}{path}"


def host() -> str:
    """The canonical host, for permanent ids."""
    return urlsplit(settings.CANONICAL_ORIGIN).netloc


def printable(text: str) -> str:
    """The text without control characters, which XML cannot hold."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")


class Scope:
    """What a feed covers: the portal, one city, or one of its editions. Raises Http404 for an unknown one."""

    def __init__(self, city: str = "", edition: str = "") -> None:
        self.city, self.edition = city, edition
        self.path = "/" + "".join(f"{part}/" for part in (city, edition) if part)
        self.name = str(site_identity().full_name)
        if city:
            scheme = SchemePage.objects.filter(slug=city).first()
            if scheme is None:
                raise Http404
            self.name = scheme.title
        if edition:
            page = EditionPage.objects.child_of(scheme).filter(slug=edition).first()
            if page is None:
                raise Http404
            self.name = f"{scheme.title} {page.title}"


class NoticeFeed(Feed):  # type: ignore[type-arg]  # not generic when it runs
    """Published notices and what happened to them, newest first."""

    feed_type = Atom1Feed

    @in_chinese
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the feed."""
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, city: str = "", edition: str = "") -> Scope:
        """What the address asks for."""
        return Scope(city, edition)

    def title(self, scope: Scope) -> str:
        """The feed's own title."""
        return _("%(name)s：公告") % {"name": scope.name}

    def subtitle(self, scope: Scope) -> str:
        """What a subscriber gets."""
        return _("新发布的公告，以及公示期变更、办结等后续事项。")

    def link(self, scope: Scope) -> str:
        """The page the feed belongs to."""
        return absolute(scope.path)

    def feed_url(self, scope: Scope) -> str:
        """The feed's own address."""
        return absolute(f"{scope.path}feed.atom")

    def feed_guid(self, scope: Scope) -> str:
        """The feed's permanent id."""
        return self.feed_url(scope)

    def items(self, scope: Scope) -> list[FeedEntry]:
        """The entries."""
        return feed_entries(scope.city, scope.edition)

    def item_title(self, item: FeedEntry) -> str:
        """An entry's title."""
        return printable(item.title)

    def item_description(self, item: FeedEntry) -> str:
        """An entry's summary, the window included. Atom takes it for HTML, so typed text is escaped."""
        return escape(printable(item.summary))

    def item_link(self, item: FeedEntry) -> str:
        """Where an entry is read."""
        return absolute(item.path)

    def item_guid(self, item: FeedEntry) -> str:
        """An entry's permanent id (RFC 4151): it outlives changes of title and window."""
        return f"tag:{host()},{item.published:%Y-%m-%d}:{item.key}"

    def item_pubdate(self, item: FeedEntry) -> dt.datetime:
        """When an entry was published."""
        return item.published

    def item_updateddate(self, item: FeedEntry) -> dt.datetime:
        """When something last happened to it."""
        return item.updated

    def item_author_name(self, item: FeedEntry) -> str:
        """The body that published it."""
        return printable(item.publisher)

    def item_categories(self, item: FeedEntry) -> tuple[str, ...]:
        """The city."""
        return (item.city,)


# --- iCalendar
# ------------------------------------------------------------------------------------------------


@in_chinese
def windows(request: HttpRequest, city: str = "") -> HttpResponse:
    """The windows that run now or wait for their conclusion, of the portal or of one city."""
    scope = Scope(city)
    return _calendar(_("%(name)s：公示期") % {"name": scope.name}, running_entries(city))


@in_chinese
def document(seal: Seal) -> HttpResponse:
    """The windows of one sealed notice, also after their end. Raises Http404 for a notice that has none."""
    entries = notice_entries(seal.notice)
    if not entries:
        raise Http404
    return _calendar(entries[0].title, entries)


def _calendar(name: str, entries: Iterable[WindowEntry]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", "-//gongshi//windows//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="windows.ics"'
    return response


def _event(entry: WindowEntry) -> Event:
    """One all-day event; its end is the day after the last one, as RFC 5545 counts."""
    event = Event()
    event.add("uid", f"{entry.key}@{host()}")
    event.add("sequence", entry.changes + entry.cancelled)
    event.add("dtstamp", entry.updated.astimezone(dt.UTC))
    event.add("dtstart", entry.first_day)
    event.add("dtend", entry.last_day + dt.timedelta(days=1))
    event.add("summary", _summary(entry))
    event.add("description", _description(entry))
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [entry.city])
    event.add("url", absolute(entry.path))
    return event


def _summary(entry: WindowEntry) -> str:
    template = _("%(title)s（截止日暂定）") if entry.provisional else "%(title)s"
    return printable(template % {"title": entry.title})


def _status(entry: WindowEntry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.provisional else "CONFIRMED"


def _description(entry: WindowEntry) -> str:
    lines = [_("公示期共%(days)d个工作日，最后一天24时（北京时间）截止。") % {"days": entry.needed}]
    if entry.provisional:
        lines.append(_("有关年份的放假安排尚未公布，截止日为暂定，公布后重新推算。"))
    if entry.concluded:
        lines.append(_("公示已办结。"))
    else:
        lines.append(_("对名单有意见的，可以向%(handler)s提出异议。") % {"handler": entry.handler})
    if entry.phone:
        lines.append(_("电话：%(phone)s %(hours)s") % {"phone": entry.phone, "hours": entry.phone_hours})
    return printable("\n".join(line.strip() for line in lines))
