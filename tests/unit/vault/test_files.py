"""What the vault keeps in files: durable, private, and gone when it is destroyed."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from complaints import vault

CASE = "a1" * 16


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the system calls that make things durable, in order, with what they were about."""
    made: list[str] = []

    def record(name: str, tell) -> None:
        real = getattr(os, name)

        def called(*args, **kwargs):
            made.append(tell(*args))
            return real(*args, **kwargs)

        monkeypatch.setattr(os, name, called)

    def about(name: str):
        return lambda fd, *_: f"{name} {Path(f'/proc/self/fd/{fd}').readlink().name}"

    record("fsync", about("fsync"))
    record("write", about("write"))
    record("pwrite", about("pwrite"))
    record("unlink", lambda path, *_: f"unlink {Path(path).name}")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        made.append(f"rename {self.name} {target.name}")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return made


def test_a_file_is_written_synced_renamed_and_its_folder_synced(tmp_path: Path, calls: list[str]) -> None:
    vault.write_durably(tmp_path / "a", b"data")
    assert (tmp_path / "a").read_bytes() == b"data"
    assert calls == ["write a.part", "fsync a.part", "rename a.part a", f"fsync {tmp_path.name}"]


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_file_has_its_mode_whatever_the_umask(tmp_path: Path, mode: int) -> None:
    before = os.umask(0o777)
    try:
        vault.write_durably(tmp_path / "a", b"data", mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_a_file_tells_the_day_and_not_the_hour(tmp_path: Path) -> None:
    vault.write_durably(tmp_path / "a", b"data")
    found = (tmp_path / "a").stat()
    assert found.st_mtime_ns == found.st_atime_ns
    assert (found.st_mtime + 8 * 3_600) % 86_400 == 0  # midnight in Beijing
    assert 0 <= time.time() - found.st_mtime < 86_400 + 60


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write_durably(tmp_path / "a", b"old")

    def fail(descriptor: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="input/output"):
        vault.write_durably(tmp_path / "a", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_a_file_is_there_only_once_it_was_committed(tmp_path: Path) -> None:
    with vault.DurableFile(tmp_path / "a") as file:
        file.write(b"one ")
        file.write(memoryview(b"two"))
        assert [path.name for path in tmp_path.iterdir()] == ["a.part"]
        file.commit()
        file.discard()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"one two")]


def test_a_file_left_without_commit_is_discarded(tmp_path: Path) -> None:
    with vault.DurableFile(tmp_path / "a") as file:
        file.write(b"one")
    assert list(tmp_path.iterdir()) == []
    file.discard()


def test_a_large_file_is_made_durable_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda fd: (synced.append(os.fstat(fd).st_size), real(fd)))
    with vault.DurableFile(tmp_path / "a") as file:
        for _ in range(40):
            file.write(bytes(1 << 20))
        file.commit()
    assert synced[0] >= 16 << 20
    assert (tmp_path / "a").stat().st_size == 40 << 20


def test_an_error_on_the_way_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fdatasync", fail)
    file = vault.DurableFile(tmp_path / "a")
    file.write(bytes(16 << 20))
    with pytest.raises(OSError, match="input/output"):
        file.commit()
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_file_goes_to_disk_and_back(tmp_path: Path) -> None:
    key, contract, plain = (
        vault.new_secret(),
        vault.contract("evidence", "content", CASE),
        os.urandom(3_000_000),
    )
    with vault.DurableFile(tmp_path / "blob") as file:
        sealer = vault.StreamSealer(key, contract, file.write)
        sealer.update(plain)
        end = sealer.finish()
        file.commit()
    assert (tmp_path / "blob").stat().st_size == end.size
    with (tmp_path / "blob").open("rb") as blob:
        pieces = vault.open_stream(blob.read, key, contract, length=end.length, sha256=end.sha256)
        assert b"".join(pieces) == plain


def test_an_installation_is_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "installation.key"
    made = vault.Installation.create(path)
    read = vault.Installation.load(path)
    assert (read.pepper, read.session_salt, read.public) == (made.pepper, made.session_salt, made.public)
    assert len({made.pepper, made.session_salt, made.public}) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert vault.verify_signature(made.public, read.sign(b"head"), b"head")
    assert made.fingerprint == vault.installation_fingerprint(made.public)
    assert made.pepper.hex() not in repr(made)
    with pytest.raises(vault.Refused):
        vault.Installation.create(path)
    assert vault.Installation.load(path).pepper == made.pepper


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_an_installation_s_file_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "installation.key"
    vault.Installation.create(path)
    path.chmod(mode)
    with pytest.raises(vault.Refused):
        vault.Installation.load(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[:-2],
        lambda text: text + "x",
        lambda text: text.replace("pepper", "peper"),
        lambda text: text.replace("installation-1", "installation-2"),
        lambda text: text.upper(),
        lambda text: text + text,
        lambda text: text + "密",
    ],
)
def test_what_is_no_installation_s_file_is_refused(tmp_path: Path, change) -> None:
    path = tmp_path / "installation.key"
    with pytest.raises(vault.Refused):
        vault.Installation.load(path)
    vault.Installation.create(path)
    path.write_text(change(path.read_text(encoding="ascii")), encoding="utf-8")
    with pytest.raises(vault.Refused):
        vault.Installation.load(path)


def test_a_shred_file_is_written_and_read(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path / "shred")
    made = store.write(CASE, 0)
    assert store.read(CASE, 0) == store.read(UUID(CASE), 0) == made
    assert len({made.sk, made.ski, made.skr}) == 3
    path = tmp_path / "shred" / f"{CASE}.0"
    assert path.read_bytes() == made.sk + made.ski + made.skr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.sk.hex() not in repr(made)
    assert repr(made.sk) not in repr(made)
    with pytest.raises(vault.Refused):
        store.write(CASE, 0)
    assert store.read(CASE, 0) == made


def test_a_new_epoch_has_a_new_key_of_the_case_and_keeps_the_others(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path)
    first = store.write(CASE, 0)
    second = store.write(CASE, 1, keep=first)
    assert second.sk != first.sk
    assert (second.ski, second.skr) == (first.ski, first.skr)
    assert store.names() == ((CASE, 0, False), (CASE, 1, False))


def test_destroying_overwrites_syncs_unlinks_and_syncs_the_folder(tmp_path: Path, calls: list[str]) -> None:
    store = vault.ShredStore(tmp_path)
    made = store.write(CASE, 0)
    kept = tmp_path / "second name"
    kept.hardlink_to(tmp_path / f"{CASE}.0")
    calls.clear()
    assert store.destroy(CASE, 0)
    part = f"{CASE}.0.part"
    folder = f"fsync {tmp_path.name}"
    assert calls == [
        f"rename {CASE}.0 {part}", folder, f"pwrite {part}", f"fsync {part}", f"unlink {part}", folder,
    ]  # fmt: skip
    over = kept.read_bytes()
    assert len(over) == 96
    assert not any(part in over for part in (made.sk, made.ski, made.skr))
    with pytest.raises(vault.Refused):
        store.read(CASE, 0)
    assert not store.destroy(CASE, 0)


def test_a_shred_file_that_has_its_name_is_whole_whenever_its_destruction_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = vault.ShredStore(tmp_path)
    store.write(CASE, 0)
    for name in ("pwrite", "unlink"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, lambda *_given: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                store.destroy(CASE, 0)
        assert store.names() == ((CASE, 0, True),)
    assert store.destroy(CASE, 0)
    assert store.names() == ()


def test_destroying_one_case_or_epoch_leaves_the_others(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path)
    first = store.write(CASE, 0)
    store.write(CASE, 1, keep=first)
    other = store.write("b2" * 16, 0)
    store.destroy(CASE, 0)
    assert store.names() == ((CASE, 1, False), ("b2" * 16, 0, False))
    assert store.read("b2" * 16, 0) == other


def test_the_remains_of_an_unfinished_write_are_named_and_destroyed(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path)
    (tmp_path / f"{CASE}.0.part").write_bytes(bytes(40))
    (tmp_path / "other.txt").write_bytes(b"")
    assert store.names() == (vault.ShredName(CASE, 0, unfinished=True),)
    assert store.destroy(CASE, 0)
    assert store.names() == ()
    assert (tmp_path / "other.txt").exists()


def test_the_decoy_is_read_like_a_case_and_belongs_to_none(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path / "shred")
    decoy = store.decoy()
    assert store.decoy() == decoy
    assert (len(decoy.sk), len(decoy.ski), len(decoy.skr)) == (32, 32, 32)
    assert store.names() == ()


@pytest.mark.parametrize(
    ("case", "epoch"), [("../a", 0), ("", 0), ("-", 0), (CASE.upper(), 0), (CASE, -1), (CASE, True)]
)
def test_names_that_are_none_are_refused(tmp_path: Path, case: str, epoch: int) -> None:
    store = vault.ShredStore(tmp_path)
    for act in (store.write, store.read, store.destroy):
        with pytest.raises(vault.Refused):
            act(case, epoch)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_short_or_long_shred_file_is_refused(tmp_path: Path) -> None:
    store = vault.ShredStore(tmp_path / "none")
    assert store.names() == ()
    with pytest.raises(vault.Refused):
        store.read(CASE, 0)
    assert not store.destroy(CASE, 0)
    store = vault.ShredStore(tmp_path)
    for size in (0, 95, 97):
        (tmp_path / f"{CASE}.0").write_bytes(bytes(size))
        with pytest.raises(vault.Refused):
            store.read(CASE, 0)


def test_a_folder_is_made_with_its_parents(tmp_path: Path, calls: list[str]) -> None:
    vault.make_folder(tmp_path / "ab" / "cd")
    assert stat.S_IMODE((tmp_path / "ab" / "cd").stat().st_mode) == 0o700
    assert calls == [f"fsync {tmp_path.name}", "fsync ab"]
    vault.make_folder(tmp_path / "ab" / "cd")
    assert len(calls) == 2


def test_the_vault_imports_no_django() -> None:
    code = "import sys; from complaints import vault; print('django' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
