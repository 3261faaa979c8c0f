"""The zip: fixed order and instants, every file listed, one digest over everything, the first page included."""

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest

from cms.dossier.archive import NO_DIGEST, Archive, Sealed

AS_OF = dt.datetime(2026, 3, 16, 2, 0, 5, tzinfo=dt.UTC)


def page(digest: str) -> str:
    return f"<p>{digest}</p>"


def made(**files: bytes) -> tuple[bytes, Sealed]:
    target = io.BytesIO()
    with Archive(target, folder="top", as_of=AS_OF) as archive:
        for name, content in files.items():
            archive.add(name, content)
        archive.add_stream("sub/stream.bin", io.BytesIO(b"x" * 3_000_000))
        sealed = archive.close({"title": "示例"}, page)
    return target.getvalue(), sealed


def test_the_same_files_give_the_same_bytes_and_other_ones_another_digest() -> None:
    first, second = made(a=b"1", b=b"2"), made(a=b"1", b=b"2")
    assert first == second
    assert made(a=b"1", b=b"3")[1].digest != first[1].digest


def test_every_file_carries_the_one_instant_in_beijing_time_and_no_owner() -> None:
    with zipfile.ZipFile(io.BytesIO(made(a=b"1")[0])) as archive:
        for info in archive.infolist():
            # Zip knows even seconds only.
            assert info.date_time == (2026, 3, 16, 10, 0, 4)
            assert info.filename.startswith("top/")
            assert info.external_attr >> 16 == 0o100644
        assert archive.testzip() is None


def test_the_manifest_covers_the_first_page_that_prints_its_digest() -> None:
    content, sealed = made(a=b"1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = archive.read("top/manifest.json")
        index = archive.read("top/index.html")
        sums = archive.read("top/SHA256SUMS").decode()
        names = {name.removeprefix("top/") for name in archive.namelist()}
    assert hashlib.sha256(manifest).hexdigest() == sealed.digest
    assert index.decode() == page(sealed.digest)
    listed = json.loads(manifest)
    assert listed["index_sha256"] == hashlib.sha256(page(NO_DIGEST).encode()).hexdigest()
    assert listed["files"]["sub/stream.bin"] == {
        "sha256": hashlib.sha256(b"x" * 3_000_000).hexdigest(),
        "size": 3_000_000,
    }
    assert {line.split("  ")[1] for line in sums.splitlines()} == names - {"SHA256SUMS"}
    assert sealed.files == len(names)


@pytest.mark.parametrize("name", ["/etc/passwd", "../out", "sub/../../out"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with Archive(io.BytesIO(), folder="top", as_of=AS_OF) as archive, pytest.raises(ValueError, match="name"):
        archive.add(name, b"")


def test_a_name_is_used_once() -> None:
    with Archive(io.BytesIO(), folder="top", as_of=AS_OF) as archive:
        archive.add("a", b"1")
        with pytest.raises(ValueError, match="name"):
            archive.add("a", b"2")
