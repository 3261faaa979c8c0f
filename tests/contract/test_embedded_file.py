"""The embedded engine's own files: what they hold of what was withheld, how one replaces another, what is said of faults."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.documents import AwardDocument
from search.engines import embedded_file, embedded_writes
from search.engines.base import EngineDownError, NoIndexError
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded_file import IndexFolder, connect
from search.query import Query
from search.text import phrase
from tests.contract.conftest import NOW, TODAY
from tests.corpus.awards import awards


@pytest.fixture
def few() -> list[AwardDocument]:
    return list(awards(40, seed=11))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path / "index")
    yield made
    made.close()


def bytes_of(engine: EmbeddedEngine) -> bytes:
    return b"".join(path.read_bytes() for path in engine.folder.path.iterdir())


@pytest.mark.parametrize("read_meanwhile", [False, True])
def test_a_title_that_is_withheld_by_itself_leaves_no_byte(
    engine: EmbeddedEngine, few: list[AwardDocument], *, read_meanwhile: bool
) -> None:
    """The awards of the decision stay as they are but for it; whoever reads an older state delays it to the next writing."""
    title = "关于表彰依法隐去之决定"
    engine.rebuild([*(replace(each, decision_title=title) for each in few[:30]), *few[30:]], now=NOW)
    # The file leaves out of a word what it has in common with the one before: the ends of the pairs are there.
    pairs = {pair.encode()[-6:] for pair in phrase("依法隐去之决定")}
    traces = [trace for trace in (title.encode(), *pairs) if trace in bytes_of(engine)]
    assert title.encode() in traces
    assert len(traces) > 1
    hidden = [replace(each, version=each.version + 1, decision_title="（标题不公开）") for each in few[:30]]
    with closing(EmbeddedEngine(engine.folder.path)) as other:
        reading = other.stream(Query(), today=TODAY)
        if read_meanwhile:
            next(reading)
        engine.put(hidden)
        assert engine.search(Query("依法隐去"), today=TODAY).total == 0
        reading.close()  # type: ignore[attr-defined]
        if read_meanwhile:
            engine.put(())
    assert not [trace for trace in traces if trace in bytes_of(engine)]


LATER = NOW + dt.timedelta(hours=1)


def total(engine: EmbeddedEngine) -> int:
    return engine.search(Query(), today=TODAY).total


def before_first(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, happens: Callable[[], object]
) -> None:
    """Let something happen before the first call of a function, and only then."""
    real, left = getattr(owner, name), [happens]

    def patched(*args: Any, **options: Any) -> Any:
        if left:
            left.pop()()
        return real(*args, **options)

    monkeypatch.setattr(owner, name, patched)


@pytest.mark.parametrize("ask", [total, lambda engine: len(list(engine.stream(Query(), today=TODAY)))])
@pytest.mark.parametrize("step", ["_opened", "connect", "meta"])
def test_a_file_replaced_while_it_is_opened_is_not_missed(
    engine: EmbeddedEngine,
    few: list[AwardDocument],
    monkeypatch: pytest.MonkeyPatch,
    *,
    step: str,
    ask: Callable[[EmbeddedEngine], int],
) -> None:
    """It has been named, it is there, it has been opened: each time it goes, and with it a log nobody has read yet."""
    engine.rebuild(few, now=NOW)
    other = EmbeddedEngine(engine.folder.path)
    # Whoever has it open keeps the log from being written back.
    with closing(other), closing(EmbeddedEngine(engine.folder.path)) as reader:
        assert total(reader) == 40
        engine.put((), gone=[few[0].id])
        before_first(monkeypatch, embedded_file, step, lambda: other.rebuild(few[:30], now=LATER))
        assert ask(engine) == 30
    engine.put(())
    left = {path.name for path in engine.folder.path.glob("register-*") if path.suffix == ".sqlite3"}
    current = engine.folder.current()
    assert current is not None
    assert left == {current.name}


def test_readers_notice_no_rebuild(engine: EmbeddedEngine, few: list[AwardDocument]) -> None:
    engine.rebuild(few, now=NOW)
    over, failed = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            with closing(EmbeddedEngine(engine.folder.path)) as other:
                try:
                    assert total(other) == 40
                except Exception as error:  # noqa: BLE001 - whatever it is
                    failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(10):
        engine.rebuild(few, now=LATER)
    over.set()
    for reader in readers:
        reader.join()
    assert failed == []


def full(path: Path, **options: Any) -> sqlite3.Connection:
    """A file on a disk that has no room left."""
    found = connect(path, **options)
    found.execute("PRAGMA max_page_count = 30")
    return found


def test_a_full_disk_is_said_and_leaves_the_index_as_it_was(
    engine: EmbeddedEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few[:5], now=NOW)
    before = engine.state()
    monkeypatch.setattr(embedded_writes, "connect", full)
    monkeypatch.setattr(embedded_file, "connect", full)
    with pytest.raises(EngineDownError, match="full"):
        engine.rebuild(few * 10, now=LATER)
    assert len(list(engine.folder.path.glob("register-*.sqlite3"))) == 1
    with pytest.raises(EngineDownError, match="full"):
        engine.put([replace(few[0], version=2, note="长" * 500_000)])
    assert engine.state() == before


def test_a_fault_while_taking_in_what_was_written_meanwhile_is_said(
    engine: EmbeddedEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(few, now=NOW)
    before = engine.state()

    def fails(*_args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(embedded_writes, "catch_up", fails)
    with pytest.raises(EngineDownError, match="full"):
        engine.rebuild(few, now=LATER)
    assert engine.state() == before
    assert len(list(engine.folder.path.glob("register-*.sqlite3"))) == 1


@pytest.mark.parametrize("method", ["current", "new", "take", "left_over"])
def test_what_the_file_system_refuses_is_said_without_a_path(
    engine: EmbeddedEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch, *, method: str
) -> None:
    engine.rebuild(few, now=NOW)

    def refused(*_args: object) -> None:
        raise PermissionError(13, "Permission denied", str(engine.folder.path))

    monkeypatch.setattr(IndexFolder, method, refused)
    with pytest.raises(EngineDownError, match="Permission denied") as told:
        engine.rebuild(few, now=LATER)
    assert str(engine.folder.path) not in str(told.value)
    if method == "current":
        for ask in (engine.state, lambda: total(engine), lambda: list(engine.versions())):
            with pytest.raises(EngineDownError, match="Permission denied"):
                ask()
    if method in ("current", "left_over"):
        with pytest.raises(EngineDownError, match="Permission denied"):
            engine.put(few)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, few: list[AwardDocument]) -> None:
    (tmp_path / "file").write_bytes(b"")
    engine = EmbeddedEngine(tmp_path / "file" / "index")
    for ask in (engine.state, lambda: engine.put(few), lambda: engine.rebuild(few, now=NOW)):
        with pytest.raises(EngineDownError, match="index folder"):
            ask()


@pytest.mark.parametrize("error", [sqlite3.OperationalError("theirs"), PermissionError(13, "theirs")])
def test_a_callers_own_errors_stay_their_own(
    engine: EmbeddedEngine, few: list[AwardDocument], *, error: Exception
) -> None:
    def documents() -> Iterator[AwardDocument]:
        yield few[0]
        raise error

    def progress(_done: int) -> None:
        raise error

    engine.rebuild(few, now=NOW)
    before = engine.state()
    for ask in (
        lambda: engine.put(documents()),
        lambda: engine.put((), gone=(each.id for each in documents())),
        lambda: engine.rebuild(documents(), now=LATER),
        lambda: engine.rebuild(few * 30, now=LATER, progress=progress),
    ):
        with pytest.raises(type(error), match="theirs") as told:
            ask()
        assert told.value is error
    assert engine.state() == before


def zeroes(path: Path) -> None:
    path.write_bytes(bytes(200))


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def without_touched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE touched")


def without_changes(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE name = 'changes'")


def no_bitmap(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE face SET members = x'00'")


def build_and_damage(
    engine: EmbeddedEngine, documents: list[AwardDocument], damage: Callable[[Path], None]
) -> None:
    """An index of them, closed, and then no whole file any more."""
    engine.rebuild(documents, now=NOW)
    engine.close()
    path = engine.folder.current()
    assert path is not None
    damage(path)


@pytest.mark.parametrize("damage", [zeroes, no_database, no_bitmap])
def test_a_damaged_file_cannot_be_asked_and_says_so(
    engine: EmbeddedEngine, few: list[AwardDocument], damage: Callable[[Path], None]
) -> None:
    build_and_damage(engine, few, damage)
    with pytest.raises(EngineDownError):
        engine.search(Query("质量"), today=TODAY)


@pytest.mark.parametrize("damage", [zeroes, no_database, no_bitmap, without_touched, without_changes])
def test_a_damaged_file_is_replaced_by_a_rebuild(
    engine: EmbeddedEngine, few: list[AwardDocument], *, damage: Callable[[Path], None]
) -> None:
    build_and_damage(engine, few, damage)
    assert engine.rebuild(few[:30], now=LATER).count == 30
    assert total(engine) == 30


def test_what_a_file_damaged_meanwhile_cannot_tell_is_dropped_rather_than_shown_as_it_was(
    engine: EmbeddedEngine, few: list[AwardDocument]
) -> None:
    """It may have been withheld; the comparison brings it back."""
    engine.rebuild(few, now=NOW)

    def documents() -> Iterator[AwardDocument]:
        yield from few
        engine.put([replace(few[0], version=2, name="")])
        path = engine.folder.current()
        assert path is not None
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE doc SET body = '{' WHERE key = ?", (few[0].id,))
            connection.commit()

    assert engine.rebuild(documents(), now=LATER).count == 39
    assert few[0].id not in dict(engine.versions())


def test_a_file_that_is_busy_is_not_taken_for_a_damaged_one(
    engine: EmbeddedEngine, few: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written meanwhile would be lost: the one in use stays."""
    engine.rebuild(few, now=NOW)

    def documents() -> Iterator[AwardDocument]:
        yield from few
        engine.put([replace(few[0], version=2, name="")])
        busy = sqlite3.OperationalError("database is locked")
        busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
        before_first(monkeypatch, IndexFolder, "in_use", lambda: (_ for _ in ()).throw(busy))

    with pytest.raises(EngineDownError, match="locked"):
        engine.rebuild(documents(), now=LATER)
    assert dict(engine.versions())[few[0].id] == 2


@pytest.mark.parametrize("pointer", ["", "\0" * 32, "../elsewhere", "乱"])
def test_a_pointer_that_names_no_file_is_no_index(
    engine: EmbeddedEngine, few: list[AwardDocument], *, pointer: str
) -> None:
    engine.rebuild(few, now=NOW)
    (engine.folder.path / "current").write_text(pointer, encoding="utf-8")
    with pytest.raises(NoIndexError):
        engine.state()
    assert engine.rebuild(few, now=LATER).count == 40
    assert len(list(engine.folder.path.glob("register-*.sqlite3"))) == 1
