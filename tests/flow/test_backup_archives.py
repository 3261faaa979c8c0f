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
from django.db import connection

from cms import clock
from complaints import archives, backup, keystore, restoring, snapshots, vault
from complaints.archives import ArchiveError, Manifest
from complaints.case_keys import hex_of
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office

SHRED = "0" * 32 + ".0"


@pytest.fixture
def apart(channel_folders: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for archives; the data lie beside it and not around it. Copying the database is not what is tried."""

    def take(target: Path) -> snapshots.Snapshot:
        target.write_bytes(b"x")
        return snapshots.Snapshot((), {})

    monkeypatch.setattr(snapshots, "take", take)
    settings.VAR_DIR = channel_folders / "var"
    (settings.VAR_DIR / "tmp").mkdir(parents=True)
    folder = channel_folders / "backups"
    folder.mkdir()
    return folder


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


def of_ages(folder: Path, *ages: int) -> Path:
    """The folder with archives of keys that are so many days old."""
    for age in ages:
        archive(folder / f"gongshi-keys-{DEFAULT_AT.date() - dt.timedelta(days=age):%Y%m%d}-000000.tar")
    return folder


@pytest.mark.django_db
def test_keys_are_kept_apart_and_for_fourteen_days(apart: Path, channel_folders: Path) -> None:
    channel = make.open_channel(make_office("datong"))
    assert channel
    folder = of_ages(apart, 13, 14, 40)
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
def test_what_a_killed_run_left_is_overwritten_and_removed(apart: Path) -> None:
    """Whatever its age, by the next run of either kind. What is no archive of ours stays."""
    left = [apart / f"gongshi-{name}.tar.part" for name in ("data-20260301-000000", "keys-20260316-080000")]
    other = apart / "gongshi-keys-20260316-080000.tar.partly"
    for run in (backup.keys, backup.data):
        for path in (*left, other):
            path.write_bytes(b"SECRET")
        held = [path.open("rb") for path in left]
        made = run(apart, now=DEFAULT_AT)
        assert made.unfinished == tuple(left)
        assert {path.name for path in apart.iterdir()} == {other.name, made.path.name}
        for stream in held:
            with stream:
                assert b"SECRET" not in stream.read()
        made.path.unlink()
    left[1].write_bytes(b"x")
    printed = io.StringIO()
    with clock.at(DEFAULT_AT):
        call_command("backup", "keys", str(apart), stdout=printed)
    assert f"没有写完的备份 {left[1]}" in printed.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("ages", "stay"), [((13, 14, 40), ["20260303"]), ((14, 40), ["20260302"])])
def test_keys_expire_where_no_new_archive_can_be_written(
    apart: Path, monkeypatch: pytest.MonkeyPatch, ages: tuple[int, ...], stay: list[str]
) -> None:
    """All but the newest, without which nothing could be restored at all."""

    def full(*_: Any) -> None:
        raise ArchiveError("full")

    of_ages(apart, *ages)
    monkeypatch.setattr(archives.Writer, "add_bytes", full)
    with pytest.raises(ArchiveError, match="full"):
        backup.keys(apart, now=DEFAULT_AT)
    assert [path.name[13:21] for path in apart.iterdir()] == stay


@pytest.mark.django_db
def test_what_cannot_be_removed_is_named_and_the_archive_is_made(
    apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError

    (left := apart / "gongshi-keys-20260316-080000.tar.part").write_bytes(b"x")
    (old,) = of_ages(apart, 14).glob("*.tar")
    monkeypatch.setattr(Path, "unlink", refuse)
    made = backup.keys(apart, now=DEFAULT_AT)
    assert archives.check(made.path, "keys")
    assert (made.unfinished, made.expired) == ((), ())
    assert [problem.split()[0] for problem in made.problems] == [str(left), str(old)]
    assert [problem.split()[0] for problem in backup.data(apart, now=DEFAULT_AT).problems] == [str(left)]


@pytest.mark.django_db
def test_no_archive_is_written_among_the_data_or_taken_for_data(apart: Path, settings: Any) -> None:
    inside, link = settings.VAR_DIR / "kb", apart / "link"
    inside.mkdir()
    link.symlink_to(inside)
    for folder in (settings.VAR_DIR, inside, link):
        for run in (backup.keys, backup.data):
            with pytest.raises(ArchiveError, match="VAR_DIR 之外"):
                run(folder, now=DEFAULT_AT)
    name = "gongshi-keys-20260316-000000.tar"
    for stray in (inside, Path(settings.CHANNEL_KEYS_DIR)):
        vault.make_folder(stray)
        for ending in ("", ".part"):
            (stray / f"{name}{ending}").write_bytes(b"x")
    (inside / "kept").write_bytes(b"x")
    keys, data = (run(apart, now=DEFAULT_AT).path for run in (backup.keys, backup.data))
    assert not [each for each in archives.check(keys, "keys").files if name in each]
    assert [each for each in archives.check(data, "data").files if "var/" in each] == ["var/kb/kept"]


@pytest.mark.django_db
def test_keys_that_changed_between_the_two_backups_are_told(apart: Path, channel_folders: Path) -> None:
    make.open_channel(make_office("datong"))
    _token, case, _filed = make.file_report(make.report())
    data = channel_folders / "gongshi-data-20260316-000000.tar"
    for epoch, problems in ((0, 0), (1, 1)):
        data.unlink(missing_ok=True)
        with archives.writing(data, "data") as (_writer, finish):
            finish(Manifest("data", "2026-03-16", "", "sqlite", (f"{hex_of(case.pk)}.{epoch}",)))
        made = backup.keys(apart, now=DEFAULT_AT + dt.timedelta(seconds=epoch), beside=data)
        assert len(made.problems) == problems
    with clock.at(DEFAULT_AT + dt.timedelta(hours=1)), pytest.raises(CommandError, match="重新做一次"):
        call_command("backup", "keys", str(apart), "--beside", str(data), stdout=io.StringIO())


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
def test_a_restore_replaces_no_file(apart: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Where one is there, or stands where a folder has to be, nothing is written at all."""
    monkeypatch.setattr(snapshots, "is_empty", lambda: True)
    data, keys = apart / "data.tar", archive(apart / "keys.tar")
    with archives.writing(data, "data") as (writer, finish):
        for name in ("var/media/a/1.png", "var/withheld/journal.jsonl"):
            writer.add_bytes(name, b"older")
        finish(Manifest("data", "2026-03-16", "f" * 32, connection.vendor))
    for there in ("withheld/journal.jsonl", "media"):
        newer = settings.VAR_DIR / there
        vault.make_folder(newer.parent)
        newer.write_bytes(b"newer")
        with pytest.raises(ArchiveError, match=there):
            restoring.restore(data, keys, now=DEFAULT_AT)
        assert [path for path in settings.VAR_DIR.rglob("*") if path.is_file()] == [newer]
        assert newer.read_bytes() == b"newer"
        assert not Path(settings.CHANNEL_SHRED_DIR).exists()
        newer.unlink()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its log itself")
@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_the_log_of_a_database_that_was_moved_aside_is_in_the_way(
    apart: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, ending: str
) -> None:
    """SQLite would play it into the database that is put there, and find it malformed."""
    database = settings.VAR_DIR / "portal.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    left = database.with_name(f"{database.name}{ending}")
    left.write_bytes(b"x")
    assert list(restoring._in_the_way(Manifest("data", "2026-03-16", ""))) == [left]


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
