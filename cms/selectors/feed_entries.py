"""What feeds and calendars list: sealed notices, what happened to them afterwards, and their windows.

Everything starts from seals, never from pages, and a title that is withheld stands nowhere. The number of
queries does not grow with what is listed.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cms.models import Notice, RecordEvent, Seal, SealAct, Window
from cms.reading import act_label
from cms.register import EventKind
from cms.selectors.award_rows import holder_words, withheld_holders
from cms.selectors.register import current_columns
from cms.selectors.windows import titles_of
from cms.windows import BEIJING

NEWEST = 50

OWN_ENTRIES = frozenset(
    {
        SealAct.Kind.WINDOW_MOVED,
        SealAct.Kind.CONCLUDED,
        SealAct.Kind.WITHHELD,
        SealAct.Kind.WITHHOLDING_REVERSED,
    }
)
"""Acts that no notice of their own announces; corrections, extensions and the like come as notices."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry of a feed. `key` is its permanent name below the portal, `path` where it is read."""

    key: str
    path: str
    title: str
    summary: str
    publisher: str
    city: str
    published: dt.datetime
    updated: dt.datetime


@dataclass(frozen=True)
class WindowEntry:
    """A window as a calendar lists it, from the first day to the last one (provisional: the expected one).

    `cancelled` marks a window that ended with its edition; `changes` counts how often its dates moved.
    """

    key: str
    path: str
    title: str
    first_day: dt.date
    last_day: dt.date
    needed: int
    provisional: bool
    cancelled: bool
    concluded: bool
    changes: int
    handler: str
    phone: str
    phone_hours: str
    city: str
    published: dt.datetime
    updated: dt.datetime


def seals_in(city: str = "", edition: str = "") -> QuerySet[Seal]:
    """The seals of the portal, of a city, or of one of its editions, without their bodies."""
    seals = Seal.objects.defer("body")
    if city:
        seals = seals.filter(public_id__startswith=f"{city}.{edition}." if edition else f"{city}.")
    return seals


def feed_entries(city: str = "", edition: str = "") -> list[FeedEntry]:
    """The newest entries, newest first: notices, and acts that no notice announces. Eight queries at most."""
    seals = list(
        seals_in(city, edition)
        .annotate(last_act=Max("acts__at"))
        .prefetch_related(_main_windows())
        .order_by("-published_at", "-pk")[:NEWEST]
    )
    acts = list(
        SealAct.objects.filter(seal__in=seals_in(city, edition).values("pk"), kind__in=OWN_ENTRIES)
        .select_related("seal")
        .defer("seal__body")
        .order_by("-at", "-pk")[:NEWEST]
    )
    titles = titles_of({seal.pk: seal for seal in (*seals, *(act.seal for act in acts))}.values())
    awards = _award_sentences(seals)
    entries = [_notice_entry(seal, titles[seal.pk], awards.get(seal.pk, "")) for seal in seals]
    entries += [_act_entry(act, titles[act.seal_id]) for act in acts]
    return sorted(entries, key=lambda entry: (entry.published, entry.key), reverse=True)[:NEWEST]


def _main_windows() -> "Prefetch[str, QuerySet[Window], str]":
    return Prefetch("windows", queryset=Window.objects.filter(entry_key=""), to_attr="main_windows")


def _award_sentences(seals: Iterable[Seal]) -> dict[int, str]:
    """What a revocation or a reinstatement did to which awards, and of a decision how many of its awards are gone, by seal."""
    listed = [seal.pk for seal in seals]
    about = Q(seal__in=listed) | Q(record__seal__in=listed)
    events = list(
        RecordEvent.objects.filter(about, kind__in=(EventKind.REVOKED, EventKind.REINSTATED))
        .select_related("record__scheme", "record__edition", "record__seal", "seal")
        .prefetch_related("record__events__entry", "record__edition__measure")
        .defer("seal__body", "record__seal__body")
        .order_by("at", "pk")
    )
    hidden = withheld_holders(event.record for event in events)
    said: dict[int, list[str]] = {}
    gone: dict[int, set[int]] = {}
    for event in events:
        record = event.record
        if event.seal_id in listed:
            name = "" if record.entry_key in hidden else holder_words(current_columns(record))
            facts = {"holder": name or _("（依法隐去）"), "award": f"{record.edition_name}{record.tier_name}"}
            words = (
                _("撤销%(holder)s的%(award)s")
                if event.kind == EventKind.REVOKED
                else _("恢复%(holder)s的%(award)s")
            )
            said.setdefault(event.seal_id, []).append(words % facts)
        if record.seal_id in listed:
            still = gone.setdefault(record.seal_id, set())
            (still.add if event.kind == EventKind.REVOKED else still.discard)(record.pk)
    for seal_id, still in gone.items():
        if still:
            said.setdefault(seal_id, []).append(_("其中%(n)d项已被撤销") % {"n": len(still)})
    return {seal_id: "；".join(words) for seal_id, words in said.items()}


def _notice_entry(seal: Any, title: str, awards: str) -> FeedEntry:
    head = seal.head
    sentences = [" ".join(filter(None, (head["edition_name"], head["stage_name"], act_label(seal.act))))]
    sentences += [window_sentence(window) for window in seal.main_windows]
    sentences.append(awards)
    return FeedEntry(
        key=seal.public_id,
        path=head["path"],
        title=title,
        summary="。".join(filter(None, sentences)) + "。",
        publisher=head["publisher"],
        city=head["city"],
        published=seal.published_at,
        updated=max(filter(None, (seal.published_at, seal.last_act))),
    )


def _act_entry(act: SealAct, title: str) -> FeedEntry:
    head, body = act.seal.head, json.loads(act.body)
    words = [body.get("reason", "")]
    if act.kind == SealAct.Kind.WINDOW_MOVED:
        words.append(
            _("截止日由%(before)s改为%(after)s") % {"before": body["before"], "after": body["after"]}
        )
    return FeedEntry(
        key=f"{act.seal.public_id}.act-{act.seq}",
        path=head["path"],
        title=_("%(what)s：%(title)s") % {"what": act.get_kind_display(), "title": title},
        summary="".join(f"{word.rstrip('。')}。" for word in words if word),
        publisher=head["publisher"],
        city=head["city"],
        published=act.at,
        updated=act.at,
    )


def window_sentence(window: Window) -> str:
    """A window in one sentence, as it stands: concluded, ended, provisional, or from when until when."""
    if window.ended_at is not None:
        return _("本届评选已终止")
    if window.concluded_at is not None:
        return _("公示已办结")
    first, last = window.first_day or window.start, window.last_day or window.expected_last_day
    facts = {"first": _day(first), "last": _day(last) if last else "—", "days": window.needed}
    if window.provisional:
        return _("公示期%(first)s至%(last)s（暂定），共%(days)d个工作日，截止日待放假安排公布后确定") % facts
    return _("公示期%(first)s至%(last)s24时（北京时间），共%(days)d个工作日，期间可以提出异议") % facts


def _day(day: dt.date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def running_entries(city: str = "") -> list[WindowEntry]:
    """The windows that run or wait for their conclusion, nearest last day first. Two queries."""
    windows = Window.objects.running()
    if city:
        windows = windows.filter(seal__public_id__startswith=f"{city}.")
    return _window_entries(windows)


def notice_entries(notice: Notice) -> list[WindowEntry]:
    """Every window of one sealed notice, concluded ones included."""
    return _window_entries(Window.objects.filter(seal__notice=notice))


def _window_entries(windows: QuerySet[Window]) -> list[WindowEntry]:
    listed = list(
        windows.select_related("seal")
        .defer("seal__body")
        .annotate(moves=Count("changes"), moved_at=Max("changes__at"))
        .order_by("last_day", "expected_last_day", "seal__public_id", "entry_key")
    )
    titles = titles_of({window.seal_id: window.seal for window in listed}.values())
    return [_window_entry(window, titles[window.seal_id]) for window in listed]


def _window_entry(window: Any, title: str) -> WindowEntry:
    seal, head = window.seal, window.seal.head
    first = window.first_day or window.start
    instants: Iterable[dt.datetime | None] = (
        window.published_at,
        window.moved_at,
        window.concluded_at,
        window.ended_at,
    )
    return WindowEntry(
        key=f"{seal.public_id}.{window.entry_key}" if window.entry_key else seal.public_id,
        path=head["path"],
        title=_("%(title)s（个别条目另行公示）") % {"title": title} if window.entry_key else title,
        first_day=first,
        last_day=window.last_day or window.expected_last_day or first,
        needed=window.needed,
        provisional=window.provisional,
        cancelled=window.ended_at is not None,
        concluded=window.concluded_at is not None,
        changes=window.moves,
        handler=head["handler"] or head["publisher"],
        phone=head["phone"],
        phone_hours=head["phone_hours"],
        city=head["city"],
        published=window.published_at.astimezone(BEIJING),
        updated=max(instant for instant in instants if instant is not None),
    )
