"""Everybody that anybody can be to a case: who holds its key, and who has every reason or rank and holds none."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from cms.roles import ROLES
from complaints.actions import recusal
from complaints.hands import Hand
from complaints.models import Case, KeyWrap, Member
from complaints.rights import Role
from tests.case_rights_table import performers
from tests.factories import channel as make
from tests.factories import notices
from tests.factories.inboxes import LATER
from tests.factories.offices import make_office


@dataclass
class Cast:
    """A case in which every act can be done, and the people.

    :ivar holding: who holds its key, by what they are to it. :ivar keyless: everybody else, by why they hold none.
    """

    case: Case
    holding: Mapping[Role, Hand]
    keyless: Mapping[str, Hand]

    def everybody(self) -> list[tuple[Role, str, Hand]]:
        """All of them with what they are to the case; who holds no key is an outsider to it."""
        return [(role, role.value, hand) for role, hand in self.holding.items()] + [
            (Role.OUTSIDER, name, hand) for name, hand in self.keyless.items()
        ]


def cast() -> Cast:
    """The case: with a name, with a mask, beside another one to link, with a notice to put right, short of one seat."""
    notices.published_notice("datong")
    channel = make.open_channel(make_office("datong"), handlers=4)
    _token, case, _said = make.file_report(make.report(person=make.somebody()))
    make.file_report(make.report())
    handler, second, late, recused = channel.handlers[case.body]
    recusal.recuse(case=case, member=recused.member, reason="示例", by=handler, now=LATER)
    case.refresh_from_db()
    KeyWrap.objects.filter(case=case, member=late.member).delete()
    performers.mask_first(case, handler, LATER)
    case.refresh_from_db()
    return Cast(
        case,
        {Role.HANDLER: handler, Role.LEAD: lead_of(second)},
        {
            "of another body": channel.hand("leading_group"),
            "a custodian of it": channel.custodians[0],
            "another custodian of it": channel.custodians[1],
            "recused from it": recused,
            "not seated yet": late,
            "of the highest rank": of_the_highest_rank(),
        },
    )


def lead_of(hand: Hand) -> Hand:
    """The same member, made a lead."""
    hand.member.user.groups.add(Group.objects.get(name=ROLES["channel_lead"].label))
    return Hand(Member.objects.select_related("user").get(pk=hand.member.pk), hand.keys)


def of_the_highest_rank() -> Hand:
    """A member on no roster whose account has every right and is in every group."""
    hand = make.new_member("highest")
    user = hand.member.user
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    user.groups.set(Group.objects.all())
    return hand
