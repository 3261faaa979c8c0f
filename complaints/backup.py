"""The two backups (channel.md §4.11): *data* (database, evidence, everything else that is kept) and *keys*.

Neither opens anything without the other. They are made one after the other, data first, and kept apart; an archive of keys
lives fourteen days, because a destroyed case is gone for good only when the last one that holds its shred file is.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from cms.windows import BEIJING
from complaints import archives, evidence_files, keystore, ledger, snapshots, vault
from complaints.archives import ArchiveError, Manifest
from complaints.models import Evidence

KEEP_KEYS = dt.timedelta(days=14)
NAME = re.compile(r"gongshi-(data|keys)-(\d{8})-\d{6}\.tar(\.part)?", re.ASCII)
LOCK = "backup.lock"
LEFT_OUT = frozenset({"tmp", "static", "imports", "search", "secret_key", "demo-running"})
"""What lies below VAR_DIR and is made anew, or is not to be kept."""


@dataclass(frozen=True)
class Made:
    """An archive that was written: where, how large (bytes), how many files; `problems` are sentences.

    `unfinished` and `expired` are the archives that were destroyed: what a killed run left, and keys that reached their age.
    """

    path: Path
    size: int
    files: int
    problems: tuple[str, ...] = ()
    unfinished: tuple[Path, ...] = ()
    expired: tuple[Path, ...] = ()


@keystore.one_writer(LOCK)
def data(folder: Path, *, now: dt.datetime) -> Made:
    """Write the data archive into a folder: the database at one moment, then the files its cases name, then the rest.

    What a killed run left in that folder is destroyed first. Waits for another backup. Raises ArchiveError; no file is
    left then.
    """
    path = _new(folder, archives.DATA, now)
    unfinished = _destroyed(_unfinished(folder))
    with (
        TemporaryDirectory(dir=settings.VAR_DIR / "tmp") as beside,
        archives.writing(path, archives.DATA) as (writer, finish),
    ):
        copy = Path(beside) / "snapshot"
        taken = snapshots.take(copy)
        writer.add(archives.DATABASES[connection.vendor], copy)
        lost = [blob for blob in sorted(taken.evidence) if not _add_blob(writer, blob, taken.evidence[blob])]
        for name, source in _rest():
            writer.add(name, source)
        finish(_manifest(archives.DATA, now, taken.shreds))
    problems = (*_lost(lost), *_staying(_unfinished(folder)))
    return Made(path, path.stat().st_size, len(writer.files), problems, unfinished)


@keystore.one_writer(LOCK)
def keys(folder: Path, *, now: dt.datetime, beside: Path | None = None) -> Made:
    """Write the archive of keys into another folder, and destroy those of ours in it that are fourteen days old.

    They go even where no archive can be written, all but the newest then; so does what a killed run left, whatever its
    age. Waits for another backup.

    :param beside: the data archive it goes with; where that needs a shred file that is gone by now, because a case was
        given other keys in between, `problems` says so and both have to be made anew. Raises ArchiveError.
    """
    path, store = _new(folder, archives.KEYS, now), keystore.shred_store()
    unfinished = _destroyed(_unfinished(folder))
    if any(match[1] == archives.DATA for _path, match in _ours(folder)):
        raise ArchiveError(
            _("密钥备份不能和数据备份放在一起。请换一个目录，最好在另一台机器或者另一块磁盘上。")
        )
    expired = _destroyed(_old(folder, now, but_the_newest=True))
    needed = archives.read_manifest(beside, archives.DATA).shreds if beside else ()
    with archives.writing(path, archives.KEYS) as (writer, finish):
        for shred in sorted(_names(store.folder)):
            if archives.NAMES[archives.KEYS].fullmatch(f"shred/{shred}"):
                writer.add(f"shred/{shred}", store.folder / shred)
        # The ledger is read last: a case destroyed meanwhile is named in it, and goes again after a restore.
        for name in sorted(_names(keystore.keys_folder()), key=lambda name: (name == ledger.LEDGER, name)):
            if not name.endswith((".lock", ".part")) and not NAME.fullmatch(name):
                writer.add(f"keys/{name}", keystore.keys_folder() / name)
        finish(_manifest(archives.KEYS, now, ()))
    expired += _destroyed(_old(folder, now))
    gone = [shred for shred in needed if f"shred/{shred}" not in writer.files]
    problems = (*_missing(gone), *_staying([*_unfinished(folder), *_old(folder, now)]))
    return Made(path, path.stat().st_size, len(writer.files), problems, unfinished, expired)


def _missing(shreds: list[str]) -> Iterator[str]:
    """Shred files that are needed and were not there: not those of a case destroyed meanwhile."""
    destroyed = ledger.read()
    count = sum(shred.partition(".")[0] not in destroyed for shred in shreds)
    if count:
        yield _(
            "数据备份中有%(count)d个案件的密钥文件已经不在，可能在两次备份之间更换过密钥。请重新做一次数据备份和密钥备份"
        ) % {"count": count}


def _add_blob(writer: archives.Writer, blob: str, size: int) -> bool:
    """Whether a sealed file went in, whole."""
    name = f"evidence/{blob[:2]}/{blob}"
    return writer.add(name, evidence_files.path_of(blob)) and writer.files[name][0] == vault.stream_size(size)


def _lost(blobs: list[str]) -> Iterator[str]:
    """Files that are named still and were not there: not those of a case destroyed meanwhile."""
    count = sum(Evidence.objects.filter(pk=blob).exists() for blob in blobs)
    if count:
        yield _(
            "有%(count)d个证据文件不在或者不完整，备份中没有。请运行 manage.py doctor，并从较早的备份中找回"
        ) % {"count": count}


def _rest() -> Iterator[tuple[str, Path]]:
    """Everything else below VAR_DIR that is kept: names in the archive and files. No archive that somebody put there."""
    top = Path(settings.VAR_DIR).resolve()
    own = [settings.CHANNEL_KEYS_DIR, settings.CHANNEL_SHRED_DIR, settings.CHANNEL_EVIDENCE_DIR]
    apart = {Path(folder).resolve() for folder in own} | {top / name for name in LEFT_OUT}
    database = Path(str(connection.settings_dict["NAME"])).name
    for folder, below, files in os.walk(top):
        here = Path(folder)
        below[:] = sorted(
            name for name in below if here / name not in apart and not (here / name).is_symlink()
        )
        for name in sorted(files):
            source = here / name
            if source in apart or source.is_symlink() or (here == top and name.startswith(database)):
                continue
            if NAME.fullmatch(name):
                continue
            yield f"var/{source.relative_to(top).as_posix()}", source


def _manifest(kind: str, now: dt.datetime, shreds: tuple[str, ...]) -> Manifest:
    try:
        own = keystore.installation().fingerprint
    except vault.Refused:
        own = ""
    vendor = connection.vendor if kind == archives.DATA else ""
    return Manifest(kind, now.astimezone(BEIJING).date().isoformat(), own, vendor, shreds)


def _new(folder: Path, kind: str, now: dt.datetime) -> Path:
    if not folder.is_dir():
        raise ArchiveError(_("目录 %(path)s 不存在。") % {"path": folder})
    if folder.resolve().is_relative_to(Path(settings.VAR_DIR).resolve()):
        raise ArchiveError(
            _(
                "目录 %(path)s 在 VAR_DIR 之内。请换一个 VAR_DIR 之外的目录，最好在另一台机器上；已经写在其中的备份请移走或删除。"
            )
            % {"path": folder}
        )
    return folder / f"gongshi-{kind}-{now.astimezone(BEIJING):%Y%m%d-%H%M%S}.tar"


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.is_file()] if folder.is_dir() else []


def _ours(folder: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    """Our own archives in a folder, whole or not; those of a kind from the oldest to the newest."""
    for name in sorted(_names(folder)):
        if match := NAME.fullmatch(name):
            yield folder / name, match


def _unfinished(folder: Path) -> list[Path]:
    """What killed runs left: it may hold every key. Nothing of it is being written, for there is one writer at a time."""
    return [path for path, match in _ours(folder) if match[3]]


def _old(folder: Path, now: dt.datetime, *, but_the_newest: bool = False) -> list[Path]:
    """Our own archives of keys that have reached their age."""
    last = f"{now.astimezone(BEIJING).date() - KEEP_KEYS:%Y%m%d}"
    whole = [(path, match[2]) for path, match in _ours(folder) if match[1] == archives.KEYS and not match[3]]
    return [path for path, day in whole[: -1 if but_the_newest else None] if day <= last]


def _destroyed(paths: list[Path]) -> tuple[Path, ...]:
    """Overwrite and unlink; those that went. What does not go must keep no new archive from being written."""
    gone = []
    for path in paths:
        with suppress(OSError):
            _destroy(path)
            gone.append(path)
    return tuple(gone)


def _destroy(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(os.urandom(min(left, 1 << 20)))
        os.fsync(file.fileno())
    path.unlink()
    vault.sync_folder(path.parent)


def _staying(paths: list[Path]) -> Iterator[str]:
    """What should have gone and is still there."""
    for path in paths:
        yield _("%(path)s 应当清除而没有清除成，请核对目录的权限和磁盘，并尽快删除") % {"path": path}
