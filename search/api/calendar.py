"""The working days: what each day of a year is and who says so, and the same derivation that windows are counted by."""

import datetime as dt

from cms.windows import beijing_day
from portal.calendar.forms import MAX_WORKDAYS
from portal.calendar.notices import FIRST_YEAR, LAST_YEAR
from portal.calendar.selectors import YearState, current_calendar, year_states
from portal.calendar.workdays import CountedDay, CountingPolicy, WorkCalendar, count_window
from search.api import shapes_notices
from search.api import shapes_others as shapes
from search.api.asking import PAGING, Asked, One, Rows, bad_cursor, cursor_of, whole_number
from search.api.parameters import Fault, Kind, Parameter
from search.api.problems import refused
from search.api.values import links

YEAR = Parameter("year", "公历年份。", "2026", Kind.WHOLE, least=FIRST_YEAR, most=LAST_YEAR)
DIVISION = Parameter(
    "division",
    "行政区划代码；不给出的是全国，不含地方增加的放假日。",
    "140200",
    pattern="[0-9]{6}",
    longest=6,
)
START = Parameter("start", "起算日。", "2026-09-28", Kind.DAY, required=True)
WORKING_DAYS = Parameter(
    "working_days", "几个工作日。", "5", Kind.WHOLE, least=1, most=MAX_WORKDAYS, required=True
)
POLICY = Parameter(
    "policy",
    "起算日当天是否计入：exclude_start 不计入（民法典第二百零一条），include_start 计入。",
    "exclude_start",
    offered=tuple(CountingPolicy),
    default=CountingPolicy.EXCLUDE_START.value,
)
YEARS = PAGING
OF_YEAR = (DIVISION,)
DERIVING = (START, WORKING_DAYS, POLICY, DIVISION)
DAY = dt.timedelta(days=1)


def year_list(asked: Asked) -> Rows:
    """The years on record and two to come, newest first."""
    states = year_states(beijing_day(asked.now))
    first = 0
    if after := asked.after():
        last = whole_number(after[0])
        first = next((n for n, each in enumerate(states) if each.year < last), len(states))
        if last > LAST_YEAR:
            raise bad_cursor()
    listed = states[first : first + asked.limit]
    more = len(states) > first + asked.limit
    items = [shapes.Year.model_validate(_brief(each)) for each in listed]
    return Rows(items, cursor_of(listed[-1].year) if more else "", len(states))


def _brief(state: YearState) -> dict[str, object]:
    return {
        "year": state.year,
        "known": state.known,
        "source": state.source,
        "rest_days": state.rest_days,
        "makeup_days": state.makeup_days,
        "example": state.is_example,
        "links": links(f"calendar/{state.year}/", "/calendar/"),
    }


def year_item(asked: Asked) -> One:
    """Every day of a year; of one without an arrangement as it is expected, marked provisional."""
    return One(year_of(int(asked.values["year"]), asked.text("division"), asked.now))


def year_of(year: int, division: str, now: dt.datetime) -> shapes.YearDetail:
    """Every day of a year in one place."""
    calendar, data = current_calendar(division), current_calendar(division).years.get(year)
    state = next((each for each in year_states(beijing_day(now)) if each.year == year), None)
    told = _brief(state) if state else _brief(YearState(year, False, "", 0, 0, False, None, ()))
    first = dt.date(year, 1, 1)
    count = (dt.date(year, 12, 31) - first).days + 1
    return shapes.YearDetail.model_validate(
        told
        | {
            "division": division,
            "provisional": data is None,
            "calendar_version": calendar.version,
            "days": [_day(calendar, first + n * DAY) for n in range(count)],
        }
    )


def _day(calendar: WorkCalendar, day: dt.date) -> shapes.CalendarDay:
    return shapes.CalendarDay(
        day=day,
        kind=calendar.kind(day).value,
        working=calendar.is_workday(day) if calendar.knows(day.year) else None,
        expected_working=calendar.is_expected_workday(day),
        name=calendar.describe(day),
        source=calendar.source(day),
    )


def derivation(asked: Asked) -> One:
    """So many working days from a day on, day by day. Raises ProblemError for a start outside the years there are."""
    start, needed, division = asked.values["start"], asked.values["working_days"], asked.text("division")
    if not FIRST_YEAR <= start.year < LAST_YEAR:
        said = f"参数“start”应在{FIRST_YEAR}年至{LAST_YEAR - 1}年之间。"
        raise refused([Fault("start", "bad_value", said)])
    policy = CountingPolicy(asked.text("policy"))
    counted = count_window(current_calendar(division), start, needed, policy)
    query = f"?start={start}&working_days={needed}&policy={policy.value}"
    query += f"&division={division}" if division else ""
    return One(
        shapes.Derivation(
            start=start,
            working_days=needed,
            policy=policy.value,
            division=division,
            first_day=counted.first_day,
            last_day=counted.last_day,
            expected_last_day=counted.expected_last_day,
            provisional=counted.provisional,
            calendar_version=counted.calendar_version,
            days=[counted_day(each) for each in counted.days],
            links=links(f"calendar/derivation/{query}", "/calendar/"),
        )
    )


def counted_day(day: CountedDay) -> shapes_notices.CountedDay:
    """A line of a derivation."""
    return shapes_notices.CountedDay.model_validate(vars(day) | {"kind": day.kind.value})
