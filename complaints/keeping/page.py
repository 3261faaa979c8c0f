"""What the pages of the endings show, as frozen values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from complaints.models import CaseState, DestroyedCase, Disposal, DisposalWay, RetentionPeriod
from complaints.roots import RootsError
from complaints.selectors.endings import EndedCase, ended_cases
from complaints.selectors.holders import without_holder
from complaints.transitions import ENDED_STATES
from complaints.wording_endings import STANDS

OUTCOMES = tuple(state.value for state in CaseState if state.value in ENDED_STATES)
"""Outcomes that end a case, in the order of the states."""


@dataclass(frozen=True)
class PeriodLine:
    """An outcome and how long its cases are kept; `months` None where nobody has said."""

    outcome: str
    words: str
    months: int | None
    set_by: str
    day: dt.date | None


@dataclass(frozen=True)
class CaseLine:
    """An ended case: its number, its outcome, its days, where it stands.

    :ivar unheld: nobody who works here holds a key to it, so that nobody can put a legal hold on it.
    """

    number: str
    outcome: str
    ended_on: dt.date
    kept_until: dt.date | None
    stand: str
    stand_words: str | Promise
    unheld: bool


@dataclass(frozen=True)
class GroundsLine:
    """What is on record for destroying a case. `second` is "" while nobody has confirmed it."""

    way: str
    reference: str
    first: str
    second: str
    day: dt.date


@dataclass(frozen=True)
class GoneLine:
    """What is left of a destroyed case."""

    number: str
    outcome: str
    day: dt.date
    grounds: GroundsLine | None


@dataclass(frozen=True)
class Overview:
    """Everything on the first page."""

    periods: tuple[PeriodLine, ...]
    cases: tuple[CaseLine, ...]
    gone: tuple[GoneLine, ...]


def overview(today: dt.date) -> Overview:
    """The first page on a Beijing day."""
    set_now = {each.outcome: each for each in RetentionPeriod.objects.select_related("set_by")}
    records = {
        each.number: each
        for each in Disposal.objects.filter(case__isnull=True).select_related("first_by", "second_by")
    }
    ended = ended_cases(today)
    unheld = unheld_among(ended)
    return Overview(
        periods=tuple(_period(outcome, set_now) for outcome in OUTCOMES),
        cases=tuple(case_line(each, unheld=each.id in unheld) for each in ended),
        gone=tuple(
            GoneLine(row.number, outcome_words(row.outcome), row.day, _grounds(records.get(row.number)))
            for row in DestroyedCase.objects.order_by("-day", "number")
        ),
    )


def outcome_words(outcome: str) -> str:
    """An outcome as people read it."""
    return str(CaseState(outcome).label)


def unheld_among(ended: Iterable[EndedCase]) -> frozenset[UUID]:
    """Those to which nobody who works here holds a key. None while the pinned files cannot be read: the doctor says that."""
    try:
        return without_holder(each.id for each in ended)
    except RootsError:
        return frozenset()


def case_line(found: EndedCase, *, unheld: bool) -> CaseLine:
    """One ended case."""
    return CaseLine(
        found.number,
        outcome_words(found.state),
        found.ended_on,
        found.ending.kept_until,
        found.stand.value,
        STANDS[found.stand],
        unheld,
    )


def grounds_line(found: EndedCase) -> GroundsLine | None:
    """What is on record for it."""
    return _grounds(found.disposal)


def _grounds(disposal: Disposal | None) -> GroundsLine | None:
    if disposal is None:
        return None
    second = disposal.second_by.get_username() if disposal.second_by else ""
    way = str(DisposalWay(disposal.way).label)
    return GroundsLine(way, disposal.reference, disposal.first_by.get_username(), second, disposal.day)


def _period(outcome: str, set_now: Mapping[str, RetentionPeriod]) -> PeriodLine:
    row = set_now.get(outcome)
    words = outcome_words(outcome)
    if row is None:
        return PeriodLine(outcome, words, None, "", None)
    return PeriodLine(outcome, words, row.months, row.set_by.get_username(), row.day)
