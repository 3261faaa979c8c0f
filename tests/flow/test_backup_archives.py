"""What an archive takes in and gives out: nothing altered, nothing that leads out of its folders, nothing over what is there."""

import datetime as dt
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms import clock
from complaints import archives, backup, keystore, restoring, snapshots, vault
from complaints.archives import ArchiveError, Manifest
from complaints.case_keys import hex_of
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office

SHRED = "0" * 32 + ".0"


def archive(path: Path, kind: str = "keys", **members: bytes) -> Path:
    """A small archive of one kind."""
    with archives.writing(path, kind) as (writer, finish):
        for name, content in (members or {f"shred/{SHRED}": b"x" * 96}).items():
            writer.add_bytes(name, content)
        finish(Manifest(kind, "2026-03-16", "f" * 32))
    return path


def rewritten(path: Path, change: Any) -> None:
    """The archive with each member passed through `change`, which gives name and content, or None."""
    made = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=made, mode="w") as new:
        for member in old:
            stream = old.extractfile(member)
            for name, content in change(member.name, stream.read() if stream else b""):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    path.write_bytes(made.getvalue())


def test_an_archive_is_checked_byte_by_byte(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar")
    whole = path.read_bytes()
    assert archives.check(path, "keys").files == {
        f"shred/{SHRED}": (96, hashlib.sha256(b"x" * 96).hexdigest())
    }
    evil = json.dumps({"format": archives.FORMAT}).encode()
    changes = {
        "another byte": lambda name, content: [(name, content.replace(b"x", b"y"))],
        "one left out": lambda name, content: [(name, content)] if name == "manifest.json" else [],
        "one more": lambda name, content: [(name, content), ("shred/decoy", b"")][: 1 + ("shred" in name)],
        "twice": lambda name, content: [(name, content)] * 2,
        "no list": lambda name, content: [(name, content)] if name != "manifest.json" else [],
        "another list": lambda name, content: [(name, evil if name == "manifest.json" else content)],
        "a way out": lambda name, content: [(name.replace("shred/", "shred/../../"), content)],
    }
    for what, change in changes.items():
        path.write_bytes(whole)
        rewritten(path, change)
        with pytest.raises(ArchiveError):
            pytest.fail(f"{what}: {archives.check(path, 'keys')}")
    for broken in (whole[:700], b"", b"x" * 10_000):
        path.write_bytes(broken)
        with pytest.raises(ArchiveError):
            archives.check(path, "keys")
    path.write_bytes(whole)
    with pytest.raises(ArchiveError):
        archives.check(path, "data")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("keys", "shred/../keys/installation.key"),
        ("keys", "shred/x"),
        ("keys", "/etc/passwd"),
        ("data", "var/../keys/x"),
        ("data", "var/a/.."),
        ("data", "var//../x"),
        ("data", "var/keys/installation.key"),
        ("data", "var/portal.sqlite3"),
        ("data", "evidence/aa/x"),
        ("data", "keys/installation.key"),
    ],
)
def test_no_name_leads_elsewhere(tmp_path: Path, kind: str, name: str) -> None:
    with pytest.raises(ArchiveError):
        archive(tmp_path / "a.tar", kind, **{name: b"x"})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_nothing_half_written_stays(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tar")
    with pytest.raises(ArchiveError):
        archive(path)
    with archives.writing(tmp_path / "b.tar", "keys") as (writer, _finish):
        writer.add_bytes("shred/decoy", b"x")  # and no list of what is in it
    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_keys_are_kept_apart_and_for_fourteen_days(channel_folders: Path) -> None:
    channel = make.open_channel(make_office("datong"))
    assert channel
    folder, day = channel_folders / "backups", DEFAULT_AT.date()
    folder.mkdir()
    for age in (13, 14, 40):
        archive(folder / f"gongshi-keys-{day - dt.timedelta(days=age):%Y%m%d}-000000.tar")
    (folder / "gongshi-keys-notes.txt").write_text("x", encoding="utf-8")
    made = backup.keys(folder, now=DEFAULT_AT)
    assert [path.name[13:21] for path in made.expired] == ["20260204", "20260302"]
    assert sorted(path.name[13:21] for path in folder.glob("*.tar")) == ["20260303", "20260316"]
    read = archives.check(made.path, "keys")
    assert read.installation == keystore.installation().fingerprint
    assert {"keys/installation.key", "keys/roots.toml", "keys/heads.toml"} <= set(read.files)
    archive(folder / "gongshi-data-20260316-000000.tar", "data", **{"database.sqlite3": b"x"})
    with pytest.raises(ArchiveError, match="不能和数据备份放在一起"):
        backup.keys(folder, now=DEFAULT_AT)
    with pytest.raises(CommandError, match="不存在"):
        call_command("backup", "keys", str(channel_folders / "nowhere"))


@pytest.mark.django_db
def test_keys_that_changed_between_the_two_backups_are_told(channel_folders: Path) -> None:
    make.open_channel(make_office("datong"))
    _token, case, _filed = make.file_report(make.report())
    folder = channel_folders / "backups"
    folder.mkdir()
    data = channel_folders / "gongshi-data-20260316-000000.tar"
    for epoch, problems in ((0, 0), (1, 1)):
        data.unlink(missing_ok=True)
        with archives.writing(data, "data") as (_writer, finish):
            finish(Manifest("data", "2026-03-16", "", "sqlite", (f"{hex_of(case.pk)}.{epoch}",)))
        made = backup.keys(folder, now=DEFAULT_AT + dt.timedelta(seconds=epoch), beside=data)
        assert len(made.problems) == problems
    with clock.at(DEFAULT_AT + dt.timedelta(hours=1)), pytest.raises(CommandError, match="重新做一次"):
        call_command("backup", "keys", str(folder), "--beside", str(data), stdout=io.StringIO())


@pytest.mark.django_db
def test_a_restore_wants_an_empty_place_and_two_of_a_kind(channel_folders: Path, tmp_path: Path) -> None:
    data = archive(tmp_path / "data.tar", "data", **{"database.sqlite3": b"x"})
    keys = archive(tmp_path / "keys.tar")
    for pair in ((data, data), (keys, keys), (tmp_path / "none.tar", keys)):
        with pytest.raises(ArchiveError):
            restoring.restore(*pair, now=DEFAULT_AT)
    with pytest.raises(ArchiveError, match="数据库"):
        restoring.restore(data, keys, now=DEFAULT_AT)
    other = tmp_path / "other.tar"
    with archives.writing(other, "keys") as (_writer, finish):
        finish(Manifest("keys", "2026-03-16", "e" * 32))
    with pytest.raises(ArchiveError, match="不是同一套"):
        restoring.restore(data, other, now=DEFAULT_AT)
    assert not (channel_folders / "shred").exists()


@pytest.mark.django_db
def test_what_lives_for_minutes_is_emptied() -> None:
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore().save()
    snapshots.empty_transient()
    assert not any(model._default_manager.exists() for model in snapshots.TRANSIENT)
    assert {"VaultSession", "InboxSession", "Draft", "Session", "CaptchaStore"} == {
        model.__name__ for model in snapshots.TRANSIENT
    }


@pytest.mark.django_db
def test_what_does_not_fit_together_after_a_restore_is_named(channel_folders: Path) -> None:
    make.open_channel(make_office("datong"))
    _token, case, _filed = make.file_report(make.report())
    assert list(restoring.look()) == []
    keystore.shred_store().destroy(hex_of(case.pk), 0)
    assert [case.number in problem for problem in restoring.look()] == [True]
    with pytest.raises(vault.Refused):
        keystore.shred_store().read(hex_of(case.pk), 0)
