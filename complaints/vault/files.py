"""Writing so that it is there after a power cut, and without telling the time (§4, storage rule)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from complaints.vault.headers import Buffer

PART = ".part"
DAY = 86_400  # seconds
BEIJING = 8 * 3_600  # ahead of UTC, all year


def write_durably(path: Path, data: Buffer, mode: int = 0o600) -> None:
    """`NAME.part`, fsync, rename, fsync of the folder: afterwards the whole file is there, before it none of it.

    An existing file is replaced. The folder must exist. Nothing is left behind when it fails.
    """
    part = path.with_name(path.name + PART)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)  # whatever the umask is, and whatever stood there
            file.write(data)
            file.flush()
            forget_time(descriptor)
            os.fsync(descriptor)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def forget_time(descriptor: int) -> None:
    """Sets the file's times back to the midnight in Beijing before it was written, so that a copy tells the day only."""
    written = int(os.fstat(descriptor).st_mtime)
    midnight = written - (written + BEIJING) % DAY
    os.utime(descriptor, (midnight, midnight))


def sync_folder(folder: Path) -> None:
    """Makes names that were added to or removed from the folder durable."""
    with _folder(folder) as descriptor:
        os.fsync(descriptor)


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """The folder, durably, where there is none yet; missing parents likewise."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
    sync_folder(folder.parent)


@contextmanager
def _folder(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
