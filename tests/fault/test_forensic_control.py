"""The control run of the forensic scan: secrets are planted in every encoding and every place, and each must be found.

A scan that finds nothing proves something only where this run finds everything.
"""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.forensics import places
from tests.forensics.markers import Marker
from tests.forensics.open_files import OpenFiles
from tests.forensics.plants import plants
from tests.forensics.search import Finding, Search
from tests.forensics.secrets_of_a_report import all_kinds
from tests.servers.portal import until
from tests.servers.postgres import cluster

Found = set[tuple[str, str, tuple[str, ...]]]


@dataclass(frozen=True)
class Planted:
    """A secret written in one way, and what the search makes of it alone."""

    marker: str
    way: str
    data: bytes
    found: frozenset[tuple[str, str, tuple[str, ...]]]


def told(findings: set[Finding] | frozenset[Finding]) -> Found:
    """Findings without their place."""
    return {(finding.marker, finding.encoding, finding.layers) for finding in findings}


@pytest.fixture(scope="module")
def markers() -> list[Marker]:
    return all_kinds()


@pytest.fixture(scope="module")
def search(markers: list[Marker]) -> Search:
    return Search(markers)


@pytest.fixture(scope="module")
def all_planted(markers: list[Marker], search: Search) -> list[Planted]:
    """Every secret in every way."""
    return [
        Planted(marker.name, way, data, frozenset(told(search.findings("", data))))
        for marker in markers
        for way, data in plants(marker)
    ]


@pytest.fixture(scope="module")
def planted(all_planted: list[Planted]) -> list[Planted]:
    """A quarter of them for each place, every secret and every way among them; none longer than half a page."""
    quarter = all_planted[::4]
    missing = {plant.way for plant in all_planted} - {plant.way for plant in quarter}
    quarter += [plant for plant in all_planted if plant.way in missing and not missing.discard(plant.way)]
    return [plant for plant in quarter if len(plant.data) < 2000]


def everything(planted: list[Planted]) -> bytes:
    """All plants in one piece."""
    return (b"\0" * 40).join(plant.data for plant in planted)


def assert_all(planted: list[Planted], look: places.Looked) -> None:
    """Every plant was found as it is found alone, and nothing could not be read."""
    assert look.blind == ()
    found = told(look.findings)
    missed = [f"{plant.marker} as {plant.way}" for plant in planted if not plant.found & found]
    assert missed == []


def test_every_secret_is_found_in_every_encoding(all_planted: list[Planted], planted: list[Planted]) -> None:
    missed = [f"{plant.marker} as {plant.way}" for plant in all_planted if plant.marker not in names(plant)]
    wrong = [f"{plant.marker} as {plant.way}" for plant in all_planted if names(plant) - {plant.marker}]
    assert missed == []
    assert wrong == []
    assert len({plant.way for plant in all_planted}) > 350
    assert {plant.marker for plant in planted} == {plant.marker for plant in all_planted}


def names(plant: Planted) -> set[str]:
    """Which secrets were found in a plant."""
    return {marker for marker, _encoding, _layers in plant.found}


def test_nothing_is_found_where_nothing_is(search: Search) -> None:
    other = [data for marker in all_kinds()[:3] for _way, data in plants(marker)]
    assert search.findings("", b"".join(other) + os.urandom(4_000_000)) == set()


@pytest.mark.parametrize("cut", [20, 24, 40])
def test_a_part_is_found(markers: list[Marker], search: Search, cut: int) -> None:
    """A page may end in the middle of a secret."""
    for marker in markers:
        data = marker.value.encode() if isinstance(marker.value, str) else marker.value
        assert search.findings("", b"." * 5 + data[:cut]), marker.name
        assert search.findings("", data[-cut:] + b"." * 5), marker.name


def test_a_marker_too_short_to_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="short one as utf-8 has 9 bytes only"):
        Search([Marker("short one", "三个字")])


# --- Files -------------------------------------------------------------------------------------------------


def test_files_everywhere_below_a_folder(planted: list[Planted], search: Search, tmp_path: Path) -> None:
    """Each plant in a file of its own: the place is told."""
    for number, plant in enumerate(planted):
        folder = tmp_path / f"{number % 16:x}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.bin").write_bytes(plant.data)
    look = places.look_at_folder(search, tmp_path)
    found = {(finding.marker, finding.place) for finding in look.findings}
    where = [tmp_path / f"{number % 16:x}" / f"{number}.bin" for number in range(len(planted))]
    assert [
        plant for plant, path in zip(planted, where, strict=True) if (plant.marker, str(path)) not in found
    ] == []


def test_names_of_files_folders_and_links(planted: list[Planted], search: Search, tmp_path: Path) -> None:
    fitting = [plant for plant in planted if len(plant.data) < 250 and not {0, ord("/")} & set(plant.data)]
    assert {plant.marker for plant in fitting} == {plant.marker for plant in planted}
    for number, plant in enumerate(fitting):
        if number % 3 == 0:
            (tmp_path / os.fsdecode(b"%d " % number + plant.data)).mkdir()
        elif number % 3 == 1:
            (tmp_path / os.fsdecode(b"%d " % number + plant.data)).touch()
        else:
            (tmp_path / f"link-{number}").symlink_to(os.fsdecode(plant.data))
    assert_all(fitting, places.look_at_folder(search, tmp_path))


def test_a_file_longer_than_what_is_read_at_once(
    planted: list[Planted], search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PART", 10_000)
    monkeypatch.setattr(places, "OVERLAP", 8_000)
    small = [plant for plant in planted if len(plant.data) < 1500][::5]
    (tmp_path / "log").write_bytes(everything(small))
    assert_all(small, places.look_at_folder(search, tmp_path))


def test_what_changed_since_the_start_in_shared_folders(planted: list[Planted], search: Search) -> None:
    """A part of the plants in each folder that programs share."""
    since, number = time.time() - 0.5, len(places.SHARED_FOLDERS)
    paths = [folder / f"portal-control-{os.getpid()}" for folder in places.SHARED_FOLDERS]
    try:
        for at, path in enumerate(paths):
            path.write_bytes(everything(planted[at::number]))
            os.utime(path, (0, 0))  # an old date does not hide it
        look = places.look_at_shared_folders(search, since, places.other_runs())
    finally:
        for path in paths:
            path.unlink()
    for at, path in enumerate(paths):
        here = {finding for finding in look.findings if finding.place == str(path)}
        assert_all(planted[at::number], places.Looked(frozenset(here), 0))


def test_a_file_that_cannot_be_read_is_told(
    search: Search, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").write_bytes(b"?")

    def refuse(path: Path) -> Iterator[bytes]:
        raise PermissionError(str(path))

    monkeypatch.setattr(places, "parts", refuse)
    assert [blind.place for blind in places.look_at_folder(search, tmp_path).blind] == [
        str(tmp_path / "closed")
    ]


# --- Databases ---------------------------------------------------------------------------------------------


def database(path: Path, planted: list[Planted]) -> sqlite3.Connection:
    """A database as the portal keeps it, with a row for each plant."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, value BLOB)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO kept (value) VALUES (?)", [(plant.data,) for plant in planted])
    connection.execute("COMMIT")
    return connection


def test_rows_of_sqlite_and_of_its_search_index(
    planted: list[Planted], search: Search, tmp_path: Path
) -> None:
    path = tmp_path / "db.sqlite3"
    with contextlib.closing(database(path, planted)):
        assert_all(planted, places.look_at_rows(search, "rows", places.sqlite_columns(path)))
    text = [plant for plant in planted if b"\0" not in plant.data and is_utf8(plant.data)]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE kept")
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
        connection.executemany("INSERT INTO found VALUES (?)", [(plant.data.decode(),) for plant in text])
        connection.commit()
    assert_all(text, places.look_at_rows(search, "rows", places.sqlite_columns(path)))


def is_utf8(data: bytes) -> bool:
    """Whether it can be kept as text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_the_log_of_sqlite(planted: list[Planted], search: Search, tmp_path: Path) -> None:
    """Rows inserted and deleted at once stand in the log until it is written back."""
    path, small = tmp_path / "db.sqlite3", [plant for plant in planted if len(plant.data) < 1500]
    with contextlib.closing(database(path, small)) as connection:
        connection.execute("DELETE FROM kept")
        assert places.look_at_rows(search, "rows", places.sqlite_columns(path)).findings == frozenset()
        assert_all(small, places.look_at_file(search, path.with_name("db.sqlite3-wal"), "log"))


def test_free_pages_of_sqlite(planted: list[Planted], search: Search, tmp_path: Path) -> None:
    path, small = tmp_path / "db.sqlite3", [plant for plant in planted if len(plant.data) < 1500]
    with contextlib.closing(database(path, small)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("DROP TABLE kept")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA freelist_count").fetchone()[0]
    assert pages > 50
    look = places.look_at_folder(search, tmp_path)
    # SQLite keeps the list of free pages in the first of some of them.
    missed = [plant for plant in small if not plant.found & told(look.findings)]
    assert len(missed) <= len(small) // 200


@pytest.mark.postgres
def test_rows_folder_and_log_of_postgresql(planted: list[Planted], search: Search) -> None:
    small = [plant for plant in planted if len(plant.data) < 1500]
    text = [plant for plant in small if b"\0" not in plant.data and is_utf8(plant.data)]
    with cluster() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE control (value BYTEA, words TEXT)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO control (value) VALUES (%s)", [(plant.data,) for plant in small])
        assert_all(small, places.look_at_rows(search, "rows", places.postgres_columns(url)))
        connection.execute("DELETE FROM control")
        assert_all(small, places.Looked(places.look_at_postgres(search, url).findings, 0))
        # Long rows are compressed before they are stored.
        for plant in text[::50]:
            connection.execute("INSERT INTO control (words) VALUES (%s)", [plant.data.decode() + "长" * 9000])
        connection.execute("DELETE FROM control")
        assert_all(text[::50], places.Looked(places.look_at_postgres(search, url).findings, 0))
        # A statement that fails is written to the log with its words.
        with contextlib.suppress(psycopg.Error):
            query = f"SELECT nothing /* {text[0].data.decode()} */ FROM nowhere"  # noqa: S608
            connection.execute(query)
        log = places.look_at_postgres(search, url)
        assert any("log" in finding.place for finding in log.findings)


# --- Processes ---------------------------------------------------------------------------------------------

HOLDER = """
import os, sys, tempfile, time
data = sys.stdin.buffer.read()
held = tempfile.TemporaryFile(dir=sys.argv[1])
held.write(data[: len(data) // 2])
held.flush()
memory = os.memfd_create("held")
os.write(memory, data[len(data) // 2 :])
print("held", flush=True)
time.sleep(600)
"""


def test_deleted_files_that_a_process_holds_open(
    planted: list[Planted], search: Search, tmp_path: Path
) -> None:
    """One unnamed temporary file and one file in memory, each with half of everything."""
    halves = everything(planted[: len(planted) // 2]), everything(planted[len(planted) // 2 :])
    longest = max(map(len, halves))
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with OpenFiles(search, lambda: [process.pid]) as watch:
                process.stdin.write(halves[0].ljust(longest, b"\0") + halves[1].ljust(longest, b"\0"))
                process.stdin.close()
                assert process.stdout.readline() == b"held\n"
                before = watch.looks
                assert until(lambda: watch.looks >= before + 2, 60)
        finally:
            process.kill()
    assert_all(planted, places.Looked(frozenset(watch.findings), 0))
    assert len({name for name in watch.seen if "deleted" in name}) >= 2


def test_command_lines_and_environments(planted: list[Planted], search: Search) -> None:
    fitting = [plant for plant in planted if len(plant.data) < 400 and b"\0" not in plant.data][::2]
    half = len(fitting) // 2
    words = [os.fsdecode(plant.data) for plant in fitting]
    environment = {f"PLANT_{number}": word for number, word in enumerate(words[half:])}
    command = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)", *words[:half]]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            process.stdout.readline()
            assert_all(fitting, places.look_at_processes(search, [process.pid]))
        finally:
            process.kill()


def test_an_error_of_the_watch_is_not_swallowed(search: Search) -> None:
    def fail() -> list[int]:
        raise LookupError("no processes")

    with pytest.raises(LookupError), OpenFiles(search, fail) as watch:
        until(lambda: watch.error is not None, 10)
