"""The two measures that repeal an older one: stored as well, the older is in force until the day the new one begins."""

import datetime as dt

import pytest
from django.test import Client

from cms.actions.measures import accept_measure
from cms.models import Measure
from cms.regulation.document import builtin_sources, parse_regulation
from tests.factories.offices import home_page, person

pytestmark = pytest.mark.django_db

# Measure, file, number of the older one as printed, first day of the new one.
REPEALS = [
    ("xinzhou", "xinzhou-2025", "忻政办发〔2021〕102号", dt.date(2025, 3, 1)),
    ("yuncheng", "yuncheng-2023", "运政发〔2013〕28号", dt.date(2023, 6, 9)),
]


@pytest.mark.parametrize(("code", "file", "number", "day"), REPEALS, ids=[row[0] for row in REPEALS])
def test_the_older_measure_is_repealed(
    code: str, file: str, number: str, day: dt.date, client: Client
) -> None:
    new = builtin_sources()[file]
    own = parse_regulation(new).regulation.instrument
    assert own.doc_no is not None
    # An invented text stands for the older one: the same words under the older number, in force a year before.
    older = new.replace(f'doc_no = "{own.doc_no}"'.encode(), f'doc_no = "{number}"'.encode(), 1).replace(
        f"effective_on = {own.effective_on}".encode(),
        f"effective_on = {own.effective_on.replace(year=own.effective_on.year - 1)}".encode(),
        1,
    )
    keeper, home = person("measure-keeper"), home_page()
    for source in (older, new):
        accept_measure(parsed=parse_regulation(source), by=keeper, home=home)
    first, second = Measure.objects.filter(scheme_code=code).order_by("version")
    assert first.repealed_on() == day
    assert first.status_on(day - dt.timedelta(days=1)) == "in_force"
    assert first.status_on(day) == "repealed"
    assert second.repealed_on() is None
    assert second.status_on(day) == "in_force"
    assert "已废止" in client.get(f"/{code}/measure/v1/").content.decode()
