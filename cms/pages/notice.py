"""One notice: the sealed body, its window as it stands, and its list with what later acts did to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cms.pages.award import AwardMark
from cms.pages.window import WindowBox
from cms.published import (
    PublicChannel,
    PublishedAct,
    PublishedAward,
    PublishedEntry,
    PublishedNotice,
    TextBlock,
    TierCount,
)


@dataclass(frozen=True)
class NoticeLink:
    """Another notice this one speaks of."""

    title: str
    path: str
    published_at: dt.datetime


@dataclass(frozen=True)
class EntryRow:
    """A row of the list with what later acts did to it. `window` is its own window when it was added or
    changed; `mark` what became of the award it won.
    """

    entry: PublishedEntry
    acts: tuple[PublishedAct, ...]
    struck: PublishedAct | None
    window: WindowBox | None
    mark: AwardMark | None = None


COLUMNS = {
    "organization": ("uscc", "district", "recommender", "industry"),
    "individual": ("unit", "post", "district", "recommender", "industry"),
}
"""Columns of a list beside number and name, by kind; a column is shown when any row has something in it."""


@dataclass(frozen=True)
class EntryGroup:
    """The rows of one tier and kind, in the order of the list, with their count against the cap."""

    tier: str
    tier_name: str
    kind: str
    kind_label: str
    rows: tuple[EntryRow, ...]
    count: TierCount | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Fields of `PublishedEntry` to show beside number and name, in order."""
        wanted = COLUMNS.get(self.kind, COLUMNS["organization"])
        return tuple(name for name in wanted if any(getattr(row.entry, name) for row in self.rows))

    @property
    def standing(self) -> int:
        """How many rows of the group still stand: neither struck nor withheld from view."""
        return sum(1 for row in self.rows if row.struck is None and row.entry.withheld is None)


@dataclass(frozen=True)
class NamedAwardRow:
    """An award that a revocation or reinstatement names. `given_back` is the later decision that restored it, or None."""

    award: PublishedAward
    given_back: AwardMark | None


@dataclass(frozen=True)
class NoticePage:
    """A notice. `archive` is empty, or concluded, ended, expired; `preview` marks a draft shown to the
    office only.

    `award_marks` says by entry key what became of the awards that rows of its list won; `given_back` by public id which
    awards of a revocation were given back later.
    """

    notice: PublishedNotice
    now: dt.datetime
    window: WindowBox | None
    entry_windows: Mapping[str, WindowBox] = field(default_factory=dict)
    correction_of: NoticeLink | None = None
    later_notices: tuple[NoticeLink, ...] = ()
    archive: str = ""
    concluded_on: dt.date | None = None
    complaint_recipient: str = ""
    preview: bool = False
    award_marks: Mapping[str, AwardMark] = field(default_factory=dict)
    given_back: Mapping[str, AwardMark] = field(default_factory=dict)

    @property
    def phone(self) -> PublicChannel | None:
        """The first telephone among the channels."""
        return next((channel for channel in self.notice.channels if channel.kind == "phone"), None)

    @property
    def place(self) -> PublicChannel | None:
        """Where one may go in person or write to: a desk, else a postal address."""
        by_kind = {channel.kind: channel for channel in reversed(self.notice.channels)}
        return by_kind.get("desk") or by_kind.get("post")

    @property
    def reason(self) -> TextBlock | None:
        """The public reason of a correction, an extension, a postponement …"""
        return self.notice.text("reason")

    @cached_property
    def groups(self) -> tuple[EntryGroup, ...]:
        """The list, grouped by tier and kind in the order they first appear."""
        return entry_groups(self.notice, self.entry_windows, self.award_marks)

    @cached_property
    def awards(self) -> tuple[NamedAwardRow, ...]:
        """The awards a revocation or reinstatement names, each with what was decided about it since."""
        return tuple(NamedAwardRow(award, self.given_back.get(award.record)) for award in self.notice.awards)

    @property
    def revoked_count(self) -> int:
        """How many rows of the list won an award that is revoked now."""
        marks = (self.award_marks.get(entry.key) for entry in self.notice.entries if not entry.revised_by)
        return sum(mark is not None and mark.kind == "revoked" for mark in marks)

    @property
    def reinstatements(self) -> tuple[AwardMark, ...]:
        """The later announcements that gave awards of this revocation back, each once, in their order."""
        back = sorted(self.given_back.values(), key=lambda mark: (mark.on, mark.path))
        return tuple({mark.path: mark for mark in back}.values())

    @property
    def entry_total(self) -> int:
        """Rows shown: sealed ones, withheld ones and those that corrections brought; secret ones are counted apart."""
        return len(self.notice.entries)

    @property
    def basis_path(self) -> str:
        """Address of the version of the measure the notice rests on; article anchors are appended to it."""
        return f"/{self.notice.scheme_code}/measure/v{self.notice.measure_version}/"


TOLD_BY_MARKS = frozenset({"revoked", "reinstated"})
"""Acts on a decision's rows that their marks tell already, with the announcement."""


def entry_groups(
    notice: PublishedNotice, windows: Mapping[str, WindowBox], marks: Mapping[str, AwardMark] | None = None
) -> tuple[EntryGroup, ...]:
    """Group the rows of a list by tier and kind; one pass over entries and acts, whatever the size of the
    list.
    """
    acts: dict[str, list[PublishedAct]] = {}
    for act in notice.acts:
        told = act.kind in TOLD_BY_MARKS and act.entry_key in (marks or {})
        if act.entry_key and not told:
            acts.setdefault(act.entry_key, []).append(act)
    revised = {entry.key for entry in notice.entries if entry.revised_by}
    rows: dict[tuple[str, str], list[EntryRow]] = {}
    place = next(((entry.tier, entry.kind) for entry in notice.entries if entry.withheld is None), ("", ""))
    for entry in notice.entries:
        if entry.withheld is None:
            place = (entry.tier, entry.kind)
        own, window = tuple(acts.get(entry.key, ())), windows.get(entry.key)
        row = _entry_row(entry, own, window, entry.key in revised)
        rows.setdefault(place, []).append(replace(row, mark=(marks or {}).get(entry.key)))
    counts = {(count.tier, count.kind): count for count in notice.tier_counts}
    return tuple(
        EntryGroup(
            tier=tier,
            tier_name=_first(group, "tier_name"),
            kind=kind,
            kind_label=_first(group, "kind_label"),
            rows=tuple(group),
            count=counts.get((tier, kind)),
        )
        for (tier, kind), group in rows.items()
    )


def _entry_row(
    entry: PublishedEntry, acts: tuple[PublishedAct, ...], window: WindowBox | None, revised: bool
) -> EntryRow:
    """A row with what happened to it. `revised` says that a correction brought another row under the same key:
    the sealed one then no longer stands, and the window is the other's.
    """
    struck = next((act for act in acts if act.kind == "struck"), None)
    if entry.revised_by:
        return EntryRow(entry, tuple(act for act in acts if act.address == entry.revised_by), struck, window)
    if revised:
        return EntryRow(
            entry, acts, struck or next((act for act in acts if act.kind == "changed"), None), None
        )
    return EntryRow(entry, acts, struck, window)


def _first(rows: list[EntryRow], name: str) -> str:
    """What the first row that still shows anything has in a field."""
    return next((getattr(row.entry, name) for row in rows if row.entry.withheld is None), "")
