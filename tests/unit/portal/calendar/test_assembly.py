"""Which source decides a day, and what a calendar's version depends on."""

import datetime as dt
from dataclasses import replace

from portal.calendar.assembly import build_calendar, scopes_of
from portal.calendar.examples import example_days
from portal.calendar.notices import NoticeDay, NoticeDayKind, NoticeTerms
from portal.calendar.sources import builtin_years, library_source
from portal.calendar.workdays import DayKind, WorkCalendar

REST, WORK = NoticeDayKind.REST, NoticeDayKind.WORK
EXAMPLE = NoticeTerms(
    scope="",
    scope_name="",
    year=2027,
    title="2027年安排",
    doc_no="",
    issued_on=dt.date(2026, 11, 4),
    source_url="",
    days=example_days(2027),
)
AMENDED_2026 = replace(
    EXAMPLE,
    year=2026,
    title="2026年安排",
    days=(*example_days(2026), NoticeDay(dt.date(2026, 9, 3), REST, "纪念日")),
)
LOCAL = replace(
    EXAMPLE,
    scope="150100",
    scope_name="某市（示例）",
    year=2026,
    title="某市通知",
    days=(NoticeDay(dt.date(2026, 8, 5), REST, "那达慕"),),
)


def build(*notices: NoticeTerms, division: str = "", library: str = library_source()) -> WorkCalendar:
    return build_calendar(builtin_years(), library, notices, division)


def test_a_notice_makes_a_year_known() -> None:
    assert not build().knows(2027)
    calendar = build(EXAMPLE)
    assert calendar.knows(2027)
    assert calendar.kind(dt.date(2027, 2, 5)) is DayKind.REST
    assert calendar.source(dt.date(2027, 3, 1)) == "《2027年安排》"


def test_a_notice_replaces_the_librarys_year_entirely() -> None:
    calendar = build(AMENDED_2026)
    assert calendar.kind(dt.date(2026, 9, 3)) is DayKind.REST
    assert calendar.kind(dt.date(2026, 5, 9)) is DayKind.WEEKEND, "worked according to the library only"
    assert build().kind(dt.date(2026, 5, 9)) is DayKind.MAKEUP


def test_the_following_notice_reaches_back_into_december() -> None:
    spill = (NoticeDay(dt.date(2026, 12, 27), WORK, "元旦"), NoticeDay(dt.date(2026, 12, 31), REST, "元旦"))
    calendar = build(replace(EXAMPLE, days=(*EXAMPLE.days, *spill)))
    assert calendar.kind(dt.date(2026, 12, 27)) is DayKind.MAKEUP
    assert calendar.kind(dt.date(2026, 12, 31)) is DayKind.REST
    assert calendar.source(dt.date(2026, 12, 31)) == f"{library_source()}；《2027年安排》"
    assert calendar.kind(dt.date(2026, 12, 30)) is DayKind.WORKDAY


def test_a_december_without_data_of_its_own_stays_unknown() -> None:
    spill = NoticeDay(dt.date(2027, 12, 31), REST, "元旦")
    calendar = build(replace(EXAMPLE, year=2028, days=(*example_days(2028), spill)))
    assert calendar.kind(dt.date(2027, 12, 31)) is DayKind.UNKNOWN


def test_an_example_yields_to_real_data_and_never_reaches_into_it() -> None:
    spill = NoticeDay(dt.date(2026, 12, 31), REST, "元旦")
    invented = replace(EXAMPLE, is_example=True, days=(*EXAMPLE.days, spill))
    calendar = build(replace(AMENDED_2026, is_example=True), invented)
    assert calendar.kind(dt.date(2026, 9, 3)) is DayKind.WORKDAY
    assert calendar.kind(dt.date(2026, 12, 31)) is DayKind.WORKDAY
    assert calendar.source(dt.date(2027, 1, 1)) == "《2027年安排》（示例）"


def test_an_example_may_reach_back_into_another_example() -> None:
    spill = NoticeDay(dt.date(2027, 12, 31), REST, "元旦")
    later = replace(EXAMPLE, year=2028, is_example=True, days=(*example_days(2028), spill))
    calendar = build(replace(EXAMPLE, is_example=True), later)
    assert calendar.kind(dt.date(2027, 12, 31)) is DayKind.REST


def test_local_days_hold_in_their_division_and_below() -> None:
    for division, kind in [
        ("150100", DayKind.LOCAL_REST),
        ("150102", DayKind.LOCAL_REST),
        ("140100", DayKind.WORKDAY),
    ]:
        assert build(LOCAL, division=division).kind(dt.date(2026, 8, 5)) is kind, division
    assert build(LOCAL).kind(dt.date(2026, 8, 5)) is DayKind.WORKDAY


def test_the_wider_divisions_notice_names_a_day_both_declare() -> None:
    province = replace(LOCAL, scope="150000", scope_name="某区（示例）", title="某区通知")
    calendar = build(LOCAL, province, division="150100")
    assert calendar.source(dt.date(2026, 8, 5)) == "《某区通知》"


def test_scopes_are_province_prefecture_and_county_each_once() -> None:
    assert scopes_of("") == ()
    assert scopes_of("150000") == ("150000",)
    assert scopes_of("150100") == ("150000", "150100")
    assert scopes_of("150102") == ("150000", "150100", "150102")


def test_the_version_depends_on_the_content_alone() -> None:
    assert build().version == build().version
    assert build(EXAMPLE, AMENDED_2026).version == build(AMENDED_2026, EXAMPLE).version
    versions = {
        build().version,
        build(EXAMPLE).version,
        build(replace(EXAMPLE, note="更正")).version,
        build(library="chinesecalendar 9").version,
        build(LOCAL, division="150100").version,
    }
    assert len(versions) == 5
    assert build(LOCAL, division="140100").version == build().version
    assert all(len(version) == 12 for version in versions)
