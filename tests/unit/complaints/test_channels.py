"""The page says plainly who receives complaints in each city, and how."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cms import clock
from cms.models import ContactChannel
from cms.regulation.document import load_builtin
from complaints.routes import KINDS, routes_of
from complaints.selectors.city_channels import CityChannel, city_channels
from tests.factories import offices
from tests.factories.channel import open_channel

CODES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
RECIPIENTS = {"datong": "领导小组办公室", "xinzhou": "监督组", "yuncheng": "监督组"}

WATCHED = {
    "datong": "大同市标准化和质量强市领导小组办公室",
    "xinzhou": "忻州市市场监督管理局",
    "yuncheng": "运城市标准化和质量强市领导小组",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def _cities() -> None:
    for code in CODES:
        offices.make_office(code)


def channels() -> tuple[CityChannel, ...]:
    return city_channels(clock.now())


def section(page: str, code: str) -> str:
    return re.search(rf'<section class="block" id="{code}".*?</section>', page, re.DOTALL).group()


@pytest.mark.usefixtures("_cities")
def test_each_city_names_its_own_recipient_with_the_article(client: Client) -> None:
    page = client.get("/complaints/").content.decode()
    for code in CODES:
        own, regulation = section(page, code), load_builtin(code).regulation
        assert "网上渠道现在不接收" in own
        if code in RECIPIENTS:
            route = regulation.complaints
            assert RECIPIENTS[code] in own
            assert escape(route.text) in own
            assert f"/{code}/measure/v1/#{regulation.anchor(route.articles[0])}" in own
            assert "由谁受理、怎样处理、为提出人保密，都是平台承诺" not in own
        else:
            assert regulation.complaints is None
            assert "由谁受理、怎样处理、为提出人保密，都是平台承诺" in own


@pytest.mark.usefixtures("_cities")
def test_every_body_of_a_route_stands_in_its_order_with_its_article_or_as_a_commitment(
    client: Client,
) -> None:
    page = client.get("/complaints/").content.decode()
    for code in CODES:
        listed = re.findall(r'<ol class="receivers">(.*?)</ol>', section(page, code), re.DOTALL)
        routes = routes_of(load_builtin(code).regulation, "主办单位")
        assert len(listed) == 2
        for shown, kind in zip(listed, KINDS, strict=True):
            items = re.findall(r"<li>(.*?)</li>", shown, re.DOTALL)
            for item, line in zip(items, routes[kind].lines, strict=True):
                assert line.body.endswith(".operator") or line.name in item
                assert ("平台承诺" in item) == (not line.by_measure)
                assert ("#a" in item) == line.by_measure


@pytest.mark.usefixtures("_cities")
def test_a_body_that_selects_and_receives_complaints_is_named_as_such(client: Client) -> None:
    assert {channel.code for channel in channels() if channel.complaint.also_selects} == {"datong"}
    page = client.get("/complaints/").content.decode()
    assert [code for code in CODES if "同时承担评选" in section(page, code)] == ["datong"]


@pytest.mark.usefixtures("_cities")
@pytest.mark.parametrize("code", CODES)
def test_who_may_file_with_what_and_what_staff_face_is_printed_with_the_channel(
    client: Client, code: str
) -> None:
    own, regulation = (
        section(client.get("/complaints/").content.decode(), code),
        load_builtin(code).regulation,
    )
    rule, discipline = regulation.complaints, regulation.discipline
    assert escape(discipline.text) in own
    assert f"#{regulation.anchor(discipline.articles[0])}" in own
    assert "证明材料" in own
    assert "提倡实名" in own
    assert "不写姓名的同样受理" in own
    if rule:
        assert f'谁可以提出：<span lang="zh-CN">{rule.who}</span>' in own
        assert f'保密：<span lang="zh-CN">{"、".join(rule.confidential_for)}</span>' in own


@pytest.mark.usefixtures("_cities")
@pytest.mark.parametrize("code", CODES)
def test_the_group_that_watches_the_selection_is_shown_with_the_body_it_belongs_to(
    client: Client, code: str
) -> None:
    by = WATCHED.get(code, "")
    own, review = (
        section(client.get("/complaints/").content.decode(), code),
        load_builtin(code).regulation.review,
    )
    shown = re.findall(r'<p class="watch">(.*?)</p>', own, re.DOTALL)
    assert len(shown) == bool(by)
    if by:
        assert review is not None
        (article,) = review.articles_for("supervision_group_by")
        assert f"监督组</span>由{by}成立" in shown[0]
        assert f"#{load_builtin(code).regulation.anchor(article)}" in shown[0]


@pytest.mark.usefixtures("_cities", "channel_folders")
def test_a_city_whose_bodies_stand_takes_reports_and_the_others_say_that_they_do_not(client: Client) -> None:
    open_channel(offices.make_office("taiyuan"))
    page = client.get("/complaints/").content.decode()
    assert [code for code in CODES if "网上渠道：正常接收" in section(page, code)] == ["taiyuan"]
    assert [code for code in CODES if "尚未开通。请用下面的信函" in section(page, code)] == [
        code for code in CODES if code != "taiyuan"
    ]
    assert "平台主办单位（示例）</span>" in section(page, "taiyuan")
    with CaptureQueriesContext(connection) as asked:
        client.get("/complaints/")
    assert len(asked) < 12 * len(CODES)


def test_channels_for_complaints_come_before_those_for_objections(client: Client) -> None:
    office = offices.make_office("taiyuan")
    assert channels()[0].shared
    assert "请使用受理异议的渠道" in client.get("/complaints/").content.decode()
    ContactChannel.objects.create(
        scheme=office.scheme, purpose="complaint", kind="phone", value="0000-0000009（示例）", hours="工作日"
    )
    (city,) = channels()
    assert [channel.value for channel in city.channels] == ["0000-0000009（示例）"]
    assert "0000-0000001" not in section(client.get("/complaints/").content.decode(), "taiyuan")


@pytest.mark.usefixtures("_cities")
def test_the_page_takes_nothing_in_and_is_kept_by_nobody(client: Client) -> None:
    response = client.get("/complaints/")
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    assert not re.search(r"<(form|input|textarea)\b", main)
    assert response["Cache-Control"] == "no-store"
    assert client.post("/complaints/").status_code == 405
    for number in ("12315", "12345", "12388"):
        assert f'href="tel:{number}"' in main
    for article in ("第三十条", "第十九条"):
        assert f"信访工作条例{article}" in main


def test_an_empty_installation_says_so(client: Client) -> None:
    assert "还没有载入任何城市的办法" in client.get("/complaints/").content.decode()
