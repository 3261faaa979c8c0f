"""TIFF 6.0: the tags a picture needs are kept with their values and the compressed picture; every other byte becomes zero.

Offsets stay as they are, so that nothing needs to be decoded or moved.
"""

import struct

from complaints.intake.metadata.faults import BrokenFileError, OtherFileError, TooMuchError

PAGES_MAX = 2_000
OLD_JPEG, JPEG = 6, 7
COMPRESSION, SUB_IFDS, DNG_VERSION = 259, 330, 50706
OFFSETS = {273: 279, 324: 325}  # strips and tiles: where they are -> how long they are
READ = frozenset({COMPRESSION, *OFFSETS, *OFFSETS.values()})
NEEDED = frozenset(
    {
        254,
        255,
        256,
        257,
        258,
        259,
        262,
        263,
        266,
        273,
        274,
        277,
        278,
        279,
        280,
        281,
        282,
        283,
        284,
        290,
        291,
        292,
        293,
    }
    | {
        296,
        297,
        301,
        317,
        318,
        319,
        320,
        321,
        322,
        323,
        324,
        325,
        326,
        327,
        328,
        332,
        334,
        336,
        338,
        339,
        340,
        341,
    }
    | {347, 529, 530, 531, 532}
)
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}


class _Copy:
    """The file as zeros, into which ranges of the original are let through."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.out = bytearray(len(data))
        self.order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(data[:4], "")
        if not self.order:
            raise OtherFileError

    def keep(self, start: int, length: int) -> None:
        if start < 0 or length < 0 or start + length > len(self.data):
            raise BrokenFileError
        self.out[start : start + length] = self.data[start : start + length]

    def unpack(self, form: str, start: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(self.order + form, self.data, start)
        except struct.error:
            raise BrokenFileError from None

    def pack(self, form: str, start: int, *values: int) -> None:
        struct.pack_into(self.order + form, self.out, start, *values)


def clean(data: bytes) -> bytes:
    """The pages with what is needed to show them, orientation and density among it."""
    copy = _Copy(data)
    copy.keep(0, 8)
    (position,) = copy.unpack("I", 4)
    seen: set[int] = set()
    while position:
        if position in seen:
            raise BrokenFileError
        seen.add(position)
        if len(seen) > PAGES_MAX:
            raise TooMuchError
        position = _page(copy, position)
    if not seen:
        raise BrokenFileError
    return bytes(copy.out)


def _page(copy: _Copy, position: int) -> int:
    """Let one page through; returns where the next one is described, 0 after the last."""
    (count,) = copy.unpack("H", position)
    (following,) = copy.unpack("I", position + 2 + 12 * count)
    values: dict[int, tuple[int, ...]] = {}
    kept = []
    for entry in range(position + 2, position + 2 + 12 * count, 12):
        tag, kind, number = copy.unpack("HHI", entry)
        if tag in {SUB_IFDS, DNG_VERSION}:  # a raw picture inside a picture
            raise OtherFileError
        if tag in NEEDED and kind in SIZES:
            kept.append(copy.data[entry : entry + 12])
            place = _value(copy, entry, SIZES[kind] * number)
            if tag in READ and kind in {3, 4}:
                values[tag] = copy.unpack(f"{number}{'H' if kind == 3 else 'I'}", place)
    if set(values.get(COMPRESSION, ())) & {OLD_JPEG, JPEG}:  # pictures with segments of their own
        raise OtherFileError
    for offsets, lengths in OFFSETS.items():
        starts, sizes = values.get(offsets, ()), values.get(lengths, ())
        if len(starts) != len(sizes):
            raise BrokenFileError
        for start, size in zip(starts, sizes, strict=True):
            copy.keep(start, size)
    copy.pack("H", position, len(kept))
    end = position + 2 + 12 * len(kept)
    copy.out[position + 2 : end] = b"".join(kept)
    copy.pack("I", end, following)
    return following


def _value(copy: _Copy, entry: int, length: int) -> int:
    """Where an entry's value lies: inside it when it is short, elsewhere, and let through, when it is not."""
    if length <= 4:
        return entry + 8
    (place,) = copy.unpack("I", entry + 8)
    copy.keep(place, length)
    return place
