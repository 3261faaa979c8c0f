"""A member's keys replaced by new ones, while the old ones still open: after a suspicion, or in time (channel.md §4.7).

What the old keys opened is sealed to the new ones in the same transaction as the entries of the rosters, while nobody
seals anything to a key of theirs (`complaints.roster_lock`). So nothing is lost, nothing comes for the old keys later, and
they are thrown away. Whoever got hold of them before could still open it: every case the member holds waits for another
key of its own, which it gets at the next unlocking of anybody who holds it.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import contracts, keystore, masters, vault
from complaints.actions import roster, vault_sessions
from complaints.actions.disclosure_endings import end_all
from complaints.actions.interests import read_declaration
from complaints.actions.members import Enrolled, check_new_passphrase
from complaints.disclosing import RUNNING, Actor, Step
from complaints.hands import Hand
from complaints.mail_addresses import address_message, signed
from complaints.models import (
    AskState,
    Disclosure,
    DisclosureAsk,
    IdentityShare,
    InterestDeclaration,
    KeyWrap,
    Member,
    PrivateText,
    RosterProposal,
    RosterRow,
)
from complaints.roots import read_roots, write_head
from complaints.roster_lock import change_rosters
from complaints.rosters import declaration_message, rosters_of


@sensitive_variables()
def rotate(*, by: Hand, passphrase: str, new: str, now: dt.datetime) -> Enrolled:
    """Make new keys, sign them into every roster with the old ones, and seal anew what the old ones open.

    Locks the member everywhere. Returns the new recovery sheet; the old one opens nothing from now on.
    :param passphrase: the present one: unlocked keys alone replace none.
    Raises WrongPassphrase, PassphraseRefused, ActionRefused for somebody on no roster or where a roster has changed.
    """
    old = masters.open_by_passphrase(by.member, passphrase)
    check_new_passphrase(new, by.member.user)
    keys, sheet = vault.MemberKeys(vault.new_secret()), vault.new_recovery_code()
    masters.try_out(keys, by.member.pk)
    day = beijing_day(now)
    try:
        with transaction.atomic(durable=True):
            change_rosters()
            member = (
                Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=by.member.pk)
            )
            if bytes(member.kem_public) != old.kem_public:
                raise ActionRefused(_("密钥刚刚在另一个页面换过。请刷新页面核对。"))
            entries = _entries(by, old, keys)
            for entry in entries:
                RosterRow.objects.create(body=entry.body, seq=entry.seq, document=entry.to_json(), day=day)
            RosterProposal.objects.filter(body__in=[entry.body for entry in entries]).delete()
            _end_requests(Hand(member, old), day)
            _seal_to(keys, Hand(member, old))
            _sign_declaration(keys, Hand(member, old), day)
            _sign_address(keys, Hand(member, old))
            _save(member, keys, new, sheet, day)
            vault_sessions.lock_member(member=member)
    except IntegrityError:
        raise ActionRefused(_("另一名成员刚刚改动了名册。请刷新页面，核对后重新办理。")) from None
    for entry in entries:
        write_head(keystore.keys_folder(), entry.body, seq=entry.seq, digest=entry.digest())
    return Enrolled(Hand(member, keys), sheet)


@sensitive_variables()
def _entries(by: Hand, old: vault.MemberKeys, keys: vault.MemberKeys) -> tuple[vault.RosterEntry, ...]:
    """The change in each body in which the member sits, signed with the old keys."""
    made = []
    rosters = rosters_of(sorted(read_roots(keystore.keys_folder()).bodies))
    for body, verified in rosters.items():
        if not any((seat.member, seat.kem_pk) == (by.code, old.kem_public) for seat in verified.seats):
            continue
        rows = roster.readable_entries(body)
        entries = tuple(entry for entry in rows if entry.seq not in verified.ignored)
        entry = vault.extend(
            entries, vault.Action.ROTATE, by.code, kem_pk=keys.kem_public, sign_pk=keys.sign_public
        )
        newest = RosterRow.objects.filter(body=body).order_by("-seq").values_list("seq", flat=True).first()
        entry = replace(entry, seq=max(entry.seq, (newest or 0) + 1))
        made.append(vault.add_signature(entry, by.code, old))
    if not made:
        raise ActionRefused(_("您不在任何机构的名册上，或者名册没有通过核验，不能更换密钥。"))
    return tuple(made)


@sensitive_variables()
def _end_requests(by: Hand, day: dt.date) -> None:
    """The member's own requests end: what custodians sealed for them was for the old keys."""
    own = Disclosure.objects.filter(requester=by.member)
    end_all(own, Actor.REQUESTER, Step.DROP, by=by.code, day=day)


@sensitive_variables()
def _seal_to(keys: vault.MemberKeys, by: Hand) -> None:
    """Everything sealed to the member, opened with the old keys and sealed to the new ones.

    What the old keys do not open was never theirs, and goes.
    """
    public, seed, member = keys.kem_public, by.keys.kem_seed, by.member
    for wrap in KeyWrap.objects.filter(member=member):
        _again(wrap, "blob", contracts.case_wrap(wrap.pk, wrap.case_id), seed, public, stale=True)
    for share in IdentityShare.objects.filter(custodian=member).select_related("identity"):
        _again(
            share, "blob", contracts.identity_share(share.pk, share.identity.case_id, share.n), seed, public
        )
    for text in PrivateText.objects.filter(member=member):
        _again(text, "key", contracts.private_key(text.pk, text.case_id), seed, public)
    asks = DisclosureAsk.objects.filter(custodian=member, state=AskState.OPEN).select_related("disclosure")
    for ask in asks.filter(disclosure__state__in=RUNNING):
        contract = contracts.disclosure_reason_key(ask.pk, ask.disclosure.case_id)
        _again(ask, "reason_key", contract, seed, public)


@sensitive_variables()
def _again(row: Any, column: str, contract: bytes, seed: bytes, public: bytes, **more: Any) -> None:
    try:
        secret = vault.open(bytes(getattr(row, column)), seed, contract)
    except vault.Refused:
        row.delete()
        return
    for name, value in {column: vault.seal(secret, public, contract), **more}.items():
        setattr(row, name, value)
    row.save(update_fields=[column, *more])


@sensitive_variables()
def _sign_declaration(keys: vault.MemberKeys, by: Hand, day: dt.date) -> None:
    """The newest declaration once more under the new signature: the old one no longer counts."""
    declared = read_declaration(by)
    if declared.day is None:
        return
    newest = InterestDeclaration.objects.filter(member=by.member).order_by("-seq").first()
    seq = 0 if newest is None else newest.seq + 1
    value: dict[str, Any] = {
        "organisations": [each.as_json() for each in declared.organisations],
        "units": list(declared.units),
    }
    document = vault.canonical_json(value).decode()
    InterestDeclaration.objects.create(
        member=by.member,
        seq=seq,
        document=document,
        signature=keys.sign(declaration_message(by.member.pk, seq, document)),
        day=day,
    )


@sensitive_variables()
def _sign_address(keys: vault.MemberKeys, by: Hand) -> None:
    """The address for mail under the new signature, if it stood under the old one; else there is none. Saved with the rest."""
    member = by.member
    if signed(member, by.keys.sign_public):
        member.mail_signature = keys.sign(address_message(member.pk, member.mail_to))
    else:
        member.mail_to, member.mail_signature = "", b""


@sensitive_variables()
def _save(member: Member, keys: vault.MemberKeys, passphrase: str, sheet: str, day: dt.date) -> None:
    masters.set_passphrase(member, keys, passphrase)
    member.kem_public, member.sign_public = keys.kem_public, keys.sign_public
    member.recovery_blob = masters.under_sheet(member.pk, keys, sheet)
    member.enrolled_day = member.sheet_day = day
    member.save()
