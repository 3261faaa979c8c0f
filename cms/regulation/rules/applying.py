"""May this organisation apply in the coming edition? Pure; the same bars and bans as for a list.

Three answers, and never 可以申报: that is decided by whoever receives the application. Persons are matched by name and unit
together; a name alone asks for a check.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.bars import ban_holds, barred_through, win_bars
from cms.regulation.rules.facts import BarCount
from cms.regulation.rules.identity import Holder, fold, past_holder
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation


class AnswerKind(StrEnum):
    """The three answers."""

    LIMITED = "limited"
    NONE_FOUND = "none_found"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Answer:
    """An answer with its grounds. A finding's `subject` is the public id of the award it rests on, "" for none."""

    kind: AnswerKind
    edition_number: int
    findings: tuple[Finding, ...]


def may_apply(
    regulation: Regulation,
    *,
    kind: str,
    name: str,
    uscc: str = "",
    unit: str = "",
    awards: Iterable[PastAward],
    edition_number: int,
    day: dt.date,
    history_complete: bool,
    counts_from: BarCount,
) -> Answer:
    """Whether anything on record keeps this applicant out of that edition.

    `day` is the Beijing day on which the edition is taken to begin. A bar found answers LIMITED whatever the history;
    otherwise a namesake to be checked, or a history that is not declared complete, answers CANNOT_TELL.
    """
    asked = Holder("", 0, kind, fold(name), fold(uscc), fold(unit))
    limits: list[Finding] = []
    doubts: list[Finding] = []
    for award in awards:
        past = past_holder(award)
        won = win_bars(regulation.reapplication, award, edition_number, counts_from)
        banned = ban_holds(award, edition_number, day)
        if not won and not banned:
            continue
        if past.is_same(asked):
            limits += _limits(regulation, award, won=won, banned=banned, counts_from=counts_from)
        elif past.shares_only_the_name(asked):
            doubts.append(
                Finding(
                    _(
                        "第%(edition)d届有一名同名获奖者，工作单位不同或者没有填写，不能据此认定为同一人。请向办公室核对。"
                    ),
                    {"edition": award.edition_number},
                    subject=award.record,
                )
            )
    if limits:
        return Answer(AnswerKind.LIMITED, edition_number, tuple(limits))
    if not history_complete:
        doubts.append(
            Finding(
                _("本奖项以往获奖记录尚未声明完整，名册中没有的，不等于没有获奖或者被撤销。请向办公室核实。")
            )
        )
    kind_of = AnswerKind.CANNOT_TELL if doubts else AnswerKind.NONE_FOUND
    return Answer(kind_of, edition_number, tuple(doubts))


def _limits(
    regulation: Regulation, award: PastAward, *, won: bool, banned: bool, counts_from: BarCount
) -> list[Finding]:
    bar = regulation.reapplication
    found = []
    if won and bar is not None:
        found.append(
            Finding(
                _("已在第%(edition)d届获奖，办法规定“%(wording)s”，第%(last)d届（含）之前不得申报。"),
                {
                    "edition": award.edition_number,
                    "wording": bar.wording,
                    "last": barred_through(bar, award.edition_number, counts_from),
                },
                articles=tuple(bar.articles),
                subject=award.record,
            )
        )
    if banned and award.barred_through_edition is not None:
        found.append(
            Finding(
                _("第%(edition)d届奖项已被撤销，第%(last)d届（含）之前不得申报。"),
                {"edition": award.edition_number, "last": award.barred_through_edition},
                articles=award.articles,
                subject=award.record,
            )
        )
    elif banned and award.barred_until is not None:
        found.append(
            Finding(
                _("第%(edition)d届奖项已被撤销，%(until)s（含）之前不得申报。"),
                {"edition": award.edition_number, "until": award.barred_until},
                articles=award.articles,
                subject=award.record,
            )
        )
    return found
