"""Giving a case another key pair, so that who may no longer read it cannot (channel.md §4.7).

A new secret W and a new shred file; every key in the case opened and sealed again; wraps for those who stay; the change
signed, so that the reporter's inbox follows. The order is the point: the new shred file is durable before the commit,
the old one is destroyed after it. A crash in between leaves a file that no row names, which the sweeper removes.

What cannot be undone, no key undoes: `NOT_UNDONE` says it, in the events and on the pages.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from complaints import contracts, keystore, vault
from complaints.actions.disclosure_endings import end_all
from complaints.actions.holding import Held, hold
from complaints.case_keys import CaseKeys, hex_of
from complaints.disclosing import Actor, Step
from complaints.errors import CaseGone, ChannelError
from complaints.hands import Hand
from complaints.keeping_out import holders_left, kept_out
from complaints.key_changes import record_change
from complaints.models import (
    Case,
    Disclosure,
    Entry,
    Event,
    KeyWrap,
    Member,
    PrivateText,
)
from complaints.rights import Act
from complaints.rosters import rosters_of
from complaints.routing import HANDLER

NOT_UNDONE = _(
    "更换密钥只管以后：此前已经读过、打印或下载的内容无法收回；同时掌握旧的数据库副本、旧的密钥文件和本人口令的，仍能打开更换以前的内容。"
)
"""What no change of keys undoes."""

A_BATCH = 20
"""Cases that one request gives other keys to."""


@dataclass(frozen=True)
class Batch:
    """What became of a batch. `failed`: cases that did not open as they were sealed; `left`: how many still wait."""

    done: int
    failed: int
    left: int


@sensitive_variables()
def rekey(held: Held, recipients: Mapping[UUID, bytes]) -> Held:
    """Give a held case another key pair, readable by these alone. Returns the case as held with it.

    :param recipients: members and their public keys from the verified roster; never empty.
    Runs inside the action's transaction. Raises vault.Refused for anything in the case that does not open.
    """
    if not recipients:
        raise vault.Refused
    case, store, before = held.case, keystore.shred_store(), held.opened.keys
    old_epoch = case.epoch
    epoch = store.free_epoch(hex_of(case.pk), after=old_epoch)
    kept = store.read(hex_of(case.pk), old_epoch)
    shred = store.write(hex_of(case.pk), epoch, keep=kept)
    try:
        secret = vault.new_secret()
        keys = CaseKeys.derive(secret, shred)
        _seal_again(case, before.seed, keys.public)
        _wrap_anew(case, secret, recipients)
        record_change(
            case=case, epoch=epoch, before=before.public, after=keys.public, by=held.by, day=held.day
        )
        case.public, case.epoch = keys.public, epoch
        if case.assigned_id not in recipients:
            case.assigned = None
        case.save(update_fields=["public", "epoch", "assigned"])
        _forget_others(case, recipients, held.day)
    except BaseException:
        # Nothing names the new file, and nothing will.
        store.destroy(hex_of(case.pk), epoch)
        raise
    transaction.on_commit(partial(store.destroy, hex_of(case.pk), old_epoch))
    return replace(held, opened=replace(held.opened, case=case, keys=keys))


@sensitive_variables()
def _seal_again(case: Case, seed: bytes, public: bytes) -> None:
    """Every key of an entry and of an event, opened with the old seed and sealed to the new public key."""
    entries = list(Entry.objects.filter(case=case).only("id", "case_id", "case_key"))
    for entry in entries:
        contract = contracts.entry_key(entry.pk, case.pk, "case")
        entry.case_key = vault.seal(vault.open(bytes(entry.case_key), seed, contract), public, contract)
    Entry.objects.bulk_update(entries, ["case_key"])
    events = list(Event.objects.filter(case=case).only("id", "case_id", "detail_key"))
    for event in events:
        contract = contracts.event_key(event.pk, case.pk)
        event.detail_key = vault.seal(vault.open(bytes(event.detail_key), seed, contract), public, contract)
    Event.objects.bulk_update(events, ["detail_key"])


@sensitive_variables()
def _wrap_anew(case: Case, secret: bytes, recipients: Mapping[UUID, bytes]) -> None:
    KeyWrap.objects.filter(case=case).delete()
    for member, public in recipients.items():
        add_wrap(case, member, public, secret)


@sensitive_variables()
def add_wrap(case: Case, member: UUID, public: bytes, secret: bytes) -> None:
    """Seal the case's secret W to a handler."""
    pk = uuid.uuid4()
    blob = vault.seal(secret, public, contracts.case_wrap(pk, case.pk))
    KeyWrap.objects.create(id=pk, case=case, member_id=member, blob=blob)


def _forget_others(case: Case, recipients: Mapping[UUID, bytes], day: dt.date) -> None:
    """What those who no longer hold the case kept beside it, and what was opened to them."""
    PrivateText.objects.filter(case=case).exclude(member__in=recipients).delete()
    theirs = Disclosure.objects.filter(case=case).exclude(requester__in=recipients)
    end_all(theirs, Actor.CLOCK, Step.LEAVE, day=day)


def set_aside(*, member: Member, body: str, day: dt.date) -> None:
    """Take a body's cases from a member who has just left it, inside the transaction of the roster's entry.

    What only they can open stays with them, to be handed over; everything else is gone from their desk at once, and
    waits for other keys (`waiting`).
    :param day: the Beijing day of the entry.
    """
    seats = rosters_of([body])[body].seats
    others = [UUID(seat.member) for seat in seats if seat.role == HANDLER and seat.member != member.pk.hex]
    cases = Case.objects.filter(body=body, wraps__member=member)
    shared = list(cases.filter(pk__in=KeyWrap.objects.filter(member__in=others).values("case")))
    theirs = Disclosure.objects.filter(case__in=shared, requester=member)
    end_all(theirs, Actor.CLOCK, Step.LEAVE, day=day)
    KeyWrap.objects.filter(case__in=shared, member=member).delete()
    KeyWrap.objects.filter(case__in=shared).update(stale=True)
    Case.objects.filter(pk__in=[case.pk for case in shared], assigned=member).update(assigned=None)
    PrivateText.objects.filter(case__in=shared, member=member).delete()


def waiting(member: Member) -> tuple[Case, ...]:
    """The member's cases that wait for other keys, oldest first: somebody who held one has left, or changed keys."""
    own = Case.objects.filter(wraps__member=member).order_by("received_on", "number")
    cases = list(own.prefetch_related("wraps"))
    rosters = rosters_of({case.body for case in cases})
    seats = {
        (body, UUID(seat.member))
        for body, roster in rosters.items()
        for seat in roster.seats
        if seat.role == HANDLER
    }
    return tuple(
        case
        for case in cases
        if (case.body, member.pk) in seats
        and any(wrap.stale or (case.body, wrap.member_id) not in seats for wrap in case.wraps.all())
    )


@sensitive_variables()
def rekey_waiting(*, by: Hand, now: dt.datetime, most: int = A_BATCH) -> Batch:
    """Give the oldest waiting cases other keys, each in a transaction of its own. Safe to repeat and to run at once."""
    cases = waiting(by.member)
    done = failed = 0
    for case in cases[:most]:
        try:
            done += _rekey_one(case=case, by=by, now=now)
        except (ChannelError, vault.Refused):
            failed += 1
    return Batch(done, failed, len(cases) - done)


@sensitive_variables()
@transaction.atomic
def _rekey_one(*, case: Case, by: Hand, now: dt.datetime) -> bool:
    held = hold(case=case, act=Act.READ, by=by, now=now)
    if held.case.epoch != case.epoch:
        return False  # another handler was quicker
    recipients = holders_left(held.case, kept_out(held.opened))
    if by.member.pk not in recipients:
        raise CaseGone
    before = KeyWrap.objects.filter(case=case).values_list("member_id", flat=True)
    gone = sorted(member.hex for member in set(before) - recipients.keys())
    rekey(held, recipients).event(
        "entry", {"entry": "rekeyed", "without": gone, "not_undone": str(NOT_UNDONE)}
    )
    return True
