"""Numbers of the register as a reader meets them: chart, table and file say the same, and bars lead to what they count."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cms import clock
from search.documents import AwardDocument
from search.engines.base import EngineDownError
from search.engines.embedded import EmbeddedEngine
from search.facets import Standing
from search.query import parse
from tests.corpus.awards import awards
from tests.factories import html
from tests.factories.html import Element
from tests.factories.searching import MADE_AT, index_in

pytestmark = pytest.mark.django_db

PAGE, TABLE = "/register/statistics/", "/register/statistics.csv"
NOW = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with index_in(tmp_path / "index") as made, clock.at(NOW):
        yield made


@pytest.fixture
def corpus(index: EmbeddedEngine) -> list[AwardDocument]:
    made = [each for each in awards(300) if each.year != 2011 or not each.verified]
    made[0] = replace(made[0], verified=True, standing=Standing.STANDING, industry=FORMULA)
    index.rebuild(made, now=MADE_AT)
    return made


def tables(page: Element) -> dict[str, list[list[str]]]:
    """The rows of every table without its headings, by the key of its chart."""
    found = {}
    for table in page.all("table"):
        caption = next(iter(table.all("caption")))
        rows = [row for part in table.all("tbody", "tfoot") for row in part.all("tr")]
        key = caption.attrs.get("id", "status").removesuffix("-c")
        found[key] = [[cell.text for cell in row.all("th", "td")] for row in rows]
        heads = table.all("th")
        assert all(cell.attrs.get("scope") in {"col", "row"} for cell in heads)
    return found


def bars(page: Element, key: str) -> list[tuple[str, str, str]]:
    """Every line of a chart: its label, its number or the words instead of one, and the address it links to."""
    section = next(each for each in page.all("section") if each.attrs.get("id") == key)
    (chart,) = section.all("dl")
    lines = chart.all("div")
    return [
        (
            next(iter(line.all("dt"))).text,
            next(iter(line.all("dd"))).text,
            next((link.attrs["href"] for link in line.all("a")), ""),
        )
        for line in lines
    ]


def read(client: Client, address: str) -> list[dict[str, str]]:
    """The lines of the file."""
    response = client.get(address)
    assert response.status_code == 200
    assert response.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def file_rows(lines: list[dict[str, str]], of: str, by: str) -> list[list[str]]:
    """The lines of a dimension as the page's table has them."""
    return [
        [line["名称"], line["数量"], line["其中已撤销"], line["已撤销占比（%）"], line["已移出决定（另计）"]]
        for line in lines
        if (line["范围"], line["维度"]) == (of, by)
    ]


ASKED = [
    "",
    "?q=有限公司&sort=name&page=3",
    "?city=city1&city=city4&status=valid&status=expired&status=revoked&status=struck",
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.usefixtures("corpus")
def test_chart_table_and_file_say_the_same_and_lead_to_what_they_count(
    asked: str, client: Client, index: EmbeddedEngine
) -> None:
    response = client.get(PAGE + asked)
    page = html.parse(response.content.decode())
    of, lines = tables(page), read(client, TABLE + asked)
    for key, by in {"year": "年度", "city": "城市", "tier": "奖项等次", "kind": "类别"}.items():
        written = file_rows(lines, "本站名册", by)
        shown = [[cell.rstrip("%").replace("—", "") for cell in row] for row in of[key]]
        # A table has no column for what was struck where nothing was.
        told = [row[: len(of[key][-1])] for row in written]
        assert [row for row in shown[:-1] if len(row) > 2] == [row for row in told if row[1]]
        for column in {1, 2, 4} & set(range(len(of[key][-1]))):
            assert sum(int(row[column]) for row in told if row[column]) == int(shown[-1][column])
        drawn = bars(page, key)
        assert [(label, count) for label, count, _path in drawn] == [(row[0], row[1]) for row in of[key][:-1]]
        for _label, count, path in drawn:
            assert bool(path) == (count.isdecimal() and count != "0")
            if path:
                place = urlsplit(path)
                assert place.path == "/register/"
                assert index.search(parse(parse_qs(place.query)), today=TODAY).total == int(count)
    total = next(line for line in lines if line["维度"] == "合计")
    sums = [total["数量"], total["其中已撤销"], f"{total['已撤销占比（%）']}%", total["已移出决定（另计）"]]
    assert of["year"][-1][1:] == sums[: len(of["year"][-1]) - 1]


@pytest.mark.usefixtures("corpus")
def test_a_year_without_record_is_a_gap_everywhere(client: Client) -> None:
    page = html.parse(client.get(PAGE).content.decode())
    assert ("2011年", "没有记录", "") in bars(page, "year")
    assert ["2011年", "没有记录"] in tables(page)["year"]
    assert ["2011年", "没有记录"] in tables(page)["cross"]
    (line,) = (
        line
        for line in read(client, TABLE)
        if line["维度"] == "年度" and line["值"] == "2011" and line["范围"] == "本站名册"
    )
    assert (line["名称"], line["数量"]) == ("没有记录", "")


def test_unverified_records_are_in_no_number_but_their_own(
    client: Client, index: EmbeddedEngine, corpus: list[AwardDocument]
) -> None:
    lines = read(client, TABLE)
    official = [each for each in corpus if each.verified]
    index.rebuild(official, now=MADE_AT)
    without = read(client, TABLE)

    def of(these: list[dict[str, str]], kept: str) -> list[dict[str, str]]:
        return [line for line in these if line["范围"] == kept]

    assert of(lines, "本站名册") == of(without, "本站名册")
    assert int(of(lines, "未经核实")[0]["数量"]) == len(corpus) - len(official)
    assert not of(without, "未经核实")


@pytest.mark.usefixtures("corpus")
def test_the_file_says_what_it_is_and_calculates_nothing(client: Client) -> None:
    lines = read(client, TABLE + "?q=有限公司&city=city1")
    about = {line["维度"]: line["名称"] for line in lines if line["范围"] == "说明"}
    assert about["统计范围"] == "检索词：有限公司；城市：太原市"
    assert parse_qs(urlsplit(about["统计网址"]).query) == {"q": ["有限公司"], "city": ["city1"]}
    assert about["统计时间（北京时间）"] == "2026-11-21T09:00:00+08:00"
    assert about["索引版本"]
    assert {f"'{FORMULA}"} < {line["名称"] for line in read(client, TABLE)}
    assert read(client, f"{TABLE}?lang=en&city=city1") == read(client, f"{TABLE}?city=city1")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?page=0", "页码"),
        ("?in=notices", "只是获奖"),
        ("?in=notices&stage=x&sort=up", "排序"),
        ("?status=gone", "状态"),
        ("?q=" + "长" * 201, "检索词"),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_what_cannot_be_asked_is_refused_in_words_with_a_way_out(
    asked: str, words: str, client: Client
) -> None:
    for path in (PAGE, TABLE):
        response = client.get(path + asked)
        assert (response.status_code, response["Cache-Control"]) == (400, "no-store")
        assert words in response.content.decode()
    page = html.parse(client.get(PAGE + asked).content.decode())
    (way_out,) = (link.attrs["href"] for link in page.all("a") if "去掉不对的条件" in link.text)
    assert client.get(way_out).status_code == 200


def test_a_stranger_in_the_address_is_passed_over_on_the_page_and_refused_in_the_file(
    client: Client, index: EmbeddedEngine
) -> None:
    index.rebuild(awards(5), now=MADE_AT)
    assert "from 不是检索条件" in html.parse(client.get(f"{PAGE}?from=x").content.decode()).text
    assert client.get(f"{TABLE}?from=x").status_code == 400


@pytest.mark.parametrize("asked", ["", "?q=没有这样的名字", "?year=abc", "?city=nowhere&status=revoked"])
def test_nothing_is_no_division_by_nought(asked: str, client: Client, index: EmbeddedEngine) -> None:
    for documents in (awards(0), awards(20)):
        index.rebuild(documents, now=MADE_AT)
        response = client.get(PAGE + asked)
        assert response.status_code == 200
        assert read(client, TABLE + asked)


def test_without_an_index_the_page_says_so(client: Client, index: EmbeddedEngine, monkeypatch: Any) -> None:
    def down(*_: object, **__: object) -> None:
        raise EngineDownError("there is no index yet")

    monkeypatch.setattr(EmbeddedEngine, "search", down)
    for path in (PAGE, TABLE):
        response = client.get(path)
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
            503,
            "60",
            "no-store",
        )


@pytest.mark.usefixtures("corpus")
def test_it_is_kept_like_every_public_page(client: Client) -> None:
    for path in (PAGE, TABLE):
        assert client.get(path)["Cache-Control"] == "public, max-age=60"
    with clock.at(dt.datetime(2026, 11, 21, 15, 59, 40, tzinfo=dt.UTC)):
        assert client.get(PAGE)["Cache-Control"] == "public, max-age=20"
    assert client.post(PAGE).status_code == 405
