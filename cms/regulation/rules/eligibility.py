"""Conditions of application with something to check: years, ranks, accidents, documents. nearly all warn.

The numbers come from the formal check, never from the public list; whether somebody is eligible is decided by
people. Only a missing document blocks. They speak on the first list of a measure, where applications are made public.

A check is on record for one entry by its `EligibilityFacts`, or for all of them by an act under `check_key`.
"""

from collections.abc import Iterator

from cms.regulation.conduct import Criterion
from cms.regulation.rules.acts import YEARS_RELAXED, asks_for_more, check_key, is_first_list, recorded
from cms.regulation.rules.case import Case, numbers
from cms.regulation.rules.facts import EligibilityFacts, EntryFacts
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _

Row = tuple[EntryFacts, EligibilityFacts | None]


def _checked(case: Case) -> Iterator[tuple[Criterion, list[Row]]]:
    """Yield each requirement that asks for more than a general declaration, with the entries it applies to.

    Those on record for the whole list are left out, and years that the government relaxed.
    """
    if not is_first_list(case.regulation, case.the_stage):
        return
    facts = {(fact.entry_key, fact.criterion): fact for fact in case.facts.eligibility}
    for criterion in case.regulation.eligibility.criteria:
        if not asks_for_more(criterion) or recorded(case, check_key(criterion)) or _relaxed(case, criterion):
            continue
        rows = [
            (entry, facts.get((entry.key, criterion.key)))
            for entry in case.named
            if entry.kind == criterion.applies_to
        ]
        if rows:
            yield criterion, rows


def _fails(criterion: Criterion, fact: EligibilityFacts) -> bool:
    """Whether what is on record contradicts the condition."""
    too_short = (
        criterion.min_years is not None and fact.years is not None and fact.years < criterion.min_years
    )
    too_low = criterion.max_rank is not None and fact.rank is not None and fact.rank > criterion.max_rank
    return too_short or too_low or fact.met is False


def _silent(criterion: Criterion, fact: EligibilityFacts) -> bool:
    """Whether nothing is on record that speaks to the condition."""
    by_years = criterion.min_years is not None and fact.years is not None
    by_rank = criterion.max_rank is not None and fact.rank is not None
    return not by_years and not by_rank and fact.met is None


def _relaxed(case: Case, criterion: Criterion) -> bool:
    """Whether the government's recorded approval waives the years, under a measure that lets it."""
    return (
        criterion.min_years is not None
        and case.regulation.eligibility.relaxation is not None
        and recorded(case, YEARS_RELAXED)
    )


def unmet(case: Case) -> Iterator[Finding]:
    """A condition that the record contradicts is pointed out by entry."""
    for criterion, rows in _checked(case):
        if criterion.test == "document":
            continue
        failing = [entry for entry, fact in rows if fact is not None and _fails(criterion, fact)]
        if failing:
            yield Finding(
                _("第%(numbers)s号条目的核对记录与申报条件“%(condition)s”不符。请复核后决定是否保留。"),
                {"numbers": numbers(failing), "condition": criterion.text},
                articles=tuple(criterion.articles),
                subject=criterion.key,
            )


def unchecked(case: Case) -> Iterator[Finding]:
    """A condition that nobody recorded a check of is pointed out by entry."""
    for criterion, rows in _checked(case):
        if criterion.test == "document":
            continue
        missing = [entry for entry, fact in rows if fact is None or _silent(criterion, fact)]
        if missing:
            yield Finding(
                _("第%(numbers)s号条目没有登记对申报条件“%(condition)s”的核对。请核对并登记。"),
                {"numbers": numbers(missing), "condition": criterion.text},
                articles=tuple(criterion.articles),
                subject=criterion.key,
            )


def document_missing(case: Case) -> Iterator[Finding]:
    """A document the measure makes a condition is on record for each entry."""
    for criterion, rows in _checked(case):
        if criterion.test != "document":
            continue
        missing = [
            entry
            for entry, fact in rows
            if fact is None or _silent(criterion, fact) or _fails(criterion, fact)
        ]
        if missing:
            yield Finding(
                _("第%(numbers)s号条目缺少申报条件要求的材料“%(condition)s”。请补交并登记，或移出名单。"),
                {"numbers": numbers(missing), "condition": criterion.text},
                articles=tuple(criterion.articles),
                subject=criterion.key,
            )
