"""A copy of the database as it stands at one moment, while others write; and putting one into an empty place.

What lives for minutes only (log-ins, unlocked sessions, drafts, open inboxes, captchas) is in no copy.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from complaints.archives import ArchiveError
from complaints.models import Case, Draft, Evidence, InboxSession, VaultSession

TRANSIENT = (Session, VaultSession, InboxSession, Draft, CaptchaStore)
"""Models whose rows are in no backup and are emptied after every restore."""


@dataclass(frozen=True)
class Snapshot:
    """What a copy holds, as far as a backup has to know. :ivar shreds: names of the shred files its cases need.

    :ivar evidence: id, 32 hexadecimal digits, and length on disk before sealing of each file.
    """

    shreds: tuple[str, ...]
    evidence: dict[str, int]


def take(target: Path) -> Snapshot:
    """Copy the database to a new file. Raises ArchiveError."""
    return _take_sqlite(target) if connection.vendor == "sqlite" else _take_postgres(target)


def put(source: Path) -> None:
    """Put a copy where the settings have the database, which must be empty (`is_empty`). Raises ArchiveError."""
    if connection.vendor == "sqlite":
        connection.close()
        Path(connection.settings_dict["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(source, connection.settings_dict["NAME"])
        return
    connection.close()
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)
    )


def is_empty() -> bool:
    """Whether the database that the settings name has no table."""
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not name.exists():
        return True
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def left_behind() -> Iterator[Path]:
    """Logs of a SQLite database that was moved away without them: they would be played into the one that is put there."""
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not name.exists():
        logs = (name.with_name(f"{name.name}{ending}") for ending in ("-wal", "-journal"))
        yield from (log for log in logs if log.exists())


def empty_transient() -> None:
    """Delete what no restore may bring back."""
    for model in TRANSIENT:
        model._default_manager.all().delete()


def _tables() -> list[str]:
    return [model._meta.db_table for model in TRANSIENT]


def _take_sqlite(target: Path) -> Snapshot:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        target.chmod(0o600)
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        with copy:
            for table in _tables():
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own tables
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ArchiveError(_("数据库没有通过自检，没有备份。请先用 sqlite3 检查数据库文件。"))
        cases = copy.execute(f'SELECT id, epoch FROM "{Case._meta.db_table}"').fetchall()  # noqa: S608
        files = copy.execute(f'SELECT id, size FROM "{Evidence._meta.db_table}"').fetchall()  # noqa: S608
    return Snapshot(tuple(sorted(f"{case}.{epoch}" for case, epoch in cases)), dict(files))


def _take_postgres(target: Path) -> Snapshot:
    leaving_out = [f"--exclude-table-data=public.{table}" for table in _tables()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        cases = Case.objects.values_list("pk", "epoch")
        snapshot = Snapshot(
            tuple(sorted(f"{pk.hex}.{epoch}" for pk, epoch in cases)),
            {pk.hex: size for pk, size in Evidence.objects.values_list("pk", "size")},
        )
        _run(
            "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
            f"--snapshot={name}", f"--file={target}", *leaving_out,
        )  # fmt: skip
    target.chmod(0o600)
    return snapshot


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings. The password goes by the environment alone."""
    found = shutil.which(program)
    if found is None:
        raise ArchiveError(_("没有找到 %(program)s。请安装 postgresql-client。") % {"program": program})
    given: dict[str, Any] = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    environment = dict(os.environ) | {names[key]: str(given[key]) for key in names if given.get(key)}
    options = " ".join(
        f"{key}={value}" for key, value in given.get("OPTIONS", {}).items() if isinstance(value, str)
    )
    command = [found, f"--dbname=dbname={given['NAME']} {options}".rstrip(), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ArchiveError(
            _("%(program)s 没有成功：%(reason)s") % {"program": program, "reason": done.stderr.strip()[:500]}
        )
