"""Restoring from the two backups into an empty installation, and what is looked at afterwards (channel.md §4.11).

Nothing is opened: no key is asked for. A case that was destroyed after the data archive was made comes back as sealed rows
without a key; the ledger in the newer archive of keys names it, and it is destroyed again before anything is served.
"""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from cms.windows import beijing_day
from complaints import archives, backup, daily_heads, destruction, evidence_files, keystore, snapshots, vault
from complaints.archives import ArchiveError, Manifest
from complaints.case_keys import hex_of
from complaints.models import Case, Evidence
from complaints.roster_walk import walk

NAMED = 3
"""How many of the things in its way a refusal names."""


@dataclass(frozen=True)
class Restored:
    """What stands again: cases, files, bytes written; `destroyed` are numbers destroyed once more, `problems` sentences."""

    cases: int
    files: int
    size: int
    destroyed: tuple[str, ...]
    problems: tuple[str, ...]


def restore(data: Path, keys: Path, *, now: dt.datetime) -> Restored:
    """Check both archives whole, unpack them, put the database in place, and look at everything.

    Raises ArchiveError before anything is written: for an archive that is not whole, for two that are not of one
    installation, for another kind of database, for a place that is not empty, for a file that is there already.
    """
    manifest = _fitting(archives.check(data, archives.DATA), archives.check(keys, archives.KEYS))
    if found := list(dict.fromkeys(map(str, _in_the_way(manifest)))):
        raise ArchiveError(
            _("没有恢复，已有内容：%(paths)s。请停止服务，把原有的数据和密钥移到别处，再恢复到空的位置。")
            % {"paths": "、".join(found[:NAMED])}
        )
    with TemporaryDirectory(dir=_temporary()) as beside:
        copy = Path(beside) / "snapshot"
        size = archives.unpack(data, archives.DATA, lambda name: _place(name, copy))
        size += archives.unpack(keys, archives.KEYS, lambda name: _place(name, copy))
        snapshots.put(copy)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    snapshots.empty_transient()
    again = destroy_again(now=now)
    problems = [*_age(keys, now), *look()]
    return Restored(Case.objects.count(), len(manifest.files), size, again, tuple(problems))


def destroy_again(*, now: dt.datetime) -> tuple[str, ...]:
    """Destroy what the ledger names, and what it and the database say of each other; the numbers. Raises LedgerError."""
    named = destruction.unfinished()
    again = [destruction.destroy(number=case.number, now=now, restored=True).number for case in named]
    destruction.reconcile()
    if not connection.in_atomic_block:
        destruction.clear_remains()
    return tuple(again)


def look() -> Iterator[str]:
    """What does not fit together: rosters, chains and heads, a case without its shred file, a file that is not there."""
    for report in walk():
        yield from report.problems
    yield from daily_heads.verify().problems
    there = {(name.case, name.epoch) for name in keystore.shred_store().names() if not name.unfinished}
    for case in Case.objects.order_by("number").only("number", "epoch"):
        if (hex_of(case.pk), case.epoch) not in there:
            yield _("案件 %(number)s 的密钥文件不在，没有人能打开") % {"number": case.number}
    rows = Evidence.objects.values_list("pk", "size", "case__number").iterator()
    for pk, size, number in rows:
        if not evidence_files.is_whole(pk.hex, vault.stream_size(size)):
            yield _("案件 %(number)s 有一个证据文件不在或者不完整") % {"number": number}


def _fitting(data: Manifest, keys: Manifest) -> Manifest:
    """The data archive's manifest, once the two belong together."""
    if data.installation != keys.installation:
        raise ArchiveError(_("数据备份和密钥备份不是同一套系统的，没有恢复。"))
    if data.database != connection.vendor:
        raise ArchiveError(
            _("备份来自 %(theirs)s 数据库，现在设置的是 %(ours)s，没有恢复。请核对 DATABASE_URL。")
            % {"theirs": data.database, "ours": connection.vendor}
        )
    return data


def _in_the_way(data: Manifest) -> Iterator[object]:
    """Places that are not empty, and whatever stands where a file of the data archive or one of its folders has to be."""
    for folder in (settings.CHANNEL_KEYS_DIR, settings.CHANNEL_SHRED_DIR, settings.CHANNEL_EVIDENCE_DIR):
        if Path(folder).is_dir() and any(
            path.is_file() and path.suffix != ".lock" for path in Path(folder).rglob("*")
        ):
            yield folder
    if not snapshots.is_empty():
        yield _("数据库")
    yield from snapshots.left_behind()
    top = Path(settings.VAR_DIR)
    for name in sorted(name for name in data.files if name.startswith("var/")):
        target = top / name.removeprefix("var/")
        there = next(path for path in (target, *target.parents) if os.path.lexists(path))
        if there == target or not there.is_dir():
            yield there


def _place(name: str, copy: Path) -> Path | None:
    """Where a member goes."""
    if name in archives.DATABASES.values():
        return copy
    top, _slash, rest = name.partition("/")
    folders = {
        "evidence": settings.CHANNEL_EVIDENCE_DIR,
        "var": settings.VAR_DIR,
        "keys": settings.CHANNEL_KEYS_DIR,
        "shred": settings.CHANNEL_SHRED_DIR,
    }
    return Path(folders[top]) / rest


def _temporary() -> Path:
    """A folder on the disk of the data, so that the database is moved and not copied once more."""
    folder = Path(settings.VAR_DIR) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _age(keys: Path, now: dt.datetime) -> Iterator[str]:
    made = dt.date.fromisoformat(archives.read_manifest(keys, archives.KEYS).made_on)
    if beijing_day(now) - made > backup.KEEP_KEYS:
        yield _("密钥备份是 %(day)s 的，超过14天：此后销毁的案件可能又能打开，请对照销毁记录") % {
            "day": made.isoformat()
        }
