"""Legal holds: a handler keeps a case from destruction, for a court, a review or an inspection, and lifts that again."""

import datetime as dt

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from complaints.actions.holding import hold
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Case
from complaints.rights import Act


@sensitive_variables()
@transaction.atomic
def set_hold(*, case: Case, held: bool, reason: str, by: Hand, now: dt.datetime) -> Case:
    """Put a legal hold on a case or lift it; why stands in a sealed entry.

    Raises CaseGone where it is so already or the case is none of theirs, NotAllowed by the table of rights.
    """
    found = hold(case=case, act=Act.HOLD, by=by, now=now)
    if found.case.hold == held:
        raise CaseGone
    found.write("hold", reason, held=held)
    found.case.hold = held
    found.case.save(update_fields=["hold"])
    found.event("entry", {"entry": "hold" if held else "hold_lifted"})
    return found.case
