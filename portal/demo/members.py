"""The demonstration's bodies of the confidential channel: every body of all five routes, founded with members of its own.

Members have accounts that publish nothing. All of them have one passphrase and one authenticator secret, made for this
installation and printed like the password: a demonstration keeps nothing secret, and `doctor` says so elsewhere.
"""

import base64
import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.regulation.document import load_builtin
from cms.regulation.schema import OPERATOR
from cms.roles import ROLES
from complaints import keystore, masters, pinning, vault
from complaints.actions import mail_address, second_factor
from complaints.founding import Founder, found
from complaints.hands import Hand
from complaints.models import Case, KeyWrap, Member
from complaints.roots import read_roots
from complaints.routes import routes_of
from portal.demo.channels import PLACES
from portal.demo.office import open_account
from portal.demo_accounts import address_of

GROUP, LEADS = ROLES["channel_member"].label, ROLES["channel_lead"].label
HANDLERS = 2
CUSTODIANS = ("custodian-1", "custodian-2", "custodian-3")
"""Keep the names of all five cities and handle nothing."""

ONE_SECRET = re.compile(r"口令都是 (?P<passphrase>.+?)，动态口令的密钥都是 (?P<totp>[A-Z2-7]+)）")
TOTP_BYTES = 20
FOUNDED_AGO = dt.timedelta(days=1100)
"""The bodies stood before the years whose figures are out."""


@dataclass(frozen=True)
class Seat:
    """Somebody with a key: account, what they do, role, and the bodies they sit in. A lead may take words out for good."""

    username: str
    title: str
    role: str
    bodies: tuple[str, ...]
    leads: bool = False


@dataclass(frozen=True, repr=False)
class Secrets:
    """What opens every member's keys: the passphrase, and the authenticator's secret in base32 as it is typed in."""

    passphrase: str
    totp: str

    @classmethod
    def new(cls) -> "Secrets":
        """Fresh ones."""
        return cls(vault.suggest_passphrase(), base64.b32encode(vault.new_secret(TOTP_BYTES)).decode("ascii"))

    @classmethod
    def read(cls, text: str) -> "Secrets | None":
        """Those that were printed in a text, None where it holds none."""
        printed = ONE_SECRET.search(text)
        return cls(printed["passphrase"], printed["totp"]) if printed else None


def bodies() -> dict[str, str]:
    """Every body of all routes with the words for it, in the order of the cities and of their routes."""
    return {body: name for named in _by_city().values() for body, name in named.items()}


def seats() -> tuple[Seat, ...]:
    """Every member: two handlers a body, the operator's the same in each city, and the custodians."""
    handlers: dict[str, Seat] = {}
    for body, name in bodies().items():
        city, _dot, key = body.partition(".")
        stem = OPERATOR if key == OPERATOR else f"{city}-{key.replace('_', '-')}"
        for n in range(1, HANDLERS + 1):
            before = handlers.get(f"{stem}-{n}")
            sits = (*before.bodies, body) if before else (body,)
            title = f"{name}，受理人员" + ("、负责人" if n == 1 else "")
            handlers[f"{stem}-{n}"] = Seat(f"{stem}-{n}", title, vault.Role.HANDLER.value, sits, leads=n == 1)
    keepers = (
        Seat(name, "身份保管人员，五个城市共用，不办理案件", vault.Role.CUSTODIAN.value, _keeping())
        for name in CUSTODIANS
    )
    return (*handlers.values(), *keepers)


@cache
def _keeping() -> tuple[str, ...]:
    """In each city the last body that both routes share: whoever keeps names there does so for either."""
    last = []
    for place in PLACES:
        routes = routes_of(load_builtin(place.code).regulation)
        last.append([body for body in routes["objection"].bodies if body in routes["complaint"].bodies][-1])
    return tuple(last)


@cache
def _by_city() -> dict[str, dict[str, str]]:
    """The bodies of each city's routes with the words for them."""
    named: dict[str, dict[str, str]] = {}
    for place in PLACES:
        regulation = load_builtin(place.code).regulation
        lines = [line for route in routes_of(regulation).values() for line in route.lines]
        named[place.code] = {line.body: _called(line.name, regulation.city) for line in lines}
    return named


def _called(name: str, city: str) -> str:
    """A body as people tell it from those of other cities; the operator's has no name in a measure."""
    if not name:
        return "网站主办单位"
    return name if name.startswith(city) else f"{city}{name}"


def open_accounts(hashed: str) -> None:
    """An account for every seat, in no group that publishes. :param hashed: the password as it is stored."""
    for seat in seats():
        open_account(
            seat.username,
            *([GROUP, LEADS] if seat.leads else [GROUP]),
            password=hashed,
            email=address_of(seat.username),
            first_name="受理人员" if seat.role == vault.Role.HANDLER else "身份保管人员",
        )


def words(secrets: Secrets) -> str:
    """The members as they are printed."""
    width = max(len(seat.username) for seat in seats())
    lines = [
        f"保密渠道的演示成员（登录密码同上，口令都是 {secrets.passphrase}，动态口令的密钥都是 {secrets.totp}）"
    ]
    lines += [f"  {seat.username:<{width}}  {seat.title}" for seat in seats()]
    return "\n".join(lines) + "\n"


@dataclass(repr=False)
class Team:
    """The members of the founded bodies at work, by account."""

    secrets: Secrets
    hands: dict[str, Hand] = field(default_factory=dict)

    def holder_of(self, case: Case) -> Hand:
        """The first handler by account who holds a key to the case."""
        wrap = KeyWrap.objects.filter(case=case).select_related("member__user")
        return self.hand_of(wrap.order_by("member__user__username")[0].member)

    def hand_of(self, member: Member) -> Hand:
        """A member at work; their keys are opened by the passphrase if they were founded in an earlier run."""
        name = member.user.get_username()
        if name not in self.hands:
            self.hands[name] = Hand(member, masters.open_by_passphrase(member, self.secrets.passphrase))
        return self.hands[name]


def found_bodies(secrets: Secrets, now: dt.datetime) -> Team:
    """Found every body that does not stand yet, and pin every city's routes; a run that was cut off is finished so.

    Not to be called inside a transaction: a body is committed before its root is pinned beside the database.
    """
    _make_installation()
    team = Team(secrets)
    standing = read_roots(keystore.keys_folder()).bodies
    users = {user.get_username(): user for user in get_user_model().objects.filter(groups__name=GROUP)}
    for body, name in bodies().items():
        if body in standing:
            continue
        founders = [
            Founder(users[seat.username], seat.role, secrets.passphrase)
            for seat in seats()
            if body in seat.bodies
        ]
        founded = found(body=body, founders=founders, now=now - FOUNDED_AGO, name=f"{name}（示例）")
        team.hands |= {hand.member.user.get_username(): hand for hand in founded.hands}
    for hand in team.hands.values():
        mail_address.confirm(address=hand.member.user.email, by=hand)
    for user in users.values():
        _give_authenticator(user, secrets)
    for place in PLACES:
        pinning.pin(place.code)
    return team


def _make_installation() -> None:
    path = keystore.keys_folder() / keystore.INSTALLATION_KEY
    if not path.exists():
        vault.Installation.create(path)
    for folder in (settings.CHANNEL_SHRED_DIR, settings.CHANNEL_EVIDENCE_DIR):
        vault.make_folder(Path(folder))


def _give_authenticator(user: Any, secrets: Secrets) -> None:
    TOTPDevice.objects.get_or_create(
        user=user,
        name=second_factor.NAME,
        defaults={"key": base64.b32decode(secrets.totp).hex(), "confirmed": True},
    )
