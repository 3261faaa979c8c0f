"""How the tests are dealt out."""

from dataclasses import replace

from tests.dealing import Needs, hand_of, longest_first

QUICK = Needs(module="test_terms", rows=False, empties=False, scopes=frozenset({"function"}), apart=False)
ON_ROWS = replace(QUICK, module="test_publishing", rows=True)
SHARING = replace(ON_ROWS, scopes=frozenset({"function", "module", "session"}))


def test_a_test_on_the_database_is_dealt_out_alone() -> None:
    assert hand_of(ON_ROWS) is None
    assert hand_of(replace(ON_ROWS, scopes=frozenset({"function", "class", "session"}))) is None


def test_what_shares_something_of_its_module_stays_together() -> None:
    assert hand_of(SHARING) == hand_of(replace(SHARING)) == "test_publishing"
    assert hand_of(SHARING) != hand_of(replace(SHARING, module="test_sealing"))


def test_quick_tests_go_by_module() -> None:
    assert hand_of(QUICK) == "test_terms without rows"


def test_tests_of_one_module_with_and_without_rows_are_two_hands() -> None:
    """Those without come after those that empty the database, and would draw the others along."""
    assert hand_of(SHARING) != hand_of(replace(SHARING, rows=False))


def test_what_empties_the_database_is_in_no_hand() -> None:
    assert hand_of(replace(SHARING, empties=True)) is None


def test_what_starts_processes_comes_first_and_the_rest_keeps_its_order() -> None:
    kinds = {"a": ON_ROWS, "b": replace(ON_ROWS, empties=True), "c": QUICK, "D": replace(QUICK, apart=True)}
    assert "".join(longest_first("abcD", kinds.__getitem__)) == "Dabc"
    assert "".join(longest_first("aDbDc", kinds.__getitem__)) == "DDabc"
