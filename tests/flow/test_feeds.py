"""Atom, iCalendar, sitemap: from seals alone, in constant queries, and never with a withheld word."""

import datetime as dt
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from icalendar.cal import Component

from cms import clock
from cms.actions.withholding import confirm, withhold
from cms.models import Notice, NoticeAct, Seal, Window
from cms.seals import parse_body
from tests.factories import notices, offices
from tests.factories.copies import copy_seal
from tests.factories.searching import build_index, index_in

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SECRET = "含有不得公开字样的标题"

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal() -> Seal:
    return notices.published_notice("datong", title=f"受理名单公示 {SECRET}")


def entries(client: Client, path: str = "/feed.atom") -> list[Element]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def events(client: Client, path: str = "/windows.ics") -> list[Component]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def withhold_title(seal: Seal, *, confirmed: bool) -> None:
    leaf = next(i for i, leaf in enumerate(parse_body(seal.body).leaves) if leaf.value["t"] == "title")
    first, second = (offices.person(name, "大同市 发布") for name in ("publisher-a", "publisher-b"))
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=1)):
        withholding = withhold(seal=seal, leaf=leaf, ground="政府信息公开条例第十五条（示例）", by=first)
        if confirmed:
            confirm(withholding=withholding, by=second)


def test_an_entry_says_what_where_and_until_when(client: Client, seal: Seal) -> None:
    newest = entries(client)[0]
    window = Window.objects.get(seal=seal)
    assert newest.findtext(f"{ATOM}title") == seal.notice.title
    assert (
        newest.find(f"{ATOM}link").get("href") == f"{settings.CANONICAL_ORIGIN}{seal.notice.path_on_portal}"
    )
    assert dt.datetime.fromisoformat(newest.findtext(f"{ATOM}published")) == seal.published_at
    assert newest.findtext(f"{ATOM}id") == f"tag:gongshi.example.cn,2026-03-16:{seal.public_id}"
    summary = newest.findtext(f"{ATOM}summary")
    assert f"{window.last_day.month}月{window.last_day.day}日24时" in summary
    assert f"共{window.needed}个工作日" in summary


def test_a_later_act_updates_the_entry_and_stands_in_the_feed_itself(client: Client, seal: Seal) -> None:
    office = offices.make_office("datong")
    at = notices.after_window(seal)
    notices.conclude(office, seal, at=at)
    by_id = {entry.findtext(f"{ATOM}id").rpartition(":")[2]: entry for entry in entries(client)}
    own = by_id[seal.public_id]
    assert dt.datetime.fromisoformat(own.findtext(f"{ATOM}updated")) == at
    assert "公示已办结" in own.findtext(f"{ATOM}summary")
    assert by_id[f"{seal.public_id}.act-1"].findtext(f"{ATOM}title").startswith("公示办结：")


def test_feeds_by_city_and_edition_hold_their_own(client: Client, seal: Seal) -> None:
    other = notices.published_notice("taiyuan", at=offices.DEFAULT_AT + dt.timedelta(hours=2))

    def ids(path: str) -> set[str]:
        return {entry.findtext(f"{ATOM}id").rpartition(":")[2] for entry in entries(client, path)}

    assert {seal.public_id, other.public_id} <= ids("/feed.atom")
    for path in ("/datong/feed.atom", f"/datong/{seal.edition.slug}/feed.atom"):
        assert seal.public_id in ids(path)
        assert all(name.startswith("datong.") for name in ids(path))
    assert client.get("/nowhere/feed.atom").status_code == 404
    assert client.get("/datong/1900/feed.atom").status_code == 404


def test_a_calendar_event_covers_the_window(client: Client, seal: Seal) -> None:
    window = Window.objects.get(seal=seal)
    for path in ("/windows.ics", "/datong/windows.ics", f"{seal.notice.path_on_portal}window.ics"):
        (event,) = events(client, path)
        assert event["uid"] == f"{seal.public_id}@gongshi.example.cn"
        assert event.decoded("dtstart") == window.first_day
        assert event.decoded("dtend") == window.last_day + dt.timedelta(days=1)
        assert (event["status"], str(event["summary"])) == ("CONFIRMED", seal.notice.title)
    assert client.get("/nowhere/windows.ics").status_code == 404


def test_a_provisional_window_is_tentative_and_says_so(client: Client) -> None:
    seal = notices.published_notice("taiyuan", at=offices.beijing(2026, 12, 30))
    window = Window.objects.get(seal=seal)
    assert window.provisional
    (event,) = events(client)
    assert event["status"] == "TENTATIVE"
    assert "暂定" in event["summary"]
    assert event.decoded("dtend") == window.expected_last_day + dt.timedelta(days=1)
    assert "暂定" in entries(client)[0].findtext(f"{ATOM}summary")


def test_an_extension_moves_the_event_and_keeps_its_name(client: Client, seal: Seal) -> None:
    office = offices.make_office("datong")
    (before,) = events(client)
    at = offices.DEFAULT_AT + dt.timedelta(days=1)
    notices.amend(office, seal, NoticeAct.EXTENSION, at=at, working_days=3)
    (after,) = events(client)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtend") > before.decoded("dtend")


def test_concluded_windows_leave_the_calendar_but_not_their_own_file(client: Client, seal: Seal) -> None:
    notices.conclude(offices.make_office("datong"), seal, at=notices.after_window(seal))
    assert events(client) == []
    (event,) = events(client, f"{seal.notice.path_on_portal}window.ics")
    assert "公示已办结" in event["description"]


def test_a_notice_without_a_window_has_no_calendar(client: Client) -> None:
    seal = notices.published_notice("datong", "application_notice")
    assert client.get(f"{seal.notice.path_on_portal}window.ics").status_code == 404


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_withheld_title_stands_in_no_feed(client: Client, seal: Seal, confirmed: bool) -> None:
    withhold_title(seal, confirmed=confirmed)
    paths = ("/feed.atom", "/datong/feed.atom", "/windows.ics", "/datong/windows.ics", "/sitemap.xml")
    for path in (*paths, f"{seal.notice.path_on_portal}window.ics"):
        text = client.get(path).content.decode().replace("\r\n ", "")
        assert SECRET not in text
        assert path == "/sitemap.xml" or "标题依法隐去" in text


def test_a_page_made_live_without_a_seal_is_in_no_feed(client: Client, seal: Seal) -> None:
    office = offices.make_office("datong")
    draft = notices.draft(office, seal.edition, "candidate_publicity", title="未经封存（示例）")
    Notice.objects.filter(pk=draft.pk).update(live=True)
    for path in ("/feed.atom", "/windows.ics", "/sitemap.xml"):
        text = client.get(path).content.decode()
        assert "未经封存" not in text
        assert draft.slug not in text


def test_the_sitemap_lists_what_is_public(client: Client, seal: Seal) -> None:
    response = client.get("/sitemap.xml")
    listed = {each.text for each in ElementTree.fromstring(response.content).iter(f"{MAP}loc")}
    origin = settings.CANONICAL_ORIGIN
    edition = f"{origin}/datong/{seal.edition.slug}/"
    assert {f"{origin}/", f"{origin}/datong/", f"{origin}/datong/measure/v1/", edition} <= listed
    assert f"{origin}{seal.notice.path_on_portal}" in listed
    robots = client.get("/robots.txt")
    assert f"Sitemap: {origin}/sitemap.xml" in robots.content.decode()


def test_every_address_of_the_sitemap_answers(client: Client, seal: Seal, tmp_path: Path) -> None:
    response = client.get("/sitemap.xml")
    with index_in(tmp_path):
        build_index()
        for each in ElementTree.fromstring(response.content).iter(f"{MAP}loc"):
            path = each.text.removeprefix(settings.CANONICAL_ORIGIN)
            assert (path, client.get(path).status_code) == (path, 200)


def test_feeds_are_chinese_for_every_reader(client: Client, seal: Seal) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "个工作日" in entries(client)[0].findtext(f"{ATOM}summary")


@pytest.mark.parametrize("path", ["/feed.atom", "/datong/feed.atom", "/windows.ics", "/sitemap.xml"])
def test_the_number_of_queries_does_not_grow(client: Client, seal: Seal, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    for number in range(2):
        copy_seal(seal, number)
    with_three = queries()
    for number in range(2, 49):
        copy_seal(seal, number)
    assert Seal.objects.filter(stage_key=seal.stage_key).count() == 50
    assert queries() == with_three <= 10


def test_control_characters_do_not_break_the_feed(client: Client) -> None:
    notices.published_notice("datong", "application_notice", title="申报通知\x0b（示例）")
    assert entries(client)[0].findtext(f"{ATOM}title") == "申报通知（示例）"


def test_typed_text_is_no_markup_in_a_reader(client: Client, seal: Seal) -> None:
    notices.conclude(
        offices.make_office("datong"), seal, at=notices.after_window(seal), outcome="未收到<b>异议</b>。"
    )
    summary = entries(client)[0].find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert "&lt;b&gt;异议&lt;/b&gt;" in summary.text
