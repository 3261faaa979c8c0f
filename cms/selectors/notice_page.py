"""One notice as its page shows it: from the seal, or in a preview from the draft."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from cms.clearing import Assessment, assess
from cms.models import Notice, Seal, SealAct, Withholding
from cms.pages import NoticeLink, NoticePage, WindowBox
from cms.published import AnnouncedWindow, PublishedEntry, PublishedNotice, Withheld
from cms.reading import read_notice
from cms.seals import Body, Leaf, parse_body
from cms.selectors.award_rows import marks_in_edition, reinstated_by
from cms.selectors.windows import WindowReader, titles_of
from cms.windows import BEIJING, Phase, WindowTerms, beijing_day, window_state


def published_notice(seal: Seal) -> PublishedNotice:
    """The public view of a seal, with its acts and its pending withholdings."""
    pending = Withholding.objects.filter(seal=seal, erased_at=None).exclude(
        outcome=Withholding.Outcome.REVERSED
    )
    hidden = {w.leaf: Withheld(w.ground, w.hidden_at, confirmed=bool(w.outcome)) for w in pending}
    return read_notice(parse_body(seal.body), acts=seal.acts.all(), withheld=hidden)


def public_body(seal: Seal) -> str:
    """The sealed body as anybody may have it: leaves whose withholding waits for review show their hash alone."""
    body = parse_body(seal.body)
    pending = Withholding.objects.filter(seal=seal, erased_at=None).exclude(
        outcome=Withholding.Outcome.REVERSED
    )
    for withholding in pending:
        at = withholding.hidden_at.astimezone(BEIJING).replace(microsecond=0).isoformat()
        body = body.erase(withholding.leaf, withholding.ground, at)
    return body.dump() if pending else seal.body


def notice_page(seal: Seal, now: dt.datetime) -> NoticePage:
    """The page of a sealed notice at an instant; the number of queries does not depend on the list."""
    notice = published_notice(seal)
    notice = replace(notice, entries=(*notice.entries, *_revised_entries(seal, notice)))
    reader = WindowReader(now)
    windows = list(seal.windows.all())
    main = next((w for w in windows if not w.entry_key), None)
    box = reader.box(main, notice.window) if main else None
    concluded = next((act for act in notice.acts if act.kind == SealAct.Kind.CONCLUDED), None)
    regulation = seal.measure.regulation
    route = regulation.complaints
    return NoticePage(
        notice=notice,
        now=now,
        window=box,
        entry_windows={w.entry_key: reader.box(w) for w in windows if w.entry_key},
        correction_of=_links([seal.amends])[0] if seal.amends is not None else None,
        later_notices=tuple(_links(seal.amendments.defer("body").order_by("published_at"))),
        archive=_archive(box.state.phase if box else None),
        concluded_on=beijing_day(concluded.at) if concluded else None,
        complaint_recipient=regulation.body(route.recipient).name if route and route.recipient else "",
        award_marks=marks_in_edition(seal.edition_id) if notice.entries else {},
        given_back=reinstated_by(seal.pk) if notice.awards else {},
    )


BRINGING = frozenset({SealAct.Kind.ADDED, SealAct.Kind.CHANGED})
"""Acts that bring a row of a correction into the list it corrects."""


def _revised_entries(seal: Seal, notice: PublishedNotice) -> tuple[PublishedEntry, ...]:
    """Rows that corrections added or changed, as those corrections published them; one more reading for each of them."""
    brought = {(act.address, act.entry_key) for act in notice.acts if act.kind in BRINGING}
    if not brought:
        return ()
    number = max((entry.no for entry in notice.entries), default=0)
    known = {entry.key: entry.no for entry in notice.entries}
    found = []
    for amendment in seal.amendments.order_by("published_at"):
        shown = published_notice(amendment)
        for entry in shown.entries:
            if (shown.path, entry.key) not in brought:
                continue
            if entry.key not in known:
                number += 1
                known[entry.key] = number
            found.append(replace(entry, no=known[entry.key], revised_by=shown.path))
    return tuple(found)


def draft_page(notice: Notice, now: dt.datetime, state: str = "") -> NoticePage:
    """The preview of a draft: the body as it would be sealed now, read by the reader of sealed bodies.

    `state` shows its window as it will be later: on its `last_day`, or `closed` on the day after.
    """
    assessment = assess(notice, now)
    body = Body(tuple(Leaf(salt="00" * 16, value=value) for value in assessment.values), "")
    shown = read_notice(body)
    seen = _later(shown.window, state, now)
    regulation = notice.edition.regulation
    route = regulation.complaints
    return NoticePage(
        notice=shown,
        now=seen,
        window=_announced_box(shown.window, assessment, seen) if shown.window and shown.window.days else None,
        complaint_recipient=regulation.body(route.recipient).name if route and route.recipient else "",
        preview=True,
    )


def _later(window: AnnouncedWindow | None, state: str, now: dt.datetime) -> dt.datetime:
    """The instant at which a preview is looked at: now, or ten o'clock of its last day or of the day after."""
    last = window.last_day or window.expected_last_day if window else None
    if last is None or state not in ("last_day", "closed"):
        return now
    day = last + dt.timedelta(days=state == "closed")
    return dt.datetime.combine(day, dt.time(10), tzinfo=BEIJING)


def _announced_box(window: AnnouncedWindow, assessment: Assessment, now: dt.datetime) -> WindowBox:
    terms = WindowTerms(
        start=window.days[0].day,
        first_day=window.first_day,
        last_day=window.last_day,
        expected_last_day=window.expected_last_day,
        needed=window.needed,
        exact=window.exact,
        stated=window.stated,
        provisional=window.provisional,
    )
    return WindowBox(window_state(terms, assessment.calendar, now), window, window.days)


def _links(seals: Iterable[Seal]) -> list[NoticeLink]:
    listed = list(seals)
    titles = titles_of(listed)
    return [NoticeLink(titles[s.pk], s.head["path"], s.published_at) for s in listed]


def _archive(phase: Phase | None) -> str:
    if phase is Phase.CONCLUDED:
        return "concluded"
    return "ended" if phase is Phase.ENDED else ""
