"""Where dumps lie and how long: a folder a day below VAR_DIR, whole or not there, gone as soon as the law hides anything in it.

A dump notes how many hidings it knew of when it began to read. One that knew of fewer than there are now is neither listed
nor handed out, by any machine, whether or not its files are gone already: a row may be in it that nobody may have any more.
"""

import datetime as dt
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.models import Withholding

KEPT = 7
"""Dumps that are kept, the newest ones; the first of each month is kept beside them."""

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HALF_MADE = "making-"
ABANDONED = dt.timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """One dump on disk."""

    day: dt.date
    folder: Path
    manifest: dict[str, Any]

    def file(self, name: str) -> Path | None:
        """A file of it; None for a name that is none of its own."""
        own = {MANIFEST, SUMS, *(each["name"] for each in self.manifest["files"])}
        return self.folder / name if name in own else None


def root() -> Path:
    """The folder of all dumps."""
    return Path(settings.VAR_DIR) / "dumps"


def hidings() -> int:
    """How many hidings there are; a row of theirs is never deleted."""
    return Withholding.objects.count()


def kept() -> list[Kept]:
    """Dumps that may be handed out, newest first; one query."""
    known = hidings()
    return [each for each in on_disk() if each.manifest["hidings"] == known]


def on_disk() -> list[Kept]:
    """Every whole dump, also one that may not be handed out any more; newest first."""
    return list(_read())


def _read() -> Iterator[Kept]:
    folders = sorted(root().iterdir(), reverse=True) if root().is_dir() else []
    for folder in folders:
        if DAY.fullmatch(folder.name):
            with suppress(FileNotFoundError):  # taken away this moment
                manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
                yield Kept(dt.date.fromisoformat(folder.name), folder, manifest)


def begin() -> Path:
    """A folder to make a dump in, beside the others."""
    root().mkdir(mode=0o750, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=root()))


def take(made: Path, day: dt.date) -> Path:
    """Put a dump in the place of its day, in whole; its files are on disk already."""
    made.chmod(0o750)
    _settle(made)
    target = root() / day.isoformat()
    if target.exists():
        _away(target)
    made.rename(target)
    _settle(root())
    return target


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _away(folder: Path) -> None:
    """Out of sight by one rename, then off the disk."""
    aside = Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=root()))
    with suppress(FileNotFoundError):  # somebody else was quicker
        folder.rename(aside / folder.name)
    shutil.rmtree(aside, ignore_errors=True)


def withdraw() -> int:
    """Take away every dump that knew of fewer hidings than there are; returns how many."""
    known = hidings()
    stale = [each for each in on_disk() if each.manifest["hidings"] != known]
    for each in stale:
        _away(each.folder)
    return len(stale)


def prune(now: dt.datetime) -> int:
    """Take away what need not be kept: all but the newest ones and the first of each month, and what was never finished."""
    dumps = on_disk()
    first = {(each.day.year, each.day.month): each.day for each in dumps}  # newest first: the last one stays
    gone = [each for each in dumps[KEPT:] if each.day not in first.values()]
    for each in gone:
        _away(each.folder)
    for folder in root().glob(f"{HALF_MADE}*") if root().is_dir() else ():
        with suppress(FileNotFoundError):
            if dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC) < now - ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)
    return len(gone)
