"""The rules of a measure: pure functions from facts, a working calendar and an instant to verdicts.

Nothing here knows a city, a clock, a database, a setting or Django. `check_publication` judges every notice
and amendment, `check_amendment` what an amendment adds to that, `check_conclusion` the end of a publicity,
`check_new_edition` an edition's beginning, `check_clearance` the four eyes. `planned_window` counts the
window a notice would open. Verdicts come blocks first; `blocking` tells which stand after overrides.
"""

import datetime as dt

from cms.regulation.rules.acts import NeededAct, needed_acts
from cms.regulation.rules.case import EDITION_ACTS, Case
from cms.regulation.rules.conclusion import Closing
from cms.regulation.rules.editions import Opening
from cms.regulation.rules.facts import PublicationFacts
from cms.regulation.rules.proceedings import ClearanceFacts, ConclusionFacts, NewEditionFacts
from cms.regulation.rules.table import (
    CLEARANCE_RULES,
    CONCLUSION_RULES,
    EDITION_RULES,
    PUBLICATION_RULES,
    RULES,
    UNKNOWN_STAGE,
    Rule,
    put_to,
)
from cms.regulation.rules.verdicts import (
    NEVER_OVERRIDABLE,
    Level,
    Override,
    Verdict,
    blocking,
    overridden,
    sort_verdicts,
    unused,
)
from cms.regulation.rules.verdicts import (
    gettext_noop as _,
)
from cms.regulation.schema import Regulation, Stage
from portal.calendar.workdays import Derivation, WorkCalendar

__all__ = [
    "NEVER_OVERRIDABLE",
    "RULES",
    "Level",
    "NeededAct",
    "Override",
    "Verdict",
    "blocking",
    "check_amendment",
    "check_clearance",
    "check_conclusion",
    "check_new_edition",
    "check_publication",
    "needed_acts",
    "overridden",
    "planned_window",
    "sort_verdicts",
    "unused",
]


def check_publication(
    regulation: Regulation, facts: PublicationFacts, calendar: WorkCalendar, now: dt.datetime
) -> tuple[Verdict, ...]:
    """Judge a notice, first or amending, that is about to be published.

    `now` is the aware instant of the question; `facts.publish_at` that of publication. Never raises for facts
    of the declared types: what cannot be judged is itself a block.
    """
    return _publication(PUBLICATION_RULES, regulation, facts, calendar, now)


def check_amendment(
    regulation: Regulation, facts: PublicationFacts, calendar: WorkCalendar, now: dt.datetime
) -> tuple[Verdict, ...]:
    """Judge only what the amending act adds: may this be extended, begun again, corrected so, postponed?

    For a form that asks before the whole draft exists. `check_publication` says the same and everything else.
    """
    rules = tuple(rule for rule in PUBLICATION_RULES if rule.id.startswith(("amend.", "edition.")))
    return _publication(rules, regulation, facts, calendar, now)


def _publication(
    rules: tuple[Rule[Case], ...],
    regulation: Regulation,
    facts: PublicationFacts,
    calendar: WorkCalendar,
    now: dt.datetime,
) -> tuple[Verdict, ...]:
    stage = _stage(regulation, facts.stage_key)
    if stage is None and (facts.stage_key or facts.act not in EDITION_ACTS):
        return (_unknown_stage(facts.stage_key),)
    applicable = (rule for rule in rules if _applies(rule, stage, facts))
    return put_to(applicable, Case(regulation, stage, facts, calendar, now))


def _applies(rule: Rule[Case], stage: Stage | None, facts: PublicationFacts) -> bool:
    if facts.act not in rule.acts:
        return False
    if rule.stages is None:
        return True
    return stage is not None and stage.type in rule.stages and (stage.lists or not rule.lists)


def _stage(regulation: Regulation, key: str) -> Stage | None:
    return next((stage for stage in regulation.stages if stage.key == key), None)


def _unknown_stage(key: str) -> Verdict:
    return Verdict(
        rule=UNKNOWN_STAGE,
        level=Level.BLOCK,
        msg=_("办法中没有“%(stage)s”这一环节。请从办法规定的环节中选择。"),
        params={"stage": key or "—"},
        subject="stage_key",
    )


def planned_window(
    regulation: Regulation, facts: PublicationFacts, calendar: WorkCalendar, now: dt.datetime
) -> Derivation | None:
    """Count the window that this notice would open or, for an extension, the days it would add.

    None where the act opens none, or none can be counted; `check_publication` then says why.
    """
    stage = _stage(regulation, facts.stage_key)
    return None if stage is None else Case(regulation, stage, facts, calendar, now).window


def check_conclusion(
    regulation: Regulation, facts: ConclusionFacts, calendar: WorkCalendar, now: dt.datetime
) -> tuple[Verdict, ...]:
    """Judge whether a publicity may be concluded at the aware instant `now`.

    A window whose stored days are exact but whose year `calendar` does not know is treated as provisional.
    """
    unknown = facts.last_day is not None and not calendar.knows(facts.last_day.year)
    provisional = facts.provisional or unknown
    closing = Closing(regulation, _stage(regulation, facts.stage_key), facts, provisional, now)
    return put_to(CONCLUSION_RULES, closing)


def check_new_edition(
    regulation: Regulation, facts: NewEditionFacts, now: dt.datetime
) -> tuple[Verdict, ...]:
    """Judge whether an edition may be opened on `facts.opens_on`."""
    return put_to(EDITION_RULES, Opening(regulation, facts, now))


def check_clearance(facts: ClearanceFacts) -> tuple[Verdict, ...]:
    """Judge the four eyes: enough approvals of exactly this content, none of them by an author."""
    return put_to(CLEARANCE_RULES, facts)
