"""What a holding is, and the tests and functions that several rules rest on."""

from dataclasses import dataclass

RULES = "cms/regulation/rules/"
EDITION = "tests/flow/test_editions_by_city.py::test_an_edition_from_the_call_to_the_decision[{city}]"
STEP = "tests/flow/test_editions_by_city.py::test_a_step_is_refused_until_all_its_measure_demands_is_met[{city}-%s]"
PLACES = (
    "tests/flow/test_editions_by_city.py::"
    "test_a_list_of_winners_keeps_to_the_places_and_to_joint_entries_of_the_measure[{city}]"
)
INSIDE = "tests/flow/test_editions_by_city.py::test_what_the_measure_keeps_inside_never_becomes_a_notice[{city}-%s]"
STAGES = "tests/unit/cms/test_regulation_measures.py::test_the_stages_in_their_order[{city}]"
PAGE = "cms/pages/measure.py::measure_page"
RECIPIENT = "tests/unit/complaints/test_channels.py::test_each_city_names_its_own_recipient_with_the_article"
BY_ORDER = (
    "tests/unit/complaints/test_routes.py::test_each_body_stands_in_its_order_with_what_it_rests_on[{city}]"
)
WITH_THE_CHANNEL = (
    "tests/unit/complaints/test_channels.py::"
    "test_who_may_file_with_what_and_what_staff_face_is_printed_with_the_channel[{city}]"
)
WATCHING = (
    "tests/unit/complaints/test_channels.py::"
    "test_the_group_that_watches_the_selection_is_shown_with_the_body_it_belongs_to[{city}]"
)
COMPLAINTS = "tests/flow/test_complaint_rules.py::"
FILED = COMPLAINTS + (
    "test_anybody_files_with_or_without_a_name_and_evidence_is_asked_for_not_demanded[{city}]"
)
RECEIVED = COMPLAINTS + (
    "test_the_body_of_the_measure_receives_and_a_later_one_by_a_stated_concern_only[{city}]"
)
SEALED = COMPLAINTS + "test_the_name_of_whoever_objects_or_reports_is_read_by_no_handler[{city}]"
REVOKED = "tests/unit/cms/test_regulation_measures.py::test_revocation[{city}]"
LIFE = "tests/flow/test_award_life_by_city.py::test_taken_away_and_given_back[{city}-%d]"

CALL, ACCEPTANCE = "application_notice", "acceptance_list"
CANDIDATES, WINNERS, DECISION = "candidate_publicity", "proposed_winner_publicity", "commendation_decision"
REVOCATION = "revocation_announcement"


@dataclass(frozen=True)
class Holding:
    """Where rules are held.

    `data` are paths in the measure's document; with {keys}, one path for each key named in the row. `code` are
    `path::symbol`, `proofs` tests with {city} to fill in. `note` says how far the holding
    goes.
    """

    data: tuple[str, ...]
    code: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    note: str = ""


def now(data: str, *code: str, proofs: tuple[str, ...] = (), note: str = "") -> Holding:
    """Held. `data` may name several paths, parted by spaces."""
    return Holding(tuple(data.split()), code or (PAGE,), proofs, note=note)


PRINTED = (PAGE, "cms/drafts.py::basis_refs")
"""The call quotes these articles whole; Xinzhou's measure has no call, there the measure's page shows them."""

NO_APPLICATIONS = (
    "The portal takes no applications and so offers no other body; the words stand on the measure's page."
)
