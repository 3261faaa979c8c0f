"""WebP (RFC 9649): chunks are kept or left out, also those inside frames."""

from complaints.intake.metadata import orientation as orientations
from complaints.intake.metadata.faults import BrokenFileError

IMAGE = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
NEEDED = IMAGE | {b"VP8X", b"ANIM", b"ANMF"}
FRAME_HEADER = 16
HAS_PROFILE, HAS_EXIF, HAS_XMP = 0x20, 0x08, 0x04


def clean(data: bytes, orientation: int = orientations.UPRIGHT) -> bytes:
    """The picture, its transparency and frames. Profile, Exif, XMP, unknown chunks and what follows the file go."""
    size = int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or size + 8 > len(data):
        raise BrokenFileError
    turned = orientation != orientations.UPRIGHT
    kept, extended = [], False
    for kind, body in _chunks(data[12 : size + 8]):
        if kind == b"VP8X" and len(body) == 10:
            extended = True
            flags = body[0] & ~(HAS_PROFILE | HAS_EXIF | HAS_XMP) | (HAS_EXIF if turned else 0)
            kept.append(_chunk(kind, bytes((flags,)) + body[1:]))
        elif kind == b"ANMF":
            inner = b"".join(
                _chunk(each, part) for each, part in _chunks(body[FRAME_HEADER:]) if each in IMAGE
            )
            kept.append(_chunk(kind, body[:FRAME_HEADER] + inner))
        elif kind in NEEDED:
            kept.append(_chunk(kind, body))
    if turned and extended:
        kept.append(_chunk(b"EXIF", orientations.record(orientation)))
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    found, position = [], 0
    while position < len(data):
        kind, length = (
            data[position : position + 4],
            int.from_bytes(data[position + 4 : position + 8], "little"),
        )
        body = data[position + 8 : position + 8 + length]
        if len(kind) != 4 or len(body) != length:
            raise BrokenFileError
        found.append((kind, body))
        position += 8 + length + length % 2
    return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
