"""An office one signature before a decision, in processes that can be killed at any moment.

``python -m tests.servers.decision`` is the keeper: it has Django loaded and no database open, reads requests, one JSON
object a line, and forks a fresh process for each, so that every attempt starts with empty caches and its own connection.
The database is the one of ``portal.settings.dev``: a SQLite file in WAL mode below VAR_DIR, or PostgreSQL by DATABASE_URL.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from tests.servers.migrated import like_the_template

CITY = "hohhot"
"""The measure with the fewest steps before a decision."""

DECISION = "commendation_decision"
WRITE = re.compile(
    r'\s*(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+IGNORE)?(?:\s+INTO|\s+FROM)?\s+"?(\w+)', re.IGNORECASE
)
Json = dict[str, Any]


# --- Processes ---------------------------------------------------------------------------------------------


def fork(database: str, work: Callable[[], Json]) -> tuple[int, int]:
    """Start a process that does this work on that database; returns its id and the pipe its answer comes through."""
    answer, own = os.pipe()
    pid = os.fork()
    if pid:
        os.close(own)
        return pid, answer
    try:
        connection.settings_dict["NAME"] = database
        told = work()
    except Exception as error:  # noqa: BLE001 - whatever happens is the answer
        told = {"error": type(error).__name__, "message": str(error), "trace": traceback.format_exc()}
    connection.close()
    os.write(own, json.dumps(told, ensure_ascii=False).encode())
    os._exit(0)


def result(pid: int, answer: int) -> Json:
    """What a process answered; `{"killed": true}` for one that was killed."""
    with os.fdopen(answer, "rb") as stream:
        told = stream.read()
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return {"killed": True}
    return dict(json.loads(told))


# --- What a process does -----------------------------------------------------------------------------------


def prepare() -> Json:
    """Build the tables and bring an edition to the last approval of its decision. Returns how many awards it will make."""
    from django.core.management import call_command

    from cms import clock
    from tests.factories import notices as make
    from tests.factories.offices import DEFAULT_AT, make_office
    from tests.factories.rows import individual, organization

    call_command("migrate", verbosity=0)
    office = make_office(CITY)
    rows = [organization(1), organization(2), organization(3), individual(4)]
    edition = make.run_up(office, DECISION, rows=rows, at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, DECISION, rows=rows)
        make.fulfil(office, edition, DECISION)
        make.submit(office, notice)
    return {"awards": len(rows)}


@contextlib.contextmanager
def dying_before(step: int) -> Iterator[list[str]]:
    """Kill this process before its `step`-th step, counted from 1; 0: never. Yields the names of the steps made so far.

    Every INSERT, UPDATE and DELETE is a step, the commit is one, and so is what comes after the commit.
    """
    made: list[str] = []

    def advance(name: str) -> None:
        made.append(name)
        if len(made) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := WRITE.match(sql):
            advance(" ".join(written.groups()))
        return execute(sql, params, many, context)

    commit = connection._commit

    def watched_commit() -> None:
        advance("COMMIT")
        commit()
        advance("after the commit")

    connection._commit = watched_commit
    with connection.execute_wrapper(watch):
        yield made
    connection._commit = commit


def approve(*, dies_before: int = 0, started: int = -1) -> Json:
    """Give the last approval, as the approver does; tells the pipe `started` when it begins. Returns the steps it made."""
    from django.contrib.auth import get_user_model
    from wagtail.models import WorkflowState

    from cms import clock
    from cms.models import Notice
    from cms.models.workflow import ApprovalRefused
    from tests.factories.offices import DEFAULT_AT

    approver = get_user_model().objects.get(username=f"{CITY}-approver-1")
    notice = Notice.objects.get(stage_key=DECISION)
    task = WorkflowState.objects.get(object_id=str(notice.pk)).current_task_state
    if started >= 0:
        os.write(started, b".")
    begun = time.monotonic()
    with clock.at(DEFAULT_AT), dying_before(dies_before) as steps:
        try:
            task.task.specific.on_action(task, approver, "approve")
        except ApprovalRefused as refusal:
            return {"refused": str(refusal)}
    return {"steps": steps, "seconds": time.monotonic() - begun}


def publish_again() -> Json:
    """Everything that writes a decision, once more and twice: the end of the workflow, the publication, the register."""
    from wagtail.models import WorkflowState

    from cms import clock
    from cms.actions.register import register_awards
    from cms.models import Notice, Seal
    from cms.publishing import finish
    from tests.factories.offices import DEFAULT_AT

    seal = Seal.objects.get(stage_key=DECISION)
    state = WorkflowState.objects.get(object_id=str(seal.notice_id))
    with clock.at(DEFAULT_AT):
        for _time in range(2):
            finish(state)
            Notice.objects.get(pk=seal.notice_id).get_latest_revision().publish()
            register_awards(seal=Seal.objects.get(pk=seal.pk), by=None)
    return {}


def look() -> Json:
    """What a fresh process finds: how far the decision is, and whether everything stored agrees with itself."""
    from wagtail.models import WorkflowState

    from cms import checks, register_checks
    from cms.models import AwardRecord, Clearance, Notice, RecordEvent, Seal

    notice = Notice.objects.get(stage_key=DECISION)
    listed = notice.get_latest_revision_as_object().entry_list.entries
    wanted = {(str(key), tier) for key, tier in listed.values_list("key", "tier")}
    awards = Counter((str(key), tier) for key, tier in AwardRecord.objects.values_list("entry_key", "tier"))
    found = {
        "seals": Seal.objects.filter(stage_key=DECISION).count(),
        "awards": sum(awards.values()),
        "live": notice.live,
        "approved": WorkflowState.objects.get(object_id=str(notice.pk)).status
        == WorkflowState.STATUS_APPROVED,
        "cleared": Clearance.objects.filter(notice_id=notice.pk).count(),
    }
    proofs = (
        checks.live_is_sealed,
        checks.seals_verify,
        checks.rows_agree_with_seals,
        checks.clearances_are_four_eyes,
        register_checks.awards_agree_with_decisions,
        register_checks.awards_have_an_origin,
    )
    return found | {
        "whole": found == {"seals": 1, "awards": len(wanted), "live": True, "approved": True, "cleared": 1}
        and awards == Counter(wanted),
        "untouched": found == {"seals": 0, "awards": 0, "live": False, "approved": False, "cleared": 0},
        "events": RecordEvent.objects.count(),
        "findings": [finding.message for proof in proofs for finding in proof()] + damage(),
    }


def damage() -> list[str]:
    """What SQLite itself finds wrong with its file; nothing to ask of PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return said + [f"foreign key of {row[0]}" for row in cursor.fetchall()]


# --- What the keeper is asked ------------------------------------------------------------------------------


def ask_prepare(database: str) -> Json:
    """Build the office in that database."""
    return result(*fork(database, prepare))


def ask_create(database: str) -> Json:
    """Make a database without rows; SQLite makes its file when it is opened."""
    if connection.vendor == "sqlite":
        return {}

    def work() -> Json:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{database}"{like_the_template(cursor)}')
        return {}

    return result(*fork("postgres", work))


def ask_copy(source: str, target: str) -> Json:
    """Make a database like another; nobody has that open."""
    if connection.vendor == "sqlite":
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal"):
            if Path(source + ending).exists():
                shutil.copy(source + ending, target + ending)
        return {}
    return administer(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def ask_drop(database: str) -> Json:
    """Throw a copy away."""
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(database + ending).unlink(missing_ok=True)
        return {}
    return administer(f'DROP DATABASE "{database}" WITH (FORCE)')


def administer(statement: str) -> Json:
    """Run one statement on PostgreSQL's own database, outside a transaction."""

    def work() -> Json:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return {}

    return result(*fork("postgres", work))


def ask_approve(database: str, dies_before: int = 0) -> Json:
    """One approval, killed before that step."""
    return result(*fork(database, lambda: approve(dies_before=dies_before)))


def ask_approve_for(database: str, seconds: float) -> Json:
    """One approval, killed that long after it began."""
    began, own = os.pipe()
    pid, answer = fork(database, lambda: approve(started=own))
    os.close(own)
    os.read(began, 1)
    os.close(began)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return result(pid, answer)


def ask_approve_twice(database: str) -> Json:
    """Two people press the button at once: two processes on one database."""
    both = [fork(database, approve) for _person in range(2)]
    return {"answers": [result(*each) for each in both]}


def ask_publish_again(database: str) -> Json:
    """Every writer of a decision, twice."""
    return result(*fork(database, publish_again))


def ask_look(database: str) -> Json:
    """What a fresh process finds."""
    return result(*fork(database, look))


REQUESTS: dict[str, Callable[..., Json]] = {
    "create": ask_create,
    "prepare": ask_prepare,
    "copy": ask_copy,
    "drop": ask_drop,
    "approve": ask_approve,
    "approve_for": ask_approve_for,
    "approve_twice": ask_approve_twice,
    "publish_again": ask_publish_again,
    "look": ask_look,
}


def warm_up() -> None:
    """Load what every process would load for itself: code, the measure, the calendar; nothing of the database."""
    from importlib import import_module

    from cms.regulation.document import load_builtin
    from portal.calendar.sources import builtin_years

    for name in (
        settings.ROOT_URLCONF,
        "tests.factories.notices",
        "cms.register_checks",
        "cms.publishing",
        "psycopg",
    ):
        import_module(name)
    load_builtin(CITY)
    builtin_years()


def main() -> int:
    """Answer requests until there are no more."""
    django.setup()
    # Accounts are made by the dozen and nobody logs in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    warm_up()
    for line in sys.stdin:
        request = json.loads(line)
        told = REQUESTS[request.pop("do")](**request)
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
