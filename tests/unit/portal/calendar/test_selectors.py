"""The calendar in force, as the tables say it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.calendar import selectors
from portal.calendar.examples import example_days
from portal.calendar.notices import NoticeDay, NoticeDayKind
from portal.calendar.previews import (
    PreviewLine,
    ProposedCalendar,
    changed_days,
    preview_lines,
    register_calendar_preview,
)
from portal.calendar.workdays import DayKind

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
LOCAL = {
    "scope": "150100",
    "scope_name": "某市（示例）",
    "year": 2026,
    "title": "某市通知",
    "days": [NoticeDay(dt.date(2026, 8, 5), NoticeDayKind.REST, "那达慕")],
}
EXTRA = NoticeDay(dt.date(2027, 9, 3), NoticeDayKind.REST, "纪念日")


def test_without_notices_the_library_alone_is_in_force() -> None:
    assert selectors.current_calendar().version == selectors.builtin_calendar().version
    assert not selectors.current_calendar().knows(2027)


def test_a_new_version_is_in_force_at_once_and_the_old_calendar_was_another(add_notice: Any) -> None:
    empty = selectors.current_calendar()
    add_notice()
    first = selectors.current_calendar()
    add_notice(days=[*example_days(2027), EXTRA])
    second = selectors.current_calendar()
    assert len({empty.version, first.version, second.version}) == 3
    assert first.kind(EXTRA.date) is DayKind.WORKDAY
    assert second.kind(EXTRA.date) is DayKind.REST


def test_the_calendar_is_built_once_for_its_content(
    add_notice: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_notice()
    built = selectors.current_calendar()
    with django_assert_num_queries(1):
        assert selectors.current_calendar() is built


def test_local_days_hold_in_their_division_only(add_notice: Any) -> None:
    add_notice(**LOCAL)
    assert selectors.current_calendar("150100").kind(dt.date(2026, 8, 5)) is DayKind.LOCAL_REST
    assert selectors.current_calendar("140100").kind(dt.date(2026, 8, 5)) is DayKind.WORKDAY
    assert selectors.current_calendar("140100").version == selectors.current_calendar().version
    assert selectors.local_scopes() == [("150100", "某市（示例）")]


def test_a_proposal_is_seen_without_being_written(add_notice: Any) -> None:
    notice = add_notice()
    proposed = ProposedCalendar(replace(notice.terms, days=(*notice.terms.days, EXTRA)))
    assert proposed.before().kind(EXTRA.date) is DayKind.WORKDAY
    assert proposed.after().kind(EXTRA.date) is DayKind.REST
    (change,) = changed_days(proposed.before(), proposed.after(), 2027)
    assert (change.day, change.before_text, change.after_text) == (EXTRA.date, "工作日", "纪念日放假")
    assert selectors.current_calendar().kind(EXTRA.date) is DayKind.WORKDAY


def test_ordinary_days_of_a_year_that_had_no_data_are_not_listed_as_changes(add_notice: Any) -> None:
    before = selectors.current_calendar()
    notice = add_notice()
    changes = changed_days(before, selectors.current_calendar(), 2027)
    assert [change.day for change in changes] == [day.date for day in notice.terms.days]


def test_versions_are_listed_newest_first(add_notice: Any) -> None:
    first = add_notice()
    second = add_notice(days=[*example_days(2027), EXTRA])
    later = add_notice(year=2028)
    assert selectors.calendar_versions() == [later, second, first]
    assert selectors.calendar_versions(year=2027) == [second, first]
    assert selectors.latest_notice("", 2027) == second
    assert selectors.latest_notice("", 2030) is None


def test_every_year_is_listed_known_or_not(add_notice: Any) -> None:
    notice = add_notice(is_example=True)
    local = add_notice(**LOCAL)
    states = {state.year: state for state in selectors.year_states(TODAY)}
    assert list(states) == list(range(2028, 2003, -1))
    assert (states[2028].known, states[2028].source) == (False, "")
    assert (states[2027].notice, states[2027].is_example) == (notice, True)
    assert states[2026].local == (local,)
    assert (states[2026].rest_days, states[2026].makeup_days) == (33, 6)
    assert states[2026].source.startswith("chinesecalendar")


def test_years_with_real_data_leave_examples_out(add_notice: Any) -> None:
    add_notice(is_example=True)
    add_notice(year=2028)
    real = selectors.years_with_real_data()
    assert 2026 in real
    assert 2027 not in real
    assert 2028 in real


def test_preview_hooks_add_their_lines_once(add_notice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.calendar.previews._hooks", [])

    def count_windows(proposed: ProposedCalendar) -> list[PreviewLine]:
        return [PreviewLine(f"{proposed.terms.year}年：3个公示期将移动")]

    register_calendar_preview(count_windows)
    register_calendar_preview(count_windows)
    assert preview_lines(ProposedCalendar(add_notice().terms)) == [PreviewLine("2027年：3个公示期将移动")]
