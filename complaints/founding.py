"""The founding of a body: its first members, together at the server, make their keys and sign each other in.

The only way to a first roster, and not one of the web: whoever can do this can read and write the installation's keys.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import keystore, masters, vault
from complaints.actions import members
from complaints.hands import Hand
from complaints.models import Member, RosterProposal, RosterRow
from complaints.roots import is_body_code, read_roots, write_body, write_head
from complaints.roster_lock import change_rosters
from complaints.separation import refusal_to_hold_keys

LONGEST_NAME = 120
"""Characters of a body's name."""


@dataclass(frozen=True, repr=False)
class Founder:
    """Somebody present at the founding: account, `handler` or `custodian`, passphrase.

    Whoever has keys from another body keeps them, and the passphrase opens those.
    """

    user: Any
    role: str
    passphrase: str


@dataclass(frozen=True, repr=False)
class Founded:
    """A body that stands.

    :ivar sheets: 40 digits of the recovery sheet by account name, for printing once; not of those who had keys already.
    :ivar fingerprints: of every founder, by account name. :ivar root: SHA-256 of entry 0, pinned now.
    """

    body: str
    hands: tuple[Hand, ...]
    sheets: dict[str, str]
    fingerprints: dict[str, str]
    root: bytes


@sensitive_variables()
def found(*, body: str, founders: Sequence[Founder], now: dt.datetime, name: str = "") -> Founded:
    """Make the founders' keys, the first entries of the body's roster, its pinned root and its head.

    The rows are committed first and the root is pinned after: until then they count for nothing, and a founding that was
    cut off is simply done again. :param name: of the body, as people know it; its code where it is left out.
    Raises ActionRefused when the body stands already, for a wrong code, without a handler, for somebody who may hold no
    keys or comes twice, for a weak or wrong passphrase, and before `manage.py keys init`.
    """
    check_body(body, name)
    if len({founder.user.pk for founder in founders}) != len(founders):
        raise ActionRefused(_("同一个账号不能设立两次。"))
    if not any(founder.role == vault.Role.HANDLER for founder in founders):
        raise ActionRefused(_("设立机构至少要有一名受理人员在场。"))
    sheets: dict[str, str] = {}
    with transaction.atomic(durable=True):
        change_rosters()
        hands = tuple(_hand(founder, sheets, now) for founder in founders)
        entries = vault.found_body(
            body,
            [(hand.code, founder.role, hand.keys) for hand, founder in zip(hands, founders, strict=True)],
        )
        # What a founding that was cut off left behind leads to no root, and takes the numbers.
        RosterProposal.objects.filter(body=body).delete()
        RosterRow.objects.filter(body=body).delete()
        day = beijing_day(now)
        RosterRow.objects.bulk_create(
            RosterRow(body=body, seq=entry.seq, document=entry.to_json(), day=day) for entry in entries
        )
    folder, root = keystore.keys_folder(), entries[0].digest()
    write_head(folder, body, seq=entries[-1].seq, digest=entries[-1].digest(), anew=True)
    write_body(folder, body, name=name.strip() or body, root=root, founded=day)
    fingerprints = {hand.member.user.get_username(): hand.keys.fingerprint for hand in hands}
    return Founded(body, hands, sheets, fingerprints, root)


def check_body(body: str, name: str = "") -> None:
    """Raises ActionRefused unless a body of this code can be founded now."""
    if not is_body_code(body) or len(name) > LONGEST_NAME:
        raise ActionRefused(
            _("“%(body)s”不是机构代号。代号的写法是“城市.机构”，例如 datong.office。") % {"body": body}
        )
    if body in read_roots(keystore.keys_folder()).bodies:
        raise ActionRefused(_("机构 %(body)s 已经设立。增减成员在后台“保密渠道”中办理。") % {"body": body})
    try:
        keystore.installation()
    except vault.Refused:
        raise ActionRefused(
            _("还没有安装密钥，或者它对其他用户可读。请先运行 manage.py keys init。")
        ) from None


def check_founder(user: Any) -> None:
    """Raises ActionRefused unless this account may hold keys."""
    refusal = refusal_to_hold_keys(user)
    if refusal:
        raise ActionRefused(refusal)


def _hand(founder: Founder, sheets: dict[str, str], now: dt.datetime) -> Hand:
    """The founder's keys: those they have, or new ones with a sheet."""
    check_founder(founder.user)
    member = Member.objects.select_related("user").filter(user=founder.user).first()
    if member is not None:
        return Hand(member, masters.open_by_passphrase(member, founder.passphrase))
    enrolled = members.enrol(user=founder.user, passphrase=founder.passphrase, now=now)
    sheets[founder.user.get_username()] = enrolled.sheet
    return enrolled.hand
