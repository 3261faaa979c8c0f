"""Opening a new edition: the measure, the approval from above, the cycle, the edition before."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cms.regulation.rules.facts import EditionState
from cms.regulation.rules.proceedings import NewEditionFacts
from cms.regulation.rules.verdicts import Finding, Param
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation

HIGHER_APPROVAL = "higher_approval"
"""Act on record: the approval from above without which an edition is not opened."""


@dataclass(frozen=True)
class Opening:
    """An edition about to be opened, as the rules see it."""

    regulation: Regulation
    facts: NewEditionFacts
    now: dt.datetime


def not_in_force(opening: Opening) -> Iterator[Finding]:
    """A new edition is opened only under a measure in force on that day."""
    instrument, facts = opening.regulation.instrument, opening.facts
    status = instrument.status_on(facts.opens_on, facts.measure.repealed_on)
    if status == "in_force":
        return
    names: dict[str, Param] = {"title": instrument.title, "day": facts.opens_on}
    if status == "not_yet":
        yield Finding(
            _("《%(title)s》在%(day)s尚未施行，不能据以开展评选。请在施行之后开始。"),
            names,
            articles=instrument.articles_for("effective_on"),
            subject="opens_on",
        )
        return
    field = "expires_on" if instrument.validity_years is None else "validity_years"
    yield Finding(
        _("《%(title)s》在%(day)s已失效或废止，不能据以开展新一届评选。请依据现行有效的办法办理。"),
        names,
        articles=instrument.articles_for(field) if status == "expired" else tuple(instrument.articles),
        subject="opens_on",
    )


def launch_approval(opening: Opening) -> Iterator[Finding]:
    """Where the measure makes an edition wait for approval from above, the approval is on record."""
    clause = opening.regulation.award.launch_approval
    approved = any(
        act.key == HIGHER_APPROVAL and act.done_on <= opening.facts.opens_on for act in opening.facts.acts
    )
    if clause is not None and not approved:
        yield Finding(
            _("办法规定“%(clause)s”，但没有登记批准。请登记批准机关、文号和日期后再开展本届评选。"),
            {"clause": clause.text},
            articles=tuple(clause.articles),
            subject=HIGHER_APPROVAL,
        )


def cycle(opening: Opening) -> Iterator[Finding]:
    """Editions are as many years apart as the measure says; 原则上 and delays happen, so this warns."""
    rule, facts = opening.regulation.award.cycle, opening.facts
    if facts.last_year is None or facts.year - facts.last_year == rule.years:
        return
    yield Finding(
        _(
            "办法规定“%(wording)s”，上一届为%(last)d年，本届为%(year)d年。请核对；确有原因的，请在公告中说明。"
        ),
        {"wording": rule.wording, "last": facts.last_year, "year": facts.year},
        articles=tuple(rule.articles),
        subject="year",
    )


def number(opening: Opening) -> Iterator[Finding]:
    """Editions are numbered one after another: bars and bans count them."""
    facts = opening.facts
    expected = 1 if facts.last_number is None else facts.last_number + 1
    if facts.number < 1 or (facts.last_number is not None and facts.number != expected):
        yield Finding(
            _("届次应为第%(expected)d届，现填第%(number)d届。限制申报按届次计算，请核对。"),
            {"expected": expected, "number": facts.number},
            articles=tuple(opening.regulation.award.cycle.articles),
            subject="number",
        )


def previous_open(opening: Opening) -> Iterator[Finding]:
    """The edition before has been decided or ended."""
    facts = opening.facts
    if facts.last_number is None or facts.last_decided or facts.last_state is EditionState.ENDED:
        return
    yield Finding(
        _("第%(last)d届尚未作出决定，也没有终止。请核对是否应先了结上一届。"),
        {"last": facts.last_number},
        subject="number",
    )
