"""What a blob is: the ASCII sentence that every sealing is bound to (§3.1), so that none opens in another's place."""

import re
from uuid import UUID

from complaints.vault.refusal import Refused

EMPTY = "-"
PART = re.compile(r"[a-z0-9_.-]{1,64}")
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
LARGEST = 2**63 - 1  # what the two databases hold in an integer


def contract(  # noqa: PLR0917 - the seven parts in their order
    table: str, column: str, row: UUID | str, case: UUID | str = EMPTY, purpose: str = EMPTY, n: int = 0
) -> bytes:
    """`qav1|table|column|row|case|purpose|n`, always seven parts.

    :param row: the primary key, a UUID or 32 hexadecimal digits in small letters; `-` where there is none.
    :param case: likewise.
    :param n: the index of a share or a sequence, written in decimal, 0 to 2^63-1.
    :raises Refused: when a part has another alphabet or length.
    """
    if type(n) is not int or not 0 <= n <= LARGEST:
        raise Refused
    parts = [part(table), part(column), reference(row), reference(case), part(purpose), str(n)]
    return "|".join(["qav1", *parts]).encode("ascii")


def part(text: str) -> str:
    """A part as it is, or Refused: 1 to 64 of small letters, digits, `_`, `.` and `-`."""
    if not isinstance(text, str) or not PART.fullmatch(text):
        raise Refused
    return text


def reference(value: UUID | str) -> str:
    """32 hexadecimal digits of a UUID or of such a text; `-` stays."""
    return EMPTY if value == EMPTY else identifier(value)


def identifier(value: UUID | str) -> str:
    """32 hexadecimal digits in small letters, or Refused."""
    text = value.hex if isinstance(value, UUID) else value
    if not isinstance(text, str) or not IDENTIFIER.fullmatch(text):
        raise Refused
    return text


def column_of(name: bytes) -> str:
    """The column part of a contract. Refused when it is none."""
    parts = bytes(name).split(b"|")
    if len(parts) != 7 or parts[0] != b"qav1":
        raise Refused
    return parts[2].decode("ascii")
