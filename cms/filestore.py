"""Files on disk by their content: written once, named by their digest, erased by overwriting.

The functions of the module are the attachments of notices, below MEDIA_ROOT/notices; other kinds of files have a `Store`
of their own.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def digest_of(content: bytes) -> str:
    """The digest under which bytes are stored."""
    return hashlib.sha256(content).hexdigest()


class Store:
    """A folder of files named by their digests. `root` is asked each time, for settings change in tests."""

    def __init__(self, root: Callable[[], Path]) -> None:
        self._root = root

    def path_of(self, sha256: str) -> Path:
        """Where the bytes with that digest lie. Raises ValueError for anything that is no digest."""
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise ValueError("not a SHA-256 digest")
        return self._root() / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Store bytes and return their digest; the same bytes twice are stored once. Durable when it returns."""
        sha256 = digest_of(content)
        target = self.path_of(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        partial = target.with_name(f"{sha256}.{os.getpid()}.part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises FileNotFoundError when they were erased or never stored."""
        return self.path_of(sha256).read_bytes()

    def open_stream(self, sha256: str) -> BinaryIO:
        """The bytes as a stream, for serving. Raises FileNotFoundError like `get`, ValueError for no digest."""
        return self.path_of(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        """Overwrite and delete the bytes. Missing is fine."""
        target = self.path_of(sha256)
        if not target.exists():
            return
        with target.open("r+b") as file:
            file.write(b"\x00" * target.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        target.unlink()

    def stored(self) -> Iterator[str]:
        """The digests of everything stored, in no order; unfinished writes are left out."""
        for path in self._root().glob("??/*"):
            if len(path.name) == 64:
                yield path.name


_notices = Store(lambda: Path(settings.MEDIA_ROOT) / "notices")
path_of = _notices.path_of
put = _notices.put
get = _notices.get
open_stream = _notices.open_stream
remove = _notices.remove
stored = _notices.stored
