"""The markers of one report and of those who work on it: every value that must be found nowhere."""

import secrets
import string

from tests.forensics.markers import Marker, bytes_marker, digits_marker, text_marker

TYPED = (
    "facts",
    "facts of the second report",
    "respondent",
    "time and place",
    "what names the entry",
    "reporter's name",
    "reporter's unit",
    "contact",
    "name given later",
    "contact given later",
    "answer",
    "words with further files",
    "reason of withdrawal",
    "message of a handler",
    "note of a handler",
    "reason of a handler",
    "words of a call",
    "name of a caller",
    "label of a handler",
    "unsent text of a handler",
    "reason to see a name",
    "name left in a picture",
    "name left in a document",
    "name of the first file",
    "name of the second file",
    "name of the third file",
    "name of the later file",
    "name of a broken upload",
    "typed into no field",
)
CODES = {"receipt code": 24, "recovery sheet": 40}
KEYS = ("draft token", "inbox cookie", "vault cookie", "master of a member")


def typed_markers() -> dict[str, str]:
    """What people type, by its name; one random value a field."""
    return {name: str(text_marker(name).value) for name in TYPED}


def passphrase() -> str:
    """Words in small letters, as the portal proposes them, and none that it does."""
    letters = string.ascii_lowercase
    return " ".join("".join(secrets.choice(letters) for _letter in range(6)) for _word in range(5))


def all_kinds() -> list[Marker]:
    """A marker of every kind of secret there is, for the control run."""
    return [
        *(text_marker(name) for name in TYPED[::2]),
        Marker("passphrase", passphrase()),
        *(digits_marker(name, length) for name, length in CODES.items()),
        *(bytes_marker(name, 32) for name in KEYS),
        *(
            bytes_marker(f"{kind}, {part} bytes")
            for kind in ("JPEG", "PDF", "text")
            for part in ("first", "middle", "last")
        ),
    ]
