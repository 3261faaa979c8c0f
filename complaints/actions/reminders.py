"""Telling handlers of their clocks: soon due, due today, overdue; each of it once for a day that a clock has.

Only what stands now is told. After a queue that was dead for a week a clock that passed all three stages is told of once,
as overdue. A day that moved with the calendar is another day: it is told of anew.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from cms.windows import beijing_day
from complaints.actions.alerts import alert_handlers
from complaints.clocks import Clock, ClockState, running
from complaints.models import Case, Reminder, Stage
from complaints.selectors.clocks import case_clocks, clocks_by_case
from complaints.transitions import OPEN_STATES

STAGES = {
    ClockState.SOON: Stage.SOON,
    ClockState.DUE: Stage.DUE,
    ClockState.OVERDUE: Stage.OVERDUE,
    ClockState.ESTIMATE_PAST: Stage.DUE,
}
"""What is told, by how a clock stands. An estimate that has passed was told as due, or is now where the queue was dead then."""


def remind(*, now: dt.datetime) -> int:
    """Write what is to be told and note it for the handlers. Returns how many rows are new. Safe to run twice, at once.

    Who leads a case is told; once it is overdue, everybody who holds its key is.
    """
    today = beijing_day(now)
    cases = list(Case.objects.filter(state__in=OPEN_STATES).order_by("pk"))
    told = set(
        Reminder.objects.filter(case__state__in=OPEN_STATES).values_list("case_id", "clock", "stage", "due")
    )
    return sum(
        _tell(pk, today)
        for pk, clocks in clocks_by_case(cases).items()
        if any((pk, clock.key, stage, clock.day) not in told for clock, stage in _to_tell(clocks, today))
    )


@transaction.atomic
def _tell(pk: UUID, today: dt.date) -> int:
    """The rows and the notes in one transaction: killed in between, there is neither.

    The case is read again under its lock: what was done to it since needs no telling.
    """
    held = Case.objects.select_for_update().filter(pk=pk, state__in=OPEN_STATES).first()
    if held is None:
        return 0
    new = []
    for clock, stage in _to_tell(case_clocks(held), today):
        _row, created = Reminder.objects.get_or_create(
            case=held, clock=clock.key.value, stage=stage, due=clock.day, defaults={"day": today}
        )
        if created:
            new.append(stage)
    if new:
        alert_handlers(held, everybody=Stage.OVERDUE in new)
    return len(new)


def _to_tell(clocks: Iterable[Clock], today: dt.date) -> list[tuple[Clock, Stage]]:
    standing = [(clock, clock.state(today)) for clock in running(clocks)]
    return [(clock, STAGES[state]) for clock, state in standing if state in STAGES]
