"""GIF (89a): blocks are kept or left out."""

from complaints.intake.metadata.faults import BrokenFileError

IMAGE, EXTENSION, TRAILER = 0x2C, 0x21, 0x3B
GRAPHIC_CONTROL, APPLICATION = 0xF9, 0xFF
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def clean(data: bytes) -> bytes:
    """The frames, their timing and how often they repeat. Comments, XMP, other applications' data and what follows go."""
    if data[:6] not in {b"GIF87a", b"GIF89a"} or len(data) < 13:
        raise BrokenFileError
    position = 13 + _table(data[10])
    kept = [data[:position]]
    while (block := data[position : position + 1]) != bytes((TRAILER,)):
        if block == bytes((IMAGE,)) and position + 10 < len(data):
            start = position + 10 + _table(data[position + 9])
            end = _end_of_parts(data, start + 1)
            kept.append(data[position:end])
        elif block == bytes((EXTENSION,)) and position + 2 < len(data):
            end = _end_of_parts(data, position + 2)
            kept.append(_kept_extension(data[position:end]))
        else:
            raise BrokenFileError
        position = end
    return b"".join(kept) + bytes((TRAILER,))


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_parts(data: bytes, position: int) -> int:
    while position < len(data):
        length = data[position]
        position += 1 + length
        if not length:
            return position
    raise BrokenFileError


def _kept_extension(block: bytes) -> bytes:
    if block[1] == GRAPHIC_CONTROL and block[2] == 4:
        return block[:7] + b"\x00"
    if block[1] == APPLICATION and block[3:14] in LOOPS and block[14:16] == b"\x03\x01":
        return block[:18] + b"\x00"
    return b""
