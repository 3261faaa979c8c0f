"""Files of a search at their addresses: exactly what the page finds, of one state, refused in words, kept no longer than true."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from cms import clock
from cms.holders import key_of_name
from search.documents import AwardDocument
from search.engines.base import EngineDownError
from search.engines.embedded import EmbeddedEngine
from search.exporting import taking
from search.exporting.fields import FIELDS
from search.index import engine
from search.query import Query
from tests.corpus.awards import awards
from tests.factories.search_files import (
    HOSTILE,
    NOW,
    READERS,
    TODAY,
    body,
    from_csv,
    hostile,
    special,
)
from tests.factories.searching import MADE_AT, index_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("downloads_closed")]

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with index_in(tmp_path / "index") as made, clock.at(NOW):
        yield made


@pytest.fixture
def corpus(index: EmbeddedEngine) -> list[AwardDocument]:
    made = [*awards(300), *special()]
    index.rebuild(made, now=MADE_AT)
    return made


# --- exactly this search ---------------------------------------------------------------------------------------------

ASKED = (
    "",
    "?q=大同",
    "?q=质量+有限&sort=oldest",
    "?city=city3&status=expired&status=valid",
    "?sort=name&page=2",
)


@pytest.mark.parametrize("asked", ASKED)
def test_every_form_holds_what_the_page_finds_in_its_order(
    client: Client, corpus: list[AwardDocument], asked: str
) -> None:
    shown: list[str] = []
    number, last = 0, 1
    while number < last:
        number += 1
        joint = "&" if "?" in asked else "?"
        page = client.get(f"/register/{asked.replace('&page=2', '')}{joint}page={number}").content.decode()
        links = re.findall(r'href="[^"]*/register/awards/([\w-]+)/"', page)
        shown += dict.fromkeys(links)
        last = max([number, *map(int, re.findall(r"[?&;]page=(\d+)", page))])
    assert len(shown) > 3
    for form, read in READERS.items():
        assert [row["id"] for row in read(body(client, f"/register.{form}{asked}"))] == shown, form


def test_a_file_says_how_many_of_which_index_and_where_its_manifest_is(
    client: Client, corpus: list[AwardDocument]
) -> None:
    response = client.get("/register.csv?q=大同&page=3")
    assert response.streaming
    count = len(from_csv(response.getvalue()))
    response.close()
    manifest = client.get("/register.manifest.json?q=大同").json()
    assert int(response["X-Register-Count"]) == manifest["count"] == count > 0
    assert response["X-Register-Index"] == manifest["index"]["version"] == engine().state().version
    beside = f"{settings.CANONICAL_ORIGIN}/register.manifest.json?q={quote('大同')}"
    assert response["Link"] == f'<{beside}>; rel="describedby"; type="application/json"'
    assert (
        response["Content-Disposition"]
        == f"attachment; filename*=utf-8''{quote('获奖名册检索-2026-11-21.csv')}"
    )
    assert manifest["query"]["words"] == "查找范围：获奖；检索词：大同；排序：最新在前"
    assert manifest["query"]["address"] == f"{settings.CANONICAL_ORIGIN}/register/?q={quote('大同')}"
    assert manifest["taken_at"] == {
        "utc": "2026-11-21T01:00:00+00:00",
        "beijing": "2026-11-21T09:00:00+08:00",
    }
    assert manifest["index"]["made_at"] == "2026-11-21T08:00:00+00:00"
    assert {each["key"] for each in manifest["fields"]} == {field.key for field in FIELDS}


def test_what_is_chosen_is_named_in_words(client: Client, corpus: list[AwardDocument]) -> None:
    words_ = client.get("/register.manifest.json?city=city0&status=revoked&sound=1").json()["query"]["words"]
    assert words_ == "查找范围：获奖；状态：已撤销；城市：大同市；排序：最新在前"


def test_a_file_of_one_holder_and_one_found_by_sound_say_so(
    client: Client, corpus: list[AwardDocument]
) -> None:
    award = next(each for each in corpus if each.kind == "organization" and each.verified)
    key, none = key_of_name(award.name), key_of_name("没有这样的单位")
    words_ = client.get(f"/register.manifest.json?holder={key}").json()["query"]["words"]
    assert words_ == f"查找范围：获奖；获奖者：{award.name}；排序：最新在前"
    words_ = client.get(f"/register.manifest.json?holder={none}").json()["query"]["words"]
    assert words_ == f"查找范围：获奖；获奖者：{none}；排序：最新在前"
    words_ = client.get("/register.manifest.json?q=datong").json()["query"]["words"]
    assert words_ == "查找范围：获奖；检索词：datong（datong按拼音查找）；排序：最新在前"


# --- one state, and memory -------------------------------------------------------------------------------------------


def test_a_file_is_of_one_state_though_the_index_changes_meanwhile(
    client: Client, index: EmbeddedEngine
) -> None:
    made = list(awards(1_500))
    index.rebuild(made, now=MADE_AT)
    response = client.get("/register.json")
    content = iter(response)
    first = next(content)
    index.put([], gone=[each.id for each in made[:700]])
    lines = (first + b"".join(content)).decode().splitlines()
    response.close()
    assert len(lines) == 1_500 == int(response["X-Register-Count"])
    assert response["X-Register-Index"] != index.state().version


def test_what_changes_while_it_is_counted_is_counted_again(
    corpus: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, times = taking.counted, []

    def then_a_write(query: Query, today: dt.date) -> Any:
        found = counted(query, today)
        times.append(found.total)
        if len(times) < 3:
            engine().put([], gone=[corpus[len(times)].id])
        return found

    monkeypatch.setattr(taking, "counted", then_a_write)
    result = taking.taken(Query(), TODAY)
    assert times == [306, 305, 304]
    assert len(list(result.documents)) == result.found.total == 304
    monkeypatch.setattr(taking, "TRIES", 1)
    times.clear()
    with pytest.raises(EngineDownError):
        taking.taken(Query(), TODAY)


def test_closing_lets_go_of_the_index_even_before_anything_was_read(
    client: Client, corpus: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    original = EmbeddedEngine.stream

    def watched(self: EmbeddedEngine, query: Query, *, today: dt.date) -> Any:
        opened.append(original(self, query, today=today))
        return opened[-1]

    monkeypatch.setattr(EmbeddedEngine, "stream", watched)
    for form in ("csv", "json"):
        client.get(f"/register.{form}").close()
    assert [stream.gi_frame for stream in opened] == [None, None]


# --- feed ------------------------------------------------------------------------------------------------------------


def feed(client: Client, asked: str = "") -> Element:
    return ElementTree.fromstring(body(client, f"/register.atom{asked}"))


def links(element: Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def test_the_feed_is_atom_and_has_the_newest_decisions(client: Client, corpus: list[AwardDocument]) -> None:
    root = feed(client, "?q=示例厂")
    assert root.tag == f"{ATOM}feed"
    asked = f"?q={quote('示例厂')}"
    origin = settings.CANONICAL_ORIGIN
    assert links(root) == {
        "self": f"{origin}/register.atom{asked}",
        "alternate": f"{origin}/register/{asked}",
        "describedby": f"{origin}/register.manifest.json{asked}",
    }
    assert root.findtext(f"{ATOM}id") == links(root)["self"]
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        assert entry.findtext(f"{ATOM}id") == links(entry)["alternate"]
        assert dt.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo is not None
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{ATOM}updated") == updated[0]
    # By the day of what happened last; what has no day has no place, the awards themselves are of long ago.
    titles = [(entry.findtext(f"{ATOM}title") or "").partition("：")[0] for entry in entries]
    assert titles == ["乙示例厂", "【已撤销】甲示例厂", "丙示例厂"]
    assert "2026-09-01 撤销，示政撤〔2026〕1号。" in (entries[1].findtext(f"{ATOM}summary") or "")


def test_an_old_award_that_was_revoked_is_among_the_newest(
    client: Client, corpus: list[AwardDocument]
) -> None:
    root = feed(client, "?sort=oldest")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in root.findall(f"{ATOM}entry")]
    assert len(titles) == 50
    assert any(title.startswith("【已撤销】甲示例厂") for title in titles)


def test_a_feed_holds_what_xml_cannot(client: Client, index: EmbeddedEngine) -> None:
    index.rebuild(hostile(), now=MADE_AT)
    assert len(feed(client).findall(f"{ATOM}entry")) == len(HOSTILE)


# --- refusals and keeping --------------------------------------------------------------------------------------------

BAD = {
    "csv": ("?x=1", "\nx："),
    "xlsx": ("?page=0&q=甲&q=乙", "页码（page）："),
    "atom": ("?status=nothing", "状态（status）："),
    "json": ("?in=notices", "只有获奖记录可以生成这种文件。"),
    "manifest.json": ("?sort=upwards", "只能是"),
}


@pytest.mark.parametrize("form", BAD)
def test_a_bad_address_is_refused_by_field(client: Client, corpus: list[AwardDocument], form: str) -> None:
    asked, said = BAD[form]
    response = client.get(f"/register.{form}{asked}")
    assert response.status_code == 400
    assert response["Cache-Control"] == "no-store"
    assert said in response.content.decode()
    if "json" in form:
        assert response.json()["error"]["problems"][0]["field"] in ("in", "sort")
    else:
        assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("form", BAD)
def test_without_an_index_a_file_is_asked_for_later(client: Client, index: EmbeddedEngine, form: str) -> None:
    response = client.get(f"/register.{form}")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "检索暂时不能使用" in response.content.decode()


@pytest.mark.parametrize("form", [*READERS, "atom"])
def test_what_has_not_changed_is_not_sent_again(
    client: Client, corpus: list[AwardDocument], form: str
) -> None:
    first = client.get(f"/register.{form}?q=大同")
    first.close()
    tag = {"If-None-Match": first["ETag"]}
    assert first["Cache-Control"] == "public, max-age=60"
    same = client.get(f"/register.{form}?q=大同", headers=tag)
    assert (same.status_code, same["ETag"], same["Cache-Control"]) == (
        304,
        first["ETag"],
        "public, max-age=60",
    )
    other = client.get(f"/register.{form}?q=太原", headers=tag)
    other.close()
    assert other.status_code == 200
    with clock.at(NOW + dt.timedelta(days=1)):  # validity ends by the clock alone
        tomorrow = client.get(f"/register.{form}?q=大同", headers=tag)
        tomorrow.close()
    assert tomorrow.status_code == 200
    engine().put([], gone=[corpus[0].id])
    after = client.get(f"/register.{form}?q=大同", headers=tag)
    after.close()
    assert after.status_code == 200


def test_headers_stay_within_what_a_proxy_takes(client: Client, corpus: list[AwardDocument]) -> None:
    linked = set()
    for words_ in ("质" * 10, "质" * 100, "质" * 200):
        response = client.head(f"/register.csv?q={words_}&region={words_}")
        assert sum(len(f"{name}: {value}\r\n") for name, value in response.items()) < 4_000
        linked.add("Link" in response)
    assert linked == {True, False}


def test_just_before_midnight_a_file_is_not_kept_over_it(client: Client, corpus: list[AwardDocument]) -> None:
    with clock.at(dt.datetime(2026, 11, 21, 15, 59, 50, tzinfo=dt.UTC)):
        response = client.get("/register.csv")
        response.close()
    assert response["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize("form", [*READERS, "atom"])
def test_asking_for_the_headers_reads_no_rows(
    client: Client, corpus: list[AwardDocument], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: EmbeddedEngine, query: Query, *, today: dt.date) -> Any:
        raise AssertionError("rows were read")

    monkeypatch.setattr(EmbeddedEngine, "stream", never)
    response = client.head(f"/register.{form}")
    assert response.status_code == 200
    assert response["X-Register-Count"] == "306"
    assert response["ETag"]


def test_a_workbook_and_a_feed_are_others_when_what_they_say_of_themselves_is(
    client: Client, corpus: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag(form: str) -> str:
        response = client.get(f"/register.{form}?q=大同")
        response.close()
        return str(response["ETag"])

    before = {form: tag(form) for form in ("csv", "xlsx", "atom")}
    monkeypatch.setattr(settings, "REGISTER_LICENCE", "另行约定。")
    assert {form for form, was in before.items() if tag(form) != was} == {"xlsx", "atom"}
