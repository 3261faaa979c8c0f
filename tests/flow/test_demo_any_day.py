"""The demonstration shows every state whatever today is: holiday, year's end, years after measures have expired."""

import datetime as dt

import pytest

from cms.windows import Phase
from portal.calendar.selectors import current_calendar
from portal.demo.fill import EARLIEST
from tests.factories.demo import demo_of
from tests.factories.demo_register_states import REGISTER_STATES
from tests.factories.demo_states import STATES, phases

ANY_DAY = {
    "the earliest day": EARLIEST,
    "the National Day holiday": dt.date(2026, 10, 3),
    "the last day of a year": dt.date(2026, 12, 31),
    "after three measures have expired": dt.date(2030, 5, 1),
}


@pytest.mark.django_db
@pytest.mark.parametrize("today", ANY_DAY.values(), ids=ANY_DAY)
def test_every_state_is_there_on_any_day(today: dt.date) -> None:
    with demo_of(today) as written:
        promised = STATES | REGISTER_STATES
        assert [state for state, holds in promised.items() if not holds(written)] == []
        found = phases(written.now)
        last = min(w.last_day for w in (*found.get(Phase.LAST_DAY, ()), *found[Phase.OPEN]))
        calendar = current_calendar()
        assert calendar.is_workday(last)
        assert not any(calendar.is_workday(today + dt.timedelta(days=n)) for n in range((last - today).days))
