"""What an open inbox shows, as frozen values. Opens what is meant for the reporter, and nothing else of the case."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from cms.published import PublicChannel
from cms.selectors.pages import newest_measures
from cms.windows import beijing_day
from complaints import contracts, keystore, vault
from complaints.actions.inbox import Seen, custodians_now, seen_of
from complaints.actions.inbox_sessions import Inbox
from complaints.deadlines import Commitment, Promise, commitments
from complaints.key_changes import Standing, follow
from complaints.models import Case, Entry, Event, Evidence, KeyWrap
from complaints.reporter_records import ReporterRecord, read_record
from complaints.roots import city_of, read_roots
from complaints.rosters import BodyRoster, rosters_of
from complaints.routing import CUSTODIANS_NEEDED, HANDLER
from complaints.selectors.channel import channel_terms
from complaints.signers import Signature, Signers
from complaints.transitions import ANSWERABLE_STATES, ENDED_STATES, Actor, Move, target
from portal.calendar.selectors import current_calendar

CONCLUDED = frozenset({"upheld", "not_upheld", "refused", "referred"})
"""Kinds of events that conclude a case: from the last of them the result is promised."""

DISCLOSED = "identity_opened"
"""Kind of the message that tells a reporter that their name was opened on a day."""


@dataclass(frozen=True, repr=False)
class Message:
    """What the body wrote to the reporter. `text` is None where it does not open."""

    day: dt.date
    kind: str
    text: str | None
    signature: Signature

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text by its line breaks, empty lines left out."""
        return tuple(line for line in (self.text or "").splitlines() if line.strip())


@dataclass(frozen=True)
class Given:
    """What was handed in on one day: how often, and how many files. Never what."""

    day: dt.date
    times: int
    files: int


@dataclass(frozen=True)
class Promised:
    """A promise as shown today. `over`: the day has passed."""

    terms: Commitment
    over: bool


@dataclass(frozen=True, repr=False)
class InboxPage:
    """An open inbox at an instant.

    :ivar body: name of the body that took it. :ivar promised: what is still promised in this state.
    :ivar readable: whether anybody on the roster holds a key to it; `post` is how to reach the body otherwise, empty
        while nothing asks for it.
    :ivar key: how the case's key stands to that of the filing; where it is neither that nor a signed successor of it,
        nothing can be added.
    :ivar named_allowed: whether a name could be given now. :ivar disclosed: the days on which it was opened.
    """

    number: str
    city: str
    city_name: str
    body: str
    state: str
    state_label: str
    received_on: dt.date
    promised: tuple[Promised, ...]
    messages: tuple[Message, ...]
    given: tuple[Given, ...]
    named: bool | None
    named_allowed: bool
    disclosed: tuple[dt.date, ...]
    readable: bool
    key: Standing
    post: tuple[PublicChannel, ...]
    holds_notice: bool
    proof: str
    salt: str
    seen: Seen

    @property
    def key_holds(self) -> bool:
        """Whether what is added now is sealed to the handlers of this case and to nobody else."""
        return self.key in {Standing.SAME, Standing.FOLLOWED}

    @property
    def key_changing(self) -> bool:
        """Whether handlers have yet to finish a change of its key; nothing is wrong, and nothing can be added until then."""
        return self.key is Standing.CHANGING

    @property
    def may_add(self) -> bool:
        """Whether something can be added to the case."""
        return self.key_holds and self.state in ANSWERABLE_STATES

    @property
    def may_withdraw(self) -> bool:
        """Whether it can be withdrawn."""
        return self.key_holds and target(self.state, Actor.REPORTER, Move.WITHDRAW) is not None

    @property
    def may_name(self) -> bool:
        """Whether a name can be given now."""
        return self.may_add and self.named_allowed

    @property
    def may_withhold(self) -> bool:
        """Whether there can be a name to take back; where the record does not say, there can."""
        return self.key_holds and self.named is not False

    @property
    def ended(self) -> bool:
        """Whether the case is refused or decided."""
        return self.state in ENDED_STATES


@sensitive_variables()
def inbox_page(inbox: Inbox, now: dt.datetime) -> InboxPage | None:
    """The page of an inbox; None where it opens no case, or the case was destroyed since.

    Raises complaints.roots.RootsError for files of keys that cannot be read.
    """
    case = Case.objects.filter(pk=inbox.case).first() if inbox.case else None
    if case is None:
        return None
    record = read_record(case.pk, inbox.key)
    roots = read_roots(keystore.keys_folder())
    rosters = rosters_of(body for body in roots.bodies if city_of(body) == case.city)
    signers = Signers(rosters)
    messages = _messages(case, inbox.seed, signers)
    measure = newest_measures().get(case.city)
    readable, followed = _readable(case, rosters), follow(case, record.public, signers)
    named_allowed = len(custodians_now(case)) >= CUSTODIANS_NEEDED
    terms = None if readable and followed.holds and named_allowed else channel_terms(case.city, now)
    return InboxPage(
        number=record.number,
        city=case.city,
        city_name=measure.regulation.city if measure else case.city,
        body=roots.name_of(case.body),
        state=case.state,
        state_label=str(case.get_state_display()),
        received_on=case.received_on,
        promised=_promised(case, measure.regulation.division_code if measure else "", beijing_day(now)),
        messages=messages,
        given=_given(case),
        named=record.named,
        named_allowed=named_allowed,
        disclosed=tuple(message.day for message in messages if message.kind == DISCLOSED),
        readable=readable,
        key=followed.standing,
        post=terms.post if terms else (),
        holds_notice=hasattr(case, "objection"),
        proof=record.proof,
        salt=record.salt.hex(),
        seen=seen_of(case),
    )


def record_of(inbox: Inbox) -> ReporterRecord:
    """The record alone, for the download of the proof. Raises complaints.errors.CaseGone."""
    return read_record(inbox.case or UUID(int=0), inbox.key)


@sensitive_variables()
def _messages(case: Case, seed: bytes, signers: Signers) -> tuple[Message, ...]:
    rows = Entry.objects.filter(case=case, reporter_key__isnull=False).order_by("seq")
    return tuple(_message(row, seed, signers) for row in rows)


@sensitive_variables()
def _message(row: Entry, seed: bytes, signers: Signers) -> Message:
    try:
        sealed = bytes(row.reporter_key or b"")
        key = vault.open(sealed, seed, contracts.entry_key(row.pk, row.case_id, "reporter"))
        contract = contracts.entry_body(row.pk, row.case_id, row.bucket)
        document = json.loads(vault.open_text(bytes(row.body), key, contract, vault.Bucket(row.bucket)))
        return Message(
            day=row.day,
            kind=str(document["kind"]),
            text=str(document["text"]),
            signature=signers.judge(document, row),
        )
    except (vault.Refused, ValueError, KeyError, TypeError):
        return Message(row.day, "", None, Signature.FAILS)


def _given(case: Case) -> tuple[Given, ...]:
    """By the day, the filing first. A name given or taken back stands in no count that a glance could read."""
    entries = Counter(Entry.objects.filter(case=case, by_reporter=True).values_list("day", flat=True))
    files = Counter(Evidence.objects.filter(case=case).values_list("entry__day", flat=True))
    return tuple(Given(day, entries[day], files[day]) for day in sorted(entries))


def _promised(case: Case, division: str, today: dt.date) -> tuple[Promised, ...]:
    """What is still ahead in this state; the handlers' own target is theirs."""
    concluded = (
        Event.objects.filter(case=case, kind__in=CONCLUDED)
        .order_by("-seq")
        .values_list("day", flat=True)
        .first()
        if case.state in CONCLUDED
        else None
    )
    shown = {
        "filed": {Promise.ACCEPT, Promise.DECIDE, Promise.DECIDE_EXTENDED},
        "accepted": {Promise.DECIDE, Promise.DECIDE_EXTENDED},
    }.get(case.state, {Promise.FEEDBACK})
    every = commitments(case.received_on, current_calendar(division), concluded_on=concluded)
    return tuple(Promised(each, each.is_past(today)) for each in every if each.promise in shown)


def _readable(case: Case, rosters: Mapping[str, BodyRoster]) -> bool:
    seated = {seat.member for roster in rosters.values() for seat in roster.seats if seat.role == HANDLER}
    wraps = KeyWrap.objects.filter(case=case).values_list("member_id", flat=True)
    return any(member.hex in seated for member in wraps)
