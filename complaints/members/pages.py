"""What the members' pages show, as frozen values: bodies, who sits there, what waits for a signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.actions.errors import ActionRefused
from complaints import keystore, vault
from complaints.actions import roster as roster_actions
from complaints.models import Member, RosterProposal
from complaints.roots import Roots, read_roots
from complaints.rosters import BodyRoster, rosters_of
from complaints.separation import refusal_to_hold_keys

ROLES = {"handler": gettext_lazy("受理人员"), "custodian": gettext_lazy("身份保管人员")}
"""The two seats, in words."""


@dataclass(frozen=True)
class MemberLine:
    """Somebody with a seat. `fingerprint` is that of the roster; `problems` are sentences."""

    member: UUID
    name: str
    role: str
    fingerprint: str
    own: bool
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ProposalLine:
    """A change that waits for signatures. `broken` where the row is no such change: it can only be taken away."""

    pk: UUID
    words: str
    signed_by: tuple[str, ...]
    missing: int
    mine: bool
    about_me: bool
    adds: bool
    broken: bool = False


@dataclass(frozen=True)
class BodyCard:
    """A body in which the reader sits. `warnings` say what does not verify."""

    code: str
    name: str
    members: tuple[MemberLine, ...]
    proposals: tuple[ProposalLine, ...]
    warnings: tuple[str, ...]


def body_cards(member: Member) -> tuple[BodyCard, ...]:
    """The bodies on whose roster this member stands, by code. A closed body is shown to whoever a row of it names."""
    roots = read_roots(keystore.keys_folder())
    rosters = rosters_of(sorted(roots.bodies))
    people = {person.pk.hex: person for person in Member.objects.select_related("user")}
    return tuple(
        _card(roots, roster, member, people) for roster in rosters.values() if _concerns(roster, member)
    )


def bodies_of(member: Member) -> tuple[str, ...]:
    """Codes of the bodies in which this member has a seat."""
    rosters = rosters_of(sorted(read_roots(keystore.keys_folder()).bodies))
    return tuple(code for code, roster in rosters.items() if _seated(roster, member))


def candidates(body: str) -> list[Member]:
    """Members who have keys, have no seat in this body, and may hold keys."""
    seated = {seat.member for seat in rosters_of([body])[body].seats}
    return [
        member
        for member in Member.objects.select_related("user").order_by("user__username")
        if member.pk.hex not in seated and not refusal_to_hold_keys(member.user)
    ]


def name_of(member: Member) -> str:
    """A member's name, with the account where it differs."""
    full, account = member.user.get_full_name(), member.user.get_username()
    return f"{full}（{account}）" if full and full != account else account


def _seated(roster: BodyRoster, member: Member) -> bool:
    return any(seat.member == member.pk.hex for seat in roster.seats)


def _concerns(roster: BodyRoster, member: Member) -> bool:
    if _seated(roster, member):
        return True
    named = {entry.member for entry in roster_actions.readable_entries(roster.body)}
    return not roster.whole and member.pk.hex in named


def _card(roots: Roots, roster: BodyRoster, member: Member, people: Mapping[str, Member]) -> BodyCard:
    warnings = []
    if not roster.whole:
        warnings.append(
            _(
                "名册比本机写入过的短，或者内容不同。有人可能改动了数据库，本机构已停止收件。请立即告知系统管理人员。"
            )
        )
    if roster.ignored:
        warnings.append(
            _(
                "名册中第 %(numbers)s 条没有通过核验，已不予理会。有人可能直接改动了数据库，请告知系统管理人员查明。"
            )
            % {"numbers": "、".join(str(number) for number in roster.ignored)}
        )
    return BodyCard(
        code=roster.body,
        name=roots.bodies[roster.body].name,
        members=tuple(_line(seat, member, people) for seat in roster.seats),
        proposals=tuple(
            _proposal(proposal, member, people)
            for proposal in RosterProposal.objects.filter(body=roster.body).order_by("day", "pk")
        )
        if roster.seats
        else (),
        warnings=tuple(warnings),
    )


def _line(seat: vault.Seat, reader: Member, people: Mapping[str, Member]) -> MemberLine:
    person = people.get(seat.member)
    problems = []
    if person is None:
        problems.append(_("名册上有这一席，数据库里没有这名成员。"))
    else:
        if (bytes(person.kem_public), bytes(person.sign_public)) != (seat.kem_pk, seat.sign_pk):
            problems.append(_("数据库里的密钥与名册不符。"))
        refusal = refusal_to_hold_keys(person.user)
        if refusal:
            problems.append(refusal)
    return MemberLine(
        member=UUID(seat.member),
        name=name_of(person) if person else seat.member,
        role=str(ROLES[seat.role]),
        fingerprint=vault.fingerprint(seat.kem_pk, seat.sign_pk),
        own=seat.member == reader.pk.hex,
        problems=tuple(problems),
    )


def _proposal(proposal: RosterProposal, reader: Member, people: Mapping[str, Member]) -> ProposalLine:
    try:
        entry = roster_actions.read_proposal(proposal)
        needed = roster_actions.signatures_needed(proposal)
    except (ActionRefused, vault.Refused):
        words = _("这一项已经损坏，不能签名。")
        return ProposalLine(proposal.pk, words, (), 0, mine=False, about_me=False, adds=False, broken=True)

    def called(code: str) -> str:
        person = people.get(code)
        return name_of(person) if person else code

    adds = entry.action == vault.Action.ADD
    pattern = _("增加 %(name)s 为%(role)s") if adds else _("移出 %(name)s（%(role)s）")
    return ProposalLine(
        pk=proposal.pk,
        words=pattern % {"name": called(entry.member), "role": ROLES[entry.role]},
        signed_by=tuple(called(signer) for signer in entry.signers),
        missing=max(0, needed - len(entry.signers)),
        mine=reader.pk.hex in entry.signers,
        about_me=entry.member == reader.pk.hex,
        adds=adds,
    )
