"""Where the rules on awards won are held: money, validity, title, supervision, revocation."""

from collections.abc import Mapping

from tests.rule_table.holding import INSIDE, LIFE, PAGE, REVOCATION, REVOKED, RULES, STAGES, Holding, now

WON = "tests/flow/test_award_life_by_city.py::test_what_is_won[{city}]"
WATCHED = "tests/flow/test_award_events.py::test_what_is_done_about_a_winner_is_never_public[{city}]"
GROUNDS = "tests/unit/cms/rules/test_consequences.py::test_every_ground_of_the_measure_and_no_other[{city}]"
FOLLOWS = "tests/unit/cms/rules/test_consequences.py::test_what_follows_from_a_ground"
STEPS = "tests/unit/cms/rules/test_revocations.py::test_each_step_of_the_article_is_on_record_for_each_award"
YEARS = (
    "tests/unit/cms/rules/test_consequences.py::"
    "test_cycles_from_the_year_of_revocation_are_the_editions_of_so_many_years"
)
AWARD = "cms/selectors/award_page.py::award_page"
FOLLOW_UP = "cms/actions/follow_up.py::record_follow_up"
LEAVES = "cms/award_leaves.py::award_values"
TITLE = (PAGE, AWARD)

AWARDS: Mapping[str, Holding] = {
    "award_validity": now(
        "award.validity_years",
        RULES + "consequences.py::award_terms",
        "cms/register.py::standing",
        proofs=(
            WON,
            "tests/flow/test_award_events.py::test_an_award_of_hohhot_ends_by_itself",
            "tests/unit/cms/rules/test_consequences.py::test_the_last_day_of_a_term_of_years",
        ),
    ),
    "bonus_(organization|individual)": now(
        "award.bonus.rows[award.{0}]",
        RULES + "decisions.py::bonus_differs",
        RULES + "consequences.py::award_terms",
        proofs=(WON,),
    ),
    "bonus_none": now("{unpaid}", RULES + "decisions.py::bonus_differs", proofs=("{kept}", WON)),
    "bonus": now("award.bonus", RULES + "consequences.py::award_terms", AWARD, proofs=(WON,)),
    "bonus_use": now(
        "award.bonus.use_limited",
        AWARD,
        proofs=("tests/flow/test_award_pages.py::test_the_bonus_is_what_the_measure_says",),
    ),
    # What winners may and must do.
    "title_must_state": now(
        "title_use.must_state", AWARD, "cms/actions/register.py::register_awards", proofs=(WON,)
    ),
    "title_no_product_promotion": now("title_use.no_product_promotion", *TITLE, proofs=(WON,)),
    "title_no_packaging": now("title_use.no_packaging", *TITLE, proofs=(WON,)),
    "title_ad_law": now("title_use.advertising_law", *TITLE, proofs=(WON,)),
    "title_counterfeit": now("title_use.no_counterfeit", *TITLE, proofs=(WON,)),
    "supervision_review_supervision": now("supervision[review_supervision]"),
    "supervision_(.+)": now(
        "supervision[{0}]",
        RULES + "supervision.py::winner_supervision",
        FOLLOW_UP,
        proofs=(WATCHED,),
        note="Visits, inspections and reports are internal records on the award, with these articles.",
    ),
    "rectification": now(
        "rectification",
        RULES + "stages.py::internal",
        FOLLOW_UP,
        proofs=(INSIDE % "rectification_notice", WATCHED),
        note="The letter can never become a notice; that it was served, and by when it is due, is on record.",
    ),
    # Revocation.
    "revocation_notice": now(
        f"revocation.announce stages[{REVOCATION}]",
        "cms/actions/register.py::revoke_awards",
        "cms/selectors/award_rows.py::event_mark",
        "cms/templates/cms/parts/award_revoked.html",
        proofs=(LIFE % 2026, STAGES, REVOKED),
    ),
    "revoke_ground_(.+)": now(
        "revocation.cases[single].grounds[{0}]",
        RULES + "consequences.py::grounds",
        RULES + "revocations.py::ground_unknown",
        proofs=(GROUNDS, LIFE % 2026, REVOKED),
    ),
    "revoke_(fraud|later_event)_ground_(.+)": now(
        "revocation.cases[{0}].grounds[{1}]",
        RULES + "consequences.py::grounds",
        RULES + "revocations.py::ground_unknown",
        proofs=(GROUNDS, LIFE % 2026, REVOKED),
    ),
    "revoke_decider": now(
        "revocation.decider", RULES + "revocations.py::steps", proofs=(STEPS, LIFE % 2026, REVOKED)
    ),
    "revoke_(?:(fraud|later_event)_)?verified": now(
        "revocation.cases[{case}].verification",
        RULES + "revocations.py::steps",
        proofs=(STEPS, LIFE % 2026),
    ),
    "revoke_(?:(fraud|later_event)_)?recover": now(
        "revocation.cases[{case}].recover",
        RULES + "consequences.py::revocation_consequences",
        LEAVES,
        proofs=(FOLLOWS, LIFE % 2026, REVOKED),
    ),
    "revoke_(?:(fraud|later_event)_)?ban": now(
        "revocation.cases[{case}].ban",
        RULES + "consequences.py::revocation_consequences",
        RULES + "bars.py::banned",
        RULES + "applying.py::may_apply",
        proofs=(
            FOLLOWS,
            "tests/unit/cms/rules/test_bars.py::test_a_ban_after_a_revocation",
            LIFE % 2026,
            LIFE % 2027,
            REVOKED,
        ),
    ),
    "revoke_ban_start": now(
        "revocation.cases[single].ban.counted_from",
        RULES + "consequences.py::revocation_consequences",
        proofs=(
            YEARS,
            LIFE % 2026,
            LIFE % 2027,
            REVOKED,
        ),
    ),
    "revoke_(fraud|later_event)_(?:subject)": now(
        "revocation.cases[{0}].subjects",
        RULES + "revocations.py::subject_excluded",
        proofs=(
            "tests/unit/cms/rules/test_revocations.py::test_a_ground_reaches_only_whom_its_article_names",
            REVOKED,
        ),
    ),
    "revoke_(fraud|later_event)_proposer": now(
        "revocation.cases[{0}].proposer",
        RULES + "acts.py::steps_for",
        proofs=(STEPS, LIFE % 2026),
        note="The recorded step names the proposal and the decision in the measure's own words.",
    ),
    "revoke_(fraud|later_event)_condition": now(
        "revocation.cases[{0}].condition",
        RULES + "revocations.py::condition",
        proofs=("tests/unit/cms/rules/test_revocations.py::test_a_condition_of_the_article_is_pointed_out",),
    ),
}
