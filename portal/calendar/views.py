"""The public calculator of working days."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import clock
from portal.calendar import selectors
from portal.calendar.day_cells import DayCell, window_months
from portal.calendar.forms import DEFAULT_WORKDAYS, CalculatorForm
from portal.calendar.month_grid import Month
from portal.calendar.wording import POLICY_LABELS, WEEKDAYS, WEEKDAYS_SHORT
from portal.calendar.workdays import (
    CountedDay,
    CountingPolicy,
    DayKind,
    Derivation,
    WorkCalendar,
    count_window,
)

RECENT_YEARS = 6


@dataclass(frozen=True)
class Answer:
    """A derivation as the page shows it.

    :param unknown_years: the years without data it runs through; empty unless it is provisional.
    """

    derivation: Derivation
    rows: list[tuple[CountedDay, Promise]]
    months: list[Month[DayCell]]
    unknown_years: list[int]
    policy_label: Promise
    last_weekday: Promise
    rest_days: int


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The calculator: the form, and below it the answer when the query holds one.

    The whole answer is rendered here; a wrong query shows its errors beside the fields, with status 200,
    since the page is the form.
    """
    query = request.GET.copy()
    asked = any(name in query for name in CalculatorForm.base_fields)
    query.setdefault("policy", CountingPolicy.EXCLUDE_START)
    form = CalculatorForm(
        query if asked else None,
        scopes=selectors.local_scopes(),
        initial={
            "start": clock.today(),
            "days": DEFAULT_WORKDAYS,
            "policy": CountingPolicy.EXCLUDE_START,
        },
    )
    answer = None
    if form.is_valid():
        terms = form.cleaned_data
        calendar = selectors.current_calendar(terms["division"])
        answer = _answer(calendar, count_window(calendar, terms["start"], terms["days"], terms["policy"]))
    years = selectors.year_states(clock.today())
    context = {
        "form": form,
        "answer": answer,
        "recent_years": years[:RECENT_YEARS],
        "earlier_years": years[RECENT_YEARS:],
        "weekdays": list(zip(WEEKDAYS, WEEKDAYS_SHORT, strict=True)),
        "crumbs": [{"url": "/", "label": _("首页")}, {"url": "", "label": _("工作日计算")}],
    }
    return render(request, "workcalendar/calculator.html", context)


def _answer(calendar: WorkCalendar, derivation: Derivation) -> Answer:
    return Answer(
        derivation=derivation,
        rows=[(day, WEEKDAYS[day.day.weekday()]) for day in derivation.days],
        months=window_months(calendar, derivation),
        unknown_years=sorted({day.day.year for day in derivation.days if day.kind is DayKind.UNKNOWN}),
        policy_label=POLICY_LABELS[derivation.policy],
        last_weekday=WEEKDAYS[derivation.days[-1].day.weekday()],
        rest_days=sum(day.number is None for day in derivation.days[1:]),
    )
