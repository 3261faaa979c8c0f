"""How long things become, so that their sizes tell little: buckets for text (§3.5), Padmé for files (§3.4)."""

from enum import StrEnum
from typing import Self

from complaints.vault.refusal import Refused

COUNT = 4  # bytes of the length before a text
SMALLEST_FILE = 262_144  # bytes; below it every file is of one size


class Bucket(StrEnum):
    """The sizes a padded text may have, in bytes; four of them hold its length. The value stands in contracts."""

    SHORT = "512"
    T1 = "1024"
    T4 = "4096"
    T16 = "16384"
    T64 = "65536"

    @property
    def size(self) -> int:
        """Bytes of the padded plaintext."""
        return int(self.value)

    @property
    def room(self) -> int:
        """Bytes of UTF-8 it takes."""
        return self.size - COUNT

    @classmethod
    def fitting(cls, text: str | bytes, at_least: "Bucket | None" = None) -> Self:
        """The smallest bucket from `at_least` (1,024 unless told) that takes the text.

        :raises Refused: when it is longer than the largest takes, 65,532 bytes.
        """
        smallest = cls.T1 if at_least is None else at_least
        length = len(text.encode("utf-8", "surrogatepass")) if isinstance(text, str) else len(text)
        for bucket in cls:
            if bucket.size >= smallest.size and length <= bucket.room:
                return bucket
        raise Refused


def fill(plain: bytes, bucket: Bucket) -> bytes:
    """u32 length ‖ plain ‖ zeros, `bucket.size` bytes. Refused when it does not fit."""
    if len(plain) > bucket.room:
        raise Refused
    return (len(plain).to_bytes(COUNT, "big") + plain).ljust(bucket.size, b"\x00")


def unfill(padded: bytes, bucket: Bucket) -> bytes:
    """What `fill` was given. Refused unless length and zeros are exact."""
    length = int.from_bytes(padded[:COUNT], "big")
    if len(padded) != bucket.size or length > bucket.room or any(padded[COUNT + length :]):
        raise Refused
    return padded[COUNT : COUNT + length]


def padme(length: int) -> int:
    """The next length whose binary notation has few significant digits (Padmé, PURBs paper of 2019, §4), at least 1.

    At most 12 % longer, at most 3.2 % from 256 KiB on; never shorter, and its own fixed point.
    """
    if length < 2:
        return 1
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()  # the lowest bits, which must be zero
    step = 1 << free
    return (length + step - 1) & ~(step - 1)


def padded_length(length: int) -> int:
    """Bytes of a file of `length` once padded: Padmé of it or of 256 KiB, whichever is more."""
    return padme(max(length, SMALLEST_FILE))
