"""Codes of the demonstration are well formed, pass or fail their checksum as meant, and belong nowhere."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.demo.codes import NOWHERE, PUBLIC_INSTITUTION, code_of, failing_code_of

numbers = st.integers(min_value=0, max_value=31**6 - 1)


@given(numbers)
def test_a_code_is_valid_and_registered_nowhere(number: int) -> None:
    code = code_of(number)
    assert uscc.is_valid(code)
    assert code[2:8] == NOWHERE == "000000"


@given(numbers, numbers)
def test_two_numbers_give_two_codes(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) == (one == other)


@given(numbers)
def test_a_failing_code_differs_in_the_check_character_alone(number: int) -> None:
    wrong = failing_code_of(number)
    assert not uscc.is_valid(wrong)
    assert wrong[:-1] == code_of(number)[:-1]


def test_a_public_institution_is_told_by_its_head() -> None:
    assert code_of(7, head=PUBLIC_INSTITUTION).startswith("12")
