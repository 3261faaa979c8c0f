"""Writing so that it is there after a power cut, and without telling the time (§4, storage rule)."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from complaints.vault.headers import Buffer

PART = ".part"
DAY = 86_400  # seconds
BEHIND = 16 << 20  # bytes written before they are made durable on the way
BEIJING = 8 * 3_600  # ahead of UTC, all year


class DurableFile:
    """A file on its way: written as `NAME.part`, and there under its name only once `commit` has returned.

    In a `with` block it is discarded unless it was committed; otherwise the caller does one or the other. The folder
    must exist; a file of that name is replaced. Every 16 MiB a thread of its own makes durable what is written so
    far, so that the last fsync of a large file has little left to wait for.
    """

    def __init__(self, path: Path, mode: int = 0o600) -> None:
        self.path, self.part = path, path.with_name(path.name + PART)
        self._descriptor = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
        self._open, self._done, self._behind = True, False, 0
        self._syncer: ThreadPoolExecutor | None = None
        self._syncing: Future[None] | None = None
        os.fchmod(self._descriptor, mode)  # whatever the umask is, and whatever stood there

    def write(self, data: Buffer) -> int:
        """Writes all of it and says how much that was. Raises OSError as the system does, now or at a later call."""
        view = memoryview(data).cast("B")
        while view:
            view = view[os.write(self._descriptor, view) :]
        self._behind += len(data)
        if self._behind >= BEHIND and (self._syncing is None or self._syncing.done()):
            self._sync_behind()
        return len(data)

    def commit(self) -> None:
        """fsync, rename, fsync of the folder. Times are forgotten but for the day. When it raises, nothing is left."""
        try:
            self._rest()
            forget_time(self._descriptor)
            os.fsync(self._descriptor)
            self._close()
            self.part.replace(self.path)
            self._done = True
        except BaseException:
            self.discard()
            raise
        sync_folder(self.path.parent)

    def discard(self) -> None:
        """Removes what was written. Safe to repeat; after `commit` it does nothing."""
        if self._done:
            return
        self._done = True
        with suppress(OSError):
            self._rest()
        self._close()
        self.part.unlink(missing_ok=True)

    def _sync_behind(self) -> None:
        if self._syncing:
            self._syncing.result()  # an error is told once: not to ask would lose it
        if not self._syncer:
            self._syncer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="durable-file")
        self._behind = 0
        self._syncing = self._syncer.submit(os.fdatasync, self._descriptor)

    def _rest(self) -> None:
        """Waits for the thread, which must be done with the descriptor before anyone closes it."""
        if self._syncer:
            self._syncer.shutdown()
        if self._syncing:
            self._syncing.result()

    def _close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def write_durably(path: Path, data: Buffer, mode: int = 0o600) -> None:
    """`NAME.part`, fsync, rename, fsync of the folder: afterwards the whole file is there, before it none of it.

    An existing file is replaced. The folder must exist. Nothing is left behind when it fails.
    """
    with DurableFile(path, mode) as file:
        file.write(data)
        file.commit()


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
