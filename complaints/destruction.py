"""Destroying a case (channel.md §4.10), in an order that a crash at any moment leaves resumable.

0. The ledger names the case, beside the keys. 1. Its shred file is overwritten and removed: from then on nothing of it
opens, in any copy of the database. 2. In the same transaction that locked it, everything of it is deleted but number,
city, kind, outcome, year and the head of its events. 3. Its files are unlinked. 4. What the database keeps of deleted rows
is cleared: the log of SQLite truncated, the tables of PostgreSQL vacuumed.

A case that the ledger names and that is still there was cut off in between, or came back with an older backup: it is
destroyed without asking again, for its keys are gone. Where they are all there, nothing of it was destroyed: its line is
withdrawn, and it is asked about like any other. After a restore nothing is asked at all.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from cms.windows import beijing_day
from complaints import evidence_files, keystore, ledger
from complaints.case_keys import hex_of
from complaints.chains import chain_of_case
from complaints.endings import Stand
from complaints.errors import CaseGone, ChannelError
from complaints.models import Case, DestroyedCase, Disposal, Evidence, InboxSession
from complaints.selectors.endings import ended_case


class ChainBroken(ChannelError):  # noqa: N818
    """Its events do not follow each other: somebody has to look at that before it is destroyed."""


@dataclass(frozen=True)
class Destroyed:
    """A case that is gone: its number, and how many files went with it. `again` for one whose destruction was begun before."""

    number: str
    files: int
    again: bool


def unfinished() -> tuple[Case, ...]:
    """Cases that the ledger names and the database still has. Raises LedgerError."""
    named = ledger.read()
    return tuple(case for case in Case.objects.order_by("number") if hex_of(case.pk) in named)


def is_begun(case: Case) -> bool:
    """Whether the shred file of a case that the ledger names is gone: it cannot come back, and has to be finished."""
    there = {(name.case, name.epoch) for name in keystore.shred_store().names() if not name.unfinished}
    return (hex_of(case.pk), case.epoch) not in there


def withdraw_unbegun() -> tuple[str, ...]:
    """Take out of the ledger what was cut off before anything of it was destroyed; the numbers. Raises LedgerError."""
    numbers = []
    for found in unfinished():
        with transaction.atomic():
            case = Case.objects.select_for_update().filter(pk=found.pk).first()
            if case is not None and _line(case) is None:
                numbers.append(case.number)
    return tuple(numbers)


def destroy(*, number: str, now: dt.datetime, restored: bool = False) -> Destroyed:
    """Destroy a case that may be destroyed, or whose destruction was begun. Runs outside any transaction of the caller's.

    :param restored: right after a restore: a case that the ledger names goes, whatever else is true of it.
    Raises CaseGone for a case that may not be, at this moment and under its lock; ChainBroken; LedgerError.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(number=number).first()
        if case is None:
            raise CaseGone
        line = ledger.read().get(hex_of(case.pk)) if restored else _line(case)
        again = line is not None
        if line is None:
            line = _judged(case, beijing_day(now))
            ledger.note(line)
        shred(case)
        blobs = [pk.hex for pk in Evidence.objects.filter(case=case).values_list("pk", flat=True)]
        InboxSession.objects.all().delete()  # one of them may hold the case, and none of them says which
        _leave(line)
        case.delete()
    files = sum(evidence_files.remove(blob) for blob in blobs)
    return Destroyed(number, files, again)


def _judged(case: Case, today: dt.date) -> ledger.Line:
    """What is left of a case that may go. Raises CaseGone, ChainBroken."""
    found = ended_case(case.number, today)
    if found is None or found.stand is not Stand.READY or found.disposal is None:
        raise CaseGone
    chain = chain_of_case(case)
    if chain.broken_at is not None or not chain.links:
        raise ChainBroken
    return ledger.Line(
        number=case.number,
        case=hex_of(case.pk),
        city=case.city,
        kind=case.kind,
        outcome=case.state,
        year=case.received_on.year,
        head=chain.links[-1].hash.hex(),
        events=len(chain.links),
        day=today.isoformat(),
        way=found.disposal.way,
        reference=found.disposal.reference,
    )


def _line(case: Case) -> ledger.Line | None:
    """Its line in the ledger, once anything of it was destroyed; one from before that is withdrawn. Under its lock."""
    line = ledger.read().get(hex_of(case.pk))
    if line is None or is_begun(case):
        return line
    ledger.withdraw(line.case)
    return None


def shred(case: Case) -> int:
    """Destroy every shred file of a case, of whichever epoch. How many there were."""
    return shred_of([hex_of(case.pk)])


def shred_of(cases: Iterable[str]) -> int:
    """Destroy every shred file of these cases, 32 hexadecimal digits each."""
    store, gone = keystore.shred_store(), frozenset(cases)
    names = {(name.case, name.epoch) for name in store.names() if name.case in gone}
    return sum(store.destroy(*name) for name in sorted(names))


def reconcile() -> None:
    """After a restore: let ledger and database name the same cases, and destroy every key of them. Raises LedgerError."""
    lines = ledger.read()
    for row in DestroyedCase.objects.exclude(case__in=[UUID(case) for case in lines]):
        disposal = Disposal.objects.filter(number=row.number).first()
        ledger.note(
            ledger.Line(
                number=row.number,
                case=row.case.hex,
                city=row.city,
                kind=row.kind,
                outcome=row.outcome,
                year=row.year,
                head=bytes(row.head).hex(),
                events=row.events,
                day=row.day.isoformat(),
                way=disposal.way if disposal else "",
                reference=disposal.reference if disposal else "",
            )
        )
    for line in lines.values():
        _leave(line)
    shred_of(ledger.read())


def _leave(line: ledger.Line) -> None:
    """What is left, as it was when the case was first destroyed."""
    DestroyedCase.objects.update_or_create(
        number=line.number,
        defaults={
            "case": UUID(line.case),
            "city": line.city,
            "kind": line.kind,
            "outcome": line.outcome,
            "year": line.year,
            "head": bytes.fromhex(line.head),
            "events": line.events,
            "day": dt.date.fromisoformat(line.day),
        },
    )


def clear_remains() -> bool:
    """Clear what the database itself keeps of deleted rows. False where readers stood in the way: run it again then.

    Runs outside any transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return cursor.fetchone()[0] == 0
        tables = [model._meta.db_table for model in apps.get_app_config("complaints").get_models()]
        cursor.execute("VACUUM " + ", ".join(connection.ops.quote_name(table) for table in tables))
        return True
