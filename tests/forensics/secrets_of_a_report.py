"""The markers of one report and of those who work on it: every value that must be found nowhere."""

from dataclasses import dataclass

from tests.forensics.markers import Marker, bytes_marker, digits_marker, text_marker, words

TYPED = (
    "facts",
    "respondent",
    "time and place",
    "reporter's name",
    "reporter's unit",
    "contact",
    "answer",
    "message of a handler",
    "note",
    "reason",
    "name of a file",
    "name left in a file",
)
CODES = ("receipt code", "recovery sheet")
CODE_DIGITS = {"receipt code": 24, "recovery sheet": 40}
KEYS = ("draft token", "inbox cookie", "vault cookie", "master of a member", "pepper as hex")


@dataclass(frozen=True)
class Secrets:
    """A marker for each secret, all of them random."""

    every: tuple[Marker, ...]

    def __getitem__(self, name: str) -> str:
        """The text of a secret that is typed."""
        value = next(marker.value for marker in self.every if marker.name == name)
        assert isinstance(value, str)
        return value


def typed_secrets() -> Secrets:
    """What a person types, one marker a field; codes, keys and contents are known later."""
    return Secrets(tuple(text_marker(name) for name in TYPED))


def all_kinds() -> list[Marker]:
    """A marker of every secret there is, for the control run."""
    return [
        *(text_marker(name) for name in TYPED),
        Marker("passphrase", f"qing-Shan Lu {words(4)}"),
        *(digits_marker(name, CODE_DIGITS[name]) for name in CODES),
        *(bytes_marker(name, 32) for name in KEYS),
        *(
            bytes_marker(f"{kind}, {part} bytes")
            for kind in ("JPEG", "PDF", "text")
            for part in ("first", "middle", "last")
        ),
    ]
