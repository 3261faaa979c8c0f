"""What speaks for and against a draft, as the office reads it: dates, blocks, warnings, notes, each with its ground.

Built from `cms.clearing.assess`, the same judgement that approval and guard ask for; nothing is decided here.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import clock
from cms.actions.approvals import publication_instant
from cms.admin.ways import Way, way_out
from cms.clearing import Assessment, assess
from cms.drafts import notice_overrides
from cms.models import Measure, Notice
from cms.pages import ArticleLink
from cms.regulation.rules import planned_window, unused
from cms.regulation.rules.facts import Hit
from cms.regulation.rules.verdicts import Level, Override, Verdict, overridden
from cms.selectors.timeline import article_links
from cms.windows import BEIJING, beijing_day
from portal.calendar.workdays import Derivation, UnknownYear, WorkCalendar

LOOK_AHEAD = 40
"""Days looked through for the next working day; longer than any holiday."""

LEVEL_LABELS = {
    Level.BLOCK: gettext_lazy("不能发布"),
    Level.WARN: gettext_lazy("请核对"),
    Level.NOTE: gettext_lazy("说明"),
}
BASIS_LABELS = {
    "measure": gettext_lazy("办法规定"),
    "law": gettext_lazy("法律规定"),
    "commitment": gettext_lazy("平台承诺"),
}


@dataclass(frozen=True)
class VerdictRow:
    """One verdict as a line: its sentence, its ground, whether and how it was set aside, and where to settle it."""

    verdict: Verdict
    level: str
    label: str
    sentence: str
    basis: str
    articles: tuple[ArticleLink, ...]
    law: str
    overridable: bool
    override: Override | None = None
    way: Way | None = None

    @property
    def stands(self) -> bool:
        """Whether it keeps the notice from going out."""
        return self.verdict.level is Level.BLOCK and self.override is None


@dataclass(frozen=True)
class Dates:
    """The window a draft would open if it went out at `publish_at`. `derivation` None: it opens none that can be counted."""

    label: str
    publish_at: dt.datetime
    derivation: Derivation | None

    @property
    def publish_day(self) -> dt.date:
        """The Beijing day of publication."""
        return beijing_day(self.publish_at)


@dataclass(frozen=True)
class Judgement:
    """Everything the verdict panel and the review page show about a draft at one instant."""

    notice: Notice
    assessment: Assessment
    rows: tuple[VerdictRow, ...]
    dates: tuple[Dates, ...]
    hits: tuple[Hit, ...]
    idle_overrides: tuple[Override, ...]

    @property
    def shown_day(self) -> dt.date:
        """The Beijing day for which the first dates are shown."""
        return beijing_day(clock.now())

    @property
    def blocks(self) -> tuple[VerdictRow, ...]:
        """Blocks that stand."""
        return tuple(row for row in self.rows if row.stands)

    @property
    def set_aside(self) -> tuple[VerdictRow, ...]:
        """Blocks that a publisher set aside with a public reason."""
        return tuple(row for row in self.rows if row.override is not None)

    @property
    def warnings(self) -> tuple[VerdictRow, ...]:
        """What a person has to look at."""
        return tuple(row for row in self.rows if row.verdict.level is Level.WARN)

    @property
    def notes(self) -> tuple[VerdictRow, ...]:
        """Explanations."""
        return tuple(row for row in self.rows if row.verdict.level is Level.NOTE)

    @property
    def may_be_overridden(self) -> tuple[VerdictRow, ...]:
        """Standing blocks that a publisher with the permission may set aside."""
        return tuple(row for row in self.blocks if row.overridable)

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way of publication."""
        return self.assessment.allowed and not self.idle_overrides

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The counts leaf: rows by tier and kind beside the caps; `cap` -1 where the measure states none."""
        return next((value["rows"] for value in self.assessment.values if value["t"] == "counts"), [])


def judge(notice: Notice) -> Judgement:
    """Judge a draft for publication now (or at the instant it is scheduled for)."""
    now = clock.now()
    at = publication_instant(notice, now)
    assessment = assess(notice, at)
    regulation = notice.edition.regulation
    given = notice_overrides(notice)
    set_aside = {id(verdict): override for verdict, override in overridden(assessment.verdicts, given)}
    rows = tuple(
        verdict_row(verdict, notice.edition.measure, set_aside.get(id(verdict)), way=way_out(notice, verdict))
        for verdict in assessment.verdicts
    )
    planned = planned_window(regulation, assessment.facts, assessment.calendar, at)
    first = _("定时发布") if at > now else _("现在发布")
    dates = [Dates(first, at, planned)]
    following = next_working_morning(assessment.calendar, now, notice.edition.scheme.office_opens)
    if planned is not None and at == now and following is not None:
        later = assess(notice, following)
        dates.append(
            Dates(
                _("下一个工作日上午发布"),
                following,
                planned_window(regulation, later.facts, later.calendar, following),
            )
        )
    facts = assessment.facts
    hits = (*facts.text_hits, *(hit for file in facts.attachments for hit in file.hits))
    return Judgement(notice, assessment, rows, tuple(dates), hits, unused(assessment.verdicts, given))


def verdict_row(
    verdict: Verdict,
    measure: Measure,
    override: Override | None = None,
    *,
    refused: str = "",
    way: Way | None = None,
) -> VerdictRow:
    """A verdict as a line, with links into the version of the measure it was judged by.

    `refused` is what a block keeps from happening, in a word, where that is not the publication.
    """
    return VerdictRow(
        verdict=verdict,
        level=verdict.level.value,
        label=refused if refused and verdict.level is Level.BLOCK else str(LEVEL_LABELS[verdict.level]),
        sentence=verdict.render(_),
        basis=str(BASIS_LABELS[verdict.basis]),
        articles=article_links(verdict.articles, measure),
        law=verdict.law,
        overridable=verdict.overridable,
        override=override,
        way=way,
    )


def next_working_morning(calendar: WorkCalendar, now: dt.datetime, opens: dt.time) -> dt.datetime | None:
    """When the office opens (Beijing) on the first working day after today; None while the calendar lacks it."""
    day = beijing_day(now)
    for _step in range(LOOK_AHEAD):
        day += dt.timedelta(days=1)
        try:
            if calendar.is_workday(day):
                return dt.datetime.combine(day, opens, tzinfo=BEIJING)
        except UnknownYear:
            return None
    return None
