"""What handlers do to a case: take it up, refuse it, decide it, write to the reporter."""

import datetime as dt
import uuid

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cms.windows import beijing_day
from complaints.entries import add_entry, record_event, signed_document
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Objection, ObjectionState
from complaints.reading import OpenCase, open_case
from complaints.transitions import ENDED_STATES, Actor, Move, target


@sensitive_variables()
@transaction.atomic
def move(*, case: Case, move: Move, expected: str, text: str, by: Hand, now: dt.datetime) -> Case:
    """Move a case on and tell the reporter why, in one step.

    :param expected: the state the handler saw; raises CaseGone where it is another by now, or the case is none of
        theirs. Raises NotAllowed where the table gives no such move. `text` is what the reporter reads.
    """
    held, opened = _hold(case, by)
    if held.state != expected:
        raise CaseGone
    to = target(held.state, Actor.HANDLER, move)
    if to is None:
        raise NotAllowed
    _tell(opened, by, kind="decision", text=text, day=beijing_day(now), move=move.value)
    held.state = to.value
    held.save(update_fields=["state"])
    record_event(
        case=held,
        public=opened.keys.public,
        kind=to.value,
        actor=by.code,
        detail={"move": move.value},
        day=beijing_day(now),
    )
    if to in ENDED_STATES:
        Objection.objects.filter(case=held).update(state=ObjectionState.DECIDED)
    else:
        Objection.objects.filter(case=held).update(state=ObjectionState.OPEN)
    return held


@sensitive_variables()
@transaction.atomic
def send_message(*, case: Case, text: str, by: Hand, now: dt.datetime) -> None:
    """Write to the reporter; they read it when they come back. Raises CaseGone for a case that is none of theirs."""
    held, opened = _hold(case, by)
    day = beijing_day(now)
    _tell(opened, by, kind="message", text=text, day=day)
    record_event(
        case=held,
        public=opened.keys.public,
        kind="entry",
        actor=by.code,
        detail={"entry": "message"},
        day=day,
    )


@sensitive_variables()
@transaction.atomic
def add_note(*, case: Case, text: str, by: Hand, now: dt.datetime) -> None:
    """Write down something for the handlers alone. Raises CaseGone for a case that is none of theirs."""
    held, opened = _hold(case, by)
    day, entry_id = beijing_day(now), uuid.uuid4()
    document = signed_document(
        keys=by.keys, member=by.member.pk, case=held.pk, entry_id=entry_id, kind="note", text=text
    )
    add_entry(
        case=held, public=opened.keys.public, document=document, day=day, by_reporter=False, entry_id=entry_id
    )
    record_event(
        case=held,
        public=opened.keys.public,
        kind="entry",
        actor=by.code,
        detail={"entry": "note"},
        day=day,
    )


def _hold(case: Case, by: Hand) -> tuple[Case, OpenCase]:
    held = Case.objects.select_for_update().filter(pk=case.pk).first()
    if held is None:
        raise CaseGone
    return held, open_case(held, by.member, by.keys)


def _tell(opened: OpenCase, by: Hand, *, kind: str, text: str, day: dt.date, **more: str) -> None:
    """Seal a signed text to the case and to the reporter, whose key is the one sealed with the report."""
    entry_id = uuid.uuid4()
    document = signed_document(
        keys=by.keys,
        member=by.member.pk,
        case=opened.case.pk,
        entry_id=entry_id,
        kind=kind,
        text=text,
        **more,
    )
    add_entry(
        case=opened.case,
        public=opened.keys.public,
        document=document,
        day=day,
        by_reporter=False,
        reporter_public=opened.reporter_public,
        entry_id=entry_id,
    )
