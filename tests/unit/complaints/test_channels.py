"""The page says plainly who receives complaints in each city, and how."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cms.models import ContactChannel
from cms.regulation.document import load_builtin
from complaints.selectors.city_channels import city_channels
from tests.factories import offices

CODES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
RECIPIENTS = {"datong": "领导小组办公室", "xinzhou": "监督组", "yuncheng": "监督组"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def _cities() -> None:
    for code in CODES:
        offices.make_office(code)


def section(page: str, code: str) -> str:
    return re.search(rf'<section class="block" id="{code}".*?</section>', page, re.DOTALL).group()


@pytest.mark.usefixtures("_cities")
def test_each_city_names_its_own_recipient_with_the_article(client: Client) -> None:
    page = client.get("/complaints/").content.decode()
    for code in CODES:
        own, regulation = section(page, code), load_builtin(code).regulation
        assert "网上保密举报渠道：尚未开通" in own
        if code in RECIPIENTS:
            route = regulation.complaints
            assert RECIPIENTS[code] in own
            assert escape(route.text) in own
            assert f"/{code}/measure/v1/#{regulation.anchor(route.articles[0])}" in own
            assert "平台承诺" not in own
        else:
            assert regulation.complaints is None
            assert "办法未规定" in own
            assert "平台承诺" in own


@pytest.mark.usefixtures("_cities")
def test_a_body_that_selects_and_receives_complaints_is_named_as_such(client: Client) -> None:
    also = {channel.code for channel in city_channels() if channel.also_selects}
    assert also == {"datong"}
    page = client.get("/complaints/").content.decode()
    assert [code for code in CODES if "同时承担评选" in section(page, code)] == ["datong"]


def test_channels_for_complaints_come_before_those_for_objections(client: Client) -> None:
    office = offices.make_office("taiyuan")
    assert city_channels()[0].shared
    assert "请使用受理异议的渠道" in client.get("/complaints/").content.decode()
    ContactChannel.objects.create(
        scheme=office.scheme, purpose="complaint", kind="phone", value="0000-0000009（示例）", hours="工作日"
    )
    (city,) = city_channels()
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


def test_the_number_of_queries_does_not_grow_with_the_cities() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert city_channels()
        return len(captured)

    offices.make_office("datong")
    with_one = queries()
    for code in CODES:
        offices.make_office(code)
    assert queries() == with_one <= 4
