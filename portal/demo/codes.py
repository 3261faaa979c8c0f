"""Unified social credit codes (GB 32100) that are well formed, pass their checksum and belong to nobody."""

from stdnum.cn import uscc

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ENTERPRISE = "91"
PUBLIC_INSTITUTION = "12"
NOWHERE = "000000"
"""No division of GB/T 2260 has this code."""


def code_of(number: int, *, head: str = ENTERPRISE) -> str:
    """The code with that running number, registered in a division that does not exist.

    :param head: who registered and what is registered: 91 an enterprise, 12 a public institution.
    """
    body = ""
    rest = number
    for _place in range(6):
        rest, digit = divmod(rest, len(DIGITS))
        body = DIGITS[digit] + body
    stem = f"{head}{NOWHERE}MA0{body}"
    return stem + str(uscc.calc_check_digit(stem))


def failing_code_of(number: int) -> str:
    """A code of the right shape whose check character is wrong, as registered ones exist."""
    right = code_of(number)
    wrong = DIGITS[(DIGITS.index(right[-1]) + 1) % len(DIGITS)]
    return right[:-1] + wrong
