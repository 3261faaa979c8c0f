"""Ended cases as those see them who keep the endings: numbers, days and outcomes, never a word of what is inside."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q

from complaints.endings import LATER_REPORT, Ending, Facts, Grounds, Stand, ending
from complaints.models import Case, Disposal, DisposalWay, Event, RetentionPeriod
from complaints.transitions import ENDED_STATES


@dataclass(frozen=True)
class EndedCase:
    """One ended case. `disposal` is what is on record for destroying it, None where nothing is."""

    id: UUID
    number: str
    city: str
    state: str
    ended_on: dt.date
    ending: Ending
    disposal: Disposal | None

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        return self.ending.stand


def ended_cases(today: dt.date) -> tuple[EndedCase, ...]:
    """Every case that has ended, those ready first, then by their day and number. Four queries."""
    months = dict(RetentionPeriod.objects.values_list("outcome", "months"))
    cases = Case.objects.filter(state__in=ENDED_STATES, ended_on__isnull=False)
    came_in = Q(entries__by_reporter=True) | Q(entries__evidence__isnull=False)
    newest = cases.annotate(newest=Max("entries__day", filter=came_in))
    evidence = dict(newest.values_list("pk", "newest"))
    later = Event.objects.filter(kind=LATER_REPORT).values_list("case_id").annotate(newest=Max("day"))
    for case, day in later:
        evidence[case] = max(day, evidence.get(case) or day)
    rows = cases.select_related("disposal__first_by", "disposal__second_by")
    found = [_ended(case, evidence.get(case.pk), months.get(case.state), today) for case in rows]
    order = tuple(Stand)
    return tuple(sorted(found, key=lambda each: (-order.index(each.stand), each.ended_on, each.number)))


def ended_case(number: str, today: dt.date) -> EndedCase | None:
    """The ended case with that number, None where there is none."""
    return next((each for each in ended_cases(today) if each.number == number), None)


def grounds_of(disposal: Disposal | None) -> Grounds:
    """What a record is worth: a decision counts once two different people have made it."""
    if disposal is None:
        return Grounds.NONE
    if disposal.way == DisposalWay.ARCHIVED:
        return Grounds.WHOLE
    second = disposal.second_by_id
    return Grounds.WHOLE if second is not None and second != disposal.first_by_id else Grounds.HALF


def _ended(case: Case, evidence_on: dt.date | None, months: int | None, today: dt.date) -> EndedCase:
    disposal = getattr(case, "disposal", None)
    facts = Facts(
        state=case.state,
        ended_on=case.ended_on,
        evidence_on=evidence_on,
        held=case.hold,
        months=months,
        grounds=grounds_of(disposal),
        grounds_on=disposal.day if disposal else None,
    )
    ended_on = case.ended_on or case.received_on
    return EndedCase(case.pk, case.number, case.city, case.state, ended_on, ending(facts, today), disposal)
