"""A case opened by everybody who holds anything: what a test compares when something was swapped, lost or forged."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from complaints import contracts, keystore, vault
from complaints.actions import inbox_sessions
from complaints.case_keys import hex_of, identity_key
from complaints.inbox.page import inbox_page
from complaints.models import Case, Event
from complaints.reading import case_keys, open_case, open_event, open_file
from tests.factories.channel import ChannelOffice
from tests.factories.offices import DEFAULT_AT

LATER = DEFAULT_AT + dt.timedelta(days=1)


@dataclass(frozen=True)
class Everything:
    """All that comes out of a case. :ivar chained: whether its events follow each other unbroken."""

    entries: tuple[Any, ...]
    files: tuple[str, ...]
    events: tuple[Any, ...]
    chained: bool
    name: str
    messages: tuple[Any, ...]


def everything(case: Case, channel: ChannelOffice, code: str) -> Everything:
    """Open the case with all keys there are: a handler's, two custodians', the reporter's code.

    Raises vault.Refused or CaseGone, as those who open it do, for the first thing that does not open.
    """
    case = Case.objects.get(pk=case.pk)
    hand = channel.handlers[case.body][0]
    for other in channel.handlers[case.body]:
        case_keys(case, other.member, other.keys)
    opened = open_case(case, hand.member, hand.keys)
    files = [
        file.name + hashlib.sha256(b"".join(open_file(file))).hexdigest()
        for entry in opened.entries
        for file in entry.files
    ]
    events = list(case.events.order_by("seq"))
    return Everything(
        tuple((entry.document, entry.signature and entry.signature.value) for entry in opened.entries),
        tuple(files),
        tuple((event.kind, open_event(event, opened.keys)) for event in events),
        chained(events),
        name_of(case, channel),
        messages(code),
    )


def chained(events: list[Event]) -> bool:
    """Whether each event follows the one before it, from the first, with none left out and none changed."""
    last = vault.EVENT_START
    for number, event in enumerate(events):
        parts = (number, hex_of(event.case_id), event.kind, event.day, event.actor, bytes(event.detail))
        if bytes(event.previous) != last or bytes(event.hash) != vault.event_hash(last, *parts):
            return False
        last = bytes(event.hash)
    return bool(events)


def share_of(case: Case, channel: ChannelOffice, n: int) -> bytes:
    """A custodian's share as they open it. Raises vault.Refused for one that is not as it was cut."""
    share = case.identities.get(current=True).shares.get(n=n)
    hand = next(hand for hand in channel.custodians if hand.member.pk == share.custodian_id)
    opened = vault.open(bytes(share.blob), hand.keys.kem_seed, contracts.identity_share(share.pk, case.pk, n))
    if vault.share_digest(opened) != bytes(share.digest):
        raise vault.Refused
    return opened


def name_of(case: Case, channel: ChannelOffice) -> str:
    """The identity, opened by any two custodians. Raises vault.Refused where one share is not as it was cut."""
    numbers = case.identities.get(current=True).shares.values_list("n", flat=True)
    pairs = combinations([share_of(case, channel, n) for n in sorted(numbers)], 2)
    (told,) = {identity_text(case, vault.combine_secret(pair)) for pair in pairs}
    return told


def identity_text(case: Case, secret: bytes) -> str:
    """The identity under that secret."""
    identity = case.identities.get(current=True)
    shred = keystore.shred_store().read(hex_of(case.pk), case.epoch)
    contract = contracts.identity_body(identity.pk, case.pk, vault.Bucket.T4.value)
    return vault.open_text(bytes(identity.body), identity_key(secret, shred), contract, vault.Bucket.T4)


def messages(code: str) -> tuple[Any, ...]:
    """What the reporter reads. Raises vault.Refused where the code opens no inbox, or a message does not open."""
    cookie = inbox_sessions.open_inbox(typed=code, now=LATER)
    inbox = inbox_sessions.inbox_of(cookie=cookie, now=LATER)
    page = inbox_page(inbox, LATER) if inbox is not None and inbox.case is not None else None
    if page is None or any(message.text is None for message in page.messages):
        raise vault.Refused
    return tuple((message.text, message.signature.value) for message in page.messages)
