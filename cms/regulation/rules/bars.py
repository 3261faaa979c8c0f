"""Who may not be on a list: winners within the bar of the measure, holders banned after a revocation.

Persons are matched by name and unit; a name alone never bars, it asks the office to check.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from cms.regulation.conduct import Bar
from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.case import Case
from cms.regulation.rules.facts import BarCount
from cms.regulation.rules.identity import Holder, holders, past_holder
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _


def barred_through(bar: Bar, won_in: int, counts_from: BarCount) -> int:
    """Return the last edition barred by a win in edition `won_in`, as the operator reads the beginning."""
    return won_in + bar.cycles - (1 if counts_from is BarCount.WINNING_EDITION else 0)


def win_bars(bar: Bar | None, award: PastAward, edition_number: int, counts_from: BarCount) -> bool:
    """Whether an earlier award, not withdrawn, keeps its holder out of that edition."""
    if bar is None or award.revoked or award.tier not in bar.tiers or award.kind not in bar.applies_to:
        return False
    return award.edition_number < edition_number <= barred_through(bar, award.edition_number, counts_from)


def ban_holds(award: PastAward, edition_number: int, day: dt.date) -> bool:
    """Whether a revocation keeps the holder out: by editions, or by days on the day the edition begins."""
    through, until = award.barred_through_edition, award.barred_until
    return (through is not None and edition_number <= through) or (until is not None and day <= until)


def _is_barred(case: Case, award: PastAward) -> bool:
    facts = case.facts
    return win_bars(case.regulation.reapplication, award, facts.edition_number, facts.bar_counts_from)


def _is_banned(case: Case, award: PastAward) -> bool:
    return ban_holds(award, case.facts.edition_number, case.facts.edition_started_on or case.publish_on)


def _matches(case: Case, awards: list[PastAward]) -> Iterator[tuple[Holder, PastAward]]:
    """Yield each holder of the list with each award that may be theirs; linear in rows and awards."""
    by_mark: dict[tuple[str, str], list[PastAward]] = defaultdict(list)
    for award in awards:
        past = past_holder(award)
        for mark in {("name", past.name), ("uscc", past.uscc)}:
            if mark[1]:
                by_mark[mark].append(award)
    for entry in case.facts.entries:
        for holder in holders(entry):
            found = [*by_mark.get(("name", holder.name), ()), *by_mark.get(("uscc", holder.uscc), ())]
            for award in dict.fromkeys(found):
                yield holder, award


def barred(case: Case) -> Iterator[Finding]:
    """A winner of a barred tier stays out for the measure's number of editions."""
    bar = case.regulation.reapplication
    if bar is None:
        return
    standing = [award for award in case.facts.past_awards if _is_barred(case, award)]
    for holder, award in _matches(case, standing):
        if past_holder(award).is_same(holder):
            last = barred_through(bar, award.edition_number, case.facts.bar_counts_from)
            yield Finding(
                _(
                    "第%(no)d号条目曾在第%(edition)d届获%(tier)s，办法规定“%(wording)s”，"
                    "第%(last)d届之后方可再次申报。请移出名单。"
                ),
                {
                    "no": holder.no,
                    "edition": award.edition_number,
                    "tier": case.tier_name(award.tier),
                    "wording": bar.wording,
                    "last": last,
                },
                articles=tuple(bar.articles),
                subject=holder.entry_key,
            )


def banned(case: Case) -> Iterator[Finding]:
    """A holder whose award was revoked stays out as long as the ground's ban lasts."""
    bans = [award for award in case.facts.past_awards if _is_banned(case, award)]
    for holder, award in _matches(case, bans):
        if not past_holder(award).is_same(holder):
            continue
        if award.barred_through_edition is not None:
            yield Finding(
                _(
                    "第%(no)d号条目的第%(edition)d届奖项已被撤销，第%(last)d届（含）之前不得申报。请移出名单。"
                ),
                {
                    "no": holder.no,
                    "edition": award.edition_number,
                    "last": award.barred_through_edition,
                },
                articles=award.articles,
                subject=holder.entry_key,
            )
        elif award.barred_until is not None:
            yield Finding(
                _("第%(no)d号条目的第%(edition)d届奖项已被撤销，%(until)s（含）之前不得申报。请移出名单。"),
                {"no": holder.no, "edition": award.edition_number, "until": award.barred_until},
                articles=award.articles,
                subject=holder.entry_key,
            )


def namesake(case: Case) -> Iterator[Finding]:
    """A person with the name, but not surely the unit, of somebody barred: to be checked by the office."""
    closed = [a for a in case.facts.past_awards if _is_barred(case, a) or _is_banned(case, a)]
    for holder, award in _matches(case, closed):
        if past_holder(award).shares_only_the_name(holder):
            yield Finding(
                _(
                    "第%(no)d号条目与第%(edition)d届一名获奖者同名，单位不同或未登记。"
                    "请核对是否同一人；不是的可以继续。"
                ),
                {"no": holder.no, "edition": award.edition_number},
                articles=award.articles or _bar_articles(case),
                subject=holder.entry_key,
            )


def _bar_articles(case: Case) -> tuple[str, ...]:
    bar = case.regulation.reapplication
    return () if bar is None else tuple(bar.articles)


def history_incomplete(case: Case) -> Iterator[Finding]:
    """As long as earlier awards are not declared complete, finding no bar proves nothing."""
    regulation = case.regulation
    bans = [] if regulation.revocation is None else [c.ban for c in regulation.revocation.cases if c.ban]
    if case.facts.history_complete or (regulation.reapplication is None and not bans):
        return
    articles = _bar_articles(case) or tuple(ref for ban in bans for ref in ban.articles)
    yield Finding(
        _("本奖项以往获奖记录尚未声明完整，无法判断名单中有无限制申报的情形。请另行核查，并补录以往记录。"),
        articles=tuple(dict.fromkeys(articles)),
        subject="entries",
    )
