"""Every act of the table of rights is carried out by a person in a browser."""

import ast

from complaints.rights import Act
from tests.servers.portal import ROOT

BROWSER = ROOT / "tests" / "browser"

DONE_BY = {
    Act.READ: "test_desk.py::test_a_case_is_taken_in_hand_by_keyboard",
    Act.PRINT: "test_desk_files.py::test_a_notice_fills_one_sheet_of_a4",
    Act.NOTE: "test_desk.py::test_texts_are_written_by_keyboard",
    Act.MESSAGE: "test_desk.py::test_texts_are_written_by_keyboard",
    Act.LABEL: "test_desk.py::test_a_case_is_taken_in_hand_by_keyboard",
    Act.ASSIGN: "test_desk.py::test_a_case_is_taken_in_hand_by_keyboard",
    Act.SET_TRACK: "test_desk.py::test_a_case_is_taken_in_hand_by_keyboard",
    Act.EXTEND: "test_desk.py::test_texts_are_written_by_keyboard",
    Act.ACCEPT: "test_desk_acts.py::test_a_case_is_upheld_and_the_office_hears_what_to_put_right",
    Act.REFUSE: "test_desk_acts.py::test_a_case_is_refused_one_is_referred_and_one_goes_to_the_next_body",
    Act.UPHOLD: "test_desk_acts.py::test_a_case_is_upheld_and_the_office_hears_what_to_put_right",
    Act.DISMISS: "test_desk.py::test_a_decision_sent_after_the_lock_is_not_lost",
    Act.REFER: "test_desk_acts.py::test_a_case_is_refused_one_is_referred_and_one_goes_to_the_next_body",
    Act.REMEDY: "test_desk_acts.py::test_a_case_is_upheld_and_the_office_hears_what_to_put_right",
    Act.ASK_IDENTITY: "test_desk_acts.py::test_a_name_is_seen_by_two_consents_and_only_by_who_asked",
    Act.DROP_REQUEST: "test_desk_acts.py::test_a_request_is_given_up_and_a_custodian_keeps_out",
    Act.CONSENT: "test_desk_acts.py::test_a_name_is_seen_by_two_consents_and_only_by_who_asked",
    Act.RECUSE: "test_desk_keys.py::test_keeping_a_colleague_and_then_oneself_out",
    Act.TRANSFER: "test_desk_acts.py::test_a_case_is_refused_one_is_referred_and_one_goes_to_the_next_body",
    Act.SEAT: "test_desk_acts.py::test_a_member_who_came_later_is_signed_in_and_given_the_key",
    Act.LINK: "test_desk_acts.py::test_cases_are_linked_and_kept_from_destruction",
    Act.MASK: "test_desk_files.py::test_words_are_hidden_and_the_entry_shows_where",
    Act.REDACT: "test_desk_acts.py::test_words_are_masked_by_one_and_taken_out_by_the_lead",
    Act.EXPORT: "test_desk_files.py::test_a_case_is_taken_out_and_opened_with_the_command",
    Act.HOLD: "test_desk_acts.py::test_cases_are_linked_and_kept_from_destruction",
    Act.ANSWER: "test_channel.py::test_every_form_posts_from_filing_to_closing",
    Act.NAME: "test_channel.py::test_every_form_posts_from_filing_to_closing",
    Act.WITHHOLD: "test_channel.py::test_every_form_posts_from_filing_to_closing",
    Act.WITHDRAW: "test_channel.py::test_every_form_posts_from_filing_to_closing",
    Act.DISPOSE: "test_desk_acts.py::test_two_people_decide_how_a_case_ends",
}


def test_each_act_is_done_by_a_test_that_is_there() -> None:
    assert set(DONE_BY) == set(Act)
    tests = {
        f"{path.name}::{each.name}"
        for path in BROWSER.glob("test_*.py")
        for each in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef)
    }
    assert set(DONE_BY.values()) - tests == set()
