"""May we apply? The three answers under each measure, what they rest on, and that nobody learns who asked about whom."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from cms import clock
from cms.models import SchemePage
from cms.regulation.citation import cite
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories.html import Element, parse
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.rows import individual, organization
from tests.flow.test_query_counts import counted
from tests.flow.test_register_lists import more_awards

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
LATER = DEFAULT_AT + dt.timedelta(days=30)
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)
QUERIES = 25


def complete(city: str) -> None:
    """The office has declared its history complete: set past its action, whose own tests are elsewhere."""
    SchemePage.objects.filter(slug=city).update(history_complete=True)


def ask(client: Client, city: str, at: dt.datetime = LATER, **typed: str) -> Element:
    typed.setdefault("kind", "organization")
    with clock.at(at):
        response = client.post(f"/{city}/apply-check/", typed)
    assert response.status_code == 200
    return parse(response.content.decode())


def answer(root: Element) -> str:
    """The words of the answer, and its sentences."""
    (panel,) = root.classed("apply-answer")
    return panel.text


@pytest.mark.parametrize("city", ["datong", "taiyuan", "xinzhou", "yuncheng"])
def test_a_winner_is_limited_and_sees_article_words_and_record(city: str, client: Client) -> None:
    row = organization(1)
    make.published_notice(city, DECISION, rows=[row])
    office, record = make_office(city), records().get()
    bar = office.regulation.reapplication
    assert bar is not None
    for typed in ({"name": row["name"]}, {"uscc": row["uscc"]}, {"name": "不同的名称", "uscc": row["uscc"]}):
        said = ask(client, city, **typed)
        assert answer(said).startswith("有限制申报情形")
        assert "第3届（含）之前不得申报" in answer(said)
        links = {a.attrs["href"]: a.text for a in said.classed("apply-answer")[0].all("a")}
        assert record.path_on_portal in links
        assert cite(bar.articles[0]) in links.values()
        quoted = said.classed("law")[0].text
        assert "".join(office.regulation.article(bar.articles[0]).split()) in quoted.replace(" ", "")
    assert "可以申报" not in said.text


@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_without_a_complete_history_nothing_found_proves_nothing(city: str, client: Client) -> None:
    make.published_notice(city, DECISION, rows=[organization(1)])
    stranger = organization(9)
    unknown = ask(client, city, name=stranger["name"], uscc=stranger["uscc"])
    assert answer(unknown).startswith("无法判断")
    assert "尚未声明完整" in answer(unknown)
    complete(city)
    free = ask(client, city, name=stranger["name"], uscc=stranger["uscc"])
    assert answer(free).startswith("未发现限制申报情形")
    assert "不等于符合申报条件" in answer(free)
    assert "可以申报" not in free.text


def test_hohhot_has_no_bar_and_says_so(client: Client) -> None:
    row = organization(1)
    make.published_notice("hohhot", DECISION, rows=[row])
    complete("hohhot")
    said = ask(client, "hohhot", name=row["name"])
    assert answer(said).startswith("未发现限制申报情形")
    assert "本办法没有限制获奖者再次申报。" in said.text


@pytest.mark.parametrize(
    ("city", "ground", "until"),
    [
        ("datong", "", "第4届（含）之前不得申报"),
        ("hohhot", "later_event.major_accident", "2031年10月1日（含）之前不得申报"),
    ],
)
def test_a_revocation_bars_and_a_reinstatement_lifts_it(
    city: str, ground: str, until: str, client: Client
) -> None:
    row = organization(1)
    make.published_notice(city, DECISION, rows=[row])
    office = make_office(city)
    complete(city)
    revocation = make.revoke(office, [records().get()], ground=ground, at=REVOKED_AT)
    after = REVOKED_AT + dt.timedelta(days=1)
    said = ask(client, city, at=after, name=row["name"])
    assert answer(said).startswith("有限制申报情形")
    assert until in answer(said)
    make.reinstate(office, revocation, [records().get()], at=after)
    again = ask(client, city, at=after + dt.timedelta(days=1), name=row["name"])
    assert until not in answer(again)


def test_a_nominee_is_exempt_where_the_measure_says_so(client: Client) -> None:
    row = organization(1, tier="nominee")
    make.published_notice("datong", DECISION, rows=[row])
    complete("datong")
    said = ask(client, "datong", name=row["name"])
    assert answer(said).startswith("未发现限制申报情形")
    assert "提名奖的，不受这一限制。" in said.text


@pytest.mark.parametrize("city", ["datong", "taiyuan"])
def test_persons_are_never_merged_by_name_alone(city: str, client: Client) -> None:
    row = individual(1)
    make.published_notice(city, DECISION, rows=[row])
    complete(city)
    same = ask(client, city, kind="individual", name=row["name"], unit=row["unit"])
    assert answer(same).startswith("有限制申报情形")
    other = ask(client, city, kind="individual", name=row["name"], unit="另一单位（示例）")
    assert answer(other).startswith("无法判断")
    assert "不能据此认定为同一人" in answer(other)
    nameless = ask(client, city, kind="individual", name=row["name"])
    assert not nameless.classed("apply-answer")
    assert [e.attrs["id"] for e in nameless.classed("register-error") if "id" in e.attrs] == [
        "individual-unit_error"
    ]


def test_what_is_missing_is_said_and_a_doubtful_code_is_named(client: Client) -> None:
    make_office("datong")
    assert "请填写单位名称或者统一社会信用代码" in ask(client, "datong").text
    assert "没有通过校验" in answer(ask(client, "datong", uscc="911402000000000001"))
    assert not ask(client, "datong", kind="nobody").classed("apply-answer")
    assert client.get("/nowhere/apply-check/").status_code == 404


def test_it_says_what_it_assumes(client: Client) -> None:
    make_office("datong")
    assert "按第1届核对" in client.get("/datong/apply-check/").content.decode()
    office = make_office("datong")
    make.run_up(office, make.last_publicity(office.regulation).key)
    with clock.at(LATER):
        said = parse(client.get("/datong/apply-check/").content.decode()).text
    assert "最近开始的是第1届（第1届），所以按下一届即第2届核对" in said
    assert "第1届还没有作出表彰决定" in said


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()
    }


def test_nothing_of_a_question_is_stored_logged_or_kept(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    make.published_notice("datong", DECISION, rows=[organization(1)])
    before = everything()
    caplog.clear()
    with caplog.at_level(logging.DEBUG), clock.at(LATER):
        response = client.post(
            "/datong/apply-check/", {"kind": "organization", "name": "不留痕迹的企业", "uscc": "X0X0X0"}
        )
    assert "不留痕迹的企业" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "不留痕迹的企业" not in caplog.text
    assert "X0X0X0" not in caplog.text
    assert everything() == before


def test_the_question_cannot_be_put_in_an_address(client: Client) -> None:
    row = organization(1)
    make.published_notice("datong", DECISION, rows=[row])
    with clock.at(LATER):
        root = parse(
            client.get("/datong/apply-check/", {"kind": "organization", "name": row["name"]}).content.decode()
        )
    assert not root.classed("apply-answer")
    assert row["name"] not in root.text
    assert {form.attrs["method"] for form in root.classed("apply-form")} == {"post"}


def test_an_answer_costs_the_same_at_3_and_300_awards(client: Client) -> None:
    make.published_notice("taiyuan", DECISION)
    ask(client, "taiyuan", name="无此企业（示例）")
    with counted() as few:
        ask(client, "taiyuan", name="无此企业（示例）")
    more_awards(make_office("taiyuan").scheme.pk, 300)
    with counted() as many:
        ask(client, "taiyuan", name="无此企业（示例）")
    assert len(few) == len(many) <= QUERIES, many
