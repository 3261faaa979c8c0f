"""What every test stands on: no outside network, and a summary that names what was left out and why."""

import ipaddress
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.dealing import Needs, hand_of, longest_first
from tests.factories.kept import keeper
from tests.hands import BY_HAND, HandScheduling, announce_file, write_hands
from tests.servers.migrated import Migrated, first_or_copied
from tests.servers.once import shared_folder

NO_DATABASE = "without a database"
FURTHER_CASES = "further cases"
WHOLE_ON_POSTGRESQL = {"test_publishing_paths.py", "test_sealed_paths.py", "test_append_only.py"}
"""Modules of which every case runs on PostgreSQL too: each is a way to write past the guard."""

LEFT_OUT_REASONS = {
    "browser": "needs Chromium: make test-browser",
    "postgres": "needs PostgreSQL: make test-postgres",
    "elasticsearch": "needs Elasticsearch: make test-elasticsearch",
    NO_DATABASE: "touch no database, so that another one changes nothing: make test",
    FURTHER_CASES: "of tests whose first case ran; EVERY_CASE=1 make test-postgres runs them all",
}
_left_out: Counter[str] = Counter()


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


def _is_local(address: Any) -> bool:
    """Whether a socket address stays on this machine: a Unix socket's path, or loopback."""
    if not isinstance(address, tuple):
        return True
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine, and every look-up of another machine's name."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise OutsideNetworkError(f"tests must not connect to {address!r}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise OutsideNetworkError(f"tests must not connect to {address!r}")
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local((host,)):
            raise OutsideNetworkError(f"tests must not look up {host!r}")
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


@pytest.fixture(scope="session")
def migrated(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None
) -> Iterator[Migrated]:
    """What the migrations made, as it was before any test, for portals of a test's own."""
    with first_or_copied(shared_folder(tmp_path_factory)) as made:
        yield made


@pytest.fixture(scope="session")
def django_db_setup(migrated: Migrated, django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, migrated in one process of the run and copied in the others."""
    with django_db_blocker.unblock():
        if migrated.made():
            keeper.begin()


@pytest.fixture
def downloads_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that close a download early: it ends the request, and would end the connection with the test's transaction."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _self: None)


@pytest.fixture
def channel_folders(settings: Any, tmp_path: Path) -> Path:
    """Folders of keys, shred files and evidence for this test alone; what was read from others is forgotten."""
    settings.CHANNEL_KEYS_DIR = tmp_path / "keys"
    settings.CHANNEL_SHRED_DIR = tmp_path / "shred"
    settings.CHANNEL_EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Side by side: before the processes are started."""
    if config.getoption("dist") == BY_HAND:
        announce_file()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> HandScheduling | None:
    """Side by side: how the tests are dealt out."""
    return HandScheduling(config, log) if config.getoption("dist") == BY_HAND else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """When tests run side by side: those that start processes first; on PostgreSQL what touches it alone."""
    if not config.getoption("loadgroup", False):
        return
    if os.environ.get("DATABASE_URL"):
        _leave_out(config, items, NO_DATABASE, lambda item: needs_rows(item) or on_postgresql_only(item))
        if not os.environ.get("EVERY_CASE"):
            firsts = first_cases(items)
            _leave_out(config, items, FURTHER_CASES, lambda item: item in firsts)
    needs = {item: needs_of(item) for item in items}
    items[:] = longest_first(items, needs.__getitem__)
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        write_hands({item.nodeid: hand for item in items if (hand := hand_of(needs[item]))})


def _leave_out(
    config: pytest.Config, items: list[pytest.Item], reason: str, stays: Callable[[pytest.Item], bool]
) -> None:
    apart = [item for item in items if not stays(item)]
    items[:] = [item for item in items if stays(item)]
    _left_out[reason] += len(apart)
    config.hook.pytest_deselected(items=apart)


def on_postgresql_only(item: pytest.Item) -> bool:
    """Whether a test says something about PostgreSQL alone."""
    return item.get_closest_marker("postgres") is not None


def first_cases(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """The first case of each test, and every case of those that are about the database itself (docs/adr/0009)."""
    seen, firsts = set(), set()
    for item in items:
        test = (item.path, getattr(item, "originalname", item.name))
        whole = item.path.name in WHOLE_ON_POSTGRESQL or "fault" in item.path.parts
        if whole or on_postgresql_only(item) or test not in seen:
            firsts.add(item)
        seen.add(test)
    return firsts


def needs_rows(item: pytest.Item) -> bool:
    """Whether a test runs in the test database."""
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or "db" in names


def needs_of(item: pytest.Item) -> Needs:
    """What matters of a test for dealing it out."""
    rows = needs_rows(item)
    known = getattr(item, "_fixtureinfo", None)
    made = known.name2fixturedefs.values() if known else ()
    return Needs(
        module=item.path.stem,
        rows=rows,
        empties=empties_database(item),
        scopes=frozenset(found[-1].scope for found in made if found),
        apart="fault" in item.path.parts and not rows,
    )


def empties_database(item: pytest.Item) -> bool:
    """Whether a test commits and has every table emptied after itself."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Count what ``-m`` leaves out, by the marker that explains it."""
    for item in items:
        for marker in LEFT_OUT_REASONS:
            if item.get_closest_marker(marker):
                _left_out[marker] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker process hands its count to the one that prints the summary."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(_left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker collects the same tests, so that one count stands for all."""
    _left_out.update({} if _left_out else getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left out with its reason: a test that silently did not run proves nothing."""
    for marker, count in sorted(_left_out.items()):
        terminalreporter.write_line(f"LEFT OUT {count} {marker}: {LEFT_OUT_REASONS[marker]}")
