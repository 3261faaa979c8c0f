"""JPEG (ITU-T T.81): segments are kept or left out; the compressed picture itself is copied."""

import re

from complaints.intake.metadata import orientation as orientations
from complaints.intake.metadata.faults import BrokenFileError

SOI, EOI, SOS, APP0, APP1, APP14, COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
NEEDED = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} - {0xC8})
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # not a stuffed zero, a restart or a fill byte


def clean(data: bytes, orientation: int = orientations.UPRIGHT) -> bytes:
    """The picture with its tables, density, colour transform and orientation; what follows its end goes too."""
    if data[:2] != b"\xff\xd8":
        raise BrokenFileError
    kept: list[bytes] = []
    position, scanned = 2, False
    while True:
        marker, position = _marker(data, position)
        if marker == EOI:
            break
        if marker in ALONE:
            continue
        end = position + int.from_bytes(data[position : position + 2], "big")
        payload = data[position + 2 : end]
        if end < position + 2 or end > len(data):
            raise BrokenFileError
        if marker == SOS:
            found = _NEXT_MARKER.search(data, end)
            if found is None:
                raise BrokenFileError
            kept.append(b"\xff\xda" + data[position : found.start()])
            position, scanned = found.start(), True
            continue
        kept.append(_kept(marker, payload))
        position = end
    if not scanned:
        raise BrokenFileError
    first = kept.pop(0) if kept[0].startswith(b"\xff\xe0") else b""
    if orientation != orientations.UPRIGHT:
        first += _segment(APP1, b"Exif\x00\x00" + orientations.record(orientation))
    return b"\xff\xd8" + first + b"".join(kept) + b"\xff\xd9"


def _marker(data: bytes, position: int) -> tuple[int, int]:
    """The marker at a position, over any number of fill bytes, and where it ends."""
    start = position
    while data[position : position + 1] == b"\xff":
        position += 1
    if position == start or position >= len(data) or data[position] == 0:
        raise BrokenFileError
    return data[position], position + 1


def _kept(marker: int, payload: bytes) -> bytes:
    if marker in NEEDED:
        return _segment(marker, payload)
    if marker == APP0 and payload.startswith(b"JFIF\x00") and len(payload) >= 14:
        return _segment(APP0, payload[:12] + b"\x00\x00")  # version and density, no thumbnail
    if marker == APP14 and payload.startswith(b"Adobe") and len(payload) >= 12:
        return _segment(APP14, payload[:12])  # the colour transform
    return b""


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload
