"""Sealing evidence, file to file and fsynced, against copying the same file the plain way."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from complaints import vault
from complaints.contracts import evidence_content
from tests.bench.ratio import Ratio

SIZE = 100 * 1024**2
CHUNK = 256 * 1024  # bytes the sealing upload handler is given at a time
PAIRS = 41  # a disk that others use too is now and then three times as slow: the median needs many


def measure() -> Iterator[Ratio]:
    """Speed of sealing over speed of a plain copy: the median over interleaved pairs, the order within a pair alternating."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source"
        source.write_bytes(os.urandom(SIZE))
        _copy(source, folder / "warm")
        _seal(source, folder / "warm")
        ratios = []
        for pair in range(PAIRS):
            calls = (_copy, _seal) if pair % 2 else (_seal, _copy)
            took = {call: _timed(call, source, folder / "out") for call in calls}
            ratios.append(took[_copy] / took[_seal])
        yield Ratio("speed of sealing 100 MiB / plain copy, both fsynced", median(ratios), "floor", 0.85)


def _timed(call: object, source: Path, target: Path) -> float:
    target.unlink(missing_ok=True)
    os.sync()
    begun = time.perf_counter()
    call(source, target)  # type: ignore[operator]
    return time.perf_counter() - begun


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write)  # as the library does it, in pieces of its own choice
        write.flush()
        os.fsync(write.fileno())
    vault.sync_folder(target.parent)


def _seal(source: Path, target: Path) -> None:
    with source.open("rb", buffering=0) as read, vault.DurableFile(target) as write:
        sealer = vault.StreamSealer(vault.new_secret(), evidence_content("0" * 32), write.write)
        buffer = memoryview(bytearray(CHUNK))
        while taken := read.readinto(buffer):
            sealer.update(buffer[:taken])
        sealer.finish()
        write.commit()
