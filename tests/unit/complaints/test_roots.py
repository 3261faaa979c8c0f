"""What is pinned beside the database: read as it was written, refused when it is not in order, never taken back."""

import datetime as dt
import stat
from pathlib import Path

import pytest

from complaints.roots import (
    HEADS,
    ROOTS,
    Roots,
    RootsError,
    read_heads,
    read_roots,
    write_body,
    write_head,
    write_route,
)

DAY = dt.date(2026, 11, 20)
OFFICE, GROUP = "datong.office", "datong.leading_group"
ONE, TWO = bytes(32), bytes(range(32))


def test_nothing_is_pinned_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_roots(tmp_path) == Roots()
    assert read_heads(tmp_path) == {}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    name = '领导小组"办公室\\（示例）'
    write_body(folder, OFFICE, name=name, root=ONE, founded=DAY)
    write_body(folder, GROUP, name="领导小组（示例）", root=TWO, founded=DAY)
    write_route(folder, "datong", "objection", [OFFICE, GROUP], basis="第七条\n第（五）项")
    write_route(folder, "datong", "complaint", [GROUP, OFFICE])
    write_route(folder, "datong", "complaint", [OFFICE, GROUP])
    roots = read_roots(folder)
    assert roots.bodies[OFFICE].name == name
    assert (roots.bodies[GROUP].root, roots.bodies[GROUP].founded) == (TWO, DAY)
    assert roots.routes == {
        ("datong", "objection"): (OFFICE, GROUP),
        ("datong", "complaint"): (OFFICE, GROUP),
    }
    assert roots.basis["datong", "objection"] == "第七条 第（五）项"
    assert stat.S_IMODE((folder / ROOTS).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_root_never_changes_and_a_head_only_moves_on(tmp_path: Path) -> None:
    write_body(tmp_path, OFFICE, name="办公室（示例）", root=ONE, founded=DAY)
    with pytest.raises(RootsError, match="不能更换"):
        write_body(tmp_path, OFFICE, name="办公室（示例）", root=TWO, founded=DAY)
    write_head(tmp_path, OFFICE, seq=3, digest=TWO)
    write_head(tmp_path, OFFICE, seq=2, digest=ONE)
    assert (read_heads(tmp_path)[OFFICE].seq, read_heads(tmp_path)[OFFICE].digest) == (3, TWO)
    write_head(tmp_path, OFFICE, seq=0, digest=ONE, anew=True)
    assert read_heads(tmp_path)[OFFICE].seq == 0


@pytest.mark.parametrize(
    "code", ["datong", "datong.", ".office", "Datong.office", "a.b.c", "大同.办公室", "a..b"]
)
def test_what_is_no_code_is_not_pinned(tmp_path: Path, code: str) -> None:
    with pytest.raises(RootsError):
        write_body(tmp_path, code, name="办公室（示例）", root=ONE, founded=DAY)
    with pytest.raises(RootsError):
        write_route(tmp_path, "datong", "objection", [code, OFFICE])
    assert not (tmp_path / ROOTS).exists()


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [("objections", [OFFICE]), ("objection", []), ("objection", [OFFICE, OFFICE])],
)
def test_a_route_that_is_none_is_refused(tmp_path: Path, kind: str, bodies: list[str]) -> None:
    with pytest.raises(RootsError):
        write_route(tmp_path, "datong", kind, bodies)


@pytest.mark.parametrize(
    "text",
    [
        "bodies = 1",
        "[bodies.\"datong.office\"]\nname = 'x'\nroot = 'zz'\nfounded = 2026-11-20",
        "[bodies.\"datong.office\"]\nname = 'x'\nroot = '" + "0" * 64 + "'\nfounded = 2026-11-20T00:00:00",
        "[bodies.\"datong.office\"]\nname = 'x'\nroot = '" + "0" * 64 + "'\nfounded = 2026-11-20\nmore = 1",
        "[routes.datong]\nobjection = 'datong.office'",
        "[routes.datong]\nobjection = ['datong.office', 'datong.office']",
        "[routes.datong]\nobjection = ['office']",
        "[routes.datong]\nother = ['datong.office']",
        "more = 1",
        "not toml",
        "\udcff",
    ],
)
def test_a_file_that_is_not_in_order_is_refused_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / ROOTS).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RootsError, match="读不出"):
        read_roots(tmp_path)


@pytest.mark.parametrize("head", ["seq = true\n", "seq = -1\n", "seq = 1.5\n", "", "seq = 1\nmore = 1\n"])
def test_a_head_that_is_none_is_refused(tmp_path: Path, head: str) -> None:
    digest = "0" * 64
    (tmp_path / HEADS).write_text(f'[heads."{OFFICE}"]\ndigest = "{digest}"\n{head}')
    with pytest.raises(RootsError, match="读不出"):
        read_heads(tmp_path)
