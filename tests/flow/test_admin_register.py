"""The register in the office: the list and its filter, the page of an award, what was done about a winner."""

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from cms import clock
from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome
from cms.roles import group_name
from cms.selectors.follow_ups import open_rectifications
from tests.factories import notices as make
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.older import older_awards, older_row, revoked_row

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
LATER = DEFAULT_AT + dt.timedelta(days=100)
CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
SUPERVISION = {
    "datong": ("第三十条", "第三十四条", "履行责任与义务情况进行不定期监督检查", "有关重大情况，应及时报告"),
    "taiyuan": ("第二十六条", "定期巡访及动态管理制度"),
    "xinzhou": ("第七条", "获奖企业、组织和个人的监督管理工作"),
    "hohhot": ("第二十一条", "第二十三条", "督促其进行整改", "办法没有写明由谁办理"),
    "yuncheng": ("第二十九条", "不定期进行检查"),
}
"""What each measure says of watching winners, as the page of an award quotes it."""


def auditor_of(office: Office) -> Any:
    return person(f"{office.code}-auditor", group_name(office.regulation.city, "auditor"))


def url_of(name: str, record: AwardRecord, **query: str) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(f'gongshi:{name}', args=[record.pk])}?{asked}"


def visit(**changes: str) -> dict[str, str]:
    return {
        "done_on": LATER.date().isoformat(),
        "body_name": "示例评审办公室（示例）",
        "findings": "走访了生产现场（示例）。",
        "document_no": "示例记录2号",
        "outcome": "nothing",
        **changes,
    }


def served(**changes: str) -> dict[str, str]:
    days = {"served_on": LATER.date(), "due_on": LATER.date() + dt.timedelta(days=30)}
    return visit(**({name: day.isoformat() for name, day in days.items()} | changes))


def test_the_list_shows_what_each_award_is_and_finds_it() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    first = AwardRecord.objects.get(entry_no=1)
    make.revoke(office, [first], at=LATER)
    older_awards(office, older_row(office, edition=9), at=LATER)
    editor = client_of(office.editor)
    url = reverse("gongshi:register")
    with clock.at(LATER):
        page = editor.get(url)
        assert len(page.context["page"].object_list) == AwardRecord.objects.count()
        assert {"已撤销", "有效", "上线前记录"} <= set(text_of(page).split())

        def found(**query: str) -> list[str]:
            return [line.record.public_id for line in editor.get(url, query).context["page"].object_list]

        assert found(status="revoked") == [first.public_id]
        assert first.public_id not in found(status="valid")
        assert found(q=first.uscc) == [first.public_id]
        assert found(q="示例制造1号") == [first.public_id]
        assert found(q="没有这个名称") == []
        assert {r.split("-")[1] for r in found(edition="9")} == {"h9"}
        assert len(found(scheme="nothing-like-it", edition="x")) == AwardRecord.objects.count()


def test_only_schemes_of_ones_own_are_listed() -> None:
    office, other = make_office("datong"), make_office("hohhot")
    make.published_notice("datong", DECISION)
    record = AwardRecord.objects.first()
    with clock.at(LATER):
        page = client_of(other.editor).get(reverse("gongshi:register"))
        assert page.context["page"].object_list == []
        answer = client_of(other.editor).get(url_of("award", record), follow=True)
        assert "不在“" in messages_of(answer)
        assert record.name not in text_of(answer)
        nobody = client_of(person("nobody")).get(reverse("gongshi:register"))
        assert nobody.status_code == 302
        assert client_of(auditor_of(office)).get(url_of("award", record)).status_code == 200


@pytest.mark.parametrize("city", CITIES)
def test_the_page_of_an_award_quotes_who_watches_winners(city: str) -> None:
    office = make_office(city)
    make.published_notice(city, DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    with clock.at(LATER):
        page = client_of(office.editor).get(url_of("award", record))
        words = text_of(page)
        for part in (*SUPERVISION[city], record.public_id, record.name):
            assert part in words, part
        assert record.path_on_portal in page.content.decode()
        # Watching the review itself is no matter of winners (呼和浩特 27).
        assert "第二十七条" not in words
        assert ("登记整改告知" in words) is (city == "hohhot")


@pytest.mark.parametrize("city", CITIES)
def test_a_rectification_is_served_only_where_the_measure_has_one(city: str) -> None:
    office = make_office(city)
    make.published_notice(city, DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    editor = client_of(office.editor)
    with clock.at(LATER):
        answer = editor.post(url_of("follow_up", record, kind="rectification"), served(), follow=True)
        if city != "hohhot":
            assert "本办法没有整改告知的规定。" in messages_of(answer)
            assert not FollowUp.objects.exists()
            return
        assert "已登记" in messages_of(answer)
    kept = FollowUp.objects.get()
    assert (kept.kind, kept.outcome, kept.articles) == ("rectification", "rectify", ["23"])
    assert (kept.served_on, kept.due_on) == (LATER.date(), LATER.date() + dt.timedelta(days=30))


def test_a_rectification_is_overdue_until_it_is_checked() -> None:
    office = make_office("hohhot")
    make.published_notice("hohhot", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    editor = client_of(office.editor)
    with clock.at(LATER):
        editor.post(url_of("follow_up", record, kind="visit"), visit(outcome="rectify"))
        asked = FollowUp.objects.get()
        page = editor.get(url_of("award", record))
        assert "登记整改告知" in text_of(page)
        editor.post(url_of("follow_up", record, kind="rectification"), served(follows=str(asked.pk)))
    rectification = FollowUp.objects.get(kind=FollowUpKind.RECTIFICATION)
    assert rectification.follows_id == asked.pk
    due = rectification.due_on
    assert [(line.open, line.days_late) for line in open_rectifications([office.scheme], due)] == [(True, 0)]

    late = LATER + dt.timedelta(days=33)
    with clock.at(late):
        assert "已逾期3天，未登记核验" in text_of(editor.get(url_of("award", record)))
        listed = editor.get(reverse("gongshi:register"), {"status": "rectifying"})
        assert "整改逾期3天" in text_of(listed)
        assert [line.record for line in listed.context["page"].object_list] == [record]
        checked = visit(done_on=late.date().isoformat(), outcome="done", follows=str(rectification.pk))
        done = editor.post(url_of("follow_up", record, kind="rectified"), checked, follow=True)
        assert "已登记" in messages_of(done), text_of(done)
        assert "逾期" not in text_of(editor.get(url_of("award", record)))
        assert open_rectifications([office.scheme], late.date()) == []
        # A second tab that still offers the rectification: it is answered already.
        stale = editor.post(url_of("follow_up", record, kind="rectified"), checked | {"findings": "再来一次"})
        assert "这条记录已有新的情况" in text_of(stale)
    assert FollowUp.objects.filter(kind=FollowUpKind.RECTIFIED).count() == 1


def test_a_check_that_finds_it_not_put_right_leaves_it_open() -> None:
    office = make_office("hohhot")
    make.published_notice("hohhot", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    editor = client_of(office.editor)
    with clock.at(LATER):
        editor.post(url_of("follow_up", record, kind="rectification"), served())
        first = FollowUp.objects.get()
        editor.post(
            url_of("follow_up", record, kind="rectified"), visit(outcome="rectify", follows=str(first.pk))
        )
        assert [line.follow_up for line in open_rectifications([office.scheme], LATER.date())] == [first]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"done_on": "2099-01-01"}, "办理日期不能晚于今天。"),
        ({"done_on": "2026-02-30"}, "日期不存在或写法不对。"),
        ({"body_name": ""}, "请填写办理单位。"),
        ({"findings": ""}, "请写明情况。"),
        ({"outcome": ""}, "请选择处理意见。"),
        ({"outcome": "done"}, "这类事项不能选这一处理意见。"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(changes: dict[str, str], said: str) -> None:
    office = make_office("datong")
    older_awards(office)
    record = AwardRecord.objects.get()
    with clock.at(LATER):
        answer = client_of(office.editor).post(url_of("follow_up", record, kind="visit"), visit(**changes))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not FollowUp.objects.exists()


def test_days_of_a_rectification_have_an_order() -> None:
    office = make_office("hohhot")
    older_awards(office)
    record = AwardRecord.objects.get()
    with clock.at(LATER):
        answer = client_of(office.editor).post(
            url_of("follow_up", record, kind="rectification"), served(due_on="2026-01-01")
        )
    assert "整改期限不能早于送达日期。" in text_of(answer)
    assert not FollowUp.objects.exists()


def test_the_same_form_sent_twice_is_one_record() -> None:
    office = make_office("datong")
    older_awards(office)
    record = AwardRecord.objects.get()
    editor = client_of(office.editor)
    with clock.at(LATER):
        first = editor.post(url_of("follow_up", record, kind="visit"), visit(), follow=True)
        again = editor.post(url_of("follow_up", record, kind="visit"), visit(), follow=True)
    assert "已登记" in messages_of(first)
    assert "没有重复登记" in messages_of(again)
    assert FollowUp.objects.count() == 1


def test_who_only_reads_records_nothing() -> None:
    office, other = make_office("datong"), make_office("hohhot")
    older_awards(office)
    record = AwardRecord.objects.get()
    with clock.at(LATER):
        for who in (auditor_of(office), office.approver, other.editor):
            answer = client_of(who).post(url_of("follow_up", record, kind="visit"), visit(), follow=True)
            assert "权限" in messages_of(answer) or "不在“" in messages_of(answer)
            page = client_of(who).get(url_of("award", record), follow=True)
            assert "登记回访" not in text_of(page)
            assert "起草撤销公告" not in text_of(page) or who is office.approver
    assert not FollowUp.objects.exists()


def test_an_award_revoked_before_the_portal_says_why_it_is_not_given_back_here() -> None:
    office = make_office("xinzhou")
    older_awards(office, revoked_row(office))
    record = AwardRecord.objects.get()
    editor = client_of(office.editor)
    with clock.at(LATER):
        page = text_of(editor.get(url_of("award", record)))
        assert "已撤销" in page
        assert "不能用恢复公告办理" in page
        assert "起草恢复公告" not in page
        answer = editor.post(reverse("gongshi:begin_reinstatement", args=[record.pk]), follow=True)
        assert "不能用恢复公告办理" in messages_of(answer)


def test_the_menu_has_the_register_between_publicities_and_withholdings() -> None:
    office = make_office("datong")

    def menu(user: Any) -> list[str]:
        request = RequestFactory().get(reverse("wagtailadmin_home"))
        request.user = user
        return [str(item.label) for item in admin_menu.menu_items_for_request(request)]

    shown = menu(office.publisher)
    place = shown.index("名册")
    assert shown[place - 1 : place + 2] == ["公示", "名册", "隐去复核"]
    assert "名册" in menu(auditor_of(office))
    assert "名册" not in menu(person("calendar-only", "日历管理员"))


def test_outcomes_that_lead_on_are_told_by_their_buttons() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    editor = client_of(office.editor)
    with clock.at(LATER):
        editor.post(url_of("follow_up", record, kind="report"), visit(outcome=FollowUpOutcome.REVOKE.value))
        page = editor.get(url_of("award", record))
    assert "据此起草撤销公告" in text_of(page)
    kept = FollowUp.objects.get()
    assert (
        f"{reverse('gongshi:begin_revocation', args=[record.pk])}?follow_up={kept.pk}"
        in page.content.decode()
    )
