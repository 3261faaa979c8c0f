"""Pages of holders across schemes and years, and of awards of other schemes: who is taken for one, and what is never said."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from cms import clock
from cms.holders import key_of_name
from cms.models import ExternalAward
from portal.demo.codes import code_of
from search.documents import AwardDocument, Happened
from search.engines.embedded import EmbeddedEngine
from search.facets import Standing
from search.organisations import organisation_path
from tests.corpus.awards import award
from tests.factories.html import Element, parse
from tests.factories.searching import MADE_AT, index_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
ONE, OTHER = code_of(1), code_of(2)
NAME, LATER_NAME = "古城机械厂（示例）", "古城重工有限公司（示例）"
PERSON, UNIT = "示例人员甲", "古城机械厂（示例）"


def row(no: int, name: str = NAME, **more: Any) -> AwardDocument:
    """A standing award of an organisation without a code, in a scheme and a year of its own."""
    made = award(no, name, random.Random(no))
    plain: dict[str, Any] = {
        "verified": True,
        "standing": Standing.STANDING,
        "happened": (),
        "uscc": "",
        "valid_through": None,
    }
    return replace(made, **(plain | more))


def person(no: int, **more: Any) -> AwardDocument:
    return replace(row(no, PERSON, kind="individual", unit=UNIT), **more)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with index_in(tmp_path / "index") as made, clock.at(NOW):
        yield made


def page(client: Client, of: AwardDocument) -> Element:
    response = client.get(organisation_path(of))
    assert response.status_code == 200
    return parse(response.content.decode())


def listed(root: Element, status: str = "") -> set[str]:
    """The awards a page lists, those with a status only; by their paths."""
    items = [e for e in root.classed("held") if not status or f"held-{status}" in e.attrs["class"].split()]
    return {item.all("a")[0].attrs["href"] for item in items}


def test_one_code_or_one_name_is_one_organisation_across_schemes_and_years(
    client: Client, index: EmbeddedEngine
) -> None:
    own = [
        row(1, uscc=ONE, year=2019),
        row(2, LATER_NAME, uscc=ONE, year=2024),
        row(3, "古城 机械厂（示例）", year=2011),
    ]
    others = [row(4, "古城机械厂", uscc=OTHER), row(5, f"{NAME}分厂"), person(6)]
    revoked = row(
        7, uscc=ONE, year=2015, standing=Standing.REVOKED, happened=(Happened("revoked", dt.date(2016, 3, 1), "示〔2016〕1号"),)
    )  # fmt: skip
    index.rebuild([*own, *others, revoked], now=MADE_AT)
    root = page(client, own[0])
    assert listed(root) == {each.path for each in (*own, revoked)}
    assert listed(root, "revoked") == {revoked.path}
    assert "其中1项已撤销或者移出决定" in root.text
    assert "示〔2016〕1号" in root.text
    assert [h.text for h in root.all("h3")][:4] == ["2024年", "2019年", "2015年", "2011年"]
    for each in (*own, revoked):
        assert each.certificate_no in root.text
        assert each.name in root.text
    assert page(client, own[1]).all("h1")[0].text == root.all("h1")[0].text
    assert not [m for m in root.all("meta") if m.attrs.get("name") == "robots"]
    # A name that leads to one code alone leads to that code's page.
    moved = client.get(organisation_path(own[2]))
    assert (moved.status_code, moved["Location"]) == (302, f"/register/organisations/{ONE}/")
    assert client.get(f"/register/organisations/{ONE.lower()}/")["Location"].endswith(f"/{ONE}/")


def test_what_is_downloaded_is_what_is_listed(client: Client, index: EmbeddedEngine) -> None:
    own = [row(1, uscc=ONE), row(2, LATER_NAME, uscc=ONE), row(3)]
    foreign = row(8, verified=False, standing=Standing.UNVERIFIED)
    index.rebuild([*own, row(5, f"{NAME}分厂"), foreign], now=MADE_AT)
    root = page(client, own[0])
    links = [a.attrs["href"] for a in root.all("a")]
    (csv,) = [link for link in links if link.startswith("/register.csv?")]
    table = b"".join(client.get(csv)).decode()
    assert table.count("\n") == 1 + len(own)
    assert all(each.id in table for each in own)
    (feed,) = [e.attrs["href"] for e in root.all("link") if e.attrs.get("type") == "application/atom+xml"]
    assert client.get(feed).status_code == 200
    assert any("in=notices" in link and link.startswith("/register/?q=") for link in links)


def test_a_search_for_a_holder_says_so_and_can_be_widened(client: Client, index: EmbeddedEngine) -> None:
    own = row(1, uscc=ONE)
    index.rebuild([own, row(5, f"{NAME}分厂")], now=MADE_AT)
    root = parse(client.get(f"/register/?holder={ONE}").content.decode())
    (chip,) = root.classed("chip")
    assert NAME in chip.text
    assert chip.attrs["href"] == "/register/"
    assert organisation_path(own) in {a.attrs["href"] for a in root.classed("result")[0].all("a")}
    for link in {
        a.attrs["href"] for a in root.all("main")[0].all("a") if a.attrs["href"].startswith("/register/?")
    }:
        assert client.get(link).status_code == 200
    assert client.get("/register/?holder=nobody").status_code == 400
    empty = client.get(f"/register/?holder={OTHER}")
    assert (empty.status_code, OTHER in empty.content.decode()) == (200, True)


def test_one_name_with_two_codes_is_told_apart_row_by_row(client: Client, index: EmbeddedEngine) -> None:
    first, second, bare = row(1, uscc=ONE), row(2, uscc=OTHER), row(3)
    index.rebuild([first, second, bare], now=MADE_AT)
    root = page(client, first)
    assert listed(root) == {first.path, second.path, bare.path}
    assert "可能不是同一个单位" in root.text
    (marked,) = [e for e in root.classed("held") if OTHER in e.text]
    assert marked.all("a")[0].attrs["href"] == second.path
    by_name = client.get(f"/register/organisations/{key_of_name(NAME)}/")
    assert by_name.status_code == 200
    assert ONE in by_name.content.decode()


def test_unverified_awards_of_the_same_name_stand_apart_and_have_no_page(
    client: Client, index: EmbeddedEngine
) -> None:
    own = row(1, uscc=ONE)
    foreign = row(8, verified=False, standing=Standing.UNVERIFIED, kind="")
    alone = row(9, "只在别处的单位（示例）", verified=False, standing=Standing.UNVERIFIED, kind="")
    index.rebuild([own, foreign, alone], now=MADE_AT)
    root = page(client, own)
    assert listed(root, "unverified") == {foreign.path}
    (apart,) = [s for s in root.all("section") if s.attrs["aria-labelledby"] == "unverified-h"]
    assert "名称相同、未经核实" in apart.text
    assert listed(apart) == {foreign.path}
    assert "共1项" in root.classed("page-lead")[0].text
    assert organisation_path(foreign) == organisation_path(alone) == ""
    assert client.get(f"/register/organisations/{key_of_name(alone.name)}/").status_code == 404


def test_a_person_is_one_by_name_and_unit_and_kept_from_search_engines(
    client: Client, index: EmbeddedEngine
) -> None:
    own = [person(1), person(2)]
    joint = person(3, name=f"{PERSON}、示例人员乙", joint_names=(PERSON, "示例人员乙"))
    others = [person(4, unit="别处的单位（示例）"), person(5, unit=""), row(6, UNIT, uscc=ONE)]
    foreign = row(8, PERSON, verified=False, standing=Standing.UNVERIFIED, kind="")
    index.rebuild([*own, joint, *others, foreign], now=MADE_AT)
    root = page(client, own[0])
    assert root.all("h1")[0].text == PERSON
    assert listed(root) == {each.path for each in (*own, joint)}
    (robots,) = [m for m in root.all("meta") if m.attrs.get("name") == "robots"]
    assert robots.attrs["content"] == "noindex"
    assert organisation_path(others[1]) == organisation_path(joint) == ""
    assert not [a for a in root.all("a") if "in=notices" in a.attrs["href"]]
    for address in (organisation_path(own[0]), organisation_path(others[0])):
        assert PERSON not in address
        assert "%" not in address


def test_a_withheld_award_leads_nowhere_and_is_listed_nowhere(client: Client, index: EmbeddedEngine) -> None:
    own = row(1, uscc=ONE)
    hidden = replace(row(2, uscc=ONE), version=2, name="", uscc="", withheld=True)
    index.rebuild([own, row(2, uscc=ONE)], now=MADE_AT)
    assert len(listed(page(client, own))) == 2
    index.put([hidden])
    assert listed(page(client, own)) == {own.path}
    assert organisation_path(hidden) == ""
    index.put([replace(own, version=2, name="", uscc="", withheld=True)])
    assert client.get(organisation_path(own)).status_code == 404


def test_without_an_index_the_page_says_so_and_nothing_else_suffers(
    client: Client, index: EmbeddedEngine
) -> None:
    for address in (organisation_path(row(1, uscc=ONE)), f"{organisation_path(row(1))}cite.bib"):
        response = client.get(address)
        assert response.status_code == 503
        assert response["Retry-After"]
        assert "no-store" in response["Cache-Control"]
        assert "检索暂不可用" in response.content.decode()
    index.rebuild([], now=MADE_AT)
    for key in ("x", "0" * 18, "c" + "0" * 24, "u" + "0" * 24, "n" + "0" * 24, "-" * 300):
        assert client.get(f"/register/organisations/{key}/").status_code == 404


def test_a_holders_page_is_cited_with_what_was_taken_away(client: Client, index: EmbeddedEngine) -> None:
    index.rebuild([row(1, uscc=ONE, standing=Standing.STRUCK), row(2, uscc=ONE)], now=MADE_AT)
    address = organisation_path(row(1, uscc=ONE))
    entry = client.get(f"{address}cite.bib").content.decode()
    assert "收录获奖2项，其中已撤销或者移出决定1项" in entry
    assert f"@online{{holder-{ONE}," in entry


# --- awards of other schemes -------------------------------------------------------------------------------------------


def taken_in(**more: Any) -> ExternalAward:
    clerk = get_user_model().objects.create_user("clerk", password="only-for-this-test-0417")
    plain: dict[str, Any] = {
        "name": "别处<b>精工</b>公司（示例）",
        "award_name": "某省质量奖（示例）",
        "tier": "提名奖",
        "edition": "2023",
        "region": "某省（示例）",
        "level": "省级",
        "status": "获奖",
        "doc_no": "示〔2023〕7号",
        "decided_on": "2023年8月",
        "note": "抄自网页",
        "source": "https://example.org/list?a=1&b=2",
        "source_name": "名单（示例）.csv",
        "source_sha256": "0123456789ab" + "c" * 52,
        "no": 7,
        "imported_at": NOW,
        "imported_by": clerk,
    }
    return ExternalAward.objects.create(**(plain | more))


def test_an_award_of_another_scheme_is_unverified_before_anything_else(client: Client) -> None:
    made = taken_in()
    with clock.at(NOW):
        response = client.get("/register/awards/x-0123456789ab-7/")
    root = parse(response.content.decode())
    main = root.all("main")[0]
    assert main.text.lstrip().startswith("未经核实")
    for name in (
        "name",
        "award_name",
        "tier",
        "edition",
        "region",
        "level",
        "status",
        "doc_no",
        "decided_on",
        "note",
    ):
        assert getattr(made, name) in root.text
    assert made.source_name not in root.text
    assert made.source_sha256 in root.text
    (link,) = [a for a in main.all("a") if a.attrs["href"].startswith("https://example.org")]
    assert link.attrs["href"] == made.source
    assert set(link.attrs["rel"].split()) >= {"nofollow", "noopener"}
    assert not [s for s in root.all("script") if "json" in s.attrs.get("type", "")]
    assert "clerk" not in root.text
    with clock.at(NOW):
        entry = client.get("/register/awards/x-0123456789ab-7/cite.bib").content.decode()
    assert "未经核实" in entry
    assert "author" not in entry
    for place in (
        "0123456789ab-8",
        "0123456789ab-07",
        "0123456789ac-7",
        "0123456789ab-99999999999",
        "0123456789AB-7",
        "7",
    ):
        assert client.get(f"/register/awards/x-{place}/").status_code == 404


@pytest.mark.parametrize(
    "source",
    ["javascript:alert(1)", "https://", "http://user@example.org/", "见 https://example.org/", "//example.org", "http://[", ""],
)  # fmt: skip
def test_only_a_whole_address_of_the_web_becomes_a_link(client: Client, source: str) -> None:
    taken_in(source=source)
    response = client.get("/register/awards/x-0123456789ab-7/")
    hrefs = [a.attrs["href"] for a in parse(response.content.decode()).all("main")[0].all("a")]
    assert all(
        href.startswith(("/", "#")) or href.endswith("/register/awards/x-0123456789ab-7/") for href in hrefs
    )
