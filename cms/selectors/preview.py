"""A draft as its page will look: now, and in the states it will come to.

The body is the one that would be sealed, read by the reader of sealed bodies. What only happens later (a conclusion, a row
that is struck, an award that is revoked) is put beside it here and nowhere stored.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from cms.clearing import assess
from cms.drafts import Values, window_value
from cms.models import Notice, SealAct
from cms.pages import NoticePage, WindowBox
from cms.pages.award import AwardMark
from cms.published import AnnouncedWindow, PublishedAct, PublishedNotice
from cms.reading import read_notice
from cms.seals import Body, Leaf
from cms.selectors.notice_page import links
from cms.windows import BEIJING, WindowTerms, beijing_day, window_state
from portal.calendar.workdays import WorkCalendar

UNKNOWN = WorkCalendar(version="", years={})
"""A calendar for which no holiday notice was entered."""

DAYS_AFTER = {"closed": 1, "concluded": 2, "struck": 0, "last_day": 0}
"""When a state is looked at, in days after the last one."""


def draft_page(notice: Notice, now: dt.datetime, state: str = "") -> NoticePage:
    """The preview of a draft in one of the states of `Notice.preview_modes`; the empty one is as it goes out."""
    assessment = assess(notice, now)
    calendar, values = assessment.calendar, assessment.values
    if state == "provisional":
        calendar, values = UNKNOWN, _counted_by(UNKNOWN, notice, values, now)
    shown = read_notice(Body(tuple(Leaf(salt="00" * 16, value=value) for value in values), ""))
    seen = _later(shown.window, state, now)
    if state == "struck":
        shown = replace(shown, acts=(_struck(shown, seen),))
    concluded = seen if state == "concluded" else None
    regulation = notice.edition.regulation
    route = regulation.complaints
    amended = notice.amended_seal
    return NoticePage(
        notice=shown,
        now=seen,
        window=_announced_box(shown.window, calendar, seen, concluded)
        if shown.window and shown.window.days
        else None,
        correction_of=links([amended])[0] if amended is not None else None,
        archive="concluded" if concluded else "",
        concluded_on=beijing_day(concluded) if concluded else None,
        complaint_recipient=regulation.body(route.recipient).name if route and route.recipient else "",
        award_marks=_revoked(shown, now) if state == "revoked" else {},
        preview=True,
    )


def _counted_by(calendar: WorkCalendar, notice: Notice, values: Values, now: dt.datetime) -> Values:
    """The leaves with a window counted by another calendar."""
    window = window_value(notice, beijing_day(now), calendar)
    return [window if value["t"] == "window" else value for value in values]


def _later(window: AnnouncedWindow | None, state: str, now: dt.datetime) -> dt.datetime:
    """The instant at which a preview is looked at: now, or ten o'clock of its last day or of one after it."""
    last = window.last_day or window.expected_last_day if window else None
    if last is None or state not in DAYS_AFTER:
        return now
    day = last + dt.timedelta(days=DAYS_AFTER[state])
    return dt.datetime.combine(day, dt.time(10), tzinfo=BEIJING)


def _announced_box(
    window: AnnouncedWindow, calendar: WorkCalendar, now: dt.datetime, concluded: dt.datetime | None
) -> WindowBox:
    terms = WindowTerms(
        start=window.days[0].day,
        first_day=window.first_day,
        last_day=window.last_day,
        expected_last_day=window.expected_last_day,
        needed=window.needed,
        exact=window.exact,
        stated=window.stated,
        provisional=window.provisional,
        concluded_at=concluded,
    )
    return WindowBox(window_state(terms, calendar, now), window, window.days)


def _struck(shown: PublishedNotice, at: dt.datetime) -> PublishedAct:
    """What a correction that strikes the first row would append."""
    kind = SealAct.Kind.STRUCK
    return PublishedAct(
        seq=1,
        kind=kind.value,
        kind_label=str(kind.label),
        at=at,
        entry_key=next((entry.key for entry in shown.entries if entry.withheld is None), ""),
        reason=_("（预览：这里是更正公告写明的理由）"),
        article="",
        address="",
        before="",
        after="",
    )


def _revoked(shown: PublishedNotice, now: dt.datetime) -> Mapping[str, AwardMark]:
    """The mark of the first award after a revocation."""
    first = next((entry.key for entry in shown.entries if entry.withheld is None), "")
    mark = AwardMark("revoked", _("已撤销"), beijing_day(now), path="", record_path="")
    return {first: mark} if first else {}
