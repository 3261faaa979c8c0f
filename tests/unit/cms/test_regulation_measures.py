"""What the five measures say, compared with what stands in their printed texts."""

import datetime as dt

import pytest

from cms.regulation.document import load_builtin
from cms.regulation.schema import Regulation
from tests.unit.cms.regulation_expectations import (
    ACTS,
    BONUS,
    CAPS,
    CONSULTED,
    IND,
    INSTRUMENTS,
    ORG,
    REVOCATION,
    RHYTHM,
    ROUTES,
    STAGES,
)


@pytest.fixture(params=list(CAPS))
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def measure(code: str) -> Regulation:
    return load_builtin(code).regulation


def _rows(table: str, code: str) -> list[list[str]]:
    rows = [line.split() for line in table.strip().splitlines()]
    return [row[1:] for row in rows if row[0] == code]


def test_the_stages_in_their_order(code: str, measure: Regulation) -> None:
    found = [
        [
            stage.name,
            stage.type,
            stage.slug,
            stage.publisher + "?" * (not stage.publisher_stated),
            f"{'==' if stage.period.exact else '>='}{stage.period.working_days}" if stage.period else "-",
            "无异议" if stage.gate and stage.gate.no_objection else "-",
            ",".join(sorted(stage.articles)),
        ]
        for stage in measure.stages
    ]
    assert found == _rows(STAGES, code)


def test_what_is_internal_or_for_the_party_alone_is_never_published(measure: Regulation) -> None:
    for stage in measure.stages:
        assert stage.published_here == (stage.type not in {"internal", "rectification"})


def test_every_list_stage_and_no_other_names_entries(measure: Regulation) -> None:
    lists = {"acceptance_list", "candidate_publicity", "candidate_list"}
    lists |= {"proposed_winner_publicity", "commendation_decision"}
    for stage in measure.stages:
        assert stage.lists == (stage.key in lists)


def test_each_stage_follows_the_one_before_it_and_all_that_comes_after_the_decision_follows_it(
    measure: Regulation,
) -> None:
    keys = [stage.key for stage in measure.stages]
    decision = keys.index("commendation_decision")
    for place, stage in enumerate(measure.stages):
        before = () if place == 0 else (keys[min(place - 1, decision)],)
        assert stage.after == before


def test_the_instrument(code: str, measure: Regulation) -> None:
    own = measure.instrument
    facts = (own.doc_no, own.kind, own.signed_on, own.printed_on, own.effective_on, own.last_day)
    assert [str(fact or "-") for fact in facts] == _rows(INSTRUMENTS, code)[0]


def test_all_five_are_in_force_on_one_day_and_end_when_they_say(code: str, measure: Regulation) -> None:
    own = measure.instrument
    assert own.status_on(dt.date(2026, 11, 20)) == "in_force"
    assert own.status_on(own.effective_on - dt.timedelta(days=1)) == "not_yet"
    last = _rows(INSTRUMENTS, code)[0][-1]
    if last == "-":
        assert own.status_on(dt.date(2150, 1, 1)) == "in_force"
    else:
        last_day = dt.date.fromisoformat(last)
        assert own.status_on(last_day) == "in_force"
        assert own.status_on(last_day + dt.timedelta(days=1)) == "expired"


def test_what_two_of_them_repeal() -> None:
    instruments = {code: load_builtin(code).regulation.instrument for code in CAPS}
    repealed = {code: [(old.doc_no, old.date) for old in own.repeals] for code, own in instruments.items()}
    assert repealed == {
        "datong": [],
        "taiyuan": [],
        "xinzhou": [("忻政办发〔2021〕102号", dt.date(2021, 11, 30))],
        "hohhot": [],
        "yuncheng": [("运政发〔2013〕28号", dt.date(2013, 7, 15))],
    }


def test_caps_by_tier_and_kind(code: str, measure: Regulation) -> None:
    assert {(cap.tier, cap.kind, cap.per): cap.max for cap in measure.award.caps} == CAPS[code]
    assert {tier.key for tier in measure.award.tiers} == {tier for tier, _, _ in CAPS[code]}


def test_the_money(code: str, measure: Regulation) -> None:
    bonus = measure.award.bonus
    assert bonus is not None
    assert {(row.tier, row.kind): (row.entitled, row.cny) for row in bonus.rows} == BONUS[code]


def test_vacancy_is_stated_everywhere_but_in_yuncheng(code: str, measure: Regulation) -> None:
    assert (measure.award.vacancy is None) == (code == "yuncheng")


def test_only_yuncheng_needs_approval_from_above_before_an_edition(code: str, measure: Regulation) -> None:
    assert (measure.award.launch_approval is not None) == (code == "yuncheng")


def test_revocation(code: str, measure: Regulation) -> None:
    assert measure.revocation is not None
    assert measure.revocation.decider == "government"
    found = {
        case.key: (
            case.subjects,
            case.recover,
            case.ban.unit if case.ban else None,
            case.ban.value if case.ban else None,
            case.ban.counted_from if case.ban else None,
            len(case.grounds),
        )
        for case in measure.revocation.cases
    }
    assert found == REVOCATION[code]


def test_cycle_bar_validity_and_years(code: str, measure: Regulation) -> None:
    years = {
        criterion.applies_to: criterion.min_years
        for criterion in measure.eligibility.criteria
        if criterion.key in ("operating_years", "quality_work_years")
    }
    bar = measure.reapplication
    award = measure.award
    assert (
        award.cycle.years,
        award.cycle.approximate,
        bar.cycles if bar else None,
        award.validity_years,
        years[ORG],
        years[IND],
    ) == RHYTHM[code]
    if bar is not None:
        assert (bar.tiers, bar.nominee_exempt, bar.applies_to) == (("award",), True, (ORG, IND))


def test_where_objections_and_complaints_go(code: str, measure: Regulation) -> None:
    objections, complaints = measure.objections, measure.complaints
    assert (
        objections.recipient if objections else None,
        complaints.recipient if complaints else None,
        complaints.confidential_for if complaints else None,
        measure.review.supervision_group_by if measure.review else None,
        measure.instrument.third_party_review is not None,
        measure.recusal is not None,
    ) == ROUTES[code]


def test_no_measure_states_a_time_limit_and_each_says_so(measure: Regulation) -> None:
    for route in (measure.objections, measure.complaints):
        assert route is None or route.time_limit_days is None
    topics = {silence.topic for silence in measure.silences}
    assert topics & {"投诉举报的办理期限", "投诉举报"}


def test_an_acceptance_list_without_days_is_a_silence(measure: Regulation) -> None:
    silent = {stage.key for stage in measure.stages if stage.type == "publicity" and stage.period is None}
    assert silent <= {"acceptance_list"}
    topics = {silence.topic for silence in measure.silences}
    assert ("受理名单公示期限" in topics) == bool(silent)


def test_acts_on_record_before_a_notice(code: str, measure: Regulation) -> None:
    found = {
        stage.key: [act.key + "*" * act.optional for act in stage.requires]
        for stage in measure.stages
        if stage.requires
    }
    assert found == ACTS[code]


def test_hohhot_words_verification_for_later_events_only() -> None:
    acts = load_builtin("hohhot").regulation.stage("revocation_announcement").requires
    assert {act.key: act.cases for act in acts} == {
        "verified": ("later_event",),
        "committee_study": ("later_event",),
        "government_decision": (),
    }


def test_whose_opinion_is_sought(code: str, measure: Regulation) -> None:
    asked = measure.consultation
    found = asked and (asked.before, set(asked.all), set(asked.public_institution), set(asked.enterprise))
    assert found == CONSULTED[code]


def test_joint_applications_only_in_taiyuan(code: str, measure: Regulation) -> None:
    assert measure.eligibility.joint_max == (3 if code == "taiyuan" else None)


def test_relaxed_years_only_in_xinzhou(code: str, measure: Regulation) -> None:
    assert (measure.eligibility.relaxation is not None) == (code == "xinzhou")


def test_panel_channel_rectification_and_scoring_where_stated(code: str, measure: Regulation) -> None:
    review = measure.review
    assert review is not None
    assert (review.panel_min, review.panel_max) == ((3, 5) if code == "hohhot" else (None, None))
    channels = {stage.key: stage.channel.kinds for stage in measure.stages if stage.channel}
    assert channels == {
        "taiyuan": {"proposed_winner_publicity": ("news_media",)},
        "hohhot": {
            "application_notice": ("main_media", "website"),
            "proposed_winner_publicity": ("main_media", "website"),
        },
    }.get(code, {})
    assert (measure.rectification is not None) == (code == "hohhot")
    scoring = measure.scoring
    found = scoring and (scoring.total, len(scoring.items), [row.points for row in scoring.additions])
    assert found == ((1000, 7, [5, 20]) if code == "yuncheng" else None)


def test_title_use_and_secrecy(code: str, measure: Regulation) -> None:
    title, secrecy = measure.title_use, measure.secrecy
    assert title is not None
    assert secrecy is not None
    bans = (title.no_product_promotion, title.no_packaging, title.advertising_law, title.no_counterfeit)
    strict = code in {"datong", "xinzhou", "yuncheng"}
    assert title.must_state == ("获奖年度" if strict else "获奖时间")
    assert [ban is not None for ban in bans] == [strict] * 4
    rule = secrecy.state_secret.rule if secrecy.state_secret else None
    assert rule == {
        "datong": "limited_consultation",
        "xinzhou": "barred_from_files",
        "yuncheng": "barred_from_files",
    }.get(code)
    assert (secrecy.reviewer_duty is not None) == (code in {"taiyuan", "xinzhou", "hohhot"})
    assert (secrecy.trade_secret_marking is not None) == (code in {"xinzhou", "yuncheng"})
