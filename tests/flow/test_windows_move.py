"""A window moves by a calendar change or by a sealed act, says so in public, and never once it is concluded."""

import datetime as dt
from typing import Any

import pytest

from cms import clock
from cms.models import Seal, SealAct, Window, WindowChange
from portal.calendar.actions import add_holiday_notice
from portal.calendar.notices import NoticeDay, NoticeDayKind
from portal.calendar.statutory import statutory_days
from tests.factories import notices as make
from tests.factories.offices import beijing, make_office, person

pytestmark = pytest.mark.django_db

NEW_YEARS_EVE = beijing(2026, 12, 29)


def window_of(seal: Seal) -> Window:
    """The list's own window, read afresh."""
    return Window.objects.get(seal=seal, entry_key="")


def load_2027(extra_rest: tuple[dt.date, ...] = (), version: int | None = None) -> None:
    """A whole arrangement for 2027: the statutory days and nothing moved, plus some days more."""
    days = [NoticeDay(day, NoticeDayKind.REST, name) for day, name in statutory_days(2027).items()]
    days += [NoticeDay(day, NoticeDayKind.REST, "调休（示例）") for day in extra_rest]
    add_holiday_notice(
        year=2027,
        title="2027年放假安排（示例）",
        issued_on=dt.date(2026, 12, 30),
        days=days,
        is_example=True,
        by=person("calendar-keeper"),
        seen_version=version,
    )


def test_a_year_without_data_holds_the_end_until_the_notice_is_loaded(client: Any) -> None:
    seal = make.published_notice("datong", "acceptance_list", at=NEW_YEARS_EVE)
    assert window_of(seal).provisional
    with clock.at(NEW_YEARS_EVE):
        assert "暂定" in client.get(seal.head["path"]).content.decode()
    with clock.at(beijing(2026, 12, 30)):
        load_2027()
        page = client.get(seal.head["path"]).content.decode()
    window = window_of(seal)
    assert not window.provisional
    # 30 and 31 December, then 4, 5 and 6 January 2027: the first is a holiday, the second and third a weekend.
    assert window.last_day == dt.date(2027, 1, 6)
    assert WindowChange.objects.get(window=window).cause == WindowChange.Cause.CALENDAR
    assert seal.acts.get().kind == SealAct.Kind.WINDOW_MOVED
    assert "截止日期变更" in page
    assert "2027年放假安排（示例）" in page
    assert Seal.objects.get(pk=seal.pk).body == seal.body


def test_an_amendment_of_the_arrangement_moves_running_windows_again() -> None:
    seal = make.published_notice("datong", "acceptance_list", at=NEW_YEARS_EVE)
    with clock.at(beijing(2026, 12, 30)):
        load_2027()
    with clock.at(beijing(2027, 1, 2)):
        load_2027((dt.date(2027, 1, 4),), version=1)
    assert window_of(seal).last_day == dt.date(2027, 1, 7)
    assert seal.acts.count() == 2


def test_a_concluded_window_never_moves() -> None:
    seal = make.published_notice("datong", "acceptance_list", at=beijing(2026, 12, 14))
    office = make_office("datong")
    make.conclude(office, seal, at=beijing(2026, 12, 24))
    before = window_of(seal).last_day
    with clock.at(beijing(2026, 12, 25)):
        days = [NoticeDay(d, NoticeDayKind.REST, n) for d, n in statutory_days(2026).items()]
        days.append(NoticeDay(dt.date(2026, 12, 15), NoticeDayKind.REST, "临时放假（示例）"))
        add_holiday_notice(
            year=2026,
            title="2026年放假安排（示例更正）",
            issued_on=dt.date(2026, 12, 25),
            days=days,
            by=person("calendar-keeper"),
        )
    assert window_of(seal).last_day == before
    assert not WindowChange.objects.filter(window__seal=seal).exists()


def test_a_failed_calendar_change_moves_nothing() -> None:
    """The notice and the windows stand in one transaction: when one fails, neither is written."""
    from django.db import transaction

    from portal.calendar.models import HolidayNotice

    seal = make.published_notice("datong", "acceptance_list", at=NEW_YEARS_EVE)

    def load_and_fail() -> None:
        with transaction.atomic(), clock.at(beijing(2026, 12, 30)):
            load_2027()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        load_and_fail()
    assert window_of(seal).provisional
    assert not HolidayNotice.objects.exists()


def test_an_extension_is_a_sealed_act_with_its_reason(client: Any) -> None:
    at = beijing(2026, 3, 16)
    seal = make.published_notice("datong", "acceptance_list", at=at)
    before = window_of(seal).last_day
    make.amend(
        make_office("datong"),
        seal,
        "extension",
        at=at + dt.timedelta(days=1),
        reason="异议受理电话停机一天，延长一个工作日。",
        working_days=1,
    )
    window = window_of(seal)
    assert (window.needed, window.last_day > before) == (6, True)
    with clock.at(at + dt.timedelta(days=2)):
        page = client.get(seal.head["path"]).content.decode()
    assert "电话停机一天" in page
    assert seal.acts.get().kind == SealAct.Kind.EXTENDED


def test_an_exact_period_is_restarted_not_extended(client: Any) -> None:
    at = beijing(2026, 3, 16)
    seal = make.published_notice("hohhot", "proposed_winner_publicity", at=at)
    office = make_office("hohhot")
    with pytest.raises(Exception, match="重新公示"):
        make.amend(office, seal, "extension", at=at + dt.timedelta(days=1), reason="理由。", working_days=1)
    make.amend(office, seal, "restart", at=at + dt.timedelta(days=2), reason="名单所附电话有误，重新公示。")
    window = window_of(seal)
    assert (window.start, window.needed, window.exact) == (dt.date(2026, 3, 18), 10, True)
    assert seal.acts.get().kind == SealAct.Kind.RESTARTED


def test_a_struck_entry_stays_readable_and_restarts_nothing(client: Any) -> None:
    at = beijing(2026, 3, 16)
    seal = make.published_notice("datong", "acceptance_list", at=at)
    entry = seal.entry_list.entries.first()
    before = window_of(seal).last_day
    change = {"op": "struck", "entry_key": str(entry.key), "reason": "申报单位自愿退出。", "article": "17"}
    make.amend(
        make_office("datong"),
        seal,
        "correction",
        at=at + dt.timedelta(days=1),
        reason="申报单位退出。",
        changes=[change],
    )
    assert window_of(seal).last_day == before
    assert Window.objects.filter(seal=seal).count() == 1
    with clock.at(at + dt.timedelta(days=2)):
        page = client.get(seal.head["path"]).content.decode()
    assert entry.name in page
    assert "自愿退出" in page
    assert "<del" in page


def test_an_added_entry_runs_its_own_window_and_holds_the_conclusion() -> None:
    from cms.actions.errors import ActionRefused
    from tests.factories.rows import rows_for

    at = beijing(2026, 3, 16)
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=at)
    row = rows_for(office.regulation)[-1] | {"name": "补充受理的企业（示例）", "uscc": "91999900MA0000077C"}
    later = at + dt.timedelta(days=3)
    with clock.at(later):
        notice = make.draft(
            office,
            seal.edition,
            seal.stage_key,
            act="correction",
            amends=seal.notice,
            rows=[row],
            reason="补正漏列。",
        )
        key = str(notice.entry_list.entries.get().key)
        notice.changes = [{"op": "added", "entry_key": key, "reason": "漏列，补充公示。", "article": "17"}]
        notice.save_revision(user=office.editor)
        make.review_for_secrecy(office, seal.edition, seal.stage_key)
        make.approve(office, make.submit(office, notice))
    own = Window.objects.get(seal=seal, entry_key=key)
    assert own.last_day > window_of(seal).last_day
    with pytest.raises(ActionRefused):
        make.conclude(office, seal, at=make.after_window(seal))
    make.conclude(office, seal, at=beijing(2026, 3, 30))
    assert not Window.objects.filter(seal=seal, concluded_at=None).exists()


def test_ending_an_edition_ends_its_windows() -> None:
    at = beijing(2026, 3, 16)
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=at)
    with clock.at(at + dt.timedelta(days=1)):
        notice = make.draft(office, seal.edition, act="ending", reason="经批准，本届评选终止。")
        make.review_for_secrecy(office, seal.edition, "")
        make.approve(office, make.submit(office, notice))
    assert window_of(seal).ended_at is not None
    assert seal.acts.get().kind == SealAct.Kind.ENDED


def test_the_clerk_sees_which_windows_a_notice_will_move_before_confirming_it() -> None:
    from portal.calendar.notices import NoticeTerms
    from portal.calendar.previews import ProposedCalendar, preview_lines

    seal = make.published_notice("datong", "acceptance_list", at=NEW_YEARS_EVE)
    days = tuple(NoticeDay(day, NoticeDayKind.REST, name) for day, name in statutory_days(2027).items())
    terms = NoticeTerms(
        scope="",
        scope_name="",
        year=2027,
        title="2027年放假安排（示例）",
        doc_no="",
        issued_on=dt.date(2026, 12, 30),
        source_url="",
        days=days,
        is_example=True,
    )
    (line,) = preview_lines(ProposedCalendar(terms))
    assert line.url == seal.head["path"]
    assert "2027年1月6日" in str(line.text)
    assert window_of(seal).provisional


def test_a_row_brought_by_a_correction_stands_on_the_page_with_its_own_window(client: Any) -> None:
    from tests.factories.rows import rows_for

    at = beijing(2026, 3, 16)
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=at)
    changed = seal.entry_list.entries.first()
    later = at + dt.timedelta(days=3)
    added = rows_for(office.regulation)[0] | {
        "name": "补充受理的企业（示例）",
        "uscc": "91999900MA0000077C",
        "key": None,
    }
    renamed = rows_for(office.regulation)[0] | {
        "name": "更名后的企业（示例）",
        "uscc": changed.uscc,
        "key": str(changed.key),
    }
    with clock.at(later):
        notice = make.draft(
            office,
            seal.edition,
            seal.stage_key,
            act="correction",
            amends=seal.notice,
            rows=[renamed, added],
            reason="补正名单。",
        )
        new_key = str(notice.entry_list.entries.get(name=added["name"]).key)
        notice.changes = [
            {"op": "changed", "entry_key": str(changed.key), "reason": "申报单位更名。", "fields": ["name"]},
            {"op": "added", "entry_key": new_key, "reason": "漏列，补充公示。"},
        ]
        notice.save_revision(user=office.editor)
        make.review_for_secrecy(office, seal.edition, seal.stage_key)
        make.approve(office, make.submit(office, notice))
        page = client.get(seal.head["path"]).content.decode()
    for name in (changed.name, "更名后的企业（示例）", "补充受理的企业（示例）"):
        assert name in page
    assert f"<del>{changed.name}" in page
    assert page.count("本条单独公示") == 2


def test_a_correction_is_reviewed_for_secrecy_anew() -> None:
    from cms.models.workflow import ApprovalRefused

    at = beijing(2026, 3, 16)
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=at)
    with clock.at(at + dt.timedelta(days=1)):
        notice = make.draft(
            office,
            seal.edition,
            seal.stage_key,
            act="extension",
            amends=seal.notice,
            working_days=1,
            reason="理由。",
        )
        submitted = make.submit(office, notice)
        with pytest.raises(ApprovalRefused, match="保密审查"):
            make.approve(office, submitted)
        make.review_for_secrecy(office, seal.edition, seal.stage_key)
        assert make.approve(office, submitted)


def test_an_ended_edition_says_so_with_its_notice_and_its_stage(client: Any) -> None:
    at = beijing(2026, 3, 16)
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=at)
    with clock.at(at + dt.timedelta(days=1)):
        notice = make.draft(office, seal.edition, act="ending", reason="经批准，本届评选终止。")
        make.review_for_secrecy(office, seal.edition, "")
        ending = make.approve(office, make.submit(office, notice))
        page = client.get("/datong/2026/").content.decode()
    assert "关于本届的公告" in page
    assert f'href="{ending.head["path"]}"' in page
    assert "stage-ended" in page
