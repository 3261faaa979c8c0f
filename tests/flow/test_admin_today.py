"""今日: what needs a hand stands there, the most urgent first, for those who can do something about it and nobody else."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cms import clock
from cms.actions.withholding import withhold
from cms.admin.matters import Section
from cms.admin.today import Today, today
from cms.models import NoticeAct, OfficeAccount, Seal
from cms.roles import ROLES, group_name
from cms.seals import parse_body
from tests.factories import notices as make
from tests.factories.admin import client_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, beijing, make_edition, make_office, person

pytestmark = pytest.mark.django_db

PERIOD = "taiyuan"


@pytest.fixture
def office() -> Office:
    return make_office(PERIOD)


def day_of(user: Any, at: dt.datetime = DEFAULT_AT) -> Today:
    with clock.at(at):
        return today(user, at)


def section(user: Any, key: str, at: dt.datetime = DEFAULT_AT) -> Section | None:
    return next((each for each in day_of(user, at).sections if each.key == key), None)


def hide_a_row(seal: Seal, by: Any) -> None:
    leaves = parse_body(seal.body).leaves
    place = next(n for n, leaf in enumerate(leaves) if leaf.value and leaf.value["t"] == "entry")
    withhold(seal=seal, leaf=place, ground="政府信息公开条例第十五条，个人隐私", by=by)


def test_an_empty_day_is_said_kindly_with_what_comes_next(office: Office) -> None:
    seal = make.published_notice(PERIOD)
    with clock.at(DEFAULT_AT):
        page = text_of(client_of(office.publisher).get(reverse("wagtailadmin_home")))
    assert "今天没有等您办理的事项。" in page
    assert f"最近要期满的公示： {seal.head['title']}" in page
    assert "（2026-03-23（星期一）截止）" in page


def test_whoever_works_on_cases_is_not_told_that_nothing_waits(office: Office) -> None:
    start = reverse("wagtailadmin_home")
    for group, place in (("保密渠道成员", "channel_keys:home"), ("保密渠道档案管理", "channel_endings:home")):
        page = client_of(person(place, group)).get(start).content.decode()
        assert "公示方面今天没有等您办理的事项。" in page
        assert f'href="{reverse(place)}">' in page.partition("公示方面")[2]
    assert "公示方面" not in text_of(client_of(office.editor).get(start))


def test_the_most_urgent_comes_first_and_everything_is_counted(office: Office) -> None:
    seal = make.published_notice(PERIOD)
    after = make.after_window(seal)
    with clock.at(after):
        hide_a_row(seal, office.publisher)
        make.draft(office, seal.edition, make.last_publicity(office.regulation).key)
    second = person("second-publisher", group_name(office.regulation.city, "publisher"))
    found = day_of(second, after)
    assert [each.key for each in found.sections] == ["withheld", "closed", "unreviewed"]
    assert (found.count, found.watched) == (3, 0)
    assert "withheld" not in [each.key for each in day_of(office.publisher, after).sections]
    with clock.at(after):
        page = text_of(client_of(second).get(reverse("wagtailadmin_home")))
    assert "有3件事等您办理" in page
    for heading in ("隐去待复核 1", "期满待办结 1", "草稿没有登记保密审查 1"):
        assert heading in page


def test_a_withholding_that_waits_too_long_is_late(office: Office) -> None:
    seal = make.published_notice(PERIOD)
    with clock.at(DEFAULT_AT):
        hide_a_row(seal, office.publisher)
    second = person("second-publisher", group_name(office.regulation.city, "publisher"))
    for hours, late in ((23, False), (25, True)):
        found = section(second, "withheld", DEFAULT_AT + dt.timedelta(hours=hours))
        assert found is not None
        assert [item.late for item in found.items] == [late]


def test_what_ends_soon_is_only_to_be_watched(office: Office) -> None:
    make.published_notice(PERIOD)
    assert section(office.editor, "ending") is None
    found = section(office.editor, "ending", DEFAULT_AT + dt.timedelta(days=3))
    assert found is not None
    assert found.watch
    assert "2026-03-23（星期一）截止，还剩3个工作日" in found.items[0].detail


def test_a_draft_asks_for_its_secrecy_review_until_it_is_on_record(office: Office) -> None:
    edition = make.run_up(office, "acceptance_list")
    with clock.at(DEFAULT_AT):
        make.draft(office, edition, "acceptance_list")
        found = section(office.editor, "unreviewed")
        assert found is not None
        page = client_of(office.editor).get(found.items[0].url)
        assert page.context["stage_key"] == "acceptance_list"
        make.fulfil(office, edition, "acceptance_list")
    assert section(office.editor, "unreviewed") is None


@pytest.mark.parametrize(
    ("at", "years"),
    [(beijing(2026, 10, 31), []), (beijing(2026, 11, 1), ["2027年的放假安排还没有录入"])],
)
def test_from_november_on_the_next_year_is_asked_for(
    office: Office, at: dt.datetime, years: list[str]
) -> None:
    keeper = person("keeper", ROLES["calendar_keeper"].label)
    for user, watch in ((keeper, False), (office.editor, True)):
        found = section(user, "calendar", at)
        assert [item.title for item in found.items] if found else years == []
        assert found is None or found.watch is watch


def test_a_window_that_runs_into_an_unknown_year_names_it_and_the_keeper_is_led_to_the_form(
    office: Office,
) -> None:
    at = beijing(2026, 12, 28)
    make.published_notice(PERIOD, at=at)
    keeper = person("keeper", ROLES["calendar_keeper"].label)
    found = section(keeper, "calendar", at)
    assert found is not None
    (item,) = found.items
    assert item.url == f"{reverse('workcalendar_admin:add')}?year=2027"
    assert "1个公示期因此只能暂定截止日，不能办结。" in item.detail
    assert item.late
    assert section(office.editor, "provisional", at) is not None
    with clock.at(at):
        page = client_of(keeper).get(reverse("wagtailadmin_home"))
        assert "没有您可以办理的奖项" not in text_of(page)
        assert client_of(keeper).get(item.url).status_code == 200


def test_an_edition_that_stands_still_is_asked_about_after_a_month(office: Office) -> None:
    edition = make_edition(office)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, act=NoticeAct.POSTPONEMENT)
        make.review_for_secrecy(office, edition, "")
        make.approve(office, make.submit(office, notice))
    assert section(office.editor, "postponed", DEFAULT_AT + dt.timedelta(days=29)) is None
    found = section(office.editor, "postponed", DEFAULT_AT + dt.timedelta(days=31))
    assert found is not None
    assert "2026-03-16（星期一）起暂缓，已31天" in found.items[0].detail
    auditor = person("auditing", group_name(office.regulation.city, "auditor"))
    assert section(auditor, "postponed", DEFAULT_AT + dt.timedelta(days=31)) is None


def test_an_auditor_and_another_body_are_asked_for_nothing(office: Office) -> None:
    seal = make.published_notice(PERIOD)
    after = make.after_window(seal)
    city = office.regulation.city
    auditor = person("auditing", group_name(city, "auditor"))
    assert [each.key for each in day_of(auditor, after).sections] == []
    elsewhere = person("county", group_name(city, "editor"))
    OfficeAccount.objects.create(user=elsewhere, scheme=office.scheme, body_name="示例县局（示例）")
    assert section(elsewhere, "closed", after) is None
    assert section(office.editor, "closed", after) is not None


def test_somebody_without_a_role_is_told_whom_to_ask() -> None:
    found = day_of(person("nobody"))
    assert found.stranger
    assert found.sections == []
