"""What handlers keep for themselves beside a case: labels, and texts that are not sent yet. No event tells of them."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from complaints import private_texts
from complaints.actions.holding import hold
from complaints.hands import Hand
from complaints.models import Case, Place, PrivateText
from complaints.rights import Act


@sensitive_variables()
@transaction.atomic
def keep(*, case: Case, place: Place, text: str, by: Hand, now: dt.datetime) -> None:
    """Seal a text to its author in the place of the one before; an empty one only deletes that.

    Raises CaseGone for a case that is none of theirs, vault.Refused for more than a bucket holds.
    """
    held = hold(case=case, act=Act.LABEL, by=by, now=now)
    PrivateText.objects.filter(case=held.case, member=by.member, place=place).delete()
    if text.strip():
        private_texts.sealed(case=held.case, place=place, text=text, by=by).save(force_insert=True)


@sensitive_variables()
def set_labels(*, case: Case, labels: Iterable[str], by: Hand, now: dt.datetime) -> None:
    """Put labels on a case that only their author sees. Raises as `keep`."""
    keep(case=case, place=Place.LABELS, text=private_texts.joined(labels), by=by, now=now)


def drop(*, case: Case, place: Place, by: Hand) -> None:
    """Throw one's own text away: it was sent, or is not wanted."""
    PrivateText.objects.filter(case=case, member=by.member, place=place).delete()
