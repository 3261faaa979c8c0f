"""Windows: opened with a seal, moved by a calendar change, an extension or a restart, never edited otherwise."""

import datetime as dt
from typing import Any

from django.db import transaction

from cms import audit
from cms.actions.appending import append_act
from cms.drafts import notice_policy, window_start
from cms.models import Notice, Seal, SealAct, Window, WindowChange
from cms.windows import beijing_day
from portal.calendar.selectors import current_calendar
from portal.calendar.workdays import CountingPolicy, Derivation, WorkCalendar, count_window

CAUSE_ACTS = {
    WindowChange.Cause.CALENDAR: SealAct.Kind.WINDOW_MOVED,
    WindowChange.Cause.EXTENSION: SealAct.Kind.EXTENDED,
    WindowChange.Cause.RESTART: SealAct.Kind.RESTARTED,
}


def open_window(
    *,
    seal: Seal,
    notice: Notice,
    calendar: WorkCalendar,
    at: dt.datetime,
    entry_key: str = "",
    needed: int = 0,
) -> Window:
    """Create the window of a list, or of one entry added or changed later (`entry_key`, with the list's own length)."""
    regulation = notice.edition.regulation
    period = regulation.stage(seal.stage_key).period
    day = beijing_day(at)
    start = day if entry_key else window_start(notice, day)
    days = needed or notice.working_days or (period.working_days if period else 0)
    policy = notice_policy(notice)
    window = Window(
        seal=seal,
        entry_key=entry_key,
        division_code=regulation.division_code,
        published_at=at,
        start=start,
        policy=policy,
        needed=days,
        exact=bool(period and period.exact),
        stated=period is not None,
    )
    _apply(window, count_window(calendar, start, days, policy))
    window.save()
    return window


def _apply(window: Window, derivation: Derivation) -> None:
    window.first_day = derivation.first_day
    window.last_day = derivation.last_day
    window.expected_last_day = derivation.expected_last_day
    window.provisional = derivation.provisional
    window.calendar_version = derivation.calendar_version
    window.derivation = derivation.as_json()


def _dates(window: Window) -> dict[str, str]:
    return {
        "first_day": window.first_day.isoformat() if window.first_day else "",
        "last_day": window.last_day.isoformat() if window.last_day else "",
        "expected_last_day": window.expected_last_day.isoformat() if window.expected_last_day else "",
        "needed": str(window.needed),
    }


def _end_text(window: Window) -> str:
    if window.last_day:
        return window.last_day.isoformat()
    return f"{window.expected_last_day.isoformat()}（暂定）" if window.expected_last_day else "暂定"


def move_window(
    *,
    window: Window,
    calendar: WorkCalendar,
    cause: WindowChange.Cause,
    reason: str,
    at: dt.datetime,
    by: Any,
    start: dt.date | None = None,
    needed: int | None = None,
    by_seal: Seal | None = None,
) -> WindowChange | None:
    """Recompute one window that is not concluded and append why it moved; None when its dates stay the same.

    Raises ValueError for a concluded window: that one never moves.
    """
    if window.concluded_at is not None:
        raise ValueError("a concluded window never moves")
    before, before_text = _dates(window), _end_text(window)
    window.start = start or window.start
    window.needed = needed or window.needed
    _apply(window, count_window(calendar, window.start, window.needed, CountingPolicy(window.policy)))
    window.save()
    after = _dates(window)
    if after == before:
        return None
    change = WindowChange.objects.create(
        window=window,
        cause=cause,
        before=before,
        after=after,
        calendar_version=window.calendar_version,
        reason=reason,
        at=at,
    )
    append_act(
        seal=window.seal,
        kind=CAUSE_ACTS[cause],
        at=at,
        by=by,
        entry_key=window.entry_key,
        by_seal=by_seal,
        reason=reason,
        before=before_text,
        after=_end_text(window),
        path=by_seal.notice.path_on_portal if by_seal else "",
    )
    audit.record(
        window.seal.notice, "gongshi.window.move", by=by, cause=cause.value, before=before, after=after
    )
    return change


@transaction.atomic
def recompute_windows(*, reason: str, at: dt.datetime, by: Any) -> list[WindowChange]:
    """Recompute every window that is not concluded after a calendar change; returns the changes that were appended.

    Runs in the transaction of the calendar's own version, so that no window stands on a calendar it was not counted by.
    """
    windows = Window.objects.running().select_related("seal__notice").defer("seal__body")
    calendars: dict[str, WorkCalendar] = {}
    changes = []
    for window in windows.order_by("pk"):
        calendar = calendars.setdefault(window.division_code, current_calendar(window.division_code))
        change = move_window(
            window=window, calendar=calendar, cause=WindowChange.Cause.CALENDAR, reason=reason, at=at, by=by
        )
        if change is not None:
            changes.append(change)
    return changes


def windows_that_differ() -> list[Window]:
    """Windows not concluded whose stored dates are not what the present calendar gives (for `doctor`)."""
    found = []
    for window in Window.objects.running():
        calendar = current_calendar(window.division_code)
        derivation = count_window(calendar, window.start, window.needed, CountingPolicy(window.policy))
        if (derivation.first_day, derivation.last_day) != (window.first_day, window.last_day):
            found.append(window)
    return found
