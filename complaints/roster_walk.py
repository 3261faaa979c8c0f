"""Walking the rosters for whoever runs the installation: who sits where, and what does not verify."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints import keystore, vault
from complaints.members.pages import ROLES, name_of
from complaints.models import Member, RosterRow
from complaints.roots import read_roots
from complaints.rosters import BodyRoster, rosters_of


@dataclass(frozen=True)
class BodyReport:
    """A body: `lines` say who sits there with which fingerprint, `problems` what is wrong with its roster."""

    body: str
    name: str
    lines: tuple[str, ...]
    problems: tuple[str, ...]


def walk() -> tuple[BodyReport, ...]:
    """Every body that is pinned or has rows, by code. Raises complaints.roots.RootsError."""
    pinned = read_roots(keystore.keys_folder()).bodies
    stored = set(RosterRow.objects.values_list("body", flat=True).distinct())
    people = {person.pk.hex: person for person in Member.objects.select_related("user")}
    return tuple(
        BodyReport(
            body=code,
            name=pinned[code].name if code in pinned else code,
            lines=tuple(_line(seat, people) for seat in roster.seats),
            problems=tuple(problems_of(roster, pinned=code in pinned)),
        )
        for code, roster in rosters_of(sorted({*pinned, *stored})).items()
    )


def problems_of(roster: BodyRoster, *, pinned: bool) -> list[str]:
    """What is wrong with a roster, as sentences without a full stop; empty where it is in order."""
    if not pinned:
        return [_("数据库里有机构 %(body)s 的名册，本机却没有登记它的根指纹") % {"body": roster.body}]
    problems = []
    if not roster.whole:
        problems.append(
            _("机构 %(body)s 的名册比本机写入过的短，或者与根指纹对不上，该机构已停止收件")
            % {"body": roster.body}
        )
    if roster.ignored:
        problems.append(
            _("机构 %(body)s 的名册第 %(numbers)s 条没有通过核验，已不予理会")
            % {"body": roster.body, "numbers": "、".join(str(number) for number in roster.ignored)}
        )
    return problems


def _line(seat: vault.Seat, people: dict[str, Member]) -> str:
    person = people.get(seat.member)
    name = name_of(person) if person else seat.member
    return f"{name} · {ROLES[seat.role]} · {vault.fingerprint(seat.kem_pk, seat.sign_pk)}"
