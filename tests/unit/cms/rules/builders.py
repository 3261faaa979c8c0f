"""Facts of a lawful notice for every stage of the five measures; tests change one thing and look.

Names and codes are invented; codes are computed so that their checksum holds.
"""

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from stdnum.cn import uscc

from cms.regulation.document import load_builtin
from cms.regulation.rules import check_publication, needed_acts
from cms.regulation.rules.acts import steps_for
from cms.regulation.rules.award_facts import NamedAward
from cms.regulation.rules.consequences import find_ground, grounds
from cms.regulation.rules.facts import (
    ActFacts,
    ChannelFacts,
    Declarations,
    EntryFacts,
    NoticeAct,
    PriorNotice,
    PublicationFacts,
    ReplyFacts,
)
from cms.regulation.rules.revocations import STATEMENT
from cms.regulation.rules.verdicts import Level, Verdict
from cms.regulation.schema import Regulation, Stage
from portal.calendar.sources import builtin_years
from portal.calendar.workdays import WorkCalendar

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
BEIJING = ZoneInfo("Asia/Shanghai")

CALL = "application_notice"
ACCEPTANCE = "acceptance_list"
CANDIDATES = "candidate_publicity"
WINNERS = "proposed_winner_publicity"
DECISION = "commendation_decision"
REVOCATION = "revocation_announcement"

PUBLISH_ON = dt.date(2026, 4, 8)
NOW = dt.datetime(2026, 4, 8, 10, 0, tzinfo=BEIJING)
DONE_ON = dt.date(2026, 4, 1)

CHANNELS = (
    ChannelFacts(kind="phone", value="0000-1234567", hours="工作日 9:00-17:00"),
    ChannelFacts(kind="post", value="示例市示例路1号（示例）"),
)


@cache
def calendar() -> WorkCalendar:
    """The known years of the built-in calendar; 2027 and later are unknown."""
    years = {year: data for year, data in builtin_years().items() if year <= 2026}
    return WorkCalendar("test", years)


@cache
def measure(city: str) -> Regulation:
    return load_builtin(city).regulation


def code(number: int, head: str = "91140000") -> str:
    """An invented code with a right checksum."""
    body = f"{head}{number:09d}"
    return body + uscc.calc_check_digit(body)


def organization(no: int, tier: str = "", **changes: Any) -> EntryFacts:
    values: dict[str, Any] = {
        "key": f"org-{no}",
        "no": no,
        "kind": "organization",
        "tier": tier,
        "name": f"第{no}号制造有限公司（示例）",
        "uscc": code(no),
        "district": "示例县",
        "recommender": "示例县人民政府（示例）",
    }
    return EntryFacts(**values | changes)


def person(no: int, tier: str = "", **changes: Any) -> EntryFacts:
    values: dict[str, Any] = {
        "key": f"person-{no}",
        "no": no,
        "kind": "individual",
        "tier": tier,
        "name": f"示例人{no}",
        "unit": f"第{no}号制造有限公司（示例）",
        "post": "质量负责人",
        "recommender": "示例县人民政府（示例）",
        "nature": "enterprise",
    }
    return EntryFacts(**values | changes)


def withheld(no: int, tier: str = "") -> EntryFacts:
    return EntryFacts(key=f"secret-{no}", no=no, kind="organization", tier=tier, withheld=True)


def prior_notices(
    regulation: Regulation, stage: Stage, entries: tuple[EntryFacts, ...]
) -> tuple[PriorNotice, ...]:
    """Every published stage before this one, sealed and concluded, with the same list."""
    keys = [other.key for other in regulation.stages]
    return tuple(
        PriorNotice(
            stage_key=other.key,
            publisher=other.publisher,
            publisher_name=regulation.body(other.publisher).name,
            concluded=other.type == "publicity",
            entries=entries if other.lists else (),
        )
        for other in regulation.published_stages
        if keys.index(other.key) < keys.index(stage.key)
    )


def award(record: str, ground: str = "", **changes: Any) -> NamedAward:
    """An award of the first edition that stands."""
    values: dict[str, Any] = {
        "record": record,
        "ground": ground,
        "finding": "经查，申报材料与事实不符（示例）。",
        "label": "第1届第1号",
        "kind": "organization",
        "edition_number": 1,
    }
    return NamedAward(**values | changes)


def steps_of(regulation: Regulation, stage: Stage, named: tuple[NamedAward, ...]) -> tuple[ActFacts, ...]:
    """What is on record for each award a revocation names: the measure's steps, and that the party was heard."""
    found = []
    for each in named:
        ground = find_ground(regulation, each.ground)
        cases = frozenset({ground.case.key}) if ground else frozenset()
        keys = [*(act.key for act in steps_for(stage, cases)), STATEMENT]
        found += [ActFacts(key=key, done_on=DONE_ON, note="示例", subject=each.record) for key in keys]
    return tuple(found)


def lawful(city: str, stage_key: str, **changes: Any) -> PublicationFacts:
    """A notice of this stage that no rule blocks; `changes` replace fields."""
    regulation = measure(city)
    stage = regulation.stage(stage_key)
    tier = regulation.award.tiers[0].key
    entries = (organization(1, tier), person(2, tier)) if stage.lists else ()
    entries = changes.get("entries", entries)
    consultation = regulation.consultation
    asked = (
        ()
        if consultation is None
        else (*consultation.all, *consultation.enterprise, *consultation.public_institution)
    )
    revokes = stage.type == "revocation"
    named = (award("award-1", grounds(regulation)[0].key),) if revokes else ()
    named = changes.get("named_awards", named)
    values: dict[str, Any] = {
        "act": NoticeAct.ORIGINAL,
        "stage_key": stage_key,
        "edition_number": 3,
        "edition_started_on": dt.date(2026, 1, 5),
        "title": f"{stage.name}（示例）",
        "issuer": regulation.body(stage.publisher).name,
        "publisher_body": stage.publisher,
        "publisher_name": regulation.body(stage.publisher).name,
        "publish_at": NOW,
        "doc_no": "示质〔2026〕1号",
        "index_no": "000000000/2026-00001",
        "signed_date": PUBLISH_ON,
        "basis": tuple(stage.articles),
        "working_days": 5 if stage.type == "publicity" and stage.period is None else None,
        "media": "示例日报（示例）2026年4月8日",
        "panel_size": 4,
        "entries": entries,
        "secret_count": sum(entry.withheld for entry in entries),
        "acts": steps_of(regulation, stage, named)
        or tuple(
            ActFacts(key=act.key, done_on=DONE_ON, note="示例")
            for act in needed_acts(regulation, stage_key)
            if act.key != "years_relaxed"
        ),
        "replies": tuple(ReplyFacts(body=body, replied_on=DONE_ON) for body in asked),
        "declarations": Declarations(ref="示例卷1", made=3),
        "secrecy_review": ActFacts(key="secrecy_review", done_on=DONE_ON),
        "named_awards": named,
        "latest_edition": 3,
        "latest_edition_began": dt.date(2026, 1, 5),
        "remedies_text": "不服本决定的，可以依法申请行政复议或者提起行政诉讼（示例）。" if revokes else "",
        "channels": CHANNELS,
        "process_text": "收到异议后登记、核查、答复。",
        "prior": prior_notices(regulation, stage, entries),
        "history_complete": True,
    }
    return PublicationFacts(**values | changes)


def verdicts(city: str, facts: PublicationFacts, now: dt.datetime = NOW) -> tuple[Verdict, ...]:
    return check_publication(measure(city), facts, calendar(), now)


def rules_under(regulation: Regulation, facts: PublicationFacts) -> set[str]:
    """The ids of everything said under a measure that is none of the five."""
    return {verdict.rule for verdict in check_publication(regulation, facts, calendar(), NOW)}


def of_rule(city: str, facts: PublicationFacts, rule: str, now: dt.datetime = NOW) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in verdicts(city, facts, now) if verdict.rule == rule)


def says(city: str, facts: PublicationFacts, rule: str, now: dt.datetime = NOW) -> bool:
    return bool(of_rule(city, facts, rule, now))


def blocks(city: str, facts: PublicationFacts, now: dt.datetime = NOW) -> set[str]:
    return {verdict.rule for verdict in verdicts(city, facts, now) if verdict.level is Level.BLOCK}


def change_prior(facts: PublicationFacts, stage_key: str, **changes: Any) -> PublicationFacts:
    """The same facts with the earlier notices of one stage changed."""
    prior = tuple(
        replace(notice, **changes) if notice.stage_key == stage_key else notice for notice in facts.prior
    )
    return replace(facts, prior=prior)


def without_prior(facts: PublicationFacts, stage_key: str) -> PublicationFacts:
    return replace(facts, prior=tuple(n for n in facts.prior if n.stage_key != stage_key))
