"""Open channels to test with: bodies founded, routes pinned, members with keys that need no passphrase.

Members here are made from the vault's own parts and skip the slow hash over a passphrase; founding by people is tested
for itself. Every test that uses this asks for the fixture `channel_folders`, which gives it folders of its own.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.windows import beijing_day
from complaints import keystore, vault
from complaints.actions import mail_address
from complaints.actions.drafts import open_draft
from complaints.actions.filing import Filed, file_case
from complaints.hands import Hand
from complaints.models import Case, Member, RosterRow
from complaints.reports import Kind, Person, Report
from complaints.roots import write_body, write_head, write_route
from complaints.routes import KINDS, routes_of
from complaints.selectors.channel import channel_terms
from tests.factories.offices import DEFAULT_AT, Office, person

FACTS = "名单中某单位申报的质量指标与事实不符（示例）。"


@dataclass
class ChannelOffice:
    """An open channel: the hands of every body by its code, custodians apart."""

    city: str
    handlers: dict[str, list[Hand]] = field(default_factory=dict)
    custodians: list[Hand] = field(default_factory=list)

    def hand(self, body: str, n: int = 0) -> Hand:
        """A handler of a body, by its key within the city."""
        return self.handlers[f"{self.city}.{body}"][n]


def new_member(name: str) -> Hand:
    """An account with keys and no seat."""
    keys = vault.MemberKeys(vault.new_secret())
    member = Member.objects.create(
        id=uuid.uuid4(),
        user=person(name),
        passphrase_parameters="argon2id-64m-3-4",
        passphrase_salt=bytes(16),
        passphrase_blob=b"",
        recovery_blob=b"",
        kem_public=keys.kem_public,
        sign_public=keys.sign_public,
        enrolled_day=beijing_day(DEFAULT_AT),
        sheet_day=beijing_day(DEFAULT_AT),
    )
    return Hand(member, keys)


def open_channel(
    office: Office, *, handlers: int = 2, custodians: int = 3, bodies: Sequence[str] | None = None
) -> ChannelOffice:
    """Found every body of the city's routes and pin them. Custodians sit in the last body.

    :param bodies: keys of the only bodies to found; the others stay without members.
    """
    folder = Path(settings.CHANNEL_KEYS_DIR)
    if not (folder / keystore.INSTALLATION_KEY).exists():
        vault.Installation.create(folder / keystore.INSTALLATION_KEY)
    city = office.scheme.slug
    routes = routes_of(office.regulation, office.scheme.organiser)
    every = tuple(dict.fromkeys(body for kind in KINDS for body in routes[kind].bodies))
    channel = ChannelOffice(city)
    for body in every:
        if bodies is None or body.partition(".")[2] in bodies:
            seated = custodians if body == every[-1] else 0
            found(channel, body, handlers=handlers, custodians=seated)
    for kind in KINDS:
        write_route(folder, city, kind, routes[kind].bodies)
    return channel


def found(channel: ChannelOffice, body: str, *, handlers: int, custodians: int = 0) -> None:
    """Found one body."""
    names = body.replace(".", "-").replace("_", "-")
    hands = [new_member(f"{names}-handler-{n}") for n in range(handlers)]
    keepers = [new_member(f"{names}-custodian-{n}") for n in range(custodians)]
    founders = [(h.code, "handler", h.keys) for h in hands] + [(h.code, "custodian", h.keys) for h in keepers]
    write_roster(body, vault.found_body(body, founders))
    channel.handlers[body] = hands
    channel.custodians += keepers


def write_roster(body: str, entries: Sequence[vault.RosterEntry]) -> None:
    """Store a new roster, pin its root and its head."""
    folder, day = Path(settings.CHANNEL_KEYS_DIR), beijing_day(DEFAULT_AT)
    for entry in entries:
        RosterRow.objects.create(body=body, seq=entry.seq, document=entry.to_json(), day=day)
    write_body(folder, body, name=body, root=entries[0].digest(), founded=day)
    write_head(folder, body, seq=entries[-1].seq, digest=entries[-1].digest())


def report(city: str = "datong", **changes: Any) -> Report:
    """A report about conduct, anonymous unless said otherwise."""
    values: Mapping[str, Any] = {"city": city, "kind": Kind.STAFF, "facts": FACTS, **changes}
    return Report(**values)


def somebody() -> Person:
    """A person who gives a name; invented and marked so."""
    return Person(name="示例举报人（示例）", contact="0000-0000000（示例）")


def file_report(value: Report, *, at: dt.datetime = DEFAULT_AT) -> tuple[bytes, Case, Filed]:
    """File it without evidence; returns its token, its case and what the last page would say."""
    token = open_draft(now=at)
    before = set(Case.objects.values_list("pk", flat=True))
    filed = file_case(token=token, report=value, now=at)
    return token, Case.objects.exclude(pk__in=before).get(), filed


def terms_of(city: str, at: dt.datetime = DEFAULT_AT) -> Any:
    """The channel's terms; the city must exist."""
    terms = channel_terms(city, at)
    assert terms is not None
    return terms


def reachable(hand: Hand, address: str = "") -> str:
    """Give the account an address and let the member confirm it; returns it."""
    user = hand.member.user
    user.email = address or f"{user.username}@example.gov.cn"
    user.save(update_fields=["email"])
    mail_address.confirm(address=user.email, by=hand)
    return str(user.email)
