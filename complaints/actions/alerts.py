"""That there is something for a member: noted with what caused it, and gone when they have looked.

A note carries no time, no case and no number. What it leads to is one mail with one sentence (`complaints.mailing`).
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from complaints.models import Alert, Case, KeyWrap, Member
from complaints.separation import refusal_to_hold_keys


@transaction.atomic
def alert(members: Iterable[UUID]) -> None:
    """Note that there is something for each of these members, in the transaction of its cause. Twice is once."""
    listed = sorted(set(members))
    Alert.objects.bulk_create([Alert(member_id=pk) for pk in listed], ignore_conflicts=True)
    # Rows are locked in one order, so that two causes at the same moment cannot wait for each other.
    quiet = Alert.objects.select_for_update().filter(member__in=listed, pending=False).order_by("pk")
    Alert.objects.filter(pk__in=[row.pk for row in quiet]).update(pending=True)


def alert_handlers(case: Case, *, everybody: bool = False) -> None:
    """Note it for who leads the case, or for all who hold its key: where nobody can lead it, or with `everybody`."""
    holders = {wrap.member_id: wrap.member for wrap in _wraps(case)}
    leads = holders.get(case.assigned_id) if case.assigned_id else None
    if leads is not None and not everybody and not refusal_to_hold_keys(leads.user):
        alert([leads.pk])
    else:
        alert(holders)


def looked(*, member: Member) -> None:
    """The member has looked: the next thing is told anew."""
    Alert.objects.filter(member=member, pending=True).update(pending=False, mailed=False)


def _wraps(case: Case) -> Iterable[KeyWrap]:
    return KeyWrap.objects.filter(case=case).select_related("member__user")
