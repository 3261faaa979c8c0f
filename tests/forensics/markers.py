"""What the scan looks for: one random value for each secret, so that finding it anywhere has one explanation."""

import secrets
from dataclasses import dataclass

EDGE = 64
"""Bytes of a file's beginning, middle and end that stand for its content."""

HAN = [chr(point) for point in range(0x4E00, 0x9FA5)]


@dataclass(frozen=True)
class Marker:
    """A secret and what it is called in a finding.

    `value` is text, or bytes for contents of files and keys. Text of digits alone is also looked for in groups.
    """

    name: str
    value: str | bytes

    @property
    def digits(self) -> bool:
        """Whether it is a code that people write in groups."""
        return isinstance(self.value, str) and self.value.isascii() and self.value.isdigit()


def words(length: int = 14) -> str:
    """Random Chinese characters, none twice: no sentence, no name, and nothing a compressor could shorten."""
    return "".join(secrets.SystemRandom().sample(HAN, length))


def text_marker(name: str) -> Marker:
    """A secret that is typed."""
    return Marker(name, words())


def digits_marker(name: str, length: int = 24) -> Marker:
    """A secret made of digits."""
    return Marker(name, "".join(secrets.choice("0123456789") for _digit in range(length)))


def bytes_marker(name: str, length: int = EDGE) -> Marker:
    """A secret that is no text."""
    return Marker(name, secrets.token_bytes(length))


def file_markers(name: str, content: bytes) -> list[Marker]:
    """A file by its first, middle and last bytes."""
    middle = len(content) // 2 - EDGE // 2
    return [
        Marker(f"{name}, first bytes", content[:EDGE]),
        Marker(f"{name}, middle bytes", content[middle : middle + EDGE]),
        Marker(f"{name}, last bytes", content[-EDGE:]),
    ]
