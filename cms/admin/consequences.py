"""What the measure attaches to an award, and what would follow from taking it away, as lines of the office's pages.

Derived by the same rules that seal a revocation; nothing is decided here.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.actions.revocations import label_of
from cms.models import AwardRecord, Measure, RecordEvent, SchemePage
from cms.pages import ArticleLink
from cms.regulation.rules.bars import barred_through
from cms.regulation.rules.consequences import (
    GroundOfCase,
    find_ground,
    grounds,
    revocation_consequences,
)
from cms.regulation.rules.facts import BarCount
from cms.regulation.schema import Regulation
from cms.selectors.register import Columns, current_columns, latest_edition
from cms.selectors.timeline import article_links


@dataclass(frozen=True)
class GroundLine:
    """A ground of the measure with what it brings; `last` and `later` are sentences on the end of the ban, "" for none."""

    key: str
    text: str
    articles: tuple[ArticleLink, ...]
    condition: str
    recover: tuple[str, ...]
    recover_articles: tuple[ArticleLink, ...]
    ban_wording: str
    ban_counted: str
    ban_articles: tuple[ArticleLink, ...]
    start_stated: bool
    last: str = ""
    later: str = ""


@dataclass(frozen=True)
class PreviewLine:
    """One award of a draft with the ground chosen; `ground` None while none that fits is chosen."""

    record: AwardRecord
    label: str
    ground: GroundLine | None
    finding: str


def ground_line(found: GroundOfCase, measure: Measure) -> GroundLine:
    """A ground as the measure states it, for no award in particular."""
    ban = found.case.ban
    return GroundLine(
        key=found.key,
        text=found.ground.text,
        articles=article_links(found.ground.articles, measure),
        condition=found.case.condition or "",
        recover=tuple(found.case.recover),
        recover_articles=article_links(found.case.articles_for("recover"), measure)
        if found.case.recover
        else (),
        ban_wording=ban.wording if ban else "",
        ban_counted=(ban.counted_wording or "") if ban else "",
        ban_articles=article_links(ban.articles, measure) if ban else (),
        start_stated=ban is None or ban.counted_from is not None,
    )


def ground_lines(measure: Measure, kind: str = "") -> list[GroundLine]:
    """Every ground of the measure; with `kind`, those that can hit such a holder."""
    return [ground_line(found, measure) for found in grounds(measure.regulation, kind)]


def effect_on(record: AwardRecord, found: GroundOfCase, measure: Measure, revoked_on: dt.date) -> GroundLine:
    """A ground with what it would bring to this award if it were taken away on that Beijing day."""
    number, began = latest_edition(record.scheme, revoked_on, at_least=record.edition_number)
    result = revocation_consequences(
        found, revoked_on=revoked_on, latest_edition=number, latest_edition_began=began
    )
    line = ground_line(found, measure)
    last = later = ""
    if result.barred_through_edition is not None:
        last = _("第%(n)d届（含）之前不得申报") % {"n": result.barred_through_edition}
        later = indicative_years(
            measure.regulation,
            after=result.barred_through_edition - number + 1,
            base=(began or revoked_on).year,
            edition=result.barred_through_edition + 1,
        )
    elif result.barred_until is not None:
        last = _("%(day)s（含）之前不得申报") % {"day": result.barred_until.isoformat()}
    return GroundLine(**{**vars(line), "last": last, "later": later})


def indicative_years(regulation: Regulation, *, after: int, base: int, edition: int) -> str:
    """About when an edition falls, counted by the cycle of the measure from the year of the newest one."""
    cycle = regulation.award.cycle
    return _("办法规定“%(wording)s”，照此推算，第%(edition)d届约在%(year)d年，仅供参考。") % {
        "wording": cycle.wording,
        "edition": edition,
        "year": base + after * cycle.years,
    }


def preview_lines(
    known: Mapping[str, AwardRecord],
    rows: Sequence[Mapping[str, str]],
    measure: Measure,
    revoked_on: dt.date,
) -> list[PreviewLine]:
    """What rows {record, ground, finding} would bring; rows of records that are not in `known` are left out."""
    found = []
    for row in rows:
        record = known.get(row.get("record", ""))
        if record is None:
            continue
        ground = find_ground(measure.regulation, row.get("ground", "")) if row.get("ground") else None
        fits = ground is not None and current_columns(record).kind in ground.case.subjects
        line = effect_on(record, ground, measure, revoked_on) if ground is not None and fits else None
        found.append(PreviewLine(record, label_of(record), line, row.get("finding", "")))
    return found


def bar_words(regulation: Regulation, scheme: SchemePage, columns: Columns, edition_number: int) -> str:
    """Until when the win itself keeps its holder from applying again, as a sentence; what is not stated reads 未规定."""
    bar = regulation.reapplication
    if bar is None:
        return _("办法未规定再次申报的限制")
    if columns.tier not in bar.tiers or columns.kind not in bar.applies_to:
        return _("办法规定的再次申报限制不适用于这一奖项")
    last = barred_through(bar, edition_number, BarCount(scheme.bar_counts_from))
    return _("第%(n)d届（含）之前不得再次申报") % {"n": last}


def ban_words(event: RecordEvent) -> str:
    """Until when a revocation that stands keeps its holder out; "" where the measure states no ban."""
    if event.barred_through_edition is not None:
        return _("第%(n)d届（含）之前不得申报") % {"n": event.barred_through_edition}
    if event.barred_until is not None:
        return _("%(day)s（含）之前不得申报") % {"day": event.barred_until.isoformat()}
    return ""
