"""Archives that the command left on this machine, below VAR_DIR/dossiers: how they are named, and how they go.

What is withheld by law after an archive was made still stands in it. Those on this machine go with the erasing; whoever
has another copy has to be told.
"""

import datetime as dt
import os
from pathlib import Path

from django.conf import settings

from cms.models import EditionPage
from cms.windows import BEIJING


def folder_of(edition: EditionPage) -> str:
    """The folder inside the archive, and the stem of its file name: ASCII, whatever the system."""
    return f"gongshi-{edition.scheme.slug}-{edition.slug}"


def kept_below() -> Path:
    """Where archives lie that were given no other place."""
    return Path(settings.VAR_DIR) / "dossiers"


def place_for(edition: EditionPage, as_of: dt.datetime) -> Path:
    """A file of its own for an edition and a second; its folder is made, readable by the owner alone."""
    kept_below().mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept_below() / f"{folder_of(edition)}-{as_of.astimezone(BEIJING):%Y-%m-%dT%H%M%S}.zip"


def forget(edition: EditionPage) -> int:
    """Overwrite and delete the archives of an edition on this machine; returns how many there were."""
    found = [
        path for path in kept_below().glob(f"{folder_of(edition)}-????-??-??T??????.zip") if path.is_file()
    ]
    for path in found:
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(b"\x00" * min(left, 1 << 20))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    return len(found)
