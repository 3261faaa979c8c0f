"""What a member is close to: organisations and units, declared and signed by the member; the newest valid row holds.

The channel matches them in memory when something is filed, and keeps the member's key out of the case. Nobody else
writes them: a row without the member's own signature is ignored.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import vault
from complaints.hands import Hand
from complaints.models import InterestDeclaration, Member
from complaints.roster_lock import keep_rosters
from complaints.rosters import declaration_message

MOST = 200
"""Organisations, and units, in one declaration."""

LONGEST = 120
"""Characters of a name."""


@dataclass(frozen=True)
class Organisation:
    """An organisation somebody is close to: name, and unified social credit code where it is known."""

    name: str
    uscc: str = ""

    def as_json(self) -> dict[str, str]:
        """Plain values for the document."""
        return {"name": self.name, "uscc": self.uscc}


@dataclass(frozen=True)
class Declared:
    """A declaration as its member wrote it."""

    organisations: tuple[Organisation, ...] = ()
    units: tuple[str, ...] = ()
    day: dt.date | None = None


def declare(
    *,
    member: Member,
    keys: vault.MemberKeys,
    organisations: Sequence[Organisation],
    units: Sequence[str],
    now: dt.datetime,
) -> InterestDeclaration:
    """Sign and keep a declaration in the place of the last one. Raises ActionRefused for too much or for a lost race."""
    names = [*(each.name for each in organisations), *units]
    if len(organisations) > MOST or len(units) > MOST or any(not 0 < len(name) <= LONGEST for name in names):
        raise ActionRefused(_("单位名称不能为空，每个不超过120个字；单位和部门各不超过200个。"))
    value: dict[str, Any] = {
        "organisations": [each.as_json() for each in organisations],
        "units": list(units),
    }
    document = vault.canonical_json(value).decode()
    try:
        with transaction.atomic():
            keep_rosters()
            now_held = Member.objects.get(pk=member.pk)
            if (keys.kem_public, keys.sign_public) != (
                bytes(now_held.kem_public),
                bytes(now_held.sign_public),
            ):
                raise ActionRefused(_("密钥与成员不符，没有保存。"))
            newest = InterestDeclaration.objects.filter(member=member).aggregate(seq=Max("seq"))["seq"]
            seq = 0 if newest is None else newest + 1
            return InterestDeclaration.objects.create(
                member=member,
                seq=seq,
                document=document,
                signature=keys.sign(declaration_message(member.pk, seq, document)),
                day=beijing_day(now),
            )
    except IntegrityError:
        raise ActionRefused(_("您刚刚在另一个页面保存过申报。请刷新页面核对。")) from None


def read_declaration(by: Hand) -> Declared:
    """What the member's newest valid declaration says; nothing where there is none."""
    for row in InterestDeclaration.objects.filter(member=by.member).order_by("-seq"):
        message = declaration_message(row.member_id, row.seq, row.document)
        if vault.verify_signature(by.keys.sign_public, bytes(row.signature), message):
            value = json.loads(row.document)
            return Declared(
                tuple(Organisation(each["name"], each["uscc"]) for each in value["organisations"]),
                tuple(value["units"]),
                row.day,
            )
    return Declared()


def tidy(name: str) -> str:
    """A name as it is kept and shown: no white space at the ends, one space where there are several, Chinese brackets left."""
    return " ".join(unicodedata.normalize("NFC", name).split())
