"""The storage rule: durable before it is named, dated by the day, gone without a trace."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from complaints import evidence_files, vault
from tests.factories.sealed_files import write


def test_bytes_are_synced_before_the_name_and_the_name_before_anything_else(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = evidence_files.new_blob()
    writer = evidence_files.Writer(blob)
    writer.write(memoryview(b"sealed"))
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append(
            "fsync " + str(Path(f"/proc/self/fd/{descriptor}").readlink()).removeprefix(str(evidence))
        )
        fsync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    writer.commit()
    shelf = f"/{blob[:2]}"
    assert steps == [f"fsync {shelf}/{blob}.part", "rename", f"fsync {shelf}"]
    path = evidence_files.path_of(blob)
    assert path == evidence / blob[:2] / blob
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_dates_of_a_file_tell_the_day_only() -> None:
    stat = evidence_files.path_of(write().blob).stat()
    for instant in (stat.st_mtime, stat.st_atime):
        assert dt.datetime.fromtimestamp(instant, ZoneInfo("Asia/Shanghai")).time() == dt.time(0)


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"]
)
def test_only_our_own_names_are_paths(name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        evidence_files.path_of(name)


def test_abandoning_leaves_nothing_before_and_after_the_name(evidence: Path) -> None:
    for commit in (False, True):
        blob = evidence_files.new_blob()
        writer = evidence_files.Writer(blob)
        writer.write(memoryview(b"sealed"))
        if commit:
            writer.commit()
        assert evidence_files.is_loose(blob)
        writer.abandon()
        writer.abandon()
        assert not evidence_files.is_loose(blob)
    assert [path for path in evidence.rglob("*") if path.is_file()] == []


def test_strange_files_are_neither_listed_nor_followed(evidence: Path, tmp_path: Path) -> None:
    file = write()
    shelf = evidence_files.path_of(file.blob).parent
    (shelf / "README").write_bytes(b"")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ("0" * 32)).write_bytes(b"")
    (evidence / "zz").symlink_to(tmp_path / "elsewhere")
    assert [each.blob for each in evidence_files.listed()] == [file.blob]


@pytest.mark.django_db
def test_what_lies_staged_is_counted_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    size = vault.stream_size(6)
    write()
    write(commit=False)
    assert evidence_files.staged_size() >= size
    monkeypatch.setattr(evidence_files, "staging_most", lambda: evidence_files.staged_size() + 100)
    staging = evidence_files.Staging()
    staging.reserve(60)
    with pytest.raises(evidence_files.StagingFullError):
        staging.reserve(60)
    staging.reserve(40)


def test_the_bound_is_a_tenth_of_the_free_disk_where_that_is_less(monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 50 * 1024**3

    monkeypatch.setattr(evidence_files.shutil, "disk_usage", lambda _folder: Usage)
    assert evidence_files.staging_most() == 5 * 1024**3
    Usage.free = 900 * 1024**3
    assert evidence_files.staging_most() == 20 * 1024**3
