"""Entering a notice in the admin: form, preview, confirmation, and who may."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.calendar import previews
from portal.calendar.examples import example_days
from portal.calendar.models import HolidayNotice
from portal.calendar.notice_files import as_text
from portal.calendar.notices import NoticeDay

pytestmark = pytest.mark.django_db
DATA = Path("tests/data/calendar")
INDEX, ADD, CONFIRM = (reverse(f"workcalendar_admin:{name}") for name in ("index", "add", "confirm"))
FORM = {
    "year": "2027",
    "scope": "",
    "scope_name": "",
    "title": "关于2027年部分节假日安排的通知",
    "doc_no": "国办发明电〔2026〕0号",
    "issued_on": "2026-11-04",
    "source_url": "https://www.gov.cn/example.htm",
    "days_text": as_text(example_days(2027)),
    "note": "",
}


@pytest.fixture
def admin(client: Client, keeper: User) -> Client:
    client.force_login(keeper)
    return client


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(element: Any) -> str:
    return re.sub(r"\s+", "", element.get_text())


def preview(client: Client, **changes: Any) -> BeautifulSoup:
    return soup(client.post(ADD, {**FORM, **changes}))


def errors(page: BeautifulSoup) -> str:
    return "".join(text(message) for message in page.select(".error-message"))


def draft(page: BeautifulSoup) -> str:
    field = page.select_one("input[name=draft]")
    assert field is not None, errors(page)
    return str(field["value"])


def test_the_list_names_every_year_and_what_is_missing(admin: Client) -> None:
    rows = [text(row) for row in soup(admin.get(INDEX)).select("table.listing tbody tr")]
    assert any(row.startswith("2026有数据chinesecalendar") for row in rows)
    assert any(row.startswith("2027无数据") for row in rows)


def test_the_menu_leads_there(admin: Client) -> None:
    assert INDEX in admin.get(reverse("wagtailadmin_home")).content.decode()


def test_a_notice_is_previewed_then_confirmed(admin: Client, keeper: User) -> None:
    page = preview(admin)
    said = text(page.select_one("main"))
    assert "尚未保存" in said
    assert "第1版" in said
    assert "此前没有数据" in said
    assert "2027-02-05星期五春节放假（暂定）春节放假" in said
    assert not HolidayNotice.objects.exists()

    response = admin.post(CONFIRM, {"draft": draft(page)})
    notice = HolidayNotice.objects.get()
    assert response.url == reverse("workcalendar_admin:detail", args=[notice.pk])
    assert (notice.year, notice.version, notice.made_by) == (2027, 1, keeper)
    assert notice.terms.days == example_days(2027)
    detail = text(soup(admin.get(response.url)).select_one("main"))
    assert "现行版本" in detail
    assert "国办发明电〔2026〕0号" in detail
    assert notice.sha256 in detail


def test_lines_of_other_apps_stand_in_the_preview(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def hook(proposed: previews.ProposedCalendar) -> list[previews.PreviewLine]:
        moved = not proposed.before().knows(2027) and proposed.after().knows(2027)
        return [previews.PreviewLine("3个公示期将移动", url="/admin/x/")] if moved else []

    monkeypatch.setattr(previews, "_hooks", [hook])
    page = preview(admin)
    assert page.select_one('a[href="/admin/x/"]').get_text() == "3个公示期将移动"
    assert "没有公示期会因此移动" not in text(page)


def test_a_preview_can_be_taken_back_for_changes(admin: Client) -> None:
    page = soup(admin.post(ADD, {"revise": draft(preview(admin, note="备注一"))}))
    assert page.select_one("input[name=title]")["value"] == FORM["title"]
    assert page.select_one("input[name=issued_on]")["value"] == "2026-11-04"
    assert page.select_one("textarea[name=days_text]").get_text().strip() == FORM["days_text"]
    assert page.select_one("textarea[name=note]").get_text().strip() == "备注一"
    assert errors(page) == ""


def test_an_amendment_starts_from_the_version_in_force_and_shows_its_difference(
    admin: Client, add_notice: Any
) -> None:
    first = add_notice()
    form = soup(admin.get(ADD, {"year": "2027"}))
    typed = form.select_one("textarea[name=days_text]").get_text().strip()
    assert typed == as_text(first.terms.days)
    page = preview(admin, days_text=typed + "\n2027-09-03 休 纪念日", note="增加一天")
    rows = [text(row) for row in page.select("table.listing tbody tr")]
    assert rows == ["2027-09-03星期五工作日纪念日放假"]
    response = admin.post(CONFIRM, {"draft": draft(page)})
    detail = soup(admin.get(response.url))
    assert "2027-09-03未列纪念日休" in text(detail)
    old = soup(admin.get(reverse("workcalendar_admin:detail", args=[first.pk])))
    assert "已被第2版更正" in text(old)


def test_a_year_of_the_library_starts_from_its_days(admin: Client) -> None:
    form = soup(admin.get(ADD, {"year": "2026"}))
    assert "2026-10-10 班 国庆节" in form.select_one("textarea[name=days_text]").get_text()


@pytest.mark.parametrize("year", ["", "x", "99999", "２０２７", "1800"])
def test_an_odd_year_in_the_address_opens_the_form(admin: Client, year: str) -> None:
    assert soup(admin.get(ADD, {"year": year})).select_one("input[name=year]") is not None


@pytest.mark.parametrize("name", ["notice-2026.csv", "holiday-cn-2026.json"])
def test_a_file_is_taken_instead_of_the_lines(admin: Client, name: str) -> None:
    upload = SimpleUploadedFile(name, (DATA / name).read_bytes())
    page = preview(admin, year="2026", days_text="", source_url="", file=upload)
    assert "放假33天，调休上班6天" in text(page)
    admin.post(CONFIRM, {"draft": draft(page)})
    notice = HolidayNotice.objects.get()
    assert len(notice.days) == 39
    papers = {"holiday-cn-2026.json": "https://www.gov.cn/zhengce/example/notice-2026.htm"}
    assert notice.source_url == papers.get(name, "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"days_text": ""}, "没有任何日期"),
        (
            {"days_text": "2027-01-01 休 元旦"},
            "缺少《全国年节及纪念日放假办法》第二条规定的放假日：2027-02-05春节",
        ),
        ({"days_text": FORM["days_text"] + "\n2027-13-01 休 x"}, "不是有效日期"),
        ({"days_text": FORM["days_text"] + "\n2027-01-01 休 元旦"}, "重复"),
        ({"year": "x"}, "四位数字"),
        ({"year": "1"}, "1950年至2199年"),
        ({"year": "999999999999"}, "1950年至2199年"),
        ({"title": ""}, "请照原文填写通知标题"),
        ({"issued_on": "昨天"}, "不是有效日期"),
        ({"source_url": "ftp://x"}, "https://"),
        ({"scope": "15", "scope_name": "某市"}, "行政区划代码"),
        ({"year": "2026", "days_text": as_text(example_days(2026)), "is_example": "on"}, "已有正式数据"),
    ],
)
def test_a_wrong_form_is_told_and_nothing_is_written(
    admin: Client, changes: dict[str, str], told: str
) -> None:
    page = preview(admin, **changes)
    assert told in errors(page)
    assert page.select_one("input[name=draft]") is None
    assert not HolidayNotice.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ((DATA / "holiday-cn-placeholder.json").read_bytes(), "占位文件"),
        (b"", "文件是空的"),
        (b"x" * 300_000, "超过256KB"),
        (b"\xff\xff", "文件编码无法识别"),
        ((DATA / "holiday-cn-2026.json").read_bytes(), "文件是2026年的安排"),
    ],
)
def test_a_wrong_file_is_told_at_its_field(admin: Client, content: bytes, told: str) -> None:
    page = preview(admin, days_text="", file=SimpleUploadedFile("notice.json", content))
    assert told in errors(page)
    assert not HolidayNotice.objects.exists()


def test_a_confirmation_overtaken_by_another_version_writes_nothing(admin: Client, add_notice: Any) -> None:
    page = preview(admin)
    add_notice(
        days=[*example_days(2027), NoticeDay.from_json({"date": "2027-09-03", "kind": "rest", "name": "节"})]
    )
    response = admin.post(CONFIRM, {"draft": draft(page)}, follow=True)
    assert "已被更新为第1版" in response.content.decode()
    assert HolidayNotice.objects.count() == 1


def test_a_draft_is_confirmed_by_who_looked_at_it_and_unchanged(admin: Client, client: Client) -> None:
    sealed = draft(preview(admin))
    for wrong in ("", sealed[:-2], "x:y:z"):
        assert "没有保存任何内容" in admin.post(CONFIRM, {"draft": wrong}, follow=True).content.decode()
    other = User.objects.create_superuser("other", password="long-enough-for-a-test")
    client.force_login(other)
    assert "没有保存任何内容" in client.post(CONFIRM, {"draft": sealed}, follow=True).content.decode()
    assert not HolidayNotice.objects.exists()


def test_an_old_draft_has_expired(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = draft(preview(admin))
    monkeypatch.setattr("portal.calendar.admin_views._CONFIRM_WITHIN", -1)
    assert "已过期" in admin.post(CONFIRM, {"draft": sealed}, follow=True).content.decode()
    assert not HolidayNotice.objects.exists()


def test_who_may_only_read_sees_the_list_and_cannot_enter(client: Client, add_notice: Any) -> None:
    notice = add_notice()
    reader = User.objects.create_user("reader", password="long-enough-for-a-test")
    reader.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(codename="view_holidaynotice"),
    )
    client.force_login(reader)
    assert soup(client.get(INDEX)).select_one(f'a[href="{ADD}"]') is None
    assert client.get(reverse("workcalendar_admin:detail", args=[notice.pk])).status_code == 200
    for refused in (client.get(ADD), client.post(ADD, FORM), client.post(CONFIRM, {"draft": "x"})):
        assert refused.url == reverse("wagtailadmin_home")


def test_other_accounts_of_the_admin_are_kept_out(client: Client) -> None:
    clerk = User.objects.create_user("clerk", password="long-enough-for-a-test")
    clerk.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    client.force_login(clerk)
    assert client.get(INDEX).url == reverse("wagtailadmin_home")
    assert INDEX not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_strangers_are_sent_to_log_in(client: Client) -> None:
    for address in (INDEX, ADD, reverse("workcalendar_admin:detail", args=[1])):
        assert reverse("wagtailadmin_login") in client.get(address).url


def test_a_notice_that_does_not_exist_is_not_found(admin: Client) -> None:
    assert admin.get(reverse("workcalendar_admin:detail", args=[999])).status_code == 404


def test_the_group_can_be_given_the_permissions_in_the_settings(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root", password="long-enough-for-a-test"))
    page = client.get(reverse("wagtailusers_groups:add")).content.decode()
    for permission in Permission.objects.filter(content_type__app_label="workcalendar"):
        assert f'value="{permission.pk}"' in page
