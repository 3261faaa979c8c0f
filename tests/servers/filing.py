"""A portal whose web process can be killed at any step of a filing.

``python -m tests.servers.filing`` is the keeper: it has Django loaded and no database open, reads requests, one JSON
object a line, and forks a fresh process for each. A web process leads a process group of its own and serves the product's
WSGI application with granian; what it does to make a filing durable is counted, and before a chosen step the whole group
is ended with SIGKILL.
"""

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created

from tests.servers.decision import WRITE, Json, fork, result
from tests.servers.keepers import answer

CITY = "datong"
DECOY = "decoy"
"""The one shred file that belongs to no case: it is read for a code that opens nothing."""

LARGE = 1024 * 1024
"""Bytes of a body that begins the part of a filing in which steps are counted."""


class Steps:
    """What a web process did since it began to take a large body, in order; it dies before one of them."""

    def __init__(self, record: Path, dies_before: int) -> None:
        self._record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._dies_before, self._count, self._counting = dies_before, 0, False
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Count from here."""
        self._counting = True

    def advance(self, name: str) -> None:
        """One step more, about to be done."""
        with self._lock:
            if not self._counting:
                return
            self._count += 1
            os.write(self._record, f"{name}\n".encode())
            if self._count == self._dies_before:
                self.die()

    def die(self) -> None:
        """End the whole group, which is the web server with its worker."""
        os.killpg(os.getpgrp(), signal.SIGKILL)


# --- The steps ---------------------------------------------------------------------------------------------


def place_of(target: int | str | os.PathLike[str]) -> str:
    """What a descriptor or path is, without the names that change from run to run."""
    path = Path(f"/proc/self/fd/{target}").readlink() if isinstance(target, int) else Path(target)
    for folder, name in (
        (settings.CHANNEL_SHRED_DIR, "shred"),
        (settings.CHANNEL_EVIDENCE_DIR, "evidence"),
        (settings.CHANNEL_KEYS_DIR, "keys"),
    ):
        if path == Path(folder) or Path(folder) in path.parents:
            return f"{name} {'folder' if path.is_dir() else 'file'}"
    return "another file"


def before(steps: Steps, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a step of its own before it that names what it is done to."""

    @wraps(function)
    def counted(target: Any, *rest: Any, **named: Any) -> Any:
        steps.advance(f"{name} of {place_of(target)}")
        return function(target, *rest, **named)

    return counted


def after(steps: Steps, label: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a labelled step behind it."""

    @wraps(function)
    def counted(*rest: Any, **named: Any) -> Any:
        value = function(*rest, **named)
        steps.advance(label)
        return value

    return counted


def watch_connections(steps: Steps) -> Callable[..., None]:
    """Counts every write to the database, each commit, and what comes after one."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := WRITE.match(sql):
            steps.advance(" ".join(written.groups()))
        return execute(sql, params, many, context)

    def opened(connection: Any, **_named: Any) -> None:
        if watch in connection.execute_wrappers:
            return  # closed after the last request and opened again
        commit = connection._commit

        def counted() -> None:
            steps.advance("COMMIT")
            commit()
            steps.advance("after the commit")

        connection._commit = counted
        connection.execute_wrappers.append(watch)

    connection_created.connect(opened, weak=False)
    return opened


def count(steps: Steps) -> None:
    """Put the steps into this process: system calls that make files durable, writes to the database, the lines of the
    protocol."""
    from complaints import vault
    from complaints.actions import filing
    from complaints.intake import views

    for name in ("fsync", "fdatasync"):
        setattr(os, name, before(steps, name, getattr(os, name)))
    for name in ("rename", "replace"):
        setattr(os, name, before(steps, "rename", getattr(os, name)))
    watch_connections(steps)
    for owner, name, label in (
        (filing, "_code_of", "a: the code is derived"),
        (filing, "room", "b: there is a draft"),
        (filing, "_subjects", "c: it is known whom it concerns"),
        (vault.ShredStore, "write", "d: the shred file is written"),
        (filing, "_commit", "e: the case is committed"),
        (views, "file_case", "f: nothing is enqueued"),
        (views, "filed_page", "g: the answer is made"),
    ):
        mock.patch.object(owner, name, after(steps, label, getattr(owner, name))).start()


def counted_application(steps: Steps) -> Callable[..., Any]:
    """The product's application; steps are counted from the first large body on."""
    from portal.wsgi import application

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if int(environ.get("CONTENT_LENGTH") or 0) > LARGE:
            steps.begin()
        return application(environ, start_response)

    return serve


def serve(port: int, record: str, dies_before: int) -> None:
    """Be a web server with one worker until a signal ends both."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    def load(*_target: object) -> Callable[..., Any]:
        """In the worker: its application, with the steps put in."""
        steps = Steps(Path(record), dies_before)
        count(steps)
        return counted_application(steps)

    server = Granian(
        "portal.wsgi:application",
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=4,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=load, wrap_loader=False)


# --- What is prepared and looked at ------------------------------------------------------------------------


def prepare() -> Json:
    """An installation with an open channel. Returns the masters of its handlers, as hex, by their member's id."""
    from django.core.management import call_command

    from tests.factories import channel
    from tests.factories.offices import make_office

    call_command("migrate", verbosity=0)
    made = channel.open_channel(make_office(CITY))
    hands = {hand.code: hand.keys.master.hex() for body in made.handlers.values() for hand in body}
    return {"hands": hands}


def look(hands: dict[str, str]) -> Json:
    """What a fresh process finds: every case as its handlers read it, with the digests of its files; all that is left."""
    from complaints import models
    from complaints.models import Case, Member

    cases = []
    for case in Case.objects.all():
        held = case.wraps.first()
        member = Member.objects.get(pk=held.member_id)
        cases.append(read(case, member, hands[member.pk.hex]))
    tables = (
        models.Draft,
        models.Case,
        models.KeyWrap,
        models.Entry,
        models.Evidence,
        models.Identity,
        models.IdentityShare,
        models.Reporter,
        models.Event,
        models.Objection,
        models.InboxSession,
    )
    return {
        "cases": cases,
        "rows": {model.__name__: model.objects.count() for model in tables},
        "shred": [name for name in names(settings.CHANNEL_SHRED_DIR) if name != DECOY],
        "evidence": names(settings.CHANNEL_EVIDENCE_DIR),
        "temporary": names(settings.TMP_DIR),
    }


def names(folder: str | Path) -> list[str]:
    """Names of all files below a folder."""
    return sorted(path.name for path in Path(folder).rglob("*") if path.is_file())


def read(case: Any, member: Any, master: str) -> Json:
    """A case as this handler opens it: its number, and the digest of each file as it comes out of the seal."""
    from complaints import vault
    from complaints.reading import open_case, open_file

    opened = open_case(case, member, vault.MemberKeys(bytes.fromhex(master)))
    digests = []
    for entry in opened.entries:
        for file in entry.files:
            digest = hashlib.sha256()
            for chunk in open_file(file):
                digest.update(chunk)
            digests.append(digest.hexdigest())
    return {"number": case.number, "files": digests}


def sweep(hours: float) -> Json:
    """Sweep as if it were that many hours later."""
    from cms import clock
    from complaints import sweeping

    sweeping.sweep(now=clock.now() + dt.timedelta(hours=hours))
    return {}


# --- What the keeper is asked ------------------------------------------------------------------------------


def database() -> str:
    """The path of the portal's own database."""
    return str(settings.DATABASES["default"]["NAME"])


def ask_prepare() -> Json:
    """Make the installation, and keep a copy of all its files."""
    told = result(*fork(database(), prepare))
    shutil.copytree(settings.VAR_DIR, kept())
    return told


def ask_restore() -> Json:
    """Put the installation back as it was prepared."""
    shutil.rmtree(settings.VAR_DIR)
    shutil.copytree(kept(), settings.VAR_DIR)
    return {}


def kept() -> Path:
    """Where the prepared installation is kept."""
    return Path(f"{settings.VAR_DIR}-prepared")


def ask_serve(port: int, record: str, dies_before: int = 0) -> Json:
    """Start a web process; the answer is its id, which is its group too. It may not answer yet."""
    pid = os.fork()
    if not pid:
        os.setsid()
        os.dup2(2, 1)  # the keeper's own answers go out through 1
        with contextlib.suppress(KeyboardInterrupt):
            serve(port, record, dies_before)
        os._exit(0)
    return {"pid": pid}


def ask_end(pid: int) -> Json:
    """End a web process and its group at once, whether it still runs or not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return {"killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL}


def ask_look(hands: dict[str, str]) -> Json:
    """What a fresh process finds."""
    return result(*fork(database(), lambda: look(hands)))


def ask_sweep(hours: float) -> Json:
    """Sweep, so many hours later."""
    return result(*fork(database(), lambda: sweep(hours)))


REQUESTS: dict[str, Callable[..., Json]] = {
    "prepare": ask_prepare,
    "restore": ask_restore,
    "serve": ask_serve,
    "end": ask_end,
    "look": ask_look,
    "sweep": ask_sweep,
}


def warm_up() -> None:
    """Load what every process would load for itself."""
    from importlib import import_module

    for name in (settings.ROOT_URLCONF, "tests.factories.channel", "granian", "portal.wsgi"):
        import_module(name)
    from django.urls import get_resolver

    _ = get_resolver().url_patterns


def main() -> int:
    """Answer requests until there are no more."""
    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    warm_up()
    connection.close()
    answer(REQUESTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
