"""From documents to the rows of a page: what was looked for is marked, and what became of an award stands beside it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.register import EventKind, Origin
from search.documents import AwardDocument, Document, Happened, NoticeDocument
from search.facets import Standing
from search.organisations import organisation_path
from search.pages import AwardResult, Fact, Happening, NoticeResult, Piece, Pieces
from search.sounds import places_heard
from search.text import places
from search.wording import EVENTS, STATUSES

BEFORE, AFTER = 24, 70
"""Characters of a notice's text shown before and after the first place found."""


@dataclass(frozen=True)
class Looked:
    """What was looked for: folded terms that occur as they are, and those taken for the sound of a name."""

    literal: tuple[str, ...] = ()
    sounded: tuple[str, ...] = ()

    def mark(self, text: str) -> Pieces:
        """A text with the terms marked in it."""
        return cut(text, places(text, self.literal))

    def mark_name(self, text: str) -> Pieces:
        """A name with the terms marked in it, also where it sounds like one."""
        heard = (place for term in self.sounded for place in places_heard(text, term))
        return cut(text, joined([*places(text, self.literal), *heard]))

    def in_text(self, text: str) -> bool:
        """Whether any of the terms stands in a text."""
        return bool(places(text, self.literal))


def joined(found: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Places in their order, those that touch as one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


def cut(text: str, found: tuple[tuple[int, int], ...]) -> Pieces:
    """A text cut at the places found."""
    pieces, at = [], 0
    for start, end in found:
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], found=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def result(document: Document, looked: Looked, today: dt.date) -> AwardResult | NoticeResult:
    """The row of a document."""
    if isinstance(document, NoticeDocument):
        return _notice(document, looked)
    return _award(document, looked, today)


def _award(award: AwardDocument, looked: Looked, today: dt.date) -> AwardResult:
    status = award.status_on(today)
    tier = "" if award.tier == award.award_name else award.tier
    return AwardResult(
        path=award.path,
        name=looked.mark_name(award.name),
        withheld=award.withheld,
        what=looked.mark(" ".join(filter(None, (award.award_name, award.edition, tier)))),
        status=status.value,
        status_label=str(STATUSES[status]),
        verified=award.verified,
        before_portal=award.origin == Origin.BEFORE_PORTAL,
        given_back=_given_back(award),
        happened=tuple(_happening(each, looked) for each in award.happened),
        facts=tuple(_facts(award, looked)),
        holder_path=organisation_path(award),
    )


def _given_back(award: AwardDocument) -> bool:
    told = [each.kind for each in award.happened if each.kind in {EventKind.REVOKED, EventKind.REINSTATED}]
    return award.standing is Standing.STANDING and told[-1:] == [EventKind.REINSTATED]


def _happening(event: Happened, looked: Looked) -> Happening:
    return Happening(
        kind=event.kind,
        label=str(EVENTS[EventKind(event.kind)]),
        on=event.on,
        doc_no=looked.mark(event.doc_no),
        path=event.path,
    )


def _facts(award: AwardDocument, looked: Looked) -> Iterator[Fact]:
    """What every row says of an award, and what else it was found by."""
    for former in award.former_names:
        yield Fact(_("原载名称"), looked.mark_name(former))
    always = (
        (pgettext("search", "日期"), award.awarded_text),
        (_("文号"), award.doc_no),
        (_("证书编号"), award.certificate_no),
        (pgettext("search", "有效期至"), award.valid_through.isoformat() if award.valid_through else ""),
        (pgettext("search", "来源"), "" if award.verified else award.source),
        (pgettext("search", "原文所记"), "" if award.verified else award.note),
    )
    # Days are no text that is looked in.
    for label, text in always:
        if text:
            yield Fact(label, looked.mark(text))
    matched = (
        (_("统一社会信用代码"), award.uscc),
        (_("工作单位"), award.unit),
        (_("职务"), award.post),
        (_("所在县（市、区）"), award.region),
        (_("地区"), "" if award.verified else award.city_name),
        (_("行业"), award.industry),
        (_("表彰决定"), award.decision_title),
        (pgettext("search", "名册编号"), award.id),
    )
    for label, text in matched:
        if looked.in_text(text):
            yield Fact(label, looked.mark(text))


def _notice(notice: NoticeDocument, looked: Looked) -> NoticeResult:
    over = " ".join(filter(None, (notice.award_name, notice.edition, notice.stage)))
    return NoticeResult(
        path=notice.path,
        heading=looked.mark_name(notice.heading),
        over=over,
        on=notice.published_on,
        doc_no=looked.mark(notice.doc_no),
        snippet=_snippet(notice.body, looked),
    )


def _snippet(body: str, looked: Looked) -> Pieces:
    """The text around the first place found; its beginning where nothing in it was."""
    found = places(body, looked.literal)
    start = max(0, found[0][0] - BEFORE) if found else 0
    end = min(len(body), (found[0][1] if found else 0) + AFTER)
    within = [(max(a, start) - start, min(b, end) - start) for a, b in found if a < end]
    shown = cut(body[start:end], joined(within))
    lead, trail = Piece("…"), Piece("…")
    return (*((lead,) if start else ()), *shown, *((trail,) if end < len(body) else ()))
