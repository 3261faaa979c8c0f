"""The recovery sheet (§2.2): 38 random digits and 2 check digits, 126 bits, which open a member's master once."""

import secrets

from complaints.vault import digits
from complaints.vault.deriving import derive
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

NUMBER = 38
LENGTH = NUMBER + 2


def new_recovery_code() -> str:
    """40 fresh digits, for printing once."""
    return digits.with_check(f"{secrets.randbelow(10**NUMBER):0{NUMBER}d}")


def format_recovery(code: str) -> str:
    """Ten groups of four digits."""
    return digits.grouped(_canonical(code))


def parse_recovery(typed: str) -> str | None:
    """The 40 digits of what was typed, taken as leniently as a receipt code; None when it cannot be one."""
    return digits.parsed(typed, LENGTH)


def recovery_key(code: str) -> bytes:
    """The key under which the master stands. No stretching: 126 bits cannot be searched."""
    return derive(_canonical(code).encode("ascii"), Label.RECOVERY)


def _canonical(code: str) -> str:
    if parse_recovery(code) != code:
        raise Refused
    return code
