"""The sealed files of the evidence folder: `var/evidence/ab/<32 hex digits>`, written by the storage rule.

A file is written as `NAME.part`, fsynced, renamed, its folder fsynced, and only then named in the database. What is on
disk is sealed already: nothing here holds a key or a name that a reporter gave. Whatever is in no evidence row and in
no draft that lives is swept by `complaints.sweeping`.
"""

import contextlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from complaints import vault
from complaints.staged import BLOB

PART = ".part"
STAGING_MAX = 20 * 1024**3
"""Bytes that may lie staged at once, or a tenth of the free disk where that is less."""

COUNT_AGAIN_AFTER = 30.0
"""Seconds for which a count of what is staged holds; what this process adds meanwhile is added to it."""

RECENT = 2 * 86_400
"""Seconds back within which a staged file is dated: drafts live for hours, and files carry the midnight before."""


class StagingFullError(Exception):
    """So much lies staged, or so little of the disk is free, that no further file is taken."""


def folder() -> Path:
    """Where all sealed files lie."""
    return Path(settings.CHANNEL_EVIDENCE_DIR)


def new_blob() -> str:
    """The name of a file to come: a random UUID as 32 hexadecimal digits, which tells neither time nor order."""
    return uuid.uuid4().hex


def path_of(blob: str | uuid.UUID) -> Path:
    """Where a file lies, whether it exists or not. Raises ValueError for anything that is no name of a file."""
    name = blob.hex if isinstance(blob, uuid.UUID) else blob
    if not BLOB.fullmatch(name):
        raise ValueError("not the name of a sealed file")
    return folder() / name[:2] / name


def open_blob(blob: str | uuid.UUID) -> BinaryIO:
    """The sealed bytes for reading, as `vault.open_stream` reads them. FileNotFoundError when it is gone."""
    return path_of(blob).open("rb")


def remove(blob: str | uuid.UUID) -> bool:
    """Unlink a file and what is left of an unfinished write of it, and make that durable. True when there was anything."""
    path, found = path_of(blob), False
    for candidate in (path, path.with_name(path.name + PART)):
        with contextlib.suppress(FileNotFoundError):
            candidate.unlink()
            found = True
    if found:
        vault.sync_folder(path.parent)
    _loose.discard(path.name)
    return found


class Writer:
    """Writes one sealed file. `commit` makes it durable and gives it its name; without it `abandon` leaves nothing.

    The file is *loose* until an action says with `settle` that something in the database names it.
    """

    def __init__(self, blob: str) -> None:
        path = path_of(blob)
        vault.make_folder(path.parent)
        self.blob = blob
        self._file = vault.DurableFile(path)
        _loose.add(blob)

    def write(self, data: memoryview) -> int:
        """What the sealer hands on; tells how much of it was written. Raises OSError, now or at a later call."""
        return self._file.write(data)

    def commit(self) -> None:
        """Make bytes and name durable. Its times are set to the midnight before: a copy of the disk tells the day only."""
        self._file.commit()

    def abandon(self) -> None:
        """Drop what was written, named or not. May be called twice, and after `commit`."""
        self._file.discard()
        remove(self.blob)


_loose: set[str] = set()


def settle(blob: str) -> None:
    """Something in the database names this file now: the request that brought it leaves it where it is.

    Called by the action after its transaction. A file that nobody settled is removed with the end of its request.
    """
    _loose.discard(blob)


def is_loose(blob: str) -> bool:
    """Whether this process wrote the file and nothing has taken it over."""
    return blob in _loose


def renew(blob: str) -> None:
    """Tell the sweeper that the file is still wanted, without telling when: its change time moves, its dates do not.

    Raises FileNotFoundError when it is gone.
    """
    path = path_of(blob)
    times = path.stat()
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@dataclass(frozen=True)
class Listed:
    """A file found on disk. `changed` is when it last got its name or was renewed, UTC."""

    blob: str
    part: bool
    size: int
    modified: float
    changed: datetime
    path: Path


def listed() -> Iterator[Listed]:
    """Every file of the folder that could be ours, unfinished ones too; others are left alone."""
    try:
        shelves = sorted(entry.path for entry in os.scandir(folder()) if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return
    for shelf in shelves:
        with os.scandir(shelf) as entries:
            for entry in entries:
                name = entry.name.removesuffix(PART)
                if not BLOB.fullmatch(name):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    found = entry.stat(follow_symlinks=False)
                    yield Listed(
                        blob=name,
                        part=entry.name.endswith(PART),
                        size=found.st_size,
                        modified=found.st_mtime,
                        changed=datetime.fromtimestamp(found.st_ctime, UTC),
                        path=Path(entry.path),
                    )


class Staging:
    """How much lies staged, counted from the disk at most every half minute and kept up in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted_at: float | None = None
        self._bytes = 0
        self._most = 0

    def reserve(self, size: int) -> None:
        """Count `size` bytes more. Raises StagingFullError, and counts nothing, where they do not fit."""
        with self._lock:
            instant = time.monotonic()
            if self._counted_at is None or instant - self._counted_at >= COUNT_AGAIN_AFTER:
                self._bytes, self._most = staged_size(), staging_most()
                self._counted_at = instant
            if self._bytes + size > self._most:
                raise StagingFullError
            self._bytes += size

    def forget(self) -> None:
        """Count anew at the next file."""
        with self._lock:
            self._counted_at = None


staging: Staging = Staging()


def staging_most() -> int:
    """Bytes that may lie staged at this moment."""
    nearest = folder()
    while not nearest.exists():
        nearest = nearest.parent
    return min(STAGING_MAX, shutil.disk_usage(nearest).free // 10)


def staged_size() -> int:
    """Bytes of all files, unfinished ones too, that no evidence row names.

    Only files dated today or yesterday are looked up: an older one belongs to a case, or the sweeper has been here.
    """
    from complaints.models import Evidence

    since = time.time() - RECENT
    recent = [file for file in listed() if file.modified >= since]
    taken: set[str] = set()
    for start in range(0, len(recent), 500):
        keys = [uuid.UUID(file.blob) for file in recent[start : start + 500]]
        taken |= {key.hex for key in Evidence.objects.filter(pk__in=keys).values_list("pk", flat=True)}
    return sum(file.size for file in recent if file.blob not in taken)


def is_whole(blob: str, size: int) -> bool:
    """Whether the file lies there in its full size on disk (bytes, header and tags included)."""
    try:
        return path_of(blob).stat().st_size == size
    except FileNotFoundError:
        return False
