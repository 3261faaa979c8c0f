"""What may be packed inside bytes: compressed streams found by their signatures, escapes, long runs of base64 and hex."""

import base64
import binascii
import contextlib
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from tests.forensics.escapes import unescaped


def mask_of(alphabet: bytes) -> bytes:
    """A table for `bytes.translate` that turns letters of an alphabet into ones and everything else into zeros."""
    return bytes(each in alphabet for each in range(256))


STREAM_LIMIT = 256 * 1024 * 1024
"""Bytes a stream may unpack to."""

FIRST = 64
STEP = 64 * 1024
GZIP = re.compile(rb"\x1f\x8b\x08")
# Two bytes: deflate with one of eight windows, one of four levels, no dictionary; as a number a multiple of 31.
ZLIB_HEADERS = [
    number.to_bytes(2, "big")
    for window in range(8)
    for level in range(4)
    for number in [-(-((window << 4 | 8) << 8 | level << 6) // 31) * 31]
]
ZIP = re.compile(rb"PK\x03\x04")
PDF_STREAM = re.compile(rb"stream\r?\n")
BASE64 = mask_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")
HEX = mask_of(b"0123456789abcdefABCDEF")
RUN = 32
"""Letters of base64 or hex in a row that are worth unpacking."""

ZIP_HEADER = struct.Struct("<4sHHHHHIIIHH")


def rewritten(data: bytes) -> Iterator[bytes]:
    """The bytes as they are; without the soft line breaks of mail; without what folds a line; without what groups digits."""
    yield from soft_breaks_joined(data)
    for folding in (b"\r\n\t :", b"\r\n\t +_-."):
        packed = data.translate(None, folding)
        if packed != data:
            yield packed


def soft_breaks_joined(data: bytes) -> Iterator[bytes]:
    """The bytes as they are and, where there are any, without the soft line breaks of mail."""
    yield data
    joined = data.replace(b"=\r\n", b"").replace(b"=\n", b"")
    if joined != data:
        yield joined


def opened(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each thing that unpacks to something, with the name of its layer."""
    yield from compressed(data)
    for source in soft_breaks_joined(data):
        yield from unescaped(source)
    joined = data.translate(None, b"\r\n:")
    for source in (data, joined) if joined != data else (data,):
        for run in runs(source, BASE64):
            yield from from_base64(run)
        for run in runs(source, HEX):
            yield "hex", binascii.unhexlify(run[: len(run) // 2 * 2])
            yield "hex", binascii.unhexlify(run[1:][: (len(run) - 1) // 2 * 2])


def runs(data: bytes, alphabet: bytes) -> Iterator[bytes]:
    """Long rows of letters of that alphabet. A mask and two searches in it are ten times as fast as a pattern."""
    mask = data.translate(alphabet)
    at = mask.find(b"\1" * RUN)
    while at >= 0:
        end = mask.find(b"\0", at)
        end = len(data) if end < 0 else end
        yield data[at:end]
        at = mask.find(b"\1" * RUN, end)


def from_base64(run: bytes) -> Iterator[tuple[str, bytes]]:
    """A run of base64 as what it may stand for: it may begin in the middle of a group of four."""
    standard = run.translate(bytes.maketrans(b"-_", b"+/"))
    for offset in range(4):
        part = standard[offset:]
        yield "base64", base64.b64decode(part[: len(part) // 4 * 4])


def compressed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """gzip and zlib streams, members of zip archives and streams of PDF files, as far as each can be unpacked."""
    for match in GZIP.finditer(data):
        yield from unpacked("gzip", data, match.start(), 31)
    for header in ZLIB_HEADERS:
        at = data.find(header)
        while at >= 0:
            yield from unpacked("zlib", data, at, 15)
            at = data.find(header, at + 1)
    for match in ZIP.finditer(data):
        if len(data) - match.start() >= ZIP_HEADER.size:
            *_fields, name, extra = ZIP_HEADER.unpack_from(data, match.start())
            yield from unpacked("zip", data, match.start() + ZIP_HEADER.size + name + extra, -15)
    for match in PDF_STREAM.finditer(data):
        yield from unpacked("deflate in PDF", data, match.end(), -15)


def unpacked(layer: str, data: bytes, at: int, window: int) -> Iterator[tuple[str, bytes]]:
    """What the stream that begins there holds; a damaged or truncated one as far as it goes."""
    engine, view = zlib.decompressobj(window), memoryview(data)
    try:
        # The first bytes alone: nearly everything that looks like a signature by chance ends here.
        out = [engine.decompress(view[at : at + FIRST])]
    except zlib.error:
        return
    size = len(out[0])
    for begin in range(at + FIRST, len(data), STEP):
        if engine.eof or size >= STREAM_LIMIT:
            break
        before, part = engine.copy(), view[begin : begin + STEP]
        try:
            out.append(engine.decompress(part, STREAM_LIMIT - size))
        except zlib.error:
            out.append(until_damage(before, part))
            break
        size += len(out[-1])
    whole = b"".join(out)
    if len(whole) >= 15:
        yield layer, whole


def until_damage(engine: Any, view: memoryview) -> bytes:
    """What comes out before the damaged byte: fed as a whole, a damaged part gives nothing at all."""
    out = bytearray()
    with contextlib.suppress(zlib.error):
        for at in range(len(view)):
            out += engine.decompress(view[at : at + 1])
    return bytes(out)
