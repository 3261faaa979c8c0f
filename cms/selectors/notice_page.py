"""One notice as its page shows it, from its seal."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from cms.models import Seal, SealAct, Withholding
from cms.pages import NoticeLink, NoticePage
from cms.published import PublishedEntry, PublishedNotice, Withheld
from cms.reading import read_notice
from cms.seals import parse_body
from cms.selectors.award_rows import marks_in_edition, reinstated_by
from cms.selectors.windows import WindowReader, titles_of
from cms.windows import BEIJING, Phase, beijing_day


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
        correction_of=links([seal.amends])[0] if seal.amends is not None else None,
        later_notices=tuple(links(seal.amendments.defer("body").order_by("published_at"))),
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


def links(seals: Iterable[Seal]) -> list[NoticeLink]:
    """Links to sealed notices, their titles as the public may read them."""
    listed = list(seals)
    titles = titles_of(listed)
    return [NoticeLink(titles[s.pk], s.head["path"], s.published_at) for s in listed]


def _archive(phase: Phase | None) -> str:
    if phase is Phase.CONCLUDED:
        return "concluded"
    return "ended" if phase is Phase.ENDED else ""
