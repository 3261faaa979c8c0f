"""A person's own keys: making them, the passphrase over them, the sheet that opens them when it is forgotten.

Having keys makes nobody a recipient: that takes an entry in a roster, signed by others (`complaints.actions.roster`).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import keystore, masters, vault
from complaints.actions import second_factor, vault_sessions
from complaints.hands import Hand
from complaints.models import Member
from complaints.models.base import new_id
from complaints.roots import read_roots
from complaints.roster_lock import change_rosters
from complaints.rosters import rosters_of
from complaints.separation import refusal_to_hold_keys


class PassphraseRefused(ActionRefused):
    """A new passphrase is not good enough; the message says in what."""


@dataclass(frozen=True, repr=False)
class Enrolled:
    """A member with keys just made or just recovered. `sheet` is to be printed once and kept nowhere: 40 digits."""

    hand: Hand
    sheet: str


def passphrase_refusals(passphrase: str, user: Any) -> list[str]:
    """What is wrong with a new passphrase, as sentences; empty when it may be taken."""
    words = {
        "short": _("口令短于14个字符。请用页面给出的八个音节，或者自己想一句只有自己知道的话。"),
        "long": _("口令太长，请不超过256个字符。"),
        "repeating": _("口令里重复的字符太多，容易被猜到。请换一个。"),
        "common": _("口令是常见的词语或键盘顺序，容易被猜到。请换一个。"),
    }
    found = [words[code] for code in vault.passphrase_errors(passphrase)]
    if not found and user.check_password(passphrase):
        found.append(_("口令不能与登录密码相同：登录密码可以由他人重设，口令不可以。"))
    return found


@sensitive_variables()
def enrol(*, user: Any, passphrase: str, now: dt.datetime) -> Enrolled:
    """Make keys for this account. They stand on no roster yet.

    Somebody who was removed begins anew this way: keys that once had a seat never get one again.
    Raises ActionRefused for an account that may hold none or has keys in use, PassphraseRefused for a weak passphrase.
    """
    _check_account(user)
    before = Member.objects.filter(user=user).first()
    _check_unused(before)
    check_new_passphrase(passphrase, user)
    keys, sheet = vault.MemberKeys(vault.new_secret()), vault.new_recovery_code()
    pk = before.pk if before else new_id()
    masters.try_out(keys, pk)
    day = beijing_day(now)
    member = Member(
        id=pk,
        user=user,
        kem_public=keys.kem_public,
        sign_public=keys.sign_public,
        enrolled_day=day,
        sheet_day=day,
        recovery_blob=masters.under_sheet(pk, keys, sheet),
    )
    masters.set_passphrase(member, keys, passphrase)
    with transaction.atomic():
        change_rosters()
        _check_unused(before)  # as it stands now that nothing can be sealed to them
        if before is not None:
            vault_sessions.lock_member(member=before)
        member.save(force_insert=before is None, force_update=before is not None)
    return Enrolled(Hand(member, keys), sheet)


@sensitive_variables()
def change_passphrase(*, member: Member, passphrase: str, new: str, now: dt.datetime) -> None:
    """Put the keys under another passphrase and lock them wherever they are unlocked.

    Raises WrongPassphrase, PassphraseRefused, ActionRefused.
    """
    _check_account(member.user)
    keys = masters.open_by_passphrase(member, passphrase)
    check_new_passphrase(new, member.user)
    with transaction.atomic():
        held = _held(member, keys)
        _save_passphrase(held, keys, new)
        vault_sessions.lock_member(member=held)


@sensitive_variables()
def replace_sheet(*, by: Hand, now: dt.datetime) -> str:
    """A new recovery sheet; the old one opens nothing from now on. Returns its 40 digits. Raises ActionRefused."""
    _check_account(by.member.user)
    sheet = vault.new_recovery_code()
    with transaction.atomic():
        held = _held(by.member, by.keys)
        _set_sheet(held, by.keys, sheet, now)
    return sheet


@sensitive_variables()
def recover_with_sheet(
    *, user: Any, typed: str, passphrase: str, now: dt.datetime, forget_factor: bool = False
) -> Enrolled:
    """Open the keys by the sheet, set a new passphrase and replace the sheet, which has been used.

    :param forget_factor: also take the second factor away, for somebody whose phone is lost; it is set up anew.
    Raises WrongPassphrase for a sheet that opens nothing, PassphraseRefused, ActionRefused.
    """
    _check_account(user)
    member = Member.objects.filter(user=user).first()
    if member is None:
        raise masters.wrong_sheet()
    keys = masters.open_by_sheet(member, typed)
    check_new_passphrase(passphrase, user)
    sheet = vault.new_recovery_code()
    with transaction.atomic():
        held = _held(member, keys)
        if bytes(held.recovery_blob) != bytes(member.recovery_blob):
            raise masters.wrong_sheet()  # another request used the sheet first
        _save_passphrase(held, keys, passphrase)
        _set_sheet(held, keys, sheet, now)
        vault_sessions.lock_member(member=held)
        if forget_factor:
            second_factor.forget(user=user)
    return Enrolled(Hand(held, keys), sheet)


def may_begin_anew(member: Member) -> bool:
    """Whether nothing is sealed to these keys and no roster names them: then new ones take their place without loss."""
    if member.wraps.exists() or member.shares.exists():
        return False
    rosters = rosters_of(sorted(read_roots(keystore.keys_folder()).bodies))
    return not any(seat.member == member.pk.hex for roster in rosters.values() for seat in roster.seats)


def _check_unused(member: Member | None) -> None:
    if member is not None and not may_begin_anew(member):
        raise ActionRefused(_("账号“%(name)s”已经有密钥。") % {"name": member.user.get_username()})


def check_new_passphrase(passphrase: str, user: Any) -> None:
    """Raises PassphraseRefused unless the passphrase may be taken."""
    refusals = passphrase_refusals(passphrase, user)
    if refusals:
        raise PassphraseRefused(" ".join(refusals))


def fingerprint_of(member: Member) -> str:
    """The fingerprint of the public keys in a member's row; what counts stands on the roster."""
    return vault.fingerprint(bytes(member.kem_public), bytes(member.sign_public))


def _check_account(user: Any) -> None:
    refusal = refusal_to_hold_keys(user)
    if refusal:
        raise ActionRefused(refusal)


def _held(member: Member, keys: vault.MemberKeys) -> Member:
    """The row, locked and as it stands now. Raises ActionRefused where it has other keys by then: these are not to come back."""
    held = Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=member.pk)
    if bytes(held.kem_public) != keys.kem_public:
        raise ActionRefused(_("密钥刚刚在另一个页面换过。请刷新页面核对。"))
    return held


def _set_sheet(member: Member, keys: vault.MemberKeys, sheet: str, now: dt.datetime) -> None:
    member.recovery_blob = masters.under_sheet(member.pk, keys, sheet)
    member.sheet_day = beijing_day(now)
    member.save(update_fields=["recovery_blob", "sheet_day"])


def _save_passphrase(member: Member, keys: vault.MemberKeys, passphrase: str) -> None:
    masters.set_passphrase(member, keys, passphrase)
    member.save(update_fields=["passphrase_parameters", "passphrase_salt", "passphrase_blob"])
