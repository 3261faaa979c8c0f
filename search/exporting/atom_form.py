"""The newest of a search as Atom: what was decided last, be it an award, its revocation or its return."""

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from cms.feeds import printable
from cms.models import RecordEvent
from cms.register import EventKind
from cms.windows import BEIJING
from search import showing
from search.documents import AwardDocument, Collection, Document, NoticeDocument
from search.exporting.manifest import LANGUAGE, Manifest, licence
from search.exporting.standing import last_decided, standing_on
from search.exporting.words import EVENT, STATUS, UNVERIFIED, VERIFIED, WITHHELD
from search.facets import Facet, Status
from search.query import Query, Sort
from themes.identity import site_identity

NEWEST = 50
EVENTS_LOOKED_AT = 200
"""How many of the newest events that leave no mark on an award's status are looked for."""

TAKEN_AWAY = (Status.REVOKED.value, Status.STRUCK.value)
UNMARKED = (EventKind.REINSTATED, EventKind.CORRECTED, EventKind.CHANGED)


def newest(query: Query, today: dt.date) -> list[Document]:
    """What a search found that was decided on last, newest first. What has no day has no place here."""
    if query.collection is Collection.NOTICES:
        return list(_first(query, today))
    found = {each.id: each for each in _candidates(query, today) if isinstance(each, AwardDocument)}
    dated = ((last_decided(each), each) for each in found.values())
    kept = [(day, each) for day, each in dated if day is not None]
    kept.sort(key=lambda pair: pair[1].rank)
    return [each for _day, each in heapq.nlargest(NEWEST, kept, key=lambda pair: pair[0])]


def _first(query: Query, today: dt.date) -> Iterable[Document]:
    return showing.search(query.sorted_by(Sort.NEWEST), today=today, per_page=NEWEST).rows


def _candidates(query: Query, today: dt.date) -> Iterator[Document]:
    """The newest awards; every one that was revoked or struck; those of editions in which one was restored or corrected."""
    yield from _first(query, today)
    for facet, values in ((Facet.STATUS, TAKEN_AWAY), (Facet.EDITION, _editions_with_events())):
        chosen = set(query.chosen.get(facet, values)) & set(values)
        if chosen:
            yield from _with_events(query.choosing(facet, chosen), today)


def _with_events(query: Query, today: dt.date) -> Iterator[Document]:
    """Of awards to which something happened those where it happened last, in memory that does not grow."""
    found = showing.stream(query, today=today)
    awards = (each for each in found if isinstance(each, AwardDocument) and each.happened)
    yield from heapq.nlargest(NEWEST, awards, key=lambda each: last_decided(each) or dt.date.min)


def _editions_with_events() -> tuple[str, ...]:
    """Keys of editions with the newest events that leave an award standing; one query."""
    events = RecordEvent.objects.filter(kind__in=UNMARKED).order_by("-decided_on", "-pk")
    places = events.values_list("record__scheme__slug", "record__edition_number")[:EVENTS_LOOKED_AT]
    return tuple(sorted({f"{scheme}:{number}" for scheme, number in places}))


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return printable(text).replace("\ufffe", "").replace("\uffff", "")


class _RegisterFeed(Atom1Feed):
    """An Atom feed that names its manifest."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        manifest = {"rel": "describedby", "type": "application/json", "href": self.feed["manifest"]}
        handler.addQuickElement("link", None, manifest)


def written(documents: Iterable[Document], manifest: Manifest, today: dt.date) -> str:
    """The feed, as XML. An entry's id is the permanent address of its award or notice."""
    feed = _RegisterFeed(
        title=clean(f"获奖名册检索：{manifest.words}"),
        link=manifest.address,
        description="",
        subtitle="按决定、撤销、恢复的日期，列出这一检索最新的50条。来源没有写明日期的不在其中。",
        language=LANGUAGE,
        author_name=clean(site_identity().full_name),
        feed_url=manifest.files["atom"],
        feed_guid=manifest.files["atom"],
        feed_copyright=clean(licence()),
        manifest=manifest.beside,
    )
    for each in documents:
        entry = _of_notice(each) if isinstance(each, NoticeDocument) else _of_award(each, today)
        address = f"{manifest.origin}{each.path}"
        feed.add_item(link=address, unique_id=address, **entry)
    return feed.writeString("utf-8")


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=BEIJING)


def _of_notice(notice: NoticeDocument) -> dict[str, Any]:
    about = "　".join(filter(None, (notice.award_name, notice.edition, notice.doc_no)))
    return {
        "title": clean(notice.heading),
        "description": escape(clean(about)),
        "pubdate": _at(notice.published_on),
        "updateddate": _at(notice.published_on),
        "categories": (clean(notice.award_name),),
    }


def _of_award(award: AwardDocument, today: dt.date) -> dict[str, Any]:
    standing = standing_on(award, today)
    status = STATUS[standing.status]
    holder = WITHHELD if award.withheld else award.name
    mark = f"【{status}】" if standing.status in (*TAKEN_AWAY, Status.UNVERIFIED) else ""
    day = last_decided(award) or today
    return {
        "title": clean(f"{mark}{holder}：{_won(award)}"),
        "description": escape(clean("\n".join(_told(award, status)))),
        "pubdate": _at(award.awarded_on or day),
        "updateddate": _at(day),
        "categories": (status, VERIFIED if award.verified else UNVERIFIED),
    }


def _won(award: AwardDocument) -> str:
    return " ".join(filter(None, (award.award_name, award.edition, award.tier)))


def _told(award: AwardDocument, status: str) -> Iterator[str]:
    """What an entry says: the award, its status, and each thing that happened to it."""
    yield f"{award.awarded_text} {_won(award)} {award.doc_no}".strip() + "。"
    yield f"状态：{status}。"
    for each in award.happened:
        by = f"，{each.doc_no}" if each.doc_no else ""
        yield f"{each.on.isoformat()} {EVENT.get(each.kind, each.kind)}{by}。"
    if not award.verified:
        yield f"{UNVERIFIED}：抄自{award.source or '公开的网页和文件'}，以原发布机关的公告为准。"
