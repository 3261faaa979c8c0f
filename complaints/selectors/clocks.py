"""The clocks of stored cases: their days read from what stands in clear, counted by the calendar of their city.

Nothing is opened: a job reads the same as a handler. Who may see a case's clocks is decided where the case is chosen.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Min

from cms.selectors.pages import newest_measures
from complaints.clocks import CaseDays, Clock, clocks_of
from complaints.models import Case, CaseState, Event
from portal.calendar.selectors import current_calendar
from portal.calendar.workdays import WorkCalendar


def case_clocks(case: Case) -> tuple[Clock, ...]:
    """Every clock of one case, in the order of their days."""
    return clocks_by_case([case])[case.pk]


def clocks_by_case(cases: Iterable[Case]) -> dict[UUID, tuple[Clock, ...]]:
    """Every clock of each case, in the order given. A few queries for any number of cases."""
    listed = list(cases)
    days, calendars = days_by_case(listed), calendars_of(case.city for case in listed)
    return {case.pk: clocks_of(days[case.pk], calendars[case.city]) for case in listed}


def days_by_case(cases: Iterable[Case]) -> dict[UUID, CaseDays]:
    """What the clocks need of each case; one query for the days on which they were taken up."""
    listed = list(cases)
    taken_up = _taken_up([case.pk for case in listed])
    return {
        case.pk: CaseDays(
            state=case.state,
            track=case.track,
            received_on=case.received_on,
            accepted_on=taken_up.get(case.pk),
            extended_on=case.extended_on,
            ended_on=case.ended_on,
        )
        for case in listed
    }


def calendars_of(cities: Iterable[str]) -> dict[str, WorkCalendar]:
    """The calendar in force in each city; the national one where its measure is not on record."""
    measures = newest_measures()
    return {
        city: current_calendar(measures[city].regulation.division_code if city in measures else "")
        for city in set(cities)
    }


def _taken_up(cases: Iterable[UUID]) -> Mapping[UUID, dt.date]:
    """The first day on which each was taken up; withdrawn and taken up again does not begin anew."""
    rows = Event.objects.filter(case__in=list(cases), kind=CaseState.ACCEPTED).values_list("case_id")
    return dict(rows.annotate(first=Min("day")))
