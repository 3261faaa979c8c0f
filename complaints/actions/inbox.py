"""What a reporter does who has come back: answer, hand in more, give or take back a name, withdraw.

Nothing here reads what was sealed to the case: everything is sealed anew to its public key, as the reporter's own
record names it or as handlers' signatures lead on from there. A column that says another key is not believed. Every
change holds the row of the case, names what the page had shown, and stands in one transaction with its event.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cms.windows import beijing_day
from complaints import evidence_files, keystore, vault
from complaints.actions.alerts import alert_handlers
from complaints.actions.disclosure_endings import end_replaced
from complaints.actions.drafts import check_limits
from complaints.actions.inbox_sessions import Inbox
from complaints.case_keys import hex_of
from complaints.entries import REPORTER, add_entry, add_identity, record_event
from complaints.errors import CaseGone, ChannelError, LimitReached, NotAllowed
from complaints.key_changes import follow
from complaints.models import Case, Event, Identity, IdentityShare, KeyWrap
from complaints.reporter_records import ReporterRecord, read_record, write_record
from complaints.reports import Person
from complaints.roster_lock import keep_rosters
from complaints.rosters import custodian_keys
from complaints.routing import CUSTODIANS_NEEDED
from complaints.signers import signers_of
from complaints.staged import StagedFile
from complaints.transitions import ANSWERABLE_STATES, Actor, Move, target

A_DAY = 50
"""What a reporter may add to a case on one Beijing day, the filing included (channel.md §3.10)."""


class KeyReplaced(ChannelError):  # noqa: N818 - a finding about the database, told to the reader as such
    """No signatures lead from the public key of the filing to the case's: what would be sealed might be read by others."""


class NoCustodians(ChannelError):  # noqa: N818
    """Fewer than two custodians can hold a name for this case: it can be given by post only."""


@dataclass(frozen=True)
class Seen:
    """What the page showed when it was filled in: the state, and how often the reporter had added to the case."""

    state: str
    added: int

    def __str__(self) -> str:
        return f"{self.state}.{self.added}"

    @classmethod
    def parse(cls, text: str) -> "Seen":
        """What a form's hidden field says; something that matches no case for anything else."""
        state, _dot, added = text.rpartition(".")
        return (
            cls(state, int(added))
            if added.isascii() and added.isdecimal() and len(added) < 10
            else cls("", -1)
        )


def seen_of(case: Case) -> Seen:
    """What a page that shows this case now may name as seen."""
    return Seen(case.state, Event.objects.filter(case=case, actor=REPORTER).count())


@dataclass(frozen=True, repr=False)
class _Held:
    """A case under its lock, with the public key to seal to: the recorded one or its signed successor."""

    case: Case
    record: ReporterRecord
    public: bytes
    day: dt.date

    def event(self, kind: str, **detail: Any) -> None:
        record_event(
            case=self.case, public=self.public, kind=kind, actor=REPORTER, detail=detail, day=self.day
        )
        alert_handlers(self.case)

    def entry(self, document: Mapping[str, Any], files: Sequence[StagedFile] = ()) -> None:
        add_entry(
            case=self.case,
            public=self.public,
            document=document,
            day=self.day,
            by_reporter=True,
            files=files,
        )


@sensitive_variables()
@transaction.atomic
def answer(*, inbox: Inbox, text: str, seen: Seen, now: dt.datetime) -> None:
    """Seal a text of at most `reports.ANSWER_MAX` characters to the handlers.

    Raises CaseGone where the case is no longer as `seen`, NotAllowed after its end, LimitReached, KeyReplaced.
    """
    held = _open_for_adding(inbox, seen, now)
    held.entry({"kind": "answer", "text": text})
    held.event("entry", entry="answer")


@sensitive_variables()
def add_evidence(
    *, inbox: Inbox, files: Sequence[StagedFile], seen: Seen, now: dt.datetime, text: str = ""
) -> None:
    """Take over files that lie sealed in the evidence folder, with what the reporter says of them.

    Raises as `answer`, and LimitReached with `too_many` or `draft_full`. The files of a refused call stay loose, and
    go with the request.
    """
    check_limits(files)
    with transaction.atomic():
        held = _open_for_adding(inbox, seen, now)
        for file in files:
            if not evidence_files.is_whole(file.blob, vault.stream_size(file.length)):
                raise CaseGone
            evidence_files.renew(file.blob)
        held.entry({"kind": "evidence", "text": text, "files": len(files)}, files)
        held.event("entry", entry="evidence", files=len(files))
    for file in files:
        evidence_files.settle(file.blob)


@sensitive_variables()
@transaction.atomic
def give_identity(*, inbox: Inbox, person: Person, seen: Seen, now: dt.datetime) -> None:
    """Seal a name so that two custodians together open it; what was given before is destroyed.

    Raises as `answer`, and NoCustodians.
    """
    held = _open_for_adding(inbox, seen, now)
    custodians = custodians_now(held.case)
    if len(custodians) < CUSTODIANS_NEEDED:
        raise NoCustodians
    _replace_identity(held, inbox, person, custodians)
    held.event("entry", entry="identity")


@sensitive_variables()
@transaction.atomic
def withhold_identity(*, inbox: Inbox, seen: Seen, now: dt.datetime) -> None:
    """Destroy the name and every share of its key; an empty identity takes its place. Possible in every state.

    What somebody has read before cannot be undone. Raises CaseGone, LimitReached, KeyReplaced.
    """
    held = _hold(inbox, seen, now)
    _replace_identity(held, inbox, None, custodians_now(held.case))
    held.event("entry", entry="identity_withheld")


@sensitive_variables()
@transaction.atomic
def withdraw(*, inbox: Inbox, text: str, seen: Seen, now: dt.datetime) -> None:
    """Withdraw a case that is not concluded. It goes on holding its gate until a handler ends it with grounds.

    Raises as `answer`.
    """
    held = _hold(inbox, seen, now)
    to = target(held.case.state, Actor.REPORTER, Move.WITHDRAW)
    if to is None:
        raise NotAllowed
    held.entry({"kind": "withdrawal", "text": text})
    held.case.state = to.value
    held.case.save(update_fields=["state"])
    held.event(to.value, move=Move.WITHDRAW.value)


def custodians_now(case: Case) -> dict[UUID, bytes]:
    """Who could hold a name given now, with their public keys from the verified roster.

    Whom the report concerns stands sealed in it, and no key here reads it. So these are the custodians found free of
    any concern at the filing who are still rostered and hold no key to the case.
    """
    at_filing = set(
        IdentityShare.objects.filter(identity__case=case, identity__current=True).values_list(
            "custodian_id", flat=True
        )
    )
    at_filing -= set(KeyWrap.objects.filter(case=case).values_list("member_id", flat=True))
    keys = custodian_keys(case.city)
    return {member: keys[member] for member in sorted(at_filing & keys.keys(), key=str)}


def _open_for_adding(inbox: Inbox, seen: Seen, now: dt.datetime) -> _Held:
    held = _hold(inbox, seen, now)
    if held.case.state not in ANSWERABLE_STATES:
        raise NotAllowed
    return held


@sensitive_variables()
def _hold(inbox: Inbox, seen: Seen, now: dt.datetime) -> _Held:
    """The case under its lock, as the reporter saw it and with the key they recorded. No roster changes until the end."""
    keep_rosters()
    case = Case.objects.select_for_update().filter(pk=inbox.case).first() if inbox.case else None
    if case is None:
        raise CaseGone
    record = read_record(case.pk, inbox.key)
    public = follow(case, record.public, signers_of(case.city)).public
    if public is None:
        raise KeyReplaced
    if seen_of(case) != seen:
        raise CaseGone
    day = beijing_day(now)
    if Event.objects.filter(case=case, actor=REPORTER, day=day).count() >= A_DAY:
        raise LimitReached("entries_a_day")
    return _Held(case, record, public, day)


@sensitive_variables()
def _replace_identity(
    held: _Held, inbox: Inbox, person: Person | None, custodians: Mapping[UUID, bytes]
) -> None:
    """Destroy the identity and its shares and put another in its place, of the same size whether it names anybody."""
    try:
        shred = keystore.shred_store().read(hex_of(held.case.pk), held.case.epoch)
    except vault.Refused:
        raise CaseGone from None
    IdentityShare.objects.filter(identity__case=held.case).delete()
    Identity.objects.filter(case=held.case).update(body=None, current=False)
    end_replaced(held.case, held.day)
    add_identity(
        case=held.case,
        shred=shred,
        person=None if person is None else person.as_json(),
        custodians=custodians,
        day=held.day,
    )
    write_record(held.case.pk, inbox.key, replace(held.record, named=person is not None))
