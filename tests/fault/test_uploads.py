"""Uploads that break, dawdle or are too many, against a real server: nothing of them stays, in clear or sealed."""

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers.portal import until
from tests.servers.uploads import TYPED, Uploads, body, head, serving_uploads, told

MIB = 1024**2
MARK = b"first-bytes-of-a-recording-7d1f"
CONTENT = MARK + os.urandom(MIB) + MARK


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Uploads]:
    with serving_uploads(tmp_path_factory.mktemp("uploads")) as served:
        yield served


def abort(connection: socket.socket) -> None:
    """End a connection as a phone does that lost its network: with a reset instead of a good-bye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("end", ["half-closed", "closed", "reset"])
@pytest.mark.parametrize("missing", [10, MIB // 2])
def test_a_broken_upload_leaves_no_file_and_no_trace_in_the_draft(
    uploads: Uploads, end: str, missing: int
) -> None:
    token = uploads.token()
    sent = body(token, [("a.bin", CONTENT * 2)])
    with uploads.connect() as connection:
        connection.sendall(head(len(sent)) + sent[:-missing])
        assert until(lambda: any(name.endswith(".part") for name in uploads.files()), 5), "it was on its way"
        if end == "half-closed":
            connection.shutdown(socket.SHUT_WR)
            assert until(lambda: uploads.files() == [], 5)
        elif end == "reset":
            abort(connection)
    assert until(lambda: uploads.files() == [], 5)
    assert uploads.get(f"/listed?token={token}") == "[]"
    assert uploads.temporary() == []


class Watch(threading.Thread):
    """Looks every 50 ms at what the server has open, at its temporary folder, and at its memory."""

    def __init__(self, uploads: Uploads) -> None:
        super().__init__(daemon=True)
        self.uploads, self.over = uploads, threading.Event()
        self.before, self.opened = uploads.open_files(), set[str]()
        self.temporary, self.peak = set[str](), 0.0
        self.clear: list[str] = []

    def run(self) -> None:
        while not self.over.wait(0.05):
            self.opened |= self.uploads.open_files() - self.before
            self.temporary |= set(self.uploads.temporary())
            self.peak = max(self.peak, self.uploads.memory())
            for path in (self.uploads.var / "evidence").rglob("*.part"):
                try:
                    self.clear += [path.name] if MARK in path.read_bytes() else []
                except FileNotFoundError:
                    continue


def test_a_slow_upload_is_sealed_as_it_comes_and_nowhere_else(uploads: Uploads) -> None:
    token = uploads.token()
    sent = body(token, [("a.bin", (CONTENT * 60)[: 60 * MIB])])
    watch = Watch(uploads)
    resting = uploads.memory()
    watch.start()
    with uploads.connect() as connection:
        connection.sendall(head(len(sent)))
        for start in range(0, len(sent), MIB):
            connection.sendall(sent[start : start + MIB])
            time.sleep(0.04)
        status, found = told(connection)
    watch.over.set()
    watch.join()
    assert (status, len(found["files"]), found["typed"]) == (200, 1, TYPED)
    assert uploads.files() == found["files"]
    names = {Path(name).name for name in watch.opened if name.startswith("/")}
    assert f"{found['files'][0]}.part" in names, "the watch sees what is open"
    database = {name for name in names if name.startswith("portal.sqlite3")}
    assert names - database - {f"{found['files'][0]}.part", found["files"][0][:2]} == set()
    assert (watch.temporary, watch.clear) == (set(), [])
    assert watch.peak - resting < 24, "memory stays flat however much comes"
    everything = b"".join(path.read_bytes() for path in uploads.var.rglob("*") if path.is_file())
    assert MARK not in everything


def test_the_ninth_upload_gets_its_words_back_and_the_others_go_on(uploads: Uploads) -> None:
    token = uploads.token()
    before = set(uploads.files())
    sent = body(token, [("a.bin", CONTENT * 2)])
    with ExitStack() as stack:
        slow = [stack.enter_context(uploads.connect()) for _number in range(8)]
        for connection in slow:
            connection.sendall(head(len(sent)) + sent[:-MIB])
        assert until(lambda: len(set(uploads.files()) - before) == 8, 10)
        with uploads.connect() as ninth:
            ninth.sendall(head(len(sent)) + sent)
            status, found = told(ninth)
        assert (status, found) == (503, {"typed": TYPED, "files": [], "problems": ["busy"]})
        for connection in slow:
            connection.sendall(sent[-MIB:])
        assert [told(connection)[0] for connection in slow] == [200] * 8
    assert len(set(uploads.files()) - before) == 8


def test_what_is_refused_is_read_to_its_end_so_that_the_answer_arrives(uploads: Uploads) -> None:
    before = uploads.files()
    sent = body("00" * 32, [("a.bin", CONTENT * 8)])
    with uploads.connect() as connection:
        connection.sendall(head(len(sent)) + sent)
        status, found = told(connection)
    assert (status, found["typed"], found["problems"]) == (200, TYPED, ["draft_gone"])
    assert uploads.files() == before


def test_a_body_beyond_reason_is_answered_without_being_read(uploads: Uploads) -> None:
    before = uploads.files()
    sent = body(uploads.token(), [("a.bin", CONTENT)])
    with uploads.connect() as connection:
        connection.sendall(head(1024**3) + sent)
        status, found = told(connection)
    assert (status, found["typed"], found["problems"]) == (200, TYPED, ["too_large"])
    assert uploads.files() == before
