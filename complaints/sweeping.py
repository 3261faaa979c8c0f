"""Removing what a crash, a lost connection or a closed browser leaves behind; each quarter of an hour.

The order is the point: files are listed *first*, what the database names is read *second*. A case filed in between then
names its files in the second reading. The other way round, its files would look like nobody's and be deleted.

How old a file is, its change time says: the modification time is the midnight before. Every step of a draft moves the
change time of its files (`evidence_files.renew`), and a draft lives two hours, so no file of a draft that lives is older
than `AGE`, although the list that names it is sealed.
"""

import contextlib
import datetime as dt
import logging
from dataclasses import dataclass
from pathlib import Path

from captcha.models import CaptchaStore

from cms import clock
from complaints import evidence_files, keystore, roster_heads, vault
from complaints.actions import inbox_sessions, vault_sessions
from complaints.evidence_files import Listed
from complaints.models import Case, Draft, Evidence
from portal import jobs

logger = logging.getLogger(__name__)

AGE = dt.timedelta(hours=3)
EVERY = 15  # minutes

SUSPICIOUS = 20
"""Shred files of which no case is known: no series of crashes does that, the wrong database does."""


@dataclass(frozen=True)
class Swept:
    """How many of each went."""

    files: int = 0
    shreds: int = 0
    drafts: int = 0
    sessions: int = 0


@dataclass(frozen=True)
class _Found:
    """The files there were, before anything was read from the database."""

    files: tuple[Listed, ...]
    shreds: tuple[vault.ShredName, ...]


@dataclass(frozen=True)
class _Named:
    """What the database names."""

    files: frozenset[str]
    shreds: frozenset[tuple[str, int]]


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(EVERY, name="sweep_channel", dotted_path="complaints.sweeping.run")


def run() -> None:
    """What the queue runs. It returns nothing: the queue keeps results with their instant."""
    sweep(now=clock.now())


def sweep(*, now: dt.datetime) -> Swept:
    """Remove what nothing names and what has expired. Safe to run twice, at once, and beside any filing.

    Files without a row, unfinished ones, and shred files that no case names (not even an earlier one of its own) go
    once they are older than three hours.
    Where nothing in the database belongs to the files on disk, no file is touched: see `SUSPICIOUS`.
    A head of a roster that a crash kept from its file is noted.
    """
    roster_heads.catch_up()
    found = _found(now)
    drafts, _of_each = Draft.objects.filter(expires_at__lte=now).delete()
    sessions = inbox_sessions.purge(now=now) + vault_sessions.sweep(now=now)
    CaptchaStore.objects.filter(expiration__lte=now).delete()
    named = _named()
    if len(found.shreds) >= SUSPICIOUS and not any(
        (name.case, name.epoch) in named.shreds for name in found.shreds
    ):
        logger.error(
            "none of %d shred files belongs to a case: wrong database? No file was removed", len(found.shreds)
        )
        return Swept(drafts=drafts, sessions=sessions)
    return Swept(
        files=sum(_remove(file, now) for file in found.files if file.part or file.blob not in named.files),
        shreds=sum(
            _destroy(name, now) for name in found.shreds if (name.case, name.epoch) not in named.shreds
        ),
        drafts=drafts,
        sessions=sessions,
    )


def _found(now: dt.datetime) -> _Found:
    """Files and shred files older than `AGE`."""
    store = keystore.shred_store()
    return _Found(
        files=tuple(file for file in evidence_files.listed() if now - file.changed > AGE),
        shreds=tuple(name for name in store.names() if _is_old(_path(store, name), now)),
    )


def _named() -> _Named:
    """What the database names at this moment."""
    files = Evidence.objects.values_list("pk", flat=True)
    shreds = Case.objects.values_list("pk", "epoch")
    return _Named(
        files=frozenset(pk.hex for pk in files.iterator()),
        shreds=frozenset((pk.hex, epoch) for pk, epoch in shreds.iterator()),
    )


def _remove(file: Listed, now: dt.datetime) -> bool:
    """Unlink a file that is still old: a step of its draft may have come since it was listed."""
    if not _is_old(file.path, now):
        return False
    with contextlib.suppress(FileNotFoundError):
        file.path.unlink()
        vault.sync_folder(file.path.parent)
        return True
    return False


def _destroy(name: vault.ShredName, now: dt.datetime) -> bool:
    """Destroy a shred file that is still old: of a case that never was, or one that a change of keys left behind."""
    store = keystore.shred_store()
    return _is_old(_path(store, name), now) and store.destroy(name.case, name.epoch)


def _is_old(path: Path, now: dt.datetime) -> bool:
    try:
        changed = dt.datetime.fromtimestamp(path.stat(follow_symlinks=False).st_ctime, dt.UTC)
    except FileNotFoundError:
        return False
    return now - changed > AGE


def _path(store: vault.ShredStore, name: vault.ShredName) -> Path:
    return store.folder / name.file
