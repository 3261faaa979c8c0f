"""The yearly figures: published once by whoever keeps the endings, fixed, and shown without a small number."""

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client

from cms import clock
from cms.actions.errors import ActionRefused
from complaints.actions import figures as action
from complaints.figures import ALL, Figures, Line, Outcome, given_away
from complaints.models import Case, DestroyedCase, YearFigures
from complaints.reports import Kind
from complaints.selectors.figures import count_year, years_on_record
from tests.factories import notices
from tests.factories.admin import client_of, text_of
from tests.factories.offices import DEFAULT_AT, beijing, make_office, person

pytestmark = pytest.mark.django_db

AFTER = beijing(2027, 2, 1)
URL, PAGE = "/admin/complaints/endings/figures/", "/complaints/figures/"


@pytest.fixture
def archivist() -> Any:
    return person("archivist", "保密渠道档案管理")


def cases(city: str, state: str, count: int, *, kind: str = "staff", year: int = 2026) -> None:
    for _n in range(count):
        Case.objects.create(
            number=uuid.uuid4().hex[:12],
            city=city,
            kind=kind,
            state=state,
            received_on=dt.date(year, 5, 6),
            body=f"{city}.office",
            public=b"",
        )


def two_cities() -> None:
    """Thirty-three cases, one of them alone in its cell."""
    for city in ("datong", "taiyuan"):
        make_office(city)
    for city, state, count in (
        ("datong", "accepted", 12),
        ("datong", "upheld", 1),
        ("taiyuan", "not_upheld", 20),
    ):
        cases(city, state, count)


def destroyed(city: str, outcome: str, *, case: uuid.UUID | None = None) -> None:
    DestroyedCase.objects.create(
        number=uuid.uuid4().hex[:12],
        case=case or uuid.uuid4(),
        city=city,
        kind="staff",
        outcome=outcome,
        year=2026,
        head=b"",
        events=1,
        day=dt.date(2027, 1, 5),
    )


def publish(by: Any, at: dt.datetime = AFTER, year: int = 2026) -> YearFigures:
    with clock.at(at):
        return action.publish_figures(year=year, by=by, now=at)


def test_destroyed_cases_count_once_and_other_years_not() -> None:
    make_office("datong")
    cases("datong", "upheld", 4)
    cases("datong", "upheld", 9, year=2025)
    destroyed("datong", "upheld")
    destroyed("datong", "upheld", case=Case.objects.filter(received_on__year=2026)[0].pk)
    assert count_year(2026).whole.total == 5
    assert years_on_record(2027) == [2026, 2025]


def test_figures_stand_as_they_went_out(archivist: Any, client: Client) -> None:
    two_cities()
    row = publish(archivist)
    before = client.get(PAGE).content
    cases("datong", "upheld", 30)
    Case.objects.filter(state="accepted").update(state="not_upheld")
    with pytest.raises(ActionRefused, match="已经公布"):
        publish(archivist)
    assert client.get(PAGE).content == before
    assert YearFigures.objects.get().document == row.document
    assert given_away(Figures.from_json(row.document)) == ()


def test_the_page_and_the_table_say_the_same_and_nothing_small(archivist: Any, client: Client) -> None:
    two_cities()
    assert "还没有公布任何年度的统计" in text_of(client.get(PAGE))
    publish(archivist)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "2026年" in text_of(page)
    read = client.get(f"{PAGE}2026.csv")
    assert (read["Content-Type"], read["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")
    rows = list(csv.reader(io.StringIO(read.content.decode("utf-8-sig"))))
    assert rows[0][0] == "市"
    assert [row[0] for row in rows[1:4]] == ["大同市", "太原市", "全部"]
    assert rows[3][-1] == "33"
    numbers = [int(each) for row in rows for each in row if each.isdecimal()]
    assert numbers
    assert min(numbers) >= 3
    shown = [each for row in rows[1:4] for each in row[1:]]
    assert [text_of(page).count(each) >= shown.count(each) for each in set(shown)].count(False) == 0
    assert client.get(f"{PAGE}2025.csv").status_code == 404


def test_a_name_in_the_table_is_no_formula(client: Client) -> None:
    lines = (Line("datong", "=1+1", (None,) * 6, None), Line(ALL, "", (None,) * 6, None))
    figures = Figures(2026, tuple(Outcome), lines, tuple((kind, None) for kind in Kind))
    YearFigures.objects.create(year=2026, document=figures.as_json(), day=AFTER.date())
    read = client.get(f"{PAGE}2026.csv").content.decode("utf-8-sig")
    assert "\r\n'=1+1," in read
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(read)) for cell in row)


def test_what_could_be_worked_out_does_not_go_out() -> None:
    line = Line("datong", "大同市", (None, 9, 9, 9, 9, 9), 46)
    told = Figures(
        2026, tuple(Outcome), (line, Line(ALL, "", line.counts, 46)), tuple((kind, None) for kind in Kind)
    )
    with pytest.raises(ActionRefused, match="没有通过核验"):
        action.check_hidden(told)


def test_not_before_the_year_is_over_and_its_windows_have_ended(archivist: Any) -> None:
    make_office("datong")
    with pytest.raises(ActionRefused, match="还没有过完"):
        publish(archivist, beijing(2026, 12, 31, 23, 59))
    seal = notices.published_notice("datong", at=beijing(2025, 12, 30))
    with pytest.raises(ActionRefused, match="公示期内"):
        publish(archivist, beijing(2026, 1, 2), 2025)
    publish(archivist, notices.after_window(seal), 2025)


def test_nobody_else_publishes_and_the_archivist_does_it_on_the_page(archivist: Any) -> None:
    office = make_office("datong")
    cases("datong", "accepted", 7)
    keeper_of_keys = person("member", "保密渠道成员")
    for user in (office.publisher, keeper_of_keys, person("root", is_superuser=True)):
        with pytest.raises(ActionRefused):
            publish(user)
        with clock.at(AFTER):
            assert client_of(user).post(URL, {"year": "2026"}).status_code == 302
    assert not YearFigures.objects.exists()
    client = client_of(archivist)
    with clock.at(AFTER):
        page = text_of(client.get(URL))
        assert "2026年，尚未公布" in page
        assert "请选择列出的年份。" in text_of(client.post(URL, {"year": "2019"}))
        assert client.post(URL, {"year": "2026"}).status_code == 302
        assert "2026年，2027-02-01公布" in text_of(client.get(URL))
    assert DEFAULT_AT.year == YearFigures.objects.get().year
