"""The shred files (§2.4, §4.10): 96 random bytes for each case outside the database, without which nothing of it opens.

`<case>.<epoch>` in one folder: SK ‖ SKi ‖ SKr, for the case, the identity and the reporter. Destroying the file
destroys the case in every copy of the database at once.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from complaints.vault.contracts import identifier
from complaints.vault.deriving import SECRET, new_secret
from complaints.vault.files import PART, make_folder, sync_folder, write_durably
from complaints.vault.refusal import Refused

SIZE = 3 * SECRET
DECOY = "decoy"
NAME = re.compile(r"([0-9a-f]{32})\.(0|[1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True)
class Shred:
    """The three secrets of a shred file, 32 bytes each: salts of the case's, the identity's and the reporter's keys."""

    sk: bytes = field(repr=False)
    ski: bytes = field(repr=False)
    skr: bytes = field(repr=False)


class ShredName(NamedTuple):
    """Which case and epoch a shred file belongs to; `unfinished` for the remains of a write that never ended."""

    case: str
    epoch: int
    unfinished: bool = False

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.case}.{self.epoch}{PART if self.unfinished else ''}"


class ShredStore:
    """The folder of the shred files. `case` is a UUID or 32 hexadecimal digits, `epoch` counts from 0."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def write(self, case: UUID | str, epoch: int, *, keep: Shred | None = None) -> Shred:
        """A new file with fresh bytes, durable when this returns. The modification time tells the day only.

        :param keep: when a case is re-keyed, the file before: SKi and SKr stay, SK is new.
        :raises Refused: when there is such a file already.
        """
        path = self._path(case, epoch)
        make_folder(self.folder)
        if os.path.lexists(path):
            raise Refused
        ski, skr = (keep.ski, keep.skr) if keep else (new_secret(), new_secret())
        shred = Shred(new_secret(), ski, skr)
        write_durably(path, shred.sk + shred.ski + shred.skr)
        return shred

    def free_epoch(self, case: UUID | str, *, after: int) -> int:
        """The next number that no file of the case has, not even the remains of one: a name is never used twice.

        A sweeper that found an old file under that name could otherwise destroy the new one.
        """
        epoch = after + 1
        while any(os.path.lexists(path) for path in self._both(case, epoch)):
            epoch += 1
        return epoch

    def read(self, case: UUID | str, epoch: int) -> Shred:
        """The secrets of a case. Refused when the file is missing or of another size."""
        return self._read(self._path(case, epoch))

    def decoy(self) -> Shred:
        """A file that belongs to no case, read the same way: for a code that opens nothing. Made at first need."""
        path = self.folder / DECOY
        if not path.exists():
            make_folder(self.folder)
            write_durably(path, new_secret(SIZE))
        return self._read(path)

    def destroy(self, case: UUID | str, epoch: int) -> bool:
        """Overwrites, fsyncs and removes the file, and the remains of an unfinished one; then fsyncs the folder.

        The file loses its name, durably, before a byte of it is touched: one that has its name is whole, whenever a crash
        came. Safe to repeat after one. True when there was anything.
        """
        path, remains = self._both(case, epoch)
        found = self._shred(remains)
        if os.path.lexists(path):
            path.replace(remains)
            sync_folder(self.folder)
            found = self._shred(remains)
        if self.folder.is_dir():
            sync_folder(self.folder)
        return found

    def names(self) -> tuple[ShredName, ...]:
        """Every shred file there is, sorted, the unfinished among them; not the decoy."""
        found = []
        with suppress(FileNotFoundError):
            for path in self.folder.iterdir():
                match = NAME.fullmatch(path.name.removesuffix(PART))
                if match:
                    found.append(ShredName(match[1], int(match[2]), path.name.endswith(PART)))
        return tuple(sorted(found))

    def _path(self, case: UUID | str, epoch: int) -> Path:
        name = f"{identifier(case)}.{epoch}"
        if type(epoch) is not int or not NAME.fullmatch(name):
            raise Refused
        return self.folder / name

    def _both(self, case: UUID | str, epoch: int) -> tuple[Path, Path]:
        """Where the file lies, and where one that was not finished would."""
        path = self._path(case, epoch)
        return path, path.with_name(path.name + PART)

    def _read(self, path: Path) -> Shred:
        try:
            data = path.read_bytes()
        except OSError:
            raise Refused from None
        if len(data) != SIZE:
            raise Refused
        return Shred(data[:SECRET], data[SECRET : 2 * SECRET], data[2 * SECRET :])

    def _shred(self, path: Path) -> bool:
        """Overwrites in place, as long as it is, then removes. False when there is none."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            size = max(os.fstat(descriptor).st_size, SIZE)
            os.pwrite(descriptor, os.urandom(size), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
        return True
