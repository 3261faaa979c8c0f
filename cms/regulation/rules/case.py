"""One question put to the rules: measure, stage, facts, calendar and instant, and what follows from them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from cms.regulation.base import EntryKind
from cms.regulation.rules.facts import ChangeKind, EntryFacts, NoticeAct, PriorNotice, PublicationFacts
from cms.regulation.rules.verdicts import Phrase
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import InstrumentStatus, Regulation, Stage
from portal.calendar.workdays import CountingPolicy, Derivation, WorkCalendar, count_window

BEIJING = ZoneInfo("Asia/Shanghai")

MAX_WORKING_DAYS = 366
"""The longest window counted. A longer one is a slip of the pen, and counting it would take for ever."""

SHOWN_NUMBERS = 10

EDITION_ACTS = frozenset({NoticeAct.POSTPONEMENT, NoticeAct.RESUMPTION, NoticeAct.ENDING})
"""Acts on the whole edition; they need no stage."""

KIND_NAMES: dict[str, Phrase] = {
    "organization": Phrase(_("组织")),
    "individual": Phrase(_("个人")),
    "total": Phrase(_("组织和个人合计")),
}


PLACE_NAMES: dict[str, Phrase] = {
    "title": Phrase(_("标题")),
    "lead": Phrase(_("正文")),
    "procedure_text": Phrase(_("评审经过")),
    "objection_text": Phrase(_("异议提出办法")),
    "remedies_text": Phrase(_("救济途径")),
    "closing": Phrase(_("结尾")),
    "reason": Phrase(_("理由")),
    "issuers": Phrase(_("落款单位")),
    "third_party": Phrase(_("受托第三方机构")),
}
"""Fields of a notice that are printed, as sentences name them; contact channels are exempt from the search for numbers."""

_ENTRY_PLACE = "entry:"


def place_name(place: str) -> str:
    """Return the printed name of a place: a field, `entry:<no>`, or the name of an attachment as it is."""
    if place.startswith(_ENTRY_PLACE):
        return Phrase(_("第%(no)s号条目"), no=place.removeprefix(_ENTRY_PLACE))
    return PLACE_NAMES.get(place, place)


def beijing_day(instant: dt.datetime) -> dt.date:
    """Return the Beijing calendar day of an aware instant."""
    return instant.astimezone(BEIJING).date()


def numbers(entries: Iterable[EntryFacts]) -> str:
    """Write the numbers of entries for a sentence: 1、3、8; after ten of them …… stands for the rest."""
    found = [str(entry.no) for entry in entries]
    shown = "、".join(found[:SHOWN_NUMBERS])
    return f"{shown}……" if len(found) > SHOWN_NUMBERS else shown


def kind_name(kind: str) -> str:
    """Return the printed name of a kind, or the word itself where it is none."""
    return KIND_NAMES.get(kind, kind)


def names_winners(regulation: Regulation, stage: Stage) -> bool:
    """Whether the list of a stage names winners: a decision, or the publicity a decision directly follows."""
    if stage.type == "decision":
        return stage.lists
    if stage.type != "publicity":
        return False
    return any(
        stage in regulation.published_predecessors(other.key)
        for other in regulation.stages
        if other.type == "decision"
    )


@dataclass(frozen=True)
class Case:
    """A notice about to be published. `stage` is None for an act on the whole edition."""

    regulation: Regulation
    stage: Stage | None
    facts: PublicationFacts
    calendar: WorkCalendar
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        """The Beijing day on which the question is put."""
        return beijing_day(self.now)

    @cached_property
    def publish_on(self) -> dt.date:
        """The Beijing day of publication."""
        return beijing_day(self.facts.publish_at)

    @property
    def the_stage(self) -> Stage:
        """The stage, for rules that the table gives a stage only. Raises ValueError where there is none."""
        if self.stage is None:
            raise ValueError(self.facts.stage_key)
        return self.stage

    @cached_property
    def status(self) -> InstrumentStatus:
        """The measure's status on the day of publication."""
        return self.regulation.instrument.status_on(self.publish_on, self.facts.measure.repealed_on)

    @cached_property
    def predecessors(self) -> tuple[Stage, ...]:
        """The published stages this one follows directly."""
        return () if self.stage is None else self.regulation.published_predecessors(self.stage.key)

    def standing(self, stage_key: str) -> tuple[PriorNotice, ...]:
        """The sealed notices of an earlier stage that were not ended."""
        return tuple(
            notice
            for notice in self.facts.prior
            if notice.stage_key == stage_key and notice.sealed and not notice.ended
        )

    @cached_property
    def parallel(self) -> tuple[PriorNotice, ...]:
        """The other standing notices of this stage."""
        return tuple(notice for notice in self.facts.parallel if notice.sealed and not notice.ended)

    @cached_property
    def is_award_list(self) -> bool:
        """Whether the list names winners."""
        return names_winners(self.regulation, self.the_stage)

    @cached_property
    def named(self) -> tuple[EntryFacts, ...]:
        """The entries that carry a name: all but the withheld ones."""
        return tuple(entry for entry in self.facts.entries if not entry.withheld)

    @cached_property
    def opens_window(self) -> bool:
        """Whether the act opens a new window, for the whole list or for entries added or changed."""
        if self.stage is None or self.stage.type != "publicity":
            return False
        if self.facts.act is NoticeAct.CORRECTION:
            fresh = (ChangeKind.ADDED, ChangeKind.CHANGED)
            return any(change.kind in fresh for change in self.facts.changes)
        return self.facts.act in (NoticeAct.ORIGINAL, NoticeAct.RESTART)

    @cached_property
    def needed(self) -> int | None:
        """Working days of the new window; None if nothing says how many.

        As chosen, else as long as the window that is amended, else as the measure states.
        """
        if self.facts.working_days is not None:
            return self.facts.working_days
        amended = self.facts.amends
        if amended is not None and amended.needed:
            return amended.needed
        period = self.the_stage.period
        return None if period is None else period.working_days

    @cached_property
    def window(self) -> Derivation | None:
        """The window this act would open, or the days it adds, counted; None where there is none to count."""
        if self.opens_window:
            start = max(self.publish_on, self.facts.starts_on or self.publish_on)
            return self._count(start, self.needed, self.facts.policy)
        amended = self.facts.amends
        if self.facts.act is NoticeAct.EXTENSION and amended is not None and amended.last_day is not None:
            # The added days follow the last day announced: one window of one length, whenever it is extended.
            return self._count(amended.last_day, self.facts.working_days, CountingPolicy.EXCLUDE_START)
        return None

    def _count(self, start: dt.date, needed: int | None, policy: CountingPolicy) -> Derivation | None:
        if needed is None or not 1 <= needed <= MAX_WORKING_DAYS:
            return None
        try:
            return count_window(self.calendar, start, needed, policy)
        except (ValueError, OverflowError):
            return None

    def counted(self, tier: str, kind: EntryKind | None = None) -> int:
        """Places of a tier (and kind) that this list and the parallel lists of the stage take together."""
        rows = [*self.facts.entries, *(entry for notice in self.parallel for entry in notice.entries)]
        return sum(entry.tier == tier and (kind is None or entry.kind == kind) for entry in rows)

    def tier_name(self, key: str) -> str:
        """The printed name of a tier, or the key itself where the measure has no such tier."""
        return next((tier.name for tier in self.regulation.award.tiers if tier.key == key), key)
