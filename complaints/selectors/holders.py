"""Who could open a case now: members who sit on a roster and whose account is open. Nothing is opened."""

from collections.abc import Iterable
from uuid import UUID

from complaints import keystore
from complaints.models import KeyWrap, Member
from complaints.roots import read_roots
from complaints.rosters import rosters_of


def working_members() -> frozenset[UUID]:
    """Members who sit on a roster and whose account is open. Raises complaints.roots.RootsError."""
    bodies = read_roots(keystore.keys_folder()).bodies
    seated = {UUID(seat.member) for roster in rosters_of(sorted(bodies)).values() for seat in roster.seats}
    active = Member.objects.filter(user__is_active=True).values_list("pk", flat=True)
    return frozenset(active) & seated


def without_holder(cases: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the cases to which no such member holds a key. Raises complaints.roots.RootsError."""
    wanted = frozenset(cases)
    wraps = KeyWrap.objects.filter(case__in=wanted, member__in=working_members())
    return wanted - frozenset(wraps.values_list("case_id", flat=True))
