"""The page of the register's search: what was found and why, what can be chosen, and plain words where nothing can be had."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client, override_settings

from cms import clock
from cms.holders import key_of_name
from cms.windows import BEIJING
from search.documents import AwardDocument, Collection, Happened, NoticeDocument, rank_of
from search.engines.embedded import EmbeddedEngine
from search.facets import Facet, Standing, Status
from search.query import Query, Sort
from tests.corpus.awards import awards
from tests.corpus.oracle import Oracle
from tests.factories.html import Element, parse
from tests.factories.offices import make_office
from tests.factories.searching import MADE_AT, index_in
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)
TODAY = NOW.date()
SEARCH = "/register/"
QUERIES = 20

PLAIN = next(awards(1))
FATED = replace(
    PLAIN,
    id="fated-1",
    name="大同市云岗宏泰重型机械有限公司（示例）",
    standing=Standing.STANDING,
    verified=True,
    happened=(
        Happened("revoked", dt.date(2024, 3, 4), "同政函〔2024〕7号", "/datong/2021/revocation/"),
        Happened("reinstated", dt.date(2025, 5, 6), "同政函〔2025〕8号", "/datong/2021/reinstatement/"),
    ),
    valid_through=None,
)
HIDDEN = replace(PLAIN, id="hidden-1", name="", uscc="", certificate_no="", withheld=True, verified=True)
NOTICE = NoticeDocument(
    id="datong.2026.publicity", version=1, path="/datong/2026/publicity/", scheme="datong", award_name="大同市质量奖",
    city="大同市", city_name="大同市", edition_key="datong:2026", edition="第三届", stage="公示", act="original",
    heading="关于获奖建议名单的公示（示例）", doc_no="", published_on=dt.date(2026, 5, 6),
    body="前文。" * 40 + "有异议的，请在公示期内书面提出，" + "后文。" * 60,
    rank=rank_of(dt.date(2026, 5, 6), "datong"),
)  # fmt: skip
CORPUS: tuple[AwardDocument | NoticeDocument, ...] = (*awards(300), FATED, HIDDEN, NOTICE)
ORACLE = Oracle(CORPUS)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "search"
    engine = EmbeddedEngine(folder)
    engine.rebuild(CORPUS, now=MADE_AT)
    engine.close()
    return folder


@pytest.fixture
def index(built: Path) -> Iterator[EmbeddedEngine]:
    with index_in(built) as made, clock.at(NOW):
        yield made


def page(client: Client, query: Query | str = "", status: int = 200) -> Element:
    asked = query if isinstance(query, str) else query.address()
    response = client.get(SEARCH + asked)
    assert response.status_code == status, asked
    return parse(response.content.decode())


def rows(root: Element) -> list[Element]:
    return root.classed("result")


def paths(root: Element) -> list[str]:
    """The addresses of what was found, in its order."""
    return [row.classed("result-name")[0].all("a")[0].attrs["href"] for row in rows(root)]


def total(root: Element) -> int:
    return int(root.classed("search-total")[0].all("b")[0].text)


def query_of(address: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(address).query):
        found.setdefault(name, []).append(value)
    return found


def fields(form: Element) -> list[tuple[str, str]]:
    """What a browser sends for a form as it stands."""
    inputs = [each.attrs for each in form.all("input")]
    return [
        (each["name"], each["value"])
        for each in inputs
        if each.get("type") != "checkbox" or "checked" in each
    ]


@pytest.mark.parametrize("words", ["机械", "有限公司 大同", "ＦＡＴＥＤ－１", "證2019", "9114", "云岗宏泰"])
def test_a_page_says_how_many_and_which_and_marks_what_matched(
    words: str, index: EmbeddedEngine, client: Client
) -> None:
    query = Query(words)
    wanted = ORACLE.found(query, TODAY)
    assert wanted
    root = page(client, query)
    assert (total(root), paths(root)) == (len(wanted), [each.path for each in wanted[:20]])
    assert all(row.all("mark") for row in rows(root))
    assert [e.attrs["value"] for e in root.all("input") if e.attrs.get("id") == "search-q"] == [words]
    assert "没有查到，不等于没有获奖。" in root.text


def test_every_page_is_reached_by_the_links_and_holds_the_next_ones(
    index: EmbeddedEngine, client: Client
) -> None:
    query = Query("有限", sort=Sort.OLDEST)
    wanted = [each.path for each in ORACLE.found(query, TODAY)]
    root, seen = page(client, query), []
    last = root.classed("search-pages")[0].all("a")[-1].attrs["href"]
    while True:
        seen += paths(root)
        (links,) = root.classed("search-pages")
        following = [a.attrs["href"] for a in links.all("a") if a.attrs.get("rel") == "next"]
        if not following:
            break
        root = page(client, following[0].removeprefix(SEARCH))
    assert seen == wanted
    assert len(seen) > 60
    beyond = page(client, query.at(999_999))
    assert paths(beyond) == paths(page(client, last.removeprefix(SEARCH))) == seen[-len(paths(beyond)) :]


def test_what_became_of_an_award_stands_beside_it(index: EmbeddedEngine, client: Client) -> None:
    root = page(client, Query().choosing(Facet.STATUS, [Status.REVOKED]))
    assert rows(root)
    for row in rows(root):
        assert row.classed("badge-award-revoked")[0].text == "已撤销"
        (told,) = row.classed("happened-revoked")
        assert "政撤〔" in told.text
        assert told.all("time")[0].attrs["datetime"]
    (row,) = rows(page(client, Query("云岗宏泰")))
    assert row.classed("badge-award-reinstated")[0].text == "曾被撤销，已恢复"
    events = [
        (e.all("b")[0].text, e.all("a")[0].attrs["href"]) for e in row.classed("result-happened")[0].all("li")
    ]
    assert events == [("撤销", "/datong/2021/revocation/"), ("恢复", "/datong/2021/reinstatement/")]
    assert "2024年3月4日" in row.text
    assert "同政函〔2025〕8号" in row.text


def test_an_unverified_award_says_so_and_a_hidden_holder_is_not_named(
    index: EmbeddedEngine, client: Client
) -> None:
    root = page(client, Query().choosing(Facet.RECORD, ["unverified"]))
    assert rows(root)
    assert all(row.classed("badge-unverified")[0].text == "未经核实" for row in rows(root))
    (row,) = rows(page(client, Query("hidden-1")))
    assert row.all("h3")[0].all("a")[0].text == "依法隐去"


def test_choices_are_ticked_counted_and_taken_away(index: EmbeddedEngine, client: Client) -> None:
    query = (
        Query("有限", sort=Sort.NAME).choosing(Facet.CITY, ["city1", "city4"]).choosing(Facet.YEAR, ["2010"])
    )
    root = page(client, query)
    wanted = ORACLE.counts(query, TODAY)
    for group in root.classed("facet"):
        boxes = group.all("input")
        facet = Facet(boxes[0].attrs["name"])
        counts = {
            box.attrs["value"]: int(box.parent.classed("choice-n")[0].text) for box in boxes if box.parent
        }
        assert counts == {value: wanted[facet].get(value, 0) for value in counts}
        assert {box.attrs["value"] for box in boxes if "checked" in box.attrs} == set(
            query.chosen.get(facet, ())
        )
        assert group.all("legend")
    # Both forms ask the same again, whatever the one of them changes.
    asked, narrowing = (form for form in root.all("form") if form.attrs.get("action") == SEARCH)
    assert sorted(fields(asked)) == sorted(fields(narrowing)) == sorted(query.pairs())
    taken = [query_of(chip.attrs["href"]) for chip in root.classed("chip")]
    kept = query_of(query.address())
    assert taken == [
        kept | {"city": ["city4"]},
        kept | {"city": ["city1"]},
        {name: values for name, values in kept.items() if name != "year"},
    ]


def test_a_long_facet_has_a_page_with_a_field_of_its_own(index: EmbeddedEngine, client: Client) -> None:
    query = Query("有限").choosing(Facet.EDITION, ["scheme3:7"])
    counts = ORACLE.counts(query, TODAY)[Facet.EDITION]
    (group,) = [
        g for g in page(client, query).classed("facet") if g.all("input")[0].attrs["name"] == "edition"
    ]
    address = group.classed("facet-all")[0].all("a")[0].attrs["href"]
    root = parse(client.get(address).content.decode())
    listed = {box.attrs["value"] for box in root.all("input") if box.attrs.get("type") == "checkbox"}
    assert listed == set(counts) | {"scheme3:7"}
    assert len(listed) > 50
    find, narrowing = (form for form in root.all("form") if form.attrs["method"] == "get")
    sent = [pair for pair in fields(find) if pair[0] != "find"]
    narrowed = parse(
        client.get(f"{find.attrs['action']}?{urlencode([*sent, ('find', '第1')])}").content.decode()
    )
    found = [box for box in narrowed.all("input") if box.attrs.get("type") == "checkbox"]
    assert {box.attrs["value"] for box in found if "checked" not in box.attrs} == {
        value for value in counts if value.partition(":")[2].startswith("1") and value != "scheme3:7"
    }
    assert found[0].attrs["value"] == "scheme3:7"
    assert sorted(fields(narrowing)) == sorted(query.pairs())
    assert client.get("/register/facets/stage/").status_code == 404
    assert client.get("/register/facets/nothing/").status_code == 404


def test_letters_taken_for_pinyin_are_said_and_can_be_taken_otherwise(
    index: EmbeddedEngine, client: Client
) -> None:
    root = page(client, "?q=yunganghongtai")
    assert paths(root) == [FATED.path]
    assert "没有原样写着“yunganghongtai”的，已按拼音或拼音首字母查找" in root.classed("search-note")[0].text
    assert [mark.text for mark in rows(root)[0].all("mark")] == ["云岗宏泰"]
    literal = page(client, "?q=Crrc")
    (note,) = literal.classed("search-note")
    assert "按原样查找" in note.text
    assert query_of(note.all("a")[0].attrs["href"]) == {"q": ["Crrc"], "sound": ["1"]}
    back = page(client, "?q=Crrc&sound=1").classed("search-note")[0].all("a")[0]
    assert query_of(back.attrs["href"]) == {"q": ["Crrc"]}


def test_no_hit_says_what_may_be_meant_and_what_the_choices_hide(
    index: EmbeddedEngine, client: Client
) -> None:
    root = page(client, "?q=云冈宏泰机械")
    assert not rows(root)
    (box,) = root.classed("nothing")
    assert "您是不是要找" in box.text
    assert "没有查到，不等于没有获奖。" in box.text
    names = box.classed("nothing-names")[0].all("a")
    assert names[0].text == FATED.name
    assert paths(page(client, names[0].attrs["href"].removeprefix(SEARCH))) == [FATED.path]
    other = (
        page(client, Query("获奖简议名单", collection=Collection.NOTICES))
        .classed("nothing-names")[0]
        .all("a")
    )
    assert paths(page(client, other[0].attrs["href"].removeprefix(SEARCH))) == [NOTICE.path]
    hidden = page(client, "?q=云岗宏泰&city=nowhere")
    (again,) = [a for a in hidden.classed("nothing")[0].all("a") if a.text == "去掉筛选条件，有1条"]
    assert paths(page(client, again.attrs["href"].removeprefix(SEARCH))) == [FATED.path]
    assert not hidden.classed("nothing-names")
    of_one = page(client, f"?holder={key_of_name(FATED.name)}&city=nowhere").classed("nothing")[0]
    (again,) = [a for a in of_one.all("a") if a.text == "去掉筛选条件，有1条"]
    assert paths(page(client, again.attrs["href"].removeprefix(SEARCH))) == [FATED.path]


def test_notices_are_searched_by_their_words_and_show_the_place(
    index: EmbeddedEngine, client: Client
) -> None:
    root = page(client, Query("书面提出", collection=Collection.NOTICES))
    (row,) = rows(root)
    assert paths(root) == [NOTICE.path]
    (snippet,) = row.classed("result-snippet")
    assert [mark.text for mark in snippet.all("mark")] == ["书面提出"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert len(snippet.text) < 150
    current = [a for a in root.classed("search-tabs")[0].all("a") if a.attrs.get("aria-current") == "page"]
    assert [a.text for a in current] == ["公告和决定"]


def test_a_search_leads_to_itself_as_files_and_says_what_it_ignored(
    index: EmbeddedEngine, client: Client
) -> None:
    query = Query("有限").choosing(Facet.STATUS, [Status.REVOKED])
    root = page(client, f"{query.address()}&page=2&lang=zh-hans&from=singlemessage&utm_source=x&nsukey=%00y")
    assert "from、utm_source、nsukey 不是检索条件" in root.classed("search-ignored")[0].text
    links = [a.attrs["href"] for a in root.classed("search-take")[0].all("a") if "?" in a.attrs["href"]]
    assert [urlsplit(link).path for link in links] == [
        "/register.csv", "/register.json", "/register.xlsx", "/register.atom", "/register/statistics/",
    ]  # fmt: skip
    feeds = [
        link.attrs["href"] for link in root.all("link") if link.attrs.get("type") == "application/atom+xml"
    ]
    assert feeds[0] == links[3]
    for link in links:
        assert query_of(link) == query_of(query.address())


def test_without_an_index_the_page_says_so_and_the_rest_stands(tmp_path: Path, client: Client) -> None:
    office = make_office("datong")
    with index_in(tmp_path / "nowhere"), clock.at(NOW):
        for path in (SEARCH, f"{SEARCH}?q=x", f"{SEARCH}facets/city/"):
            response = client.get(path)
            assert (response.status_code, response["Retry-After"]) == (503, "60")
            assert "no-store" in response["Cache-Control"]
        root = parse(response.content.decode())
        assert root.all("h1")[0].text == "检索暂不可用"
        assert "/datong/register/" in {a.attrs["href"] for a in root.all("a")}
        assert {client.get(path).status_code for path in ("/", "/datong/", "/datong/register/")} == {200}
    assert office.scheme.title in root.text


def test_a_page_is_kept_until_midnight_at_most_and_changes_with_the_index(
    tmp_path: Path, client: Client
) -> None:
    evening = dt.datetime.combine(TODAY, dt.time(23, 59, 40), tzinfo=BEIJING)
    with index_in(tmp_path / "search") as made, clock.at(evening):
        made.rebuild([FATED], now=MADE_AT)
        kept = client.get(SEARCH)
        assert kept["Cache-Control"] == "public, max-age=20"
        assert client.get(SEARCH, headers={"if-none-match": kept["ETag"]}).status_code == 304
        made.put([replace(FATED, version=2, standing=Standing.REVOKED, happened=FATED.happened[:1])])
        again = client.get(SEARCH, headers={"if-none-match": kept["ETag"]})
        assert again.status_code == 200
        assert "已撤销" in again.content.decode()


def test_a_page_costs_one_search_and_the_same_few_queries(
    index: EmbeddedEngine, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_office("datong")
    searched: list[Query] = []
    plain = EmbeddedEngine.search

    def search(self: EmbeddedEngine, query: Query, **options: int) -> object:
        searched.append(query)
        return plain(self, query, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(EmbeddedEngine, "search", search)
    client.get(SEARCH)
    costs = set()
    for query in (
        Query("云岗宏泰"),
        Query("有限"),
        Query(page=3),
        Query("示例", collection=Collection.NOTICES),
    ):
        searched.clear()
        with counted() as sql:
            page(client, query)
        assert len(searched) == 1
        costs.add(len(sql))
    assert len(costs) == 1
    assert costs.pop() <= QUERIES


def test_former_addresses_lead_here(index: EmbeddedEngine, client: Client) -> None:
    others = client.get("/register/others/?q=机械&page=3")
    assert others.status_code == 301
    assert query_of(others["Location"]) == {"q": ["机械"], "record": ["unverified"]}
    table = client.get("/register/awards.csv?kind=organization")
    assert (table.status_code, table["Location"]) == (301, "/register.csv?kind=organization")


def test_what_the_registers_cover_is_said(index: EmbeddedEngine, client: Client) -> None:
    office = make_office("datong")
    (box,) = page(client).classed("search-coverage")
    assert office.scheme.title in box.text
    assert "历届获奖情况尚未补录完整" in box.text


@override_settings(CANONICAL_ORIGIN="https://gongshi.example.cn")
def test_a_narrowed_page_is_no_page_for_search_engines(index: EmbeddedEngine, client: Client) -> None:
    def robots(root: Element) -> list[str]:
        return [meta.attrs["content"] for meta in root.all("meta") if meta.attrs.get("name") == "robots"]

    assert robots(page(client)) == []
    words = random.Random(1).choice(["机械", "有限"])
    assert robots(page(client, Query(words))) == ["noindex"]
    (link,) = [
        e.attrs["href"] for e in page(client, Query(words)).all("link") if e.attrs.get("rel") == "canonical"
    ]
    assert link == "https://gongshi.example.cn/register/"
