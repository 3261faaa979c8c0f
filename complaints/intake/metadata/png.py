"""PNG (ISO/IEC 15948) and its animated form: chunks are kept or left out."""

import zlib

from complaints.intake.metadata import orientation as orientations
from complaints.intake.metadata.faults import BrokenFileError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NEEDED = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
    | {b"acTL", b"fcTL", b"fdAT"}
)


def clean(data: bytes, orientation: int = orientations.UPRIGHT) -> bytes:
    """The picture with colours, transparency, density and frames. Text, time, profile, Exif and what follows go."""
    if not data.startswith(SIGNATURE):
        raise BrokenFileError
    kept, position, kind = [SIGNATURE], len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        check = data[position + 8 + length : position + 12 + length]
        if len(check) != 4 or zlib.crc32(kind + body) != int.from_bytes(check, "big"):
            raise BrokenFileError
        if kind in NEEDED:
            kept.append(data[position : position + 12 + length])
        elif kind[:1].isupper():  # a critical chunk nobody here knows
            raise BrokenFileError
        if kind == b"IHDR" and orientation != orientations.UPRIGHT:
            kept.append(_chunk(b"eXIf", orientations.record(orientation)))
        position += 12 + length
    return b"".join(kept)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
