"""The receipt code (§3.6): 22 digits and 2 check digits, from which everything the reporter can open is derived.

The code and `root` are never stored. `lookup` finds the reporter's row, `unlock` opens it.
"""

from complaints.vault import argon2, digits
from complaints.vault.deriving import SECRET, derive
from complaints.vault.labels import Label
from complaints.vault.refusal import Refused

NUMBER = 22
LENGTH = NUMBER + 2


def receipt_code(token: bytes) -> str:
    """The 24 digits that belong to a draft token of 32 bytes, the same at every call."""
    if len(token) != SECRET:
        raise Refused
    number = int.from_bytes(derive(token, Label.RECEIPT_DIGITS), "big") % 10**NUMBER
    return digits.with_check(f"{number:0{NUMBER}d}")


def format_code(code: str) -> str:
    """Six groups of four digits, as the code is shown."""
    return digits.grouped(_canonical(code))


def parse_code(typed: str) -> str | None:
    """The 24 digits of what was typed; None when it cannot be a code. Wrong and unknown codes get the same words."""
    return digits.parsed(typed, LENGTH)


def receipt_root(code: str, pepper: bytes) -> bytes:
    """Argon2id of the 24 digits under the installation's pepper: 19 MiB and two passes, the costly step."""
    salt = derive(pepper, Label.RECEIPT_SALT)[: argon2.SALT]
    return argon2.stretch(_canonical(code).encode("ascii"), salt, argon2.RECEIPT)


def receipt_lookup(root: bytes, pepper: bytes) -> bytes:
    """32 bytes under which the reporter's row is found."""
    return derive(root, Label.RECEIPT_LOOKUP, salt=pepper)


def receipt_unlock(root: bytes, pepper: bytes) -> bytes:
    """32 bytes which, with the case's shred file, give the key of the reporter's seed."""
    return derive(root, Label.RECEIPT_UNLOCK, salt=pepper)


def _canonical(code: str) -> str:
    if parse_code(code) != code:
        raise Refused
    return code
