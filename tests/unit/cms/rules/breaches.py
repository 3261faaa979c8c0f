"""For each rule of the index that is a check: a lawful notice with exactly that rule broken.

A breach is found by the slug of the rule, with the name of the verdict that has to speak, and for acts, columns and
conditions the subject it has to speak of. What has to be on record before an edition is opened is no notice and has
its own test.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.consequences import grounds
from cms.regulation.rules.facts import (
    EligibilityFacts,
    EntryFacts,
    OwnPublicity,
    PublicationFacts,
    StatedBonus,
)
from cms.regulation.schema import Criterion
from tests.rule_table.index import IndexRow
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    BEIJING,
    CALL,
    CANDIDATES,
    DECISION,
    REVOCATION,
    WINNERS,
    award,
    code,
    lawful,
    measure,
    organization,
    person,
)

INSTITUTION = "12140000000000001X"
MAKE = {"organization": organization, "individual": person}


@dataclass(frozen=True)
class Breach:
    """A rule broken once: which rule has to speak and of what ("" for anything), under which facts.

    `kept` are facts that keep it, where the lawful notice of the stage does not show that.
    """

    rule: str
    facts: PublicationFacts
    subject: str = ""
    kept: PublicationFacts | None = None


Maker = Callable[[IndexRow, tuple[str, ...]], list[Breach]]


def breaches(row: IndexRow) -> list[Breach]:
    """Every way in which a checked rule is broken here. Raises KeyError for a rule without one."""
    for pattern, maker in MAKERS.items():
        match = re.fullmatch(pattern, row.slug)
        if match is not None:
            return maker(row, tuple(group or "" for group in match.groups()))
    raise KeyError(row.id)


def _stage(slug: str) -> str:
    return {
        "call": CALL,
        "acceptance": ACCEPTANCE,
        "candidate": CANDIDATES,
        "winner": WINNERS,
        "decision": DECISION,
    }[slug.split("_", maxsplit=1)[0]]


def _days(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    period = measure(row.city).stage(_stage(row.slug)).period
    assert period is not None
    wrong = [period.working_days - 1, *([period.working_days + 1] if period.exact else [])]
    rule = "period.exact" if period.exact else "period.minimum"
    return [
        Breach(rule, lawful(row.city, _stage(row.slug), working_days=days), "working_days") for days in wrong
    ]


def _without_acts(city: str, stage: str, *keys: str) -> PublicationFacts:
    facts = lawful(city, stage)
    return replace(facts, acts=tuple(act for act in facts.acts if act.key not in keys))


def _entry(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    """Each act that the index names for the stage; the one that the gate proves is taken away with the notice."""
    stage = _stage(row.slug)
    found = []
    for key in row.what.rpartition(": ")[2].split(", "):
        if key == "previous_publicity_no_objection":
            (earlier,) = measure(row.city).published_predecessors(stage)
            facts = lawful(row.city, stage)
            gone = replace(facts, prior=tuple(n for n in facts.prior if n.stage_key != earlier.key))
            found.append(Breach("gate.not_passed", gone, earlier.key))
        else:
            rule = "act.optional" if key.endswith("_if_necessary") else "act.required"
            found.append(Breach(rule, _without_acts(row.city, stage, key), key))
    return found


def _gate(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    """The next step while the publicity is not concluded, and while an objection is open."""
    earlier = _stage(row.slug)
    (later,) = (s.key for s in measure(row.city).published_stages if earlier in s.after)
    facts = lawful(row.city, later)

    def changed(**changes: Any) -> PublicationFacts:
        prior = tuple(replace(n, **changes) if n.stage_key == earlier else n for n in facts.prior)
        return replace(facts, prior=prior)

    return [
        Breach("gate.not_passed", changed(concluded=False), earlier),
        Breach("gate.no_objection", changed(held=True), earlier),
    ]


def _own_publicity(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    held = OwnPublicity(
        entry_key="org-1", first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 3, 6), no_objection=True
    )
    own = {
        "publicity": None,
        "days": replace(held, last_day=dt.date(2026, 3, 5)),
        "gate": replace(held, no_objection=False),
    }[groups[0]]
    facts = _without_acts(row.city, ACCEPTANCE, "internal_publicity")
    facts = replace(facts, entries=(organization(1),), own_publicity=() if own is None else (own,))
    return [Breach("act.own_publicity", facts, "internal_publicity")]


def _cap(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    tier, kind = groups
    most = int(row.what.rpartition(" ")[2])
    makers = [organization, person] if kind == "total" else [MAKE[kind]]
    entries = tuple(makers[n % len(makers)](n + 1, tier) for n in range(most + 1))
    return [
        Breach("list.cap", lawful(row.city, stage, entries=entries), f"{tier}.{kind}")
        for stage in (WINNERS, DECISION)
    ]


def _criterion(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    """A record that contradicts the condition, or for a document none at all."""
    kind = {"org": "organization", "ind": "individual"}[groups[0]]
    criterion = next(
        c for c in measure(row.city).eligibility.criteria if (c.applies_to, c.key) == (kind, groups[1])
    )
    stage = ACCEPTANCE if row.city != "hohhot" else WINNERS
    entry = MAKE[kind](1, "award")
    facts = lawful(row.city, stage, entries=(entry,))
    facts = replace(
        facts,
        acts=tuple(act for act in facts.acts if act.key != f"{kind}.{criterion.key}"),
        eligibility=_contradicting(entry, criterion),
    )
    rule = "eligibility.document" if criterion.test == "document" else "eligibility.unmet"
    return [Breach(rule, facts, criterion.key)]


def _contradicting(entry: EntryFacts, criterion: Criterion) -> tuple[EligibilityFacts, ...]:
    if criterion.test == "document":
        return ()
    years = None if criterion.min_years is None else criterion.min_years - 1
    rank = None if criterion.max_rank is None else criterion.max_rank + 1
    met = False if years is None and rank is None else None
    return (EligibilityFacts(entry_key=entry.key, criterion=criterion.key, years=years, rank=rank, met=met),)


def _consulted(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    consultation = measure(row.city).consultation
    assert consultation is not None
    entry = organization(1, "award", **({"uscc": INSTITUTION} if groups[0] == "public_institution" else {}))
    facts = lawful(row.city, consultation.before, entries=(entry,))
    bodies: tuple[str, ...] = getattr(consultation, groups[0])
    return [
        Breach(
            "act.consulted", replace(facts, replies=tuple(r for r in facts.replies if r.body != body)), body
        )
        for body in bodies
    ]


def _formal(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    key = "written_consultation" + ("_if_necessary" if row.level == "warn" else "")
    rule = "act.optional" if row.level == "warn" else "act.required"
    return [Breach(rule, _without_acts(row.city, ACCEPTANCE, key), key)]


def _won(**changes: Any) -> PastAward:
    values = {
        "edition_number": 2,
        "tier": "award",
        "kind": "organization",
        "name": "第1号制造有限公司（示例）",
    }
    return PastAward(**{**values, "uscc": code(1), **changes})


def _bar(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    return [
        Breach(
            "bar.reapplication",
            lawful(row.city, WINNERS, edition_number=number, past_awards=(_won(),)),
            "org-1",
        )
        for number in (3, 4)
    ]


def _ban(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    revocation = measure(row.city).revocation
    assert revocation is not None
    ban = next(c.ban for c in revocation.cases if c.key == (groups[0] or "single"))
    assert ban is not None
    until = (
        {"barred_through_edition": 2 + ban.value}
        if ban.unit == "cycles"
        else {"barred_until": dt.date(2029, 1, 1)}
    )
    past = _won(revoked=True, articles=tuple(ban.articles), **until)
    return [Breach("bar.ban", lawful(row.city, WINNERS, past_awards=(past,)), "org-1")]


def _bonus(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    due = int(row.what.partition("¥")[2].partition(" ")[0].replace(",", ""))
    entries = (MAKE[groups[0]](1, "award"),)

    def stating(*amounts: int) -> PublicationFacts:
        bonuses = tuple(StatedBonus(tier="award", kind=groups[0], cny=amount) for amount in amounts)
        return lawful(row.city, DECISION, entries=entries, bonuses=bonuses)

    return [
        Breach("decision.bonus", facts, f"award.{groups[0]}", kept=stating(due))
        for facts in (stating(), stating(due + 1))
    ]


def _dated_before(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    day = measure(row.city).instrument.effective_on - dt.timedelta(days=1)
    early = dt.datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING)
    return [
        Breach("measure.dated_before", lawful(row.city, WINNERS, signed_date=day), "signed_date"),
        Breach(
            "measure.not_yet", lawful(row.city, WINNERS, publish_at=early, signed_date=None), "publish_at"
        ),
    ]


def _expired(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    last = measure(row.city).instrument.last_day
    assert last is not None
    after = dt.datetime(last.year, last.month, last.day, 9, tzinfo=BEIJING) + dt.timedelta(days=1)
    return [Breach("measure.relied_on", lawful(row.city, WINNERS, publish_at=after, edition_started_on=last))]


def _one(rule: str, stage: str, subject: str = "", **changes: Any) -> Maker:
    """A maker for a rule that one changed field breaks."""
    return lambda row, groups: [Breach(rule, lawful(row.city, stage, **changes), subject)]


def _act(stage: str, rule: str, *keys: str) -> Maker:
    """A maker for a rule that missing records break, one at a time."""
    return lambda row, groups: [Breach(rule, _without_acts(row.city, stage, key), key) for key in keys]


def _steps(row: IndexRow, groups: tuple[str, ...], *keys: str) -> list[Breach]:
    """A revocation on each ground of the row's case without one of the steps that the case asks for."""
    found = []
    for ground in grounds(measure(row.city)):
        if groups[0] not in ("", ground.case.key):
            continue
        named = award("award-1", ground.key)
        kept = lawful(row.city, REVOCATION, named_awards=(named,))
        found += [
            Breach(
                "revoke.steps",
                replace(kept, acts=tuple(act for act in kept.acts if act.key != key)),
                f"award-1.{key}",
                kept=kept,
            )
            for key in keys
        ]
    return found


def _verified(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    return _steps(row, groups, *(("verified", "committee_study") if row.city == "hohhot" else ("verified",)))


def _subject(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    """The case used against a holder of a kind that the article does not name."""
    named = row.what.partition("against ")[2].split(", ")
    found = []
    for ground in (g for g in grounds(measure(row.city)) if g.case.key == groups[0]):
        for kind in {"organization", "individual", "team"} - set(named):
            facts = lawful(row.city, REVOCATION, named_awards=(award("award-1", ground.key, kind=kind),))
            lawful_kinds = tuple(award(f"award-{of}", ground.key, kind=of) for of in named)
            kept = lawful(row.city, REVOCATION, named_awards=lawful_kinds)
            found.append(Breach("revoke.subject", facts, "award-1", kept=kept))
    return found


def _condition(row: IndexRow, groups: tuple[str, ...]) -> list[Breach]:
    """Each ground of a case that the article limits by a term which the measure does not define."""
    listed = [ground for ground in grounds(measure(row.city)) if ground.case.key == groups[0]]
    return [
        Breach(
            "revoke.condition",
            lawful(row.city, REVOCATION, named_awards=(award("award-1", ground.key),)),
            "award-1",
        )
        for ground in listed
    ]


MAKERS: Mapping[str, Maker] = {
    "effective": _dated_before,
    "validity": _expired,
    "cap_(award|nominee)_(total|organization|individual)": _cap,
    "recommended_by": _one(
        "row.recommender_kind", WINNERS, entries=(organization(1, "award", recommender_body="applicant"),)
    ),
    "(?:acceptance|candidate|winner)_days": _days,
    "(?:acceptance|candidate|winner|decision|call)_entry": _entry,
    "(?:candidate|winner)_gate": _gate,
    "(?:call|winner)_channel": lambda row, groups: [
        Breach("stage.media", lawful(row.city, _stage(row.slug), media=" "))
    ],
    "candidate_internal": _one("stage.internal", "candidate_list", "candidate_list"),
    "internal_(publicity|days|gate)": _own_publicity,
    "joint_max": _one(
        "row.joint",
        WINNERS,
        "person-1",
        entries=(person(1, "award", joint_names=("甲", "乙", "丙", "丁"), group_entry=True),),
    ),
    "panel_size": lambda row, groups: [
        Breach("stage.panel_size", lawful(row.city, WINNERS, panel_size=size)) for size in (2, 6, None)
    ],
    "(org|ind)_(.+)": _criterion,
    "consult_(all|public_institution|enterprise)": _consulted,
    "consult_formal": _formal,
    "reapplication_bar": _bar,
    "bonus_(organization|individual)": _bonus,
    "complaint_channel_public": _one("channel.process", WINNERS, "process_text", process_text=" "),
    "recusal": _one("act.interests", WINNERS, "declarations", declarations=None),
    "state_secret": _act(ACCEPTANCE, "act.no_state_secret", "no_state_secret_declared"),
    "trade_secret_marking": _act(ACCEPTANCE, "act.trade_secrets", "trade_secrets_marked"),
    "revoke_(?:(fraud|later_event)_)?verified": _verified,
    "revoke_decider": lambda row, groups: _steps(row, ("",), "government_decision"),
    "revoke_(fraud|later_event)_subject": _subject,
    "revoke_(fraud|later_event)_condition": _condition,
    "revoke_(?:(fraud|later_event)_)?ban": _ban,
}
