"""What handlers do to a case: take it up, refuse it, decide it, pass it on to an authority, write to the reporter."""

import datetime as dt

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from complaints.actions.holding import hold
from complaints.errors import NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Objection, ObjectionState
from complaints.rights import Act
from complaints.transitions import ENDED_STATES, Actor, Move, target


@sensitive_variables()
@transaction.atomic
def move(*, case: Case, move: Move, expected: str, text: str, by: Hand, now: dt.datetime) -> Case:
    """Move a case on and tell the reporter why, in one step.

    :param expected: the state the handler saw; raises CaseGone where it is another by now, or the case is none of
        theirs. Raises NotAllowed where the table gives no such move. `text` is what the reporter reads.
    """
    held = hold(case=case, act=Act(move.value), by=by, now=now, expected=expected)
    to = target(held.case.state, Actor.HANDLER, move)
    if to is None:
        raise NotAllowed
    held.write("decision", text, to_reporter=True, move=move.value)
    ended = to in ENDED_STATES
    held.case.state, held.case.ended_on = to.value, held.day if ended else None
    held.case.save(update_fields=["state", "ended_on"])
    held.event(to.value, {"move": move.value})
    Objection.objects.filter(case=held.case).update(
        state=ObjectionState.DECIDED if ended else ObjectionState.OPEN
    )
    return held.case


@sensitive_variables()
@transaction.atomic
def send_message(*, case: Case, text: str, by: Hand, now: dt.datetime) -> None:
    """Write to the reporter; they read it when they come back. Raises CaseGone for a case that is none of theirs."""
    held = hold(case=case, act=Act.MESSAGE, by=by, now=now)
    held.write("message", text, to_reporter=True)
    held.event("entry", {"entry": "message"})


@sensitive_variables()
@transaction.atomic
def add_note(*, case: Case, text: str, by: Hand, now: dt.datetime) -> None:
    """Write down something for the handlers alone. Raises CaseGone for a case that is none of theirs."""
    held = hold(case=case, act=Act.NOTE, by=by, now=now)
    held.write("note", text)
    held.event("entry", {"entry": "note"})
