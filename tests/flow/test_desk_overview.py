"""Sheets and filters for whoever leads: over one's own cases, without a word of a report, with the days that are left."""

import datetime as dt

import pytest

from cms import clock
from complaints.actions import assignment
from complaints.desk.page import clock_lines
from complaints.models import Case, KeyWrap
from complaints.selectors.clocks import case_clocks
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.worked_cases import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

SUMMARY = f"{DESK}summary/"


@pytest.fixture
def office() -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


def report(days: int = 0) -> Case:
    return make.file_report(make.report("datong"), at=DEFAULT_AT + dt.timedelta(days=days))[1]


def test_the_list_can_be_narrowed_to_what_is_near(office: make.ChannelOffice) -> None:
    """Filed on a Monday: on the Friday after, the fifth working day is one away; a case of that Friday has time."""
    near, fresh = report(), report(4)
    with clock.at(DEFAULT_AT + dt.timedelta(days=4)):
        client = at_desk(office.handlers[near.body][0])
        page = text_of(client.get(f"{DESK}?show=soon"))
    assert near.number in page
    assert fresh.number not in page
    assert "还有3天（1个工作日）" in page


def test_working_days_are_counted_beside_the_days_left_and_only_where_they_are_known(
    office: make.ChannelOffice,
) -> None:
    clocks = case_clocks(report())
    by_key = {line.clock.key.value: line for line in clock_lines(clocks, DEFAULT_AT.date())}
    assert (by_key["accept_target"].left, by_key["accept_target"].workdays) == (7, 5)
    assert by_key["accept"].workdays is None
    on_the_day = clock_lines(clocks, by_key["accept_target"].clock.day)
    assert {line.workdays for line in on_the_day} == {None}
    december = dt.datetime(2031, 12, 29, 1, tzinfo=dt.UTC)
    unknown = clock_lines(
        case_clocks(make.file_report(make.report("datong"), at=december)[1]), december.date()
    )
    assert {line.workdays for line in unknown} == {None}


def test_the_summary_counts_ones_own_cases_and_no_other(office: make.ChannelOffice) -> None:
    late, near, apart = report(-10), report(), report()
    first, second = office.handlers[late.body]
    assignment.assign(case=late, to=second.member, by=first, now=LATER)
    KeyWrap.objects.filter(case=apart, member=first.member).delete()
    with clock.at(DEFAULT_AT + dt.timedelta(days=4)):
        shown = at_desk(first).get(SUMMARY)
        other = at_desk(second).get(SUMMARY)
    leads = dict(shown.context["tables"])["按承办人"]
    name = second.member.user.get_username()
    assert {row.label: row.cells for row in leads} == {name: (1, 1, 1, 0, 1), "未分派": (1, 1, 0, 0, 1)}
    assert shown.context["whole"].cells == (2, 2, 1, 0, 2)
    assert "True" not in text_of(shown)
    assert other.context["whole"].cells[-1] == 3
    for case in (late, near, apart):
        assert case.number not in text_of(shown)


def test_the_overview_of_a_case_holds_no_word_of_the_report(office: make.ChannelOffice) -> None:
    """Days, clocks and what was done, by whom; and the same answer as for no case to whoever holds no key."""
    case = report()
    first, second = office.handlers[case.body]
    assignment.assign(case=case, to=first.member, by=first, now=LATER)
    with clock.at(LATER):
        page = text_of(at_desk(first).get(f"{DESK}{case.pk}/overview/"))
        KeyWrap.objects.filter(case=case, member=second.member).delete()
        assert at_desk(second).get(f"{DESK}{case.pk}/overview/").status_code == 404
    assert make.FACTS not in page
    for words in (
        case.number,
        "告知是否受理",
        "平台服务承诺",
        "分派承办人",
        first.member.user.get_username(),
    ):
        assert words in page
