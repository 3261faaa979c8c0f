"""Labels and unsent texts of a member, sealed to their author alone: read with their keys, and with nobody else's."""

import uuid
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from complaints import contracts, vault
from complaints.hands import Hand
from complaints.models import Case, Place, PrivateText

LABELS_MOST = 8
LABEL_LONGEST = 20
"""Characters of one label."""

_BETWEEN = "\n"


@sensitive_variables()
def sealed(*, case: Case, place: Place, text: str, by: Hand) -> PrivateText:
    """A row that holds this text, not saved yet. Raises vault.Refused for more than the largest bucket holds."""
    pk, key = uuid.uuid4(), vault.new_secret()
    bucket = vault.Bucket.fitting(text)
    return PrivateText(
        id=pk,
        case=case,
        member=by.member,
        place=place,
        bucket=bucket.value,
        body=vault.seal_text(text, key, contracts.private_text(pk, case.pk, bucket.value), bucket),
        key=vault.seal(key, by.keys.kem_public, contracts.private_key(pk, case.pk)),
    )


@sensitive_variables()
def texts_of(case: Case, by: Hand) -> Mapping[Place, str]:
    """What the member keeps beside this case, by place. What their keys no longer open is left out."""
    rows = PrivateText.objects.filter(case=case, member=by.member)
    opened = ((Place(row.place), _open(row, by)) for row in rows)
    return {place: text for place, text in opened if text is not None}


@sensitive_variables()
def labels_by_case(cases: Iterable[UUID], by: Hand) -> Mapping[UUID, tuple[str, ...]]:
    """The member's own labels of these cases; one query."""
    rows = PrivateText.objects.filter(case__in=list(cases), member=by.member, place=Place.LABELS)
    return {row.case_id: split(_open(row, by) or "") for row in rows}


def split(text: str) -> tuple[str, ...]:
    """The labels in a stored text."""
    return tuple(label for label in text.split(_BETWEEN) if label)


def joined(labels: Iterable[str]) -> str:
    """Labels as one text to store."""
    return _BETWEEN.join(labels)


@sensitive_variables()
def _open(row: PrivateText, by: Hand) -> str | None:
    try:
        key = vault.open(bytes(row.key), by.keys.kem_seed, contracts.private_key(row.pk, row.case_id))
        contract = contracts.private_text(row.pk, row.case_id, row.bucket)
        return vault.open_text(bytes(row.body), key, contract, vault.Bucket(row.bucket))
    except (vault.Refused, ValueError):
        return None
