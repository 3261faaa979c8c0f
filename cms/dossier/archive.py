"""Writing the zip: the same content gives the same bytes, every file is listed with its digest, one digest covers all."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Self

from cms.windows import BEIJING

MANIFEST, INDEX, SUMS = "manifest.json", "index.html", "SHA256SUMS"
NO_DIGEST = "0" * 64
"""Stands on the first page where the manifest's digest will be, while the page itself is digested for the manifest."""

PIECE = 1 << 20
LEVEL = 6
UNIX = 3


@dataclass(frozen=True)
class Sealed:
    """What became of an archive: the digest that covers everything in it, the number of files, their bytes unpacked."""

    digest: str
    files: int
    size: int


class Archive:
    """A zip in the making, below one top folder. Every file carries the same instant; names are given in ASCII."""

    def __init__(self, target: IO[bytes], *, folder: str, as_of: dt.datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._folder = folder
        self._moment = as_of.astimezone(BEIJING)
        self.listed: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # Closed already when all went well; otherwise what was begun must not outlive its target.
        self._zip.close()

    def add(self, name: str, content: bytes, *, runs: bool = False) -> None:
        """Add a file and list it. Raises ValueError for a name that is taken or leads out of the folder."""
        self._list(name, hashlib.sha256(content).hexdigest(), len(content))
        self._write(name, content, runs=runs)

    def add_json(self, name: str, value: Any) -> None:
        """Add JSON-safe values, in a fixed order and readable."""
        self.add(name, as_json(value))

    def add_stream(self, name: str, source: IO[bytes]) -> None:
        """Add a file of any size piece by piece."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._info(name), "w", force_zip64=True) as file:
            for piece in iter(lambda: source.read(PIECE), b""):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        self._list(name, digest.hexdigest(), size)

    def close(self, facts: dict[str, Any], first_page: Callable[[str], str]) -> Sealed:
        """Write manifest, first page and the list for `sha256sum`, and end the zip.

        `first_page` makes the page for a digest. The manifest holds the digest of the page made for NO_DIGEST: so the
        page can print the manifest's digest and is still covered by it.
        """
        blank = hashlib.sha256(first_page(NO_DIGEST).encode()).hexdigest()
        manifest = as_json({**facts, "files": self.listed, "index_sha256": blank})
        digest = hashlib.sha256(manifest).hexdigest()
        page = first_page(digest).encode()
        sums = {name: str(each["sha256"]) for name, each in self.listed.items()}
        sums |= {MANIFEST: digest, INDEX: hashlib.sha256(page).hexdigest()}
        lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
        for name, content in ((MANIFEST, manifest), (INDEX, page), (SUMS, lines)):
            self._write(name, content)
        self._zip.close()
        size = sum(int(each["size"]) for each in self.listed.values())
        return Sealed(digest, len(sums) + 1, size + len(manifest) + len(page) + len(lines))

    def _list(self, name: str, digest: str, size: int) -> None:
        if name in self.listed or name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"no name for a file of an archive: {name}")
        self.listed[name] = {"sha256": digest, "size": size}

    def _write(self, name: str, content: bytes, *, runs: bool = False) -> None:
        self._zip.writestr(self._info(name, runs=runs), content, compresslevel=LEVEL)

    def _info(self, name: str, *, runs: bool = False) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(f"{self._folder}/{name}", self._moment.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        # The same on every system: otherwise the zip would tell on which one it was made.
        info.create_system = UNIX
        info.external_attr = (0o100755 if runs else 0o100644) << 16
        return info


def as_json(value: Any) -> bytes:
    """JSON as the archive holds it: UTF-8, sorted keys, one value a line, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
