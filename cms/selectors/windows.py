"""Windows as pages show them, for one notice or for many at the same number of queries."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.models import Seal, SealAct, Window, Withholding
from cms.pages import OpenWindowRow, WindowBox
from cms.published import AnnouncedWindow, CountedDayView
from cms.reading import TITLE_WITHHELD
from cms.windows import Phase, WindowState, WindowTerms, window_state
from portal.calendar.selectors import current_calendar
from portal.calendar.workdays import Derivation, WorkCalendar

LIST_FIELDS = ("body",)
"""Columns that lists leave in the database: a body holds every row."""

MARKS = {
    SealAct.Kind.STRUCK: _("已更正"),
    SealAct.Kind.ADDED: _("有补充公示"),
    SealAct.Kind.CHANGED: _("有补充公示"),
    SealAct.Kind.CORRECTED: _("已更正"),
    SealAct.Kind.EXTENDED: _("已延长"),
    SealAct.Kind.RESTARTED: _("重新公示"),
    SealAct.Kind.WINDOW_MOVED: _("截止日有变更"),
    SealAct.Kind.POSTPONED: _("本届延期"),
    SealAct.Kind.ENDED: _("本届终止"),
    SealAct.Kind.REVOKED: _("有奖项被撤销"),
    SealAct.Kind.REINSTATED: _("有奖项恢复"),
    SealAct.Kind.WITHHELD: _("部分内容依法隐去"),
}


def terms_of(window: Window) -> WindowTerms:
    """A stored window as the pure rules take it."""
    return WindowTerms(
        start=window.start,
        first_day=window.first_day,
        last_day=window.last_day,
        expected_last_day=window.expected_last_day,
        needed=window.needed,
        exact=window.exact,
        stated=window.stated,
        provisional=window.provisional,
        concluded_at=window.concluded_at,
        ended_at=window.ended_at,
    )


class WindowReader:
    """Reads windows at one instant, building each division's calendar once."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self._calendars: dict[str, WorkCalendar] = {}

    def state(self, window: Window) -> WindowState:
        """The state of a stored window at the instant."""
        code = window.division_code
        if code not in self._calendars:
            self._calendars[code] = current_calendar(code)
        return window_state(terms_of(window), self._calendars[code], self.now)

    def box(self, window: Window, announced: AnnouncedWindow | None = None) -> WindowBox:
        """The window with its days as they stand now; `announced` is what the seal says, else the present dates."""
        derivation = Derivation.from_json(window.derivation)
        days = tuple(CountedDayView(d.day, d.kind.value, d.name, d.number, d.source) for d in derivation.days)
        return WindowBox(self.state(window), announced or _as_announced(window, days), days)


def _as_announced(window: Window, days: tuple[CountedDayView, ...]) -> AnnouncedWindow:
    return AnnouncedWindow(
        needed=window.needed,
        exact=window.exact,
        stated=window.stated,
        policy=window.policy,
        calendar_version=window.calendar_version,
        first_day=window.first_day,
        last_day=window.last_day,
        expected_last_day=window.expected_last_day,
        provisional=window.provisional,
        days=days,
    )


def marks_of(seals: Iterable[Seal]) -> dict[int, tuple[str, ...]]:
    """Short labels of what happened to each seal, by its key; one query."""
    found: dict[int, list[str]] = {}
    acts = SealAct.objects.filter(seal__in=[seal.pk for seal in seals]).values_list("seal_id", "kind")
    for seal_id, kind in acts.order_by("seal_id", "seq"):
        mark = MARKS.get(kind)
        if mark and str(mark) not in found.setdefault(seal_id, []):
            found[seal_id].append(str(mark))
    for seal in seals:
        if seal.head.get("overridden"):
            found.setdefault(seal.pk, []).append(gettext("说明理由后发布"))
    return {seal_id: tuple(marks) for seal_id, marks in found.items()}


def titles_of(seals: Iterable[Seal]) -> dict[int, str]:
    """The title of each seal as the public may read it: a pending withholding hides it at once; one query."""
    listed = list(seals)
    hidden = set(
        Withholding.objects.filter(seal__in=[s.pk for s in listed], leaf_type="title")
        .exclude(outcome=Withholding.Outcome.REVERSED)
        .values_list("seal_id", flat=True)
    )
    return {s.pk: gettext(TITLE_WITHHELD) if s.pk in hidden else s.head["title"] for s in listed}


def window_rows(windows: Iterable[Window], now: dt.datetime) -> tuple[OpenWindowRow, ...]:
    """Rows for lists of windows, nearest last day first and provisional ones last; the queries do not grow with the rows."""
    reader = WindowReader(now)
    listed = list(windows)
    seals = [window.seal for window in listed]
    marks, titles = marks_of(seals), titles_of(seals)
    rows = [_row(w, reader, titles[w.seal_id], marks.get(w.seal_id, ())) for w in listed]
    return tuple(sorted(rows, key=_by_last_day))


def _row(window: Window, reader: WindowReader, title: str, marks: tuple[str, ...]) -> OpenWindowRow:
    head = window.seal.head
    return OpenWindowRow(
        title=title,
        path=head["path"],
        scheme_code=head["scheme_code"],
        city=head["city"],
        award_name=head["scheme_name"],
        edition_name=head["edition_name"],
        stage_name=head["stage_name"],
        publisher=head["publisher"],
        published_at=window.seal.published_at,
        entry_count=head["entry_count"],
        window=reader.box(window),
        handler=head["handler"],
        phone=head["phone"],
        phone_hours=head["phone_hours"],
        marks=marks,
    )


def _by_last_day(row: OpenWindowRow) -> tuple[bool, dt.date, str]:
    state = row.window.state
    return (state.provisional, state.last_day or state.expected_last_day or dt.date.max, row.path)


def split_by_phase(
    rows: Iterable[OpenWindowRow],
) -> tuple[tuple[OpenWindowRow, ...], tuple[OpenWindowRow, ...], tuple[OpenWindowRow, ...]]:
    """Rows that are open, upcoming, and closed but waiting for a conclusion."""
    listed = tuple(rows)
    return (
        tuple(row for row in listed if row.window.state.is_open),
        tuple(row for row in listed if row.window.state.phase is Phase.UPCOMING),
        tuple(row for row in listed if row.window.state.phase is Phase.CLOSED),
    )


def running_windows(scheme_code: str = "") -> list[Window]:
    """Windows of whole lists that are neither concluded nor ended, with their seals, bodies left out."""
    windows = Window.objects.running().filter(entry_key="").select_related("seal").defer("seal__body")
    if scheme_code:
        windows = windows.filter(seal__public_id__startswith=f"{scheme_code}.")
    return list(windows)
