"""Where each rule of the index is held and what proves it, by its slug.

A holding covers every city whose rows carry a slug that its pattern matches whole; groups of the pattern are filled
into the data path as {0}, {1}. The first pattern that matches decides, so exceptions of one city stand above. Three
tests prove something of every row and are added by `table`: that the article says these words, that the document
holds the value with that article, that the words stand on the measure's public page under it. Rows that are checks
have a fourth, which breaks the rule and looks at the verdict.
"""

import re
from collections.abc import Mapping
from functools import cache

from tests.rule_table.award_holdings import AWARDS
from tests.rule_table.holding import (
    ACCEPTANCE,
    BY_ORDER,
    CALL,
    CANDIDATES,
    DECISION,
    EDITION,
    FILED,
    INSIDE,
    LIFE,
    NO_APPLICATIONS,
    PAGE,
    PLACES,
    PRINTED,
    RECEIVED,
    RECIPIENT,
    RULES,
    SEALED,
    STAGES,
    STEP,
    WATCHING,
    WINNERS,
    WITH_THE_CHANNEL,
    Holding,
    now,
)
from tests.rule_table.index import IndexRow

HOLDINGS: Mapping[str, Holding] = {
    # The instrument.
    "effective": now(
        "instrument.effective_on", RULES + "measure.py::dated_before", RULES + "measure.py::not_yet"
    ),
    "validity": now(
        "instrument.validity_years",
        RULES + "measure.py::relied_on",
        RULES + "editions.py::not_in_force",
        proofs=("tests/unit/cms/rules/test_measure.py::test_an_expired_measure",),
        note="A new edition after the last day is refused, one begun in force goes on with a warning.",
    ),
    "repeal": now(
        "instrument.repeals[0]",
        "cms/models/measure.py::Measure.repeal",
        proofs=("tests/flow/test_repealed_measures.py::test_the_older_measure_is_repealed[{city}]",),
    ),
    "interpreter": now("instrument.interpreter"),
    "no_fee": now(
        "instrument.fees", *PRINTED, proofs=("{called}",), note="No model has a field for a payment."
    ),
    "third_party": now(
        "instrument.third_party_review",
        RULES + "stages.py::third_party_named",
        "cms/templates/cms/parts/basis.html",
        proofs=(EDITION,),
    ),
    # The award.
    "tiers": now("award.tiers", RULES + "lists.py::tier_unknown", proofs=("{kept}",)),
    "cap_(award|nominee)_(total|organization|individual)": now(
        "award.caps[{0}.{1}]", RULES + "lists.py::cap_exceeded", proofs=(PLACES,)
    ),
    "vacancy": now(
        "award.vacancy",
        RULES + "lists.py::vacant",
        "cms/templates/cms/parts/verdicts.html",
        proofs=("{kept}",),
    ),
    "cycle": now(
        "award.cycle",
        RULES + "editions.py::number",
        RULES + "editions.py::cycle",
        RULES + "bars.py::barred_through",
        proofs=("{kept}", "tests/unit/cms/rules/test_bars.py::test_the_bar_counts_editions"),
    ),
    "launch_approval": now(
        "award.launch_approval",
        RULES + "editions.py::launch_approval",
        "cms/actions/editions.py::open_edition",
        proofs=(
            "tests/unit/cms/rules/test_rules_by_article.py::test_yuncheng_opens_an_edition_only_with_the_approval_on_record",
            "tests/flow/test_editions_by_city.py::test_yuncheng_opens_no_edition_without_the_approval_of_the_province",
        ),
    ),
    # Application and review.
    "submit_to": now("application.submit_to", note=NO_APPLICATIONS),
    "recommended_by": now(
        "application.recommended_by",
        RULES + "rows.py::recommender_missing",
        RULES + "rows.py::recommender_unnamed",
    ),
    "applicant_responsible": now("application.applicant_responsible", *PRINTED, proofs=("{called}",)),
    "supervision_group": now(
        "review.supervision_group_by",
        "complaints/selectors/city_channels.py::watch",
        "complaints/templates/complaints/index.html",
        "complaints/separation.py::refusal_to_hold_keys",
        proofs=(WATCHING,),
        note="Whoever handles complaints publishes nothing.",
    ),
    "panel_size": now(
        "review.panel_min review.panel_max",
        RULES + "stages.py::panel_size",
        proofs=(STEP % WINNERS,),
    ),
    "(org|ind)_attestations": now("eligibility.criteria[{kind}.{keys}]", *PRINTED, proofs=("{called}",)),
    "org_honours_preferred": now("eligibility.criteria[organization.honours_preferred]"),
    "org_self_report_data_years": now(
        "eligibility.criteria[organization.self_report_data_years]",
        RULES + "eligibility.py::document_missing",
        proofs=(STEP % WINNERS,),
    ),
    "(org|ind)_(.+)": now("eligibility.criteria[{kind}.{1}]", RULES + "eligibility.py::unmet"),
    "joint_max": now("eligibility.joint_max", RULES + "rows.py::joint", proofs=(PLACES,)),
    "years_relaxation": now(
        "eligibility.relaxation",
        RULES + "acts.py::YEARS_RELAXED",
        proofs=(
            "tests/unit/cms/rules/test_acts.py::test_the_government_may_shorten_the_years_in_xinzhou_only",
        ),
    ),
    "standards": now("eligibility.standards"),
    "standards_swapped": now(
        "eligibility.standards[DB14/T1463]", note="The editors' note stands under the article."
    ),
    "score_total": now("scoring.total"),
    "score_talent": now("scoring.additions[talent_general]"),
    "score_talent_senior": now("scoring.additions[talent_senior]"),
    # Stages: the notice, how long, what comes before, what waits for it.
    "call_publication": now(
        f"stages[{CALL}]", "cms/actions/notices.py::draft_notice", proofs=(EDITION, STAGES)
    ),
    "call_entry": now(
        f"stages[{CALL}].requires stages[{CALL}]",
        RULES + "acts.py::required",
        proofs=(STEP % CALL,),
        note="Stricter than a warning: the call is refused until the approval is recorded, or a reason is published.",
    ),
    "call_channel": now(f"stages[{CALL}].channel", RULES + "stages.py::media", proofs=(STEP % CALL,)),
    "internal_(?:publicity|days|gate)": now(
        "stages[internal_publicity]",
        RULES + "acts.py::own_publicity",
        proofs=(INSIDE % "internal_publicity", STEP % ACCEPTANCE),
    ),
    "acceptance_publicity": now(
        f"stages[{ACCEPTANCE}]", "cms/actions/notices.py::draft_notice", proofs=(EDITION, STAGES)
    ),
    "acceptance_days_unstated": now(
        f"stages[{ACCEPTANCE}]",
        RULES + "periods.py::unstated",
        "cms/templates/cms/parts/window.html",
        proofs=(EDITION, STEP % ACCEPTANCE),
    ),
    "acceptance_days": now(
        f"stages[{ACCEPTANCE}].period", RULES + "periods.py::minimum", proofs=(STEP % ACCEPTANCE,)
    ),
    "acceptance_entry": now(
        f"stages[{ACCEPTANCE}].requires", RULES + "acts.py::required", proofs=(STEP % ACCEPTANCE,)
    ),
    "candidate_internal": now(
        "stages[candidate_list]", RULES + "stages.py::internal", proofs=(INSIDE % "candidate_list",)
    ),
    "candidate_publicity": now(
        f"stages[{CANDIDATES}]", "cms/actions/notices.py::draft_notice", proofs=(EDITION, STAGES)
    ),
    "candidate_days": now(
        f"stages[{CANDIDATES}].period", RULES + "periods.py::minimum", proofs=(STEP % CANDIDATES,)
    ),
    "candidate_entry": now(
        f"stages[{CANDIDATES}].requires", RULES + "acts.py::required", proofs=(STEP % CANDIDATES,)
    ),
    "candidate_gate": now(
        f"stages[{CANDIDATES}].gate",
        RULES + "stages.py::not_passed",
        RULES + "stages.py::gate_no_objection",
        proofs=(EDITION,),
    ),
    "winner_publicity": now(
        f"stages[{WINNERS}]", "cms/actions/notices.py::draft_notice", proofs=(EDITION, STAGES)
    ),
    "winner_days": now(
        f"stages[{WINNERS}].period",
        RULES + "periods.py::minimum",
        RULES + "periods.py::exact",
        proofs=(STEP % WINNERS,),
    ),
    "winner_channel": now(f"stages[{WINNERS}].channel", RULES + "stages.py::media", proofs=(STEP % WINNERS,)),
    "winner_entry": now(f"stages[{WINNERS}].requires", RULES + "acts.py::required", proofs=(STEP % WINNERS,)),
    "winner_gate": now(
        f"stages[{WINNERS}].gate",
        RULES + "stages.py::not_passed",
        RULES + "stages.py::gate_no_objection",
        proofs=(EDITION,),
    ),
    "decision_publication": now(
        f"stages[{DECISION}]", "cms/actions/notices.py::draft_notice", proofs=(EDITION, STAGES)
    ),
    "decision_entry": now(
        f"stages[{DECISION}].requires",
        RULES + "acts.py::required",
        RULES + "stages.py::not_passed",
        proofs=(STEP % DECISION, EDITION),
    ),
    # Consultation.
    "consult_(all|public_institution|enterprise)": now(
        "consultation.{0}", RULES + "acts.py::consulted", proofs=("{consulted}",)
    ),
    "consult_formal": now(
        "{formal}", RULES + "acts.py::required", RULES + "acts.py::optional", proofs=(STEP % ACCEPTANCE,)
    ),
    # Bars and money.
    "reapplication_bar": now(
        "reapplication",
        RULES + "bars.py::barred",
        RULES + "applying.py::may_apply",
        proofs=(
            EDITION,
            LIFE % 2026,
            "tests/unit/cms/rules/test_bars.py::test_a_winner_stays_out_for_two_cycles",
            "tests/unit/cms/rules/test_applying.py::test_the_answer_is_the_one_the_list_will_get",
        ),
    ),
    "nominee_may_reapply": now(
        "reapplication.nominee_exempt", RULES + "bars.py::barred", proofs=(EDITION, "{kept}")
    ),
    "bonus_higher_award_match": now("award.bonus.higher_award_match"),
    "duty_(improve|promote)": now("duties[{0}]"),
    # Objections and complaints.
    "objection_handler": now(
        "objections.recipient",
        "cms/templates/cms/parts/objection.html",
        "complaints/routes.py::routes_of",
        "cms/regulation/route_links.py::broken_routes",
        proofs=(EDITION, BY_ORDER),
    ),
    "complaint_channel_public": now(
        "complaints.process_public",
        RULES + "disclosure.py::channel_process",
        "complaints/views.py::index",
        proofs=("{silent}",),
    ),
    "complaint_recipient": now(
        "complaints.recipient",
        "complaints/routes.py::routes_of",
        "complaints/routing.py::eligible",
        "complaints/selectors/city_channels.py::city_channels",
        proofs=(RECEIVED, BY_ORDER, RECIPIENT, EDITION),
        note="The route is pinned beside the database: a measure uploaded later that says otherwise closes the channel.",
    ),
    "complaint_right": now(
        "complaints.who",
        "complaints/actions/filing.py::file_case",
        "complaints/intake/views.py::write",
        proofs=(FILED, WITH_THE_CHANNEL),
        note="Filing asks for no account, no name and no place.",
    ),
    "complaint_evidence": now(
        "complaints.evidence_required",
        "complaints/intake/views.py::evidence",
        "complaints/templates/complaints/intake/evidence.html",
        proofs=(FILED, WITH_THE_CHANNEL),
    ),
    "complaint_real_name": now(
        "complaints.real_name",
        "complaints/intake/forms.py::ReportForm",
        "complaints/templates/complaints/intake/new.html",
        proofs=(FILED, WITH_THE_CHANNEL),
    ),
    "complaint_confidential": now(
        "complaints.confidential_for",
        "complaints/entries.py::add_identity",
        "complaints/routing.py::eligible",
        proofs=(SEALED, WITH_THE_CHANNEL),
        note="Whoever objects and whoever reports, in every city, whether the measure names both or one.",
    ),
    "public_oversight": now("oversight"),
    **AWARDS,
    # Conduct.
    "recusal": now(
        "recusal",
        RULES + "acts.py::interests_declared",
        proofs=("tests/unit/cms/rules/test_acts.py::test_declarations_of_interest", STEP % WINNERS),
        note="Declarations for every list. Who is concerned by a report gets no key to it (`complaints/routing.py`).",
    ),
    "discipline": now("discipline", "complaints/views.py::index", PAGE, proofs=(WITH_THE_CHANNEL,)),
    "state_secret": now(
        "secrecy.state_secret",
        RULES + "lists.py::withheld",
        RULES + "acts.py::no_state_secret",
        proofs=("{secret}",),
    ),
    "trade_secret_marking": now("secrecy.trade_secret_marking", RULES + "acts.py::trade_secrets"),
    "reviewer_secrecy": now(
        "secrecy.reviewer_duty", note="The portal holds no application files and gives reviewers no access."
    ),
    "promotion_exception": now("secrecy.promotion_exception"),
}


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], Holding], ...]:
    return tuple((re.compile(pattern), holding) for pattern, holding in HOLDINGS.items())


def holding_of(row: IndexRow) -> tuple[Holding, tuple[str, ...]]:
    """Return the first holding whose pattern matches the row's slug, with the groups. Raises KeyError for none."""
    for pattern, holding in _compiled():
        match = pattern.fullmatch(row.slug)
        if match is not None:
            return holding, tuple(group or "" for group in match.groups())
    raise KeyError(row.id)
