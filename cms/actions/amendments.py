"""What a sealed amendment does to the notice it amends, and a sealed act on an edition to its windows."""

import datetime as dt
from typing import Any

from cms.actions import register
from cms.actions.appending import append_act
from cms.actions.windows import move_window, open_window
from cms.models import EditionEvent, Notice, NoticeAct, Seal, SealAct, Window, WindowChange
from cms.regulation.rules.facts import ChangeKind
from cms.windows import beijing_day
from portal.calendar.workdays import WorkCalendar

NEW_WINDOW = frozenset({ChangeKind.ADDED, ChangeKind.CHANGED})
"""Changes after which the entry runs its own period (brief §2: adding or replacing restarts, striking does not)."""


def take_effect(*, seal: Seal, notice: Notice, calendar: WorkCalendar, by: Any, at: dt.datetime) -> None:
    """Apply a correction, extension or restart to the amended notice. Runs in the seal's transaction."""
    original = notice.amended_seal
    if original is None:
        raise ValueError("an amendment amends a sealed notice")
    window = Window.objects.filter(seal=original, entry_key="").first()
    if notice.act == NoticeAct.CORRECTION:
        _correct(original, seal, window, calendar=calendar, by=by, at=at)
        register.correct_awards(original=original, seal=seal, by=by, at=at)
    elif notice.act == NoticeAct.EXTENSION and window:
        move_window(
            window=window,
            calendar=calendar,
            cause=WindowChange.Cause.EXTENSION,
            reason=notice.reason,
            needed=window.needed + (notice.working_days or 0),
            at=at,
            by=by,
            by_seal=seal,
        )
    elif notice.act == NoticeAct.RESTART and window:
        move_window(
            window=window,
            calendar=calendar,
            cause=WindowChange.Cause.RESTART,
            reason=notice.reason,
            start=beijing_day(at),
            needed=notice.working_days or window.needed,
            at=at,
            by=by,
            by_seal=seal,
        )


def _correct(
    original: Seal, seal: Seal, window: Window | None, *, calendar: WorkCalendar, by: Any, at: dt.datetime
) -> None:
    notice = seal.notice
    for change in notice.changes:
        kind, key = ChangeKind(change["op"]), str(change.get("entry_key", ""))
        append_act(
            seal=original,
            kind=SealAct.Kind(kind.value),
            at=at,
            by=by,
            entry_key=key,
            by_seal=seal,
            reason=change.get("reason") or notice.reason,
            article=change.get("article", ""),
            path=notice.path_on_portal,
        )
        if kind in NEW_WINDOW and window is not None:
            Window.objects.filter(seal=original, entry_key=key, concluded_at=None).delete()
            open_window(
                seal=original, notice=notice, calendar=calendar, at=at, entry_key=key, needed=window.needed
            )
    if not notice.changes:
        append_act(
            seal=original,
            kind=SealAct.Kind.CORRECTED,
            at=at,
            by=by,
            by_seal=seal,
            reason=notice.reason,
            path=notice.path_on_portal,
        )


EDITION_KINDS = {
    NoticeAct.POSTPONEMENT: (EditionEvent.Kind.POSTPONED, SealAct.Kind.POSTPONED),
    NoticeAct.RESUMPTION: (EditionEvent.Kind.RESUMED, SealAct.Kind.RESUMED),
    NoticeAct.ENDING: (EditionEvent.Kind.ENDED, SealAct.Kind.ENDED),
}


def edition_event(*, seal: Seal, notice: Notice, by: Any, at: dt.datetime) -> None:
    """Record that an edition is postponed, resumed or ended; ending it ends its windows that are not concluded."""
    kind, act_kind = EDITION_KINDS[NoticeAct(notice.act)]
    EditionEvent.objects.create(edition=seal.edition, kind=kind, seal=seal, reason=notice.reason, at=at)
    running = Window.objects.running().filter(seal__edition=seal.edition).select_related("seal")
    touched = {window.seal_id: window.seal for window in running}
    for other in touched.values():
        append_act(
            seal=other,
            kind=act_kind,
            at=at,
            by=by,
            by_seal=seal,
            reason=notice.reason,
            path=notice.path_on_portal,
        )
    if kind is EditionEvent.Kind.ENDED:
        running.update(ended_at=at)
