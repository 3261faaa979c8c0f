"""HEIF, HEIC and AVIF (ISO/IEC 23008-12): what is no picture is overwritten with zeros where it lies.

Offsets stay as they are, so that nothing needs to be decoded or moved.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from complaints.intake.metadata.faults import BrokenFileError, OtherFileError

PICTURES = frozenset({b"hvc1", b"hev1", b"av01", b"avc1", b"jpeg", b"grid", b"iovl", b"iden", b"tmap"})
TOP = frozenset({b"ftyp", b"meta", b"mdat"})
META = frozenset({b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref", b"idat", b"grpl", b"dinf"})
PROPERTIES = frozenset(
    {
        b"hvcC",
        b"av1C",
        b"avcC",
        b"lhvC",
        b"ispe",
        b"pixi",
        b"irot",
        b"imir",
        b"clap",
        b"pasp",
        b"auxC",
        b"rloc",
    }
    | {b"lsel", b"a1op", b"a1lx", b"clli", b"mdcv", b"cclv", b"amve", b"free"}
)
FREE = b"free"
ESSENTIAL = 0x80
# An Exif record without an entry: readers refuse one that is nothing but zeros.
NO_EXIF = bytes(4) + b"II*\x00" + (8).to_bytes(4, "little") + bytes(6)
WIDTHS = frozenset({0, 4, 8})


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


class _Reader:
    """Big-endian numbers one after another."""

    def __init__(self, data: bytes | bytearray, position: int, end: int) -> None:
        self.data, self.position, self.end = data, position, end

    def number(self, width: int) -> int:
        if self.position + width > self.end:
            raise BrokenFileError
        value = int.from_bytes(self.data[self.position : self.position + width], "big")
        self.position += width
        return value

    def text(self) -> tuple[int, int]:
        """Where a text ended by zero lies."""
        start = self.position
        end = self.data.find(b"\x00", start, self.end)
        if end < 0:
            raise BrokenFileError
        self.position = end + 1
        return start, end


def clean(data: bytes) -> bytes:
    """The pictures with size, colours, turn and mirror. Exif, XMP, profile, names and other boxes become zeros.

    Raises OtherFileError for a moving picture: its tracks are described elsewhere.
    """
    out = bytearray(data)
    boxes = _top(data)
    kinds = [box.kind for box in boxes]
    if kinds[:1] != [b"ftyp"] or kinds.count(b"meta") != 1:
        raise BrokenFileError
    if b"moov" in kinds or b"moof" in kinds:
        raise OtherFileError
    needed = [box for box in boxes if box.kind in TOP]
    for box in boxes:
        if box.kind not in TOP:
            _blank(out, box)
    _meta(data, out, next(box for box in needed if box.kind == b"meta"), needed)
    return bytes(out[: needed[-1].end])


def _top(data: bytes) -> list[_Box]:
    """The boxes of the file, up to whatever was appended behind them."""
    found: list[_Box] = []
    with suppress(BrokenFileError):
        found.extend(_boxes(data, 0, len(data)))  # keeps what it found before it failed
    return found


def _meta(data: bytes, out: bytearray, meta: _Box, needed: list[_Box]) -> None:
    parts = {box.kind: box for box in _boxes(data, meta.body + 4, meta.end)}
    if b"iinf" not in parts or b"iloc" not in parts:
        raise BrokenFileError
    for box in _boxes(data, meta.body + 4, meta.end):
        if box.kind not in META:
            _blank(out, box)
        elif box.kind == b"hdlr":
            _zero(out, min(box.body + 24, box.end), box.end)  # a name that programmes write after the type
    kinds = _items(data, out, parts[b"iinf"])
    pool = parts.get(b"idat")
    pieces = list(_pieces(data, parts[b"iloc"], pool))
    others = [piece for piece in pieces if kinds.get(piece[0]) not in PICTURES]
    for _item, start, length in others:
        _zero(out, start, start + length)
    _only_pictures(out, needed, [piece for piece in pieces if piece not in others])
    for item, start, length in others:
        if kinds.get(item) == b"Exif" and length >= len(NO_EXIF):
            out[start : start + len(NO_EXIF)] = NO_EXIF
    if b"iprp" in parts:
        _properties(data, out, parts[b"iprp"])


def _items(data: bytes, out: bytearray, box: _Box) -> dict[int, bytes]:
    """What kind each item is; the names of all are blanked."""
    reader = _Reader(data, box.body, box.end)
    version = reader.number(4) >> 24
    reader.number(2 if version == 0 else 4)
    kinds = {}
    for entry in _boxes(data, reader.position, box.end):
        facts = _Reader(data, entry.body, entry.end)
        form = facts.number(4) >> 24
        if entry.kind != b"infe" or form not in {2, 3}:
            raise OtherFileError
        item = facts.number(2 if form == 2 else 4)
        facts.number(2)
        kinds[item] = facts.number(4).to_bytes(4, "big")
        start, end = facts.text()
        out[start:end] = b"." * (end - start)
    return kinds


def _pieces(data: bytes, box: _Box, pool: _Box | None) -> Iterator[tuple[int, int, int]]:
    """(item, start, length) of every piece of every item, as offsets in the file."""
    reader = _Reader(data, box.body, box.end)
    version = reader.number(4) >> 24
    widths = reader.number(2)
    offset, length, base = widths >> 12, widths >> 8 & 15, widths >> 4 & 15
    index = widths & 15 if version in {1, 2} else 0
    if not {offset, length, base, index} <= WIDTHS or version > 2:
        raise BrokenFileError
    for _item in range(reader.number(2 if version < 2 else 4)):
        item = reader.number(2 if version < 2 else 4)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        from_start = reader.number(base)
        for _piece in range(reader.number(2)):
            reader.number(index)
            start = from_start + reader.number(offset)
            size = reader.number(length)
            if method == 1 and pool is not None:
                start += pool.body
            elif method:
                raise OtherFileError
            if not size or start + size > len(data):
                raise OtherFileError
            yield item, start, size


def _only_pictures(out: bytearray, needed: list[_Box], pieces: list[tuple[int, int, int]]) -> None:
    """Zero what lies in the pools of data beside the pictures, also where nothing points at it any more."""
    if any(
        not any(box.body <= start and start + size <= box.end for box in needed)
        for _item, start, size in pieces
    ):
        raise BrokenFileError
    for pool in (box for box in needed if box.kind == b"mdat"):
        position = pool.body
        for _item, start, size in sorted(pieces, key=lambda piece: piece[1]):
            if pool.body <= start < pool.end:
                _zero(out, position, max(position, start))
                position = max(position, start + size)
        _zero(out, position, max(position, pool.end))


def _properties(data: bytes, out: bytearray, box: _Box) -> None:
    """Blank what properties are not needed to show a picture, and say that nobody need know them."""
    blanked: set[int] = set()
    parts = list(_boxes(data, box.body, box.end))
    for part in parts:
        if part.kind == b"ipco":
            for number, one in enumerate(_boxes(data, part.body, part.end), start=1):
                plain_colour = one.kind == b"colr" and data[one.body : one.body + 4] == b"nclx"
                if one.kind not in PROPERTIES and not plain_colour:
                    _blank(out, one)
                    blanked.add(number)
    for part in parts:
        if part.kind == b"ipma":
            _not_essential(data, out, part, blanked)


def _not_essential(data: bytes, out: bytearray, box: _Box, blanked: set[int]) -> None:
    reader = _Reader(data, box.body, box.end)
    head = reader.number(4)
    version, wide = head >> 24, head & 1
    for _item in range(reader.number(4)):
        reader.number(2 if version < 1 else 4)
        for _link in range(reader.number(1)):
            place = reader.position
            link = reader.number(2 if wide else 1)
            if link & (0x7FFF if wide else 0x7F) in blanked:
                out[place] &= ~ESSENTIAL & 0xFF


def _boxes(data: bytes, position: int, end: int) -> Iterator[_Box]:
    while position < end:
        if position + 8 > end:
            raise BrokenFileError
        size, kind, body = (
            int.from_bytes(data[position : position + 4], "big"),
            data[position + 4 : position + 8],
            8,
        )
        if size == 1:
            size, body = int.from_bytes(data[position + 8 : position + 16], "big"), 16
        elif size == 0:
            size = end - position
        if size < body or position + size > end:
            raise BrokenFileError
        yield _Box(kind, position, position + body, position + size)
        position += size


def _blank(out: bytearray, box: _Box) -> None:
    """Make it a box of free space of the same size."""
    out[box.start + 4 : box.start + 8] = FREE
    _zero(out, box.body, box.end)


def _zero(out: bytearray, start: int, end: int) -> None:
    out[start:end] = bytes(end - start)
