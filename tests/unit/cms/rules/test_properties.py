"""Whatever the facts, the rules answer: the same for the same question, without raising."""

import datetime as dt
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.regulation.rules import RULES, check_amendment, check_conclusion, check_publication, planned_window
from cms.regulation.rules.facts import EntryFacts, NoticeAct, PublicationFacts
from cms.regulation.rules.proceedings import ConclusionFacts
from cms.regulation.rules.table import UNKNOWN_STAGE
from cms.regulation.rules.verdicts import NEVER_OVERRIDABLE, Level, blocking
from cms.regulation.schema import StageType
from tests.unit.cms.rules.builders import CITIES, NOW, calendar, measure

WORDS = st.sampled_from(["", " ", "示例", "第1号制造有限公司（示例）", "%(x)s 100%", "ꎬ\u0000🏅"])
INSTANTS = st.integers(1_000_000_000, 2_000_000_000).map(lambda at: dt.datetime.fromtimestamp(at, dt.UTC))
STAGES = [*sorted({stage.key for city in CITIES for stage in measure(city).stages}), "", "no_such_stage"]
ENTRIES = st.builds(
    EntryFacts,
    key=st.sampled_from(["org-1", "org-2", "person-3"]),
    no=st.integers(-1, 9999),
    kind=st.sampled_from(["organization", "individual", "team", ""]),
    tier=st.sampled_from(["award", "nominee", "gold", ""]),
    name=WORDS,
    uscc=st.sampled_from(["", "91350100M000100Y43", "９１", "x"]),
    joint_names=st.lists(WORDS, max_size=5).map(tuple),
)
FACTS = st.builds(
    PublicationFacts,
    stage_key=st.sampled_from(STAGES),
    publish_at=INSTANTS,
    working_days=st.none() | st.integers(-2, 40),
    edition_number=st.integers(-1, 30),
    entries=st.lists(ENTRIES, max_size=6).map(tuple),
    acts=...,
    prior=...,
    parallel=...,
    past_awards=...,
    named_awards=...,
    latest_edition=st.integers(-1, 100),
    latest_edition_began=...,
    changes=...,
    amends=...,
    claims=...,
    text_hits=...,
    attachments=...,
    own_publicity=...,
    eligibility=...,
    bonuses=...,
    policy=...,
    starts_on=...,
    signed_date=...,
    measure=...,
    channels=...,
    edition_state=...,
    declarations=...,
)
CITY = st.sampled_from(CITIES)
KNOWN = {rule.id: rule for rule in RULES}
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(city=CITY, facts=FACTS, now=INSTANTS)
def test_every_question_has_an_answer(city: str, facts: PublicationFacts, now: dt.datetime) -> None:
    said = check_publication(measure(city), facts, calendar(), now)
    assert said == check_publication(measure(city), facts, calendar(), now)
    assert set(check_amendment(measure(city), facts, calendar(), now)) <= set(said)
    planned_window(measure(city), facts, calendar(), now)
    for verdict in said:
        assert verdict.message
        if verdict.rule == UNKNOWN_STAGE:
            continue
        rule = KNOWN[verdict.rule]
        assert facts.act in rule.acts
        assert verdict.level is rule.level
        assert not (verdict.overridable and verdict.rule in NEVER_OVERRIDABLE)
        for ref in verdict.articles:
            # What rests on the measure exists there; past awards bring the articles of their own ban.
            assert verdict.rule.startswith("bar.") or measure(city).article(ref)


@SLOW
@given(city=CITY, facts=FACTS)
def test_blocks_come_first_and_none_is_lost(city: str, facts: PublicationFacts) -> None:
    said = check_publication(measure(city), facts, calendar(), NOW)
    levels = [list(Level).index(verdict.level) for verdict in said]
    assert levels == sorted(levels)
    assert blocking(said) == tuple(verdict for verdict in said if verdict.level is Level.BLOCK)


@SLOW
@given(city=CITY, facts=st.builds(ConclusionFacts, stage_key=st.sampled_from(STAGES)), now=INSTANTS)
def test_a_bare_window_is_never_concluded(city: str, facts: ConclusionFacts, now: dt.datetime) -> None:
    """Without channels there is nothing to attest: whatever the dates, the conclusion is refused."""
    assert blocking(check_conclusion(measure(city), facts, calendar(), now))


def test_the_table_speaks_of_every_type_and_act() -> None:
    for kind in get_args(StageType):
        assert any(rule.stages is not None and kind in rule.stages for rule in RULES)
    for act in NoticeAct:
        assert any(act in rule.acts and len(rule.acts) < len(NoticeAct) for rule in RULES)
