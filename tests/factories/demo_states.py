"""The states the demonstration promises, each as a question to the database."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from stdnum.cn import uscc

from cms.models import (
    Entry,
    Notice,
    NoticeFile,
    OfficeAccount,
    Seal,
    SealAct,
    Window,
    WindowChange,
    Withholding,
)
from cms.reading import read_notice
from cms.seals import parse_body
from cms.selectors.windows import WindowReader
from cms.windows import Phase
from portal.calendar.models import HolidayNotice
from tests.factories.demo import Demo


def phases(now: dt.datetime) -> dict[Phase, list[Window]]:
    """Every window of a whole list, by its phase at that instant."""
    reader = WindowReader(now)
    found: dict[Phase, list[Window]] = {}
    for window in Window.objects.filter(entry_key="").select_related("seal"):
        found.setdefault(reader.state(window).phase, []).append(window)
    return found


def acts(*kinds: SealAct.Kind) -> Any:
    return SealAct.objects.filter(kind__in=kinds)


STATES: dict[str, Callable[[Demo], bool]] = {
    "upcoming": lambda d: len(phases(d.now)[Phase.UPCOMING]) >= 2,
    "open": lambda d: len(phases(d.now)[Phase.OPEN]) >= 3,
    "closed and waiting": lambda d: bool(phases(d.now)[Phase.CLOSED]),
    "concluded": lambda d: len(phases(d.now)[Phase.CONCLUDED]) >= 5,
    "ended with its edition": lambda d: bool(phases(d.now)[Phase.ENDED]),
    "provisional, in the year after the example": lambda d: (
        all(
            w.expected_last_day.year == max(HolidayNotice.objects.values_list("year", flat=True)) + 1
            and w.last_day is None
            for w in Window.objects.provisional()
        )
        and Window.objects.provisional().count() == 1
    ),
    "struck with a reason": lambda d: (
        all(json.loads(a.body)["reason"] for a in acts(SealAct.Kind.STRUCK))
        and acts(SealAct.Kind.STRUCK).count() == 2
    ),
    "added with a window of its own": lambda d: (
        {str(a.entry_key) for a in acts(SealAct.Kind.ADDED)}
        == set(Window.objects.exclude(entry_key="").values_list("entry_key", flat=True))
        and acts(SealAct.Kind.ADDED).exists()
    ),
    "put right": lambda d: acts(SealAct.Kind.CORRECTED).count() == 2,
    "corrected more than once": lambda d: any(
        s.amendments.count() > 1 for s in Seal.objects.filter(act="original")
    ),
    "extended": lambda d: {c.seal.phase_now for c in extended(d)} == {Phase.OPEN, Phase.CONCLUDED},
    "restarted, exactly ten days": lambda d: (
        [w.needed for w in Window.objects.filter(seal__acts__kind=SealAct.Kind.RESTARTED, exact=True)] == [10]
    ),
    "moved by the calendar": lambda d: WindowChange.objects.filter(cause="calendar").count() == 1,
    "overridden with a public reason": lambda d: (
        [row["reason"] != "" for s in Seal.objects.all() for row in overridden_rows(s)] == [True]
    ),
    "withheld and confirmed": lambda d: len(hidden_rows(outcome="confirmed", erased_at__isnull=False)) == 1,
    "withheld and waiting": lambda d: len(hidden_rows(outcome="")) == 1,
    "postponed, resumed, ended": lambda d: (
        set(Seal.objects.filter(stage_type="edition").values_list("act", flat=True))
        == {"postponement", "resumption", "ending"}
    ),
    "parallel lists of county bodies": lambda d: (
        len(
            set(
                Notice.objects.filter(
                    seal__edition__slug=str(d.today.year),
                    stage_key="candidate_publicity",
                    slug__startswith="cand",
                )
                .filter(url_path__contains="/datong/")
                .values_list("publisher_name", flat=True)
            )
        )
        == 2
    ),
    "five decisions": lambda d: Seal.objects.filter(stage_type="decision", act="original").count() == 5,
    "attachments": lambda d: (
        set(NoticeFile.objects.values_list("readable", flat=True)) == {True}
        and NoticeFile.objects.count() == 2
    ),
    "secret entries counted": lambda d: any(
        read_notice(parse_body(s.body)).secret_count for s in Seal.objects.all()
    ),
    "a joint entry of three": lambda d: any(len(e.joint_names) == 3 for e in Entry.objects.all()),
    "a code that fails its checksum": lambda d: (
        {e.name for e in Entry.objects.exclude(uscc="") if not uscc.is_valid(e.uscc)}
        == {"柳巷里商贸连锁有限公司（示例）"}
    ),
    "refused when its hour came": lambda d: (
        ["保密审查" in n.refused_reason for n in Notice.objects.exclude(refused_reason="")] == [True]
    ),
    "approved for a later hour": lambda d: any(
        n.get_latest_revision_as_object().scheduled_for > d.now
        for n in Notice.objects.filter(seal=None, clearances__isnull=False, refused_reason="")
    ),
    "waiting for approval": lambda d: (
        [n.publisher_name for n in Notice.objects.filter(seal=None) if n.current_workflow_state]
        == ["浑源县市场监督管理局（示例）"]
    ),
    "a draft held back by the rules": lambda d: Notice.objects.filter(
        seal=None, stage_key="commendation_decision"
    ).exists(),
    "an account confined to a county": lambda d: OfficeAccount.objects.filter(
        body_name__startswith="浑源县"
    ).exists(),
}


def hidden_rows(**columns: Any) -> set[str]:
    """Entries hidden in that way, each once: a row is hidden in every list that names it."""
    return set(Withholding.objects.filter(leaf_type="entry", **columns).values_list("entry_key", flat=True))


class _Extended:
    def __init__(self, window: Window, now: dt.datetime) -> None:
        self.seal = window.seal
        self.seal.phase_now = WindowReader(now).state(window).phase


def extended(d: Demo) -> list[_Extended]:
    windows = Window.objects.filter(changes__cause="extension").select_related("seal")
    return [_Extended(window, d.now) for window in windows]


def overridden_rows(seal: Seal) -> list[dict[str, str]]:
    leaves = (leaf.value for leaf in parse_body(seal.body).leaves if leaf.value)
    return [
        row
        for value in leaves
        if value["t"] == "verdicts"
        for row in value["rows"]
        if row["level"] == "block"
    ]
