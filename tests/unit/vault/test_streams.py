"""Sealed files: whole or refused, whatever is done to them."""

import hashlib
import io
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import vault
from complaints.vault import streams
from complaints.vault.headers import HEADER, TAG

KEY = vault.new_secret()
CONTRACT = vault.contract("evidence", "content", "0f" * 16)
CHUNK = vault.CHUNK
LENGTHS = [0, 1, 262_143, 262_145, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK]


def sealed(plain: bytes, *, step: int = 262_144, key: bytes = KEY) -> tuple[bytes, vault.StreamEnd]:
    out = io.BytesIO()
    sealer = vault.StreamSealer(key, CONTRACT, out.write)
    for at in range(0, len(plain), step):
        sealer.update(plain[at : at + step])
    end = sealer.finish()
    return out.getvalue(), end


def opened(blob: bytes, end: vault.StreamEnd, *, contract: bytes = CONTRACT, key: bytes = KEY) -> bytes:
    pieces = vault.open_stream(io.BytesIO(blob).read, key, contract, length=end.length, sha256=end.sha256)
    return b"".join(pieces)


def released(blob: bytes, end: vault.StreamEnd) -> tuple[bytes, bool]:
    """What came out, and whether it ended in a refusal."""
    out = b""
    try:
        for piece in vault.open_stream(
            io.BytesIO(blob).read, KEY, CONTRACT, length=end.length, sha256=end.sha256
        ):
            out += piece
    except vault.Refused:
        return out, True
    return out, False


FILE = random.Random(4).randbytes(2 * CHUNK + 5_000)
BLOB, END = sealed(FILE)
"""Three chunks, the last of them mostly padding."""


@pytest.mark.parametrize("length", LENGTHS)
def test_a_file_opens_as_what_it_was(length: int) -> None:
    plain = FILE[:length].ljust(length, b"z")
    blob, end = sealed(plain)
    assert opened(blob, end) == plain
    assert end == vault.StreamEnd(
        length, vault.padded_length(length), len(blob), hashlib.sha256(plain).digest()
    )


@pytest.mark.parametrize("step", [1, 4_097, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_it_does_not_matter_how_the_bytes_come(step: int) -> None:
    plain = FILE[:5_000] if step == 1 else FILE
    salt = vault.new_secret()

    def made(step: int) -> bytes:
        out = io.BytesIO()
        sealer = vault.StreamSealer(KEY, CONTRACT, out.write, _salt=salt)
        buffer = bytearray(step)
        for at in range(0, len(plain), step):
            piece = plain[at : at + step]
            buffer[: len(piece)] = piece
            sealer.update(memoryview(buffer)[: len(piece)])
            buffer[:] = bytes(step)  # the caller's buffer is the caller's again
        assert sealer.finish().sha256 == hashlib.sha256(plain).digest()
        return out.getvalue()

    assert made(step) == made(300_000)


def test_no_two_sealings_are_equal() -> None:
    assert sealed(b"a")[0] != sealed(b"a")[0]


@contextmanager
def touched(blob: bytearray, at: int, bit: int) -> Iterator[bytes]:
    blob[at] ^= 1 << bit
    yield bytes(blob)
    blob[at] ^= 1 << bit


def test_every_flipped_bit_of_the_header_is_refused_at_once() -> None:
    blob, end = sealed(b"a")
    changing = bytearray(blob[: HEADER + 100])
    for at in range(HEADER):
        for bit in range(8):
            with touched(changing, at, bit) as changed, pytest.raises(vault.Refused):
                vault.open_stream(
                    io.BytesIO(changed).read, KEY, CONTRACT, length=end.length, sha256=end.sha256
                )


def test_every_flipped_bit_of_a_tag_and_at_the_edges_of_chunks_is_refused_and_nothing_after_it_released() -> (
    None
):
    blob, end = sealed(FILE[: CHUNK + 1])
    changing = bytearray(blob)
    second = HEADER + CHUNK + TAG
    edges = [HEADER, HEADER + 1, second - TAG - 1, second, second + 1, len(blob) - TAG - 1]
    tags = [*range(second - TAG, second), *range(len(blob) - TAG, len(blob))]
    for at in [*edges, *tags]:
        for bit in range(8):
            with touched(changing, at, bit) as changed:
                assert released(changed, end) == (b"", True)  # the first piece waits for what follows it


@pytest.mark.parametrize(
    "end",
    [
        0,
        1,
        HEADER - 1,
        HEADER,
        HEADER + 1,
        HEADER + CHUNK,
        HEADER + CHUNK + TAG,
        len(BLOB) - TAG,
        len(BLOB) - 1,
    ],
)
def test_a_truncated_file_is_refused(end: int) -> None:
    out, ended = released(BLOB[:end], END) if end >= HEADER else (b"", True)
    if end < HEADER:
        with pytest.raises(vault.Refused):
            opened(BLOB[:end], END)
    assert ended
    assert len(out) < END.length
    assert FILE.startswith(out)


@given(st.integers(0, len(BLOB) - 1))
@settings(max_examples=20, deadline=None)
def test_a_file_cut_anywhere_is_refused(end: int) -> None:
    with pytest.raises(vault.Refused):
        opened(BLOB[:end], END)


CHUNKS = [BLOB[at : at + CHUNK + TAG] for at in range(HEADER, len(BLOB), CHUNK + TAG)]
SWAPS = {
    "appended byte": BLOB + b"\x00",
    "appended chunk": BLOB + CHUNKS[-1],
    "swapped": BLOB[:HEADER] + CHUNKS[1] + CHUNKS[0] + CHUNKS[2],
    "doubled": BLOB[:HEADER] + CHUNKS[0] + CHUNKS[0] + CHUNKS[2],
    "doubled inside": BLOB[:HEADER] + CHUNKS[0] + CHUNKS[1] + CHUNKS[1] + CHUNKS[2],
    "first missing": BLOB[:HEADER] + CHUNKS[1] + CHUNKS[2],
    "middle missing": BLOB[:HEADER] + CHUNKS[0] + CHUNKS[2],
    "last missing": BLOB[: -len(CHUNKS[2])],
    "of another file": BLOB[:HEADER] + CHUNKS[0] + sealed(FILE)[0][HEADER + CHUNK + TAG :],
    "under another header": sealed(FILE)[0][:HEADER] + BLOB[HEADER:],
}


@pytest.mark.parametrize("what", SWAPS)
def test_moved_missing_and_foreign_chunks_are_refused(what: str) -> None:
    assert opened(BLOB, END) == FILE
    out, ended = released(SWAPS[what], END)
    assert ended
    assert len(out) < END.length


def test_another_contract_key_length_or_digest_is_refused() -> None:
    other = vault.contract("evidence", "content", "0e" * 16)
    with pytest.raises(vault.Refused):
        opened(BLOB, END, contract=other)
    with pytest.raises(vault.Refused):
        opened(BLOB, END, key=vault.new_secret())
    for length in (0, END.length - 1, END.length + 1, END.padded, 3 * CHUNK):
        with pytest.raises(vault.Refused):
            opened(BLOB, vault.StreamEnd(length, 0, 0, END.sha256))
    with pytest.raises(vault.Refused):
        opened(BLOB, vault.StreamEnd(END.length, 0, 0, bytes(32)))


def test_a_field_or_a_seal_is_no_stream() -> None:
    for blob in (vault.seal_field(bytes(300), KEY, CONTRACT), BLOB[:7] + b"\x00" + BLOB[8:]):
        with pytest.raises(vault.Refused):
            opened(blob, END)


def test_padding_that_is_not_zeros_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "ZEROS", memoryview(bytes(CHUNK - 1) + b"\x01"))
    blob, end = sealed(FILE[: CHUNK - 1])
    monkeypatch.setattr(streams, "ZEROS", memoryview(b"\x01" + bytes(CHUNK - 1)))
    dirty, dirty_end = sealed(FILE[: CHUNK - 1])
    assert opened(blob, end) == FILE[: CHUNK - 1]
    assert released(dirty, dirty_end) == (b"", True)


def test_a_reader_that_gives_little_at_a_time_is_enough() -> None:
    source = io.BytesIO(BLOB)
    pieces = vault.open_stream(
        lambda size: source.read(min(size, 70_001)), KEY, CONTRACT, length=END.length, sha256=END.sha256
    )
    assert b"".join(pieces) == FILE


def test_a_writer_that_takes_little_at_a_time_is_enough() -> None:
    out = io.BytesIO()
    sealer = vault.StreamSealer(KEY, CONTRACT, lambda view: out.write(view[:70_001]))
    sealer.update(FILE)
    end = sealer.finish()
    assert opened(out.getvalue(), end) == FILE


def test_after_a_failed_write_nothing_more_is_taken() -> None:
    written = 0

    def full_disk(view: memoryview) -> int:
        nonlocal written
        written += len(view)
        if written > CHUNK:
            raise OSError(28, "no space")
        return len(view)

    sealer = vault.StreamSealer(KEY, CONTRACT, full_disk)
    with pytest.raises(OSError, match="no space"):
        sealer.update(FILE)
    with pytest.raises(vault.Refused):
        sealer.update(b"a")
    with pytest.raises(vault.Refused):
        sealer.finish()


def test_a_finished_stream_takes_nothing_more() -> None:
    sealer = vault.StreamSealer(KEY, CONTRACT, len)
    sealer.finish()
    with pytest.raises(vault.Refused):
        sealer.update(b"")
    with pytest.raises(vault.Refused):
        sealer.finish()


def test_the_digesting_thread_ends_with_the_sealer_even_when_it_is_dropped() -> None:
    def running() -> int:
        return sum(thread.name == "sealing-digest" for thread in threading.enumerate())

    sealer = vault.StreamSealer(KEY, CONTRACT, len)
    sealer.update(FILE)
    assert running() == 1
    del sealer
    for _ in range(200):
        if not running():
            break
        time.sleep(0.01)
    assert running() == 0


def test_a_file_may_have_one_of_275_sizes() -> None:
    """From 256 KiB to 100 MiB, 100 MiB itself among them, never more than 3.2 % added."""
    most = 100 * CHUNK
    sizes, length = [vault.padded_length(0)], 262_144
    while length < most:
        length = vault.padded_length(length + 1)
        sizes.append(length)
        assert length / (sizes[-2] + 1) < 1.032
    assert len(sizes) == 275
    assert sizes[-1] == most
    assert vault.stream_size(most) == 104_859_272


@given(st.integers(0, 2**40))
def test_padme_is_never_shorter_its_own_fixed_point_and_monotonic(length: int) -> None:
    padded = vault.padme(length)
    assert padded >= max(length, 1)
    assert vault.padme(padded) == padded
    assert vault.padme(length + 1) >= padded
    assert padded <= max(1, length * 1.12)


def test_the_sealer_holds_few_buffers() -> None:
    """What passes through does not stay: 64 MiB, and no more buffers than it has."""
    import tracemalloc

    sealer = vault.StreamSealer(KEY, CONTRACT, len)
    piece = os.urandom(262_144)
    tracemalloc.start()
    for _ in range(256):
        sealer.update(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sealer.finish()
    assert peak < 6 * CHUNK
