"""An installation with two worked cases, in processes that can be killed while a case is destroyed or gets other keys.

``python -m tests.servers.endings`` is a keeper like that of `tests.servers.decision`: it forks a fresh process for each
request. A round has a database and folders of its own, copied from the prepared ones; what a process does to make a step
durable is counted as in `tests.servers.filing`, and before a chosen step, or at a chosen instant, it is ended with SIGKILL.
"""

import contextlib
import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import django
from django.conf import settings
from django.db import connection

from tests.servers import case_looks
from tests.servers.decision import Json, ask_copy, ask_create, ask_drop, fork, result
from tests.servers.filing import Steps, after, before, watch_connections
from tests.servers.keepers import answer

CITY = "datong"
FOLDERS = ("keys", "shred", "evidence")
OLD, NEW = "yiju jiu de kouling", "lingwai yiju xin kouling"
"""Passphrases of the member who changes keys."""


class OwnSteps(Steps):
    """Steps of this process, which dies alone."""

    def die(self) -> None:
        """End this process."""
        os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def dying_before(step: int) -> Iterator[Path]:
    """Count the steps of this process and die before one of them, from 1; 0: never. Yields where they are written."""
    from complaints import destruction, ledger

    record = Path(settings.CHANNEL_KEYS_DIR).parent / "steps"
    steps = OwnSteps(record, step)
    steps.begin()
    for name in ("fsync", "pwrite", "rename", "replace", "unlink"):
        label = "rename" if name == "replace" else "overwriting" if name == "pwrite" else name
        mock.patch.object(os, name, before(steps, label, getattr(os, name))).start()
    for owner, name, label in (
        (ledger, "note", "the ledger names the case"),
        (destruction, "shred", "its shred files are gone"),
        (destruction, "clear_remains", "the database has cleared what it kept"),
    ):
        mock.patch.object(owner, name, after(steps, label, getattr(owner, name))).start()
    watch_connections(steps)
    yield record


# --- The acts ----------------------------------------------------------------------------------------------


def destroy(_told: Json) -> None:
    """Destroy what may be destroyed, as the operator does."""
    from django.core.management import call_command

    from cms import clock
    from tests.factories.endings import DUE

    with clock.at(DUE):
        call_command("cases", "destroy", stdout=io.StringIO(), stderr=io.StringIO())


def recuse(told: Json) -> None:
    """One handler keeps the other out. Done already: nothing."""
    from complaints.actions import recusal
    from complaints.models import KeyWrap
    from tests.factories.worked_cases import LATER

    case, by, other = case_looks.open_one(told), case_looks.handler(told, 0), case_looks.handler(told, 1)
    if KeyWrap.objects.filter(case=case, member=other.member).exists():
        recusal.recuse(case=case, member=other.member, reason="回避（示例）。", by=by, now=LATER)


def transfer(told: Json) -> None:
    """The case goes to the next body. Done already: nothing."""
    from complaints.actions import transferring
    from complaints.keeping_out import kept_out, next_body
    from complaints.reading import open_case
    from tests.factories.worked_cases import LATER

    case, by = case_looks.open_one(told), case_looks.handler(told, 0)
    if case.body == told["body"]:
        opened = open_case(case, by.member, by.keys)
        heirs = next_body(opened, kept_out(opened))
        assert heirs is not None
        transferring.transfer(case=case, reason="移交（示例）。", to=heirs.body, by=by, now=LATER)


def rotate(told: Json) -> None:
    """One handler changes keys, if that is not done; then the other gives the waiting cases theirs."""
    from complaints.actions import rekeying, rotation
    from complaints.masters import WrongPassphrase
    from tests.factories.worked_cases import LATER

    with contextlib.suppress(WrongPassphrase):
        rotation.rotate(by=case_looks.handler(told, 1), passphrase=OLD, new=NEW, now=LATER)
    rekeying.rekey_waiting(by=case_looks.handler(told, 0), now=LATER)


ACTS: dict[str, Callable[[Json], None]] = {
    "destroy": destroy,
    "recuse": recuse,
    "transfer": transfer,
    "rotate": rotate,
}


def perform(act: str, told: Json, *, dies_before: int = 0, started: int = -1) -> Json:
    """Do it; tells the pipe `started` when it begins. Returns the steps it made and how long it took, in seconds."""
    from tests.factories.quick_argon2 import quick_argon2

    with quick_argon2(), dying_before(dies_before) as record:
        if started >= 0:
            os.write(started, b".")
        begun = time.monotonic()
        ACTS[act](told)
        seconds = time.monotonic() - begun
        return {"steps": record.read_text(encoding="utf-8").splitlines(), "seconds": seconds}


# --- What is prepared --------------------------------------------------------------------------------------


def prepare() -> Json:
    """An installation with one case that may be destroyed and one that goes on. Returns what opens them."""
    from django.core.management import call_command

    from complaints.masters import set_passphrase
    from complaints.reading import case_keys
    from tests.factories import channel as make
    from tests.factories.endings import ready
    from tests.factories.offices import make_office
    from tests.factories.quick_argon2 import quick_argon2
    from tests.factories.worked_cases import filed

    call_command("migrate", verbosity=0)
    with quick_argon2():
        channel = make.open_channel(make_office(CITY))
        ended, going_on = filed(channel), filed(channel)
        hand = channel.handlers[going_on.case.body][1]
        set_passphrase(hand.member, hand.keys, OLD)
        hand.member.save()
        ready(ended)
        seed = case_keys(going_on.case, hand.member, hand.keys).seed
        return {
            "city": CITY,
            "body": going_on.case.body,
            "ended": ended.case.number,
            "open": going_on.case.number,
            "codes": {one.case.number: one.code for one in (ended, going_on)},
            "old_seed": seed.hex(),
            "passphrase": NEW,
            "handlers": {
                body: [(hand.code, hand.keys.master.hex()) for hand in hands]
                for body, hands in channel.handlers.items()
            },
            "custodians": [(hand.code, hand.keys.master.hex()) for hand in channel.custodians],
        }


# --- What the keeper is asked ------------------------------------------------------------------------------


def within(folder: str, work: Callable[[], Json]) -> Callable[[], Json]:
    """The work, with the channel's folders below that one."""

    def done() -> Json:
        for name in FOLDERS:
            setattr(settings, f"CHANNEL_{name.upper()}_DIR", Path(folder) / name)
        return work()

    return done


def ask_prepare(database: str, folder: str) -> Json:
    """Make the installation."""
    return result(*fork(database, within(folder, prepare)))


def ask_begin(source: str, target: str, kept: str, folder: str) -> Json:
    """Copy the prepared installation for a round."""
    for name in FOLDERS:
        shutil.copytree(Path(kept) / name, Path(folder) / name)
    return ask_copy(source, target)


def ask_end(database: str, folder: str) -> Json:
    """Throw a round's installation away."""
    shutil.rmtree(folder)
    return ask_drop(database)


def ask_perform(database: str, folder: str, act: str, told: Json, dies_before: int = 0) -> Json:
    """One act, killed before that step."""
    return result(*fork(database, within(folder, lambda: perform(act, told, dies_before=dies_before))))


def ask_perform_for(database: str, folder: str, act: str, told: Json, seconds: float) -> Json:
    """One act, killed that long after it began."""
    began, own = os.pipe()
    pid, told_by = fork(database, within(folder, lambda: perform(act, told, started=own)))
    os.close(own)
    os.read(began, 1)
    os.close(began)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return result(pid, told_by)


def ask_sweep(database: str, folder: str) -> Json:
    """Sweep, as if four hours had passed."""
    return result(*fork(database, within(folder, lambda: case_looks.sweep(4.0))))


def ask_write(database: str, folder: str, told: Json) -> Json:
    """Something new in the case that goes on: a note and a message, by whoever holds it."""
    return result(*fork(database, within(folder, lambda: case_looks.write(told))))


def ask_look(database: str, folder: str, told: Json) -> Json:
    """What a fresh process finds."""
    return result(*fork(database, within(folder, lambda: case_looks.look(told))))


REQUESTS: dict[str, Callable[..., Json]] = {
    "create": ask_create,
    "drop": ask_drop,
    "prepare": ask_prepare,
    "begin": ask_begin,
    "end": ask_end,
    "perform": ask_perform,
    "perform_for": ask_perform_for,
    "sweep": ask_sweep,
    "write": ask_write,
    "look": ask_look,
}


def main() -> int:
    """Answer requests until there are no more."""
    from importlib import import_module

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in (
        settings.ROOT_URLCONF,
        "tests.factories.worked_cases",
        "tests.factories.endings",
        "tests.factories.quick_argon2",
        "cryptography.hazmat.primitives.asymmetric.rsa",  # which sealing loads at its first use
        "complaints.doctor_endings",
        "complaints.sweeping",
        "complaints.actions.rotation",
        "complaints.actions.transferring",
        "complaints.management.commands.cases",
        "psycopg",
    ):
        import_module(name)
    connection.close()
    answer(REQUESTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
