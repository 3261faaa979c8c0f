"""Unlocked keys (channel.md §2.6): the server holds them sealed, the browser holds what opens them, the installation a part.

A copy of the database with a stolen cookie opens nothing without the installation's key file; a cookie opens nothing in
another log-in. Idle for 15 minutes, or after 8 hours at most, they are locked again.
"""

import datetime as dt
import hashlib
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.actions.errors import ActionRefused
from complaints import contracts, keystore, masters, roster_heads, vault
from complaints.actions import second_factor
from complaints.actions.alerts import looked
from complaints.hands import Hand
from complaints.models import Member, VaultSession
from complaints.separation import refusal_to_hold_keys
from portal.privacy.cookies import VAULT as COOKIE

IDLE = dt.timedelta(minutes=15)
ABSOLUTE = dt.timedelta(hours=8)
STEP = dt.timedelta(minutes=1)
"""The idle time is written anew when it has moved by this much, not with every request."""

_TOKEN = 64


@sensitive_variables()
def unlock(*, request: HttpRequest, passphrase: str, now: dt.datetime) -> str:
    """Unlock the member's keys in this log-in. Returns the value of the cookie `__Host-vault`.

    Whoever unlocks is about to seal to rosters, so their heads are caught up first.
    Raises ActionRefused for an account that may hold no keys, has none or has not shown its second factor here,
    WrongPassphrase for a passphrase that does not open them.
    """
    member = Member.objects.select_related("user").filter(user_id=request.user.pk or 0).first()
    if member is None:
        raise ActionRefused(_("您还没有保密渠道的密钥。"))
    refusal = refusal_to_hold_keys(member.user)
    if refusal:
        raise ActionRefused(refusal)
    if not second_factor.is_verified(request):
        raise ActionRefused(_("请先输入手机上的动态口令。"))
    keys = masters.open_by_passphrase(member, passphrase)
    roster_heads.catch_up()
    token, login = vault.new_secret(), login_digest(request)
    pk, key = _derived(token)
    sweep(now=now)
    VaultSession.objects.create(
        id=pk,
        member=member,
        session_digest=login,
        blob=vault.seal_field(keys.master, key, contracts.vault_session(pk, login)),
        idle_until=now + IDLE,
        ends_at=now + ABSOLUTE,
    )
    looked(member=member)
    return token.hex()


@sensitive_variables()
def keys_of(request: HttpRequest) -> Hand | None:
    """The member at work and their keys, or None where they are locked. Counts as work: the idle time begins anew."""
    token, now = _token(request), clock.now()
    if token is None or not second_factor.is_verified(request):
        return None
    try:
        pk, key = _derived(token)
        row = VaultSession.objects.select_related("member__user").get(
            pk=pk, idle_until__gt=now, ends_at__gt=now, member__user_id=request.user.pk or 0
        )
        login = login_digest(request)
        keys = vault.MemberKeys(vault.open_field(bytes(row.blob), key, contracts.vault_session(pk, login)))
    except (VaultSession.DoesNotExist, vault.Refused):
        return None
    if row.session_digest != login or refusal_to_hold_keys(row.member.user):
        row.delete()
        return None
    until = min(now + IDLE, row.ends_at)
    if until - row.idle_until >= STEP:
        VaultSession.objects.filter(pk=pk).update(idle_until=until)
    return Hand(row.member, keys)


def lock(*, request: HttpRequest) -> None:
    """Lock the keys of this browser."""
    token = _token(request)
    if token is None:
        return
    try:
        VaultSession.objects.filter(pk=_derived(token)[0]).delete()
    except vault.Refused:
        end_log_in(request=request)


def end_log_in(*, request: HttpRequest) -> None:
    """Lock everything that was unlocked in this log-in."""
    if request.session.session_key:
        VaultSession.objects.filter(session_digest=login_digest(request)).delete()


def lock_member(*, member: Member) -> None:
    """Lock a member's keys wherever they are unlocked."""
    VaultSession.objects.filter(member=member).delete()


def lock_user(*, user: Any) -> None:
    """Lock the keys of whoever has this account."""
    VaultSession.objects.filter(member__user_id=user.pk).delete()


def lock_everything() -> int:
    """Lock all keys, as after a restore. Returns how many sessions there were."""
    return VaultSession.objects.all().delete()[0]


def sweep(*, now: dt.datetime) -> int:
    """Delete sessions that have ended. Returns how many."""
    ended = VaultSession.objects.filter(idle_until__lte=now) | VaultSession.objects.filter(ends_at__lte=now)
    return ended.delete()[0]


def login_digest(request: HttpRequest) -> str:
    """SHA-256 of the key of this log-in, hexadecimal: another one for every log-in, gone with the log-out."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def _token(request: HttpRequest) -> bytes | None:
    typed = request.COOKIES.get(COOKIE, "")
    if len(typed) != _TOKEN:
        return None
    try:
        return bytes.fromhex(typed)
    except ValueError:
        return None


def _derived(token: bytes) -> tuple[str, bytes]:
    """The row's key, and the key of what it holds. Raises vault.Refused without the installation's file or for no token."""
    if len(token) != 32:
        raise vault.Refused
    salt = keystore.installation().session_salt
    return (
        vault.derive(token, vault.Label.SESSION_ID).hex(),
        vault.derive(token, vault.Label.SESSION_KEY, salt=salt),
    )
