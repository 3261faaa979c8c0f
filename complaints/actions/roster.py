"""Who sits in a body: entries of its roster, proposed, signed by those who may, and only then written (channel.md §2.3).

Nobody puts themselves in: an addition needs a member of the body who has compared the fingerprint by another road, and
two of them where three have seats. What is complete is committed first; the head of the roster is written after.
"""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import keystore, vault
from complaints.actions import rekeying, vault_sessions
from complaints.hands import Hand
from complaints.models import Member, RosterProposal, RosterRow
from complaints.roots import read_roots, write_head
from complaints.roster_lock import change_rosters
from complaints.rosters import BodyRoster, rosters_of
from complaints.separation import refusal_to_hold_keys


@dataclass(frozen=True)
class Outcome:
    """What became of a signature: `row` once the entry is complete, otherwise `proposal` and how many are `missing`."""

    row: RosterRow | None
    proposal: RosterProposal | None
    missing: int


def propose(
    *, body: str, action: str, by: Hand, subject: Member, role: str = "", now: dt.datetime
) -> Outcome:
    """Propose to add a member with the keys they have, or to remove one, and sign it. Written at once if that is enough.

    :param action: `add` or `remove`. :param role: `handler` or `custodian`, for an addition.
    Raises ActionRefused when the one or the other may not, or somebody was quicker.
    """
    entries, roster = _standing(body)
    _check_signer(roster, by)
    if subject.pk == by.member.pk:
        raise ActionRefused(_("不能由本人增减自己。请由本机构的另一名成员办理。"))
    if action == vault.Action.ADD:
        _check_subject(subject)
    elif sum(seat.role == vault.Role.HANDLER for seat in roster.seats if seat.member != subject.pk.hex) == 0:
        raise ActionRefused(_("这是本机构最后一名受理人员，移出后再没有人能办理来件。请先增加一名受理人员。"))
    keys = (
        (bytes(subject.kem_public), bytes(subject.sign_public)) if action == vault.Action.ADD else (b"", b"")
    )
    try:
        entry = vault.extend(entries, action, subject.pk.hex, role, *keys)
    except vault.Refused:
        raise ActionRefused(
            _("名册上已有该成员、没有该成员，或者这把密钥曾经用过，不能这样登记。请刷新页面核对。")
        ) from None
    entry = replace(entry, seq=max(entry.seq, _next_number(body)))
    return _signed(entry, entries, by, None, now)


def sign(*, proposal: RosterProposal, by: Hand, now: dt.datetime) -> Outcome:
    """Put one more signature under a proposal, and write the entry if that is enough. Raises ActionRefused."""
    entries, roster = _standing(proposal.body)
    _check_signer(roster, by)
    entry = read_proposal(proposal)
    if entry.member == by.code:
        raise ActionRefused(_("不能由本人增减自己。请由本机构的另一名成员办理。"))
    if by.code in entry.signers:
        raise ActionRefused(_("您已经签过这一项，还需要另一名成员签名。"))
    if entry.action == vault.Action.ADD:
        _check_subject(Member.objects.select_related("user").get(pk=UUID(entry.member)))
        _check_keys(entry)
    return _signed(entry, entries, by, proposal, now)


def refuse(*, proposal: RosterProposal, by: Hand) -> None:
    """Take a proposal from the table: any member of the body may. Raises ActionRefused for others."""
    _entries, roster = _standing(proposal.body)
    _check_signer(roster, by)
    RosterProposal.objects.filter(pk=proposal.pk).delete()


def read_proposal(proposal: RosterProposal) -> vault.RosterEntry:
    """The entry a proposal stands for. Raises ActionRefused for a row that is none."""
    try:
        entry = vault.RosterEntry.from_json(proposal.document)
    except vault.Refused:
        raise ActionRefused(_("这一项已经损坏，不能签名。请撤回后重新提议。")) from None
    if entry.body != proposal.body:
        raise ActionRefused(_("这一项已经损坏，不能签名。请撤回后重新提议。"))
    return entry


def signatures_needed(proposal: RosterProposal) -> int:
    """How many signatures the entry of a proposal needs, as the roster stands now."""
    entry = read_proposal(proposal)
    return vault.signatures_needed(readable_entries(proposal.body), entry.action)


def readable_entries(body: str) -> tuple[vault.RosterEntry, ...]:
    """The entries of a body as they stand in the database, verified or not; rows that are none are left out."""
    entries = []
    for row in RosterRow.objects.filter(body=body).order_by("seq"):
        try:
            entries.append(vault.RosterEntry.from_json(row.document))
        except vault.Refused:
            continue
    return tuple(entries)


def _standing(body: str) -> tuple[tuple[vault.RosterEntry, ...], BodyRoster]:
    """The entries that count, and the roster they make. Raises ActionRefused for a body that is closed."""
    roster = rosters_of([body])[body]
    if not roster.seats:
        raise ActionRefused(
            _("机构的名册没有通过核验，不能增减成员。请系统管理人员运行 manage.py doctor 查明原因。")
        )
    entries = tuple(entry for entry in readable_entries(body) if entry.seq not in roster.ignored)
    if entries[0].digest() != read_roots(keystore.keys_folder()).bodies[body].root:
        raise ActionRefused(
            _("机构的名册没有通过核验，不能增减成员。请系统管理人员运行 manage.py doctor 查明原因。")
        )
    return entries, roster


def _check_signer(roster: BodyRoster, by: Hand) -> None:
    """The signer sits in this body, with these keys, and may hold keys at all."""
    if not any(
        (seat.member, seat.kem_pk, seat.sign_pk) == (by.code, by.keys.kem_public, by.keys.sign_public)
        for seat in roster.seats
    ):
        raise ActionRefused(_("只有本机构名册上的成员可以办理。"))
    refusal = refusal_to_hold_keys(by.member.user)
    if refusal:
        raise ActionRefused(refusal)


def _check_subject(subject: Member) -> None:
    refusal = refusal_to_hold_keys(subject.user)
    if refusal:
        raise ActionRefused(refusal)


def _check_keys(entry: vault.RosterEntry) -> None:
    """Whoever is added has these keys still: a seat with keys that have gone would receive what nobody can open."""
    if entry.action != vault.Action.ADD:
        return
    subject = Member.objects.get(pk=UUID(entry.member))
    if (bytes(subject.kem_public), bytes(subject.sign_public)) != (entry.kem_pk, entry.sign_pk):
        raise ActionRefused(_("提议之后该成员的密钥变了。请撤回提议，重新核对指纹。"))


def _next_number(body: str) -> int:
    """One more than any row of the body has, forged ones included: a number is given once."""
    newest = RosterRow.objects.filter(body=body).order_by("-seq").first()
    return 0 if newest is None else newest.seq + 1


def _signed(
    entry: vault.RosterEntry,
    entries: tuple[vault.RosterEntry, ...],
    by: Hand,
    proposal: RosterProposal | None,
    now: dt.datetime,
) -> Outcome:
    """Add the signature; write the entry, or keep it as a proposal for the next to sign."""
    entry = vault.add_signature(entry, by.code, by.keys)
    missing = vault.signatures_needed(entries, entry.action) - len(entry.signers)
    day = beijing_day(now)
    if missing > 0:
        if proposal is None:
            proposal = RosterProposal(body=entry.body, proposed_by=by.member, day=day)
        proposal.document = entry.to_json()
        proposal.save()
        return Outcome(None, proposal, missing)
    root = entries[0].digest()
    if vault.verify_roster(entry.body, (*entries, entry), root).digest != entry.digest():
        raise ActionRefused(_("名册在此期间已经变动，这一项不再适用。请撤回后重新提议。"))
    return Outcome(_written(entry, day), None, 0)


def _written(entry: vault.RosterEntry, day: dt.date) -> RosterRow:
    """Commit the entry, drop the proposals it outran, lock whoever was removed; then move the head on."""
    try:
        with transaction.atomic(durable=True):
            change_rosters()
            _check_keys(entry)
            row = RosterRow.objects.create(body=entry.body, seq=entry.seq, document=entry.to_json(), day=day)
            RosterProposal.objects.filter(body=entry.body).delete()
            if entry.action == vault.Action.REMOVE:
                member = Member.objects.get(pk=UUID(entry.member))
                vault_sessions.lock_member(member=member)
                rekeying.set_aside(member=member, body=entry.body, day=day)
    except IntegrityError:
        raise ActionRefused(_("另一名成员刚刚改动了名册。请刷新页面，核对后重新办理。")) from None
    write_head(keystore.keys_folder(), entry.body, seq=entry.seq, digest=entry.digest())
    return row
