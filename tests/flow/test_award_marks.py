"""What became of an award is told wherever the award is named, from the moment the announcement is published."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from cms import clock
from cms.actions.withholding import withhold
from cms.models import AwardRecord, EditionPage, NoticeAct, Seal
from cms.regulation.citation import cite
from cms.regulation.rules.consequences import grounds
from cms.seals import parse_body
from cms.selectors.register import records
from portal.demo import steps
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_data
from tests.factories.html import Element, parse
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.searching import build_index, index_in
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
DECISION = "commendation_decision"
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)
RESTORED_AT = REVOKED_AT + dt.timedelta(days=90)
DAY = dt.timedelta(days=1)
SEARCH = "/register/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def index(tmp_path: Path) -> Iterator[None]:
    with index_in(tmp_path / "search"):
        yield


def get(client: Client, path: str, at: dt.datetime) -> str:
    if path == SEARCH:
        build_index()
    with clock.at(at):
        response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def page(client: Client, path: str, at: dt.datetime) -> Element:
    return parse(get(client, path, at))


def rows_of(root: Element, name: str) -> list[Element]:
    """The rows of a page's tables or lists that name this holder."""
    rows = [
        e for e in root.walk() if e.tag == "tr" or {"line", "result"} & set(e.attrs.get("class", "").split())
    ]
    return [row for row in rows if name in row.text and not [r for r in row.walk() if r.tag == "tr"]]


def pages_naming(decision: Seal, office: Office) -> Iterator[str]:
    """Every page that names the winners of an edition: the decision, the lists before it, the city, the register."""
    for seal in decision.edition.seals.filter(act=NoticeAct.ORIGINAL):
        if seal.entry_list_id is not None:
            yield seal.head["path"]
    yield from (f"/{office.scheme.slug}/", f"/{office.scheme.slug}/register/", SEARCH)


def entries(client: Client, path: str, at: dt.datetime) -> dict[str, tuple[str, str]]:
    """Summary and time of change of every entry of a feed, by its address."""
    root = ElementTree.fromstring(get(client, path, at))
    return {
        entry.find(f"{ATOM}link").attrib["href"]: (
            entry.findtext(f"{ATOM}summary") or "",
            entry.findtext(f"{ATOM}updated") or "",
        )
        for entry in root.findall(f"{ATOM}entry")
    }


@pytest.mark.parametrize("city", CITIES)
def test_every_page_that_names_it_says_so_and_says_when_it_is_back(city: str, client: Client) -> None:
    decision = make.published_notice(city, DECISION)
    office, record = make_office(city), records().get(entry_no=1)
    paths = list(pages_naming(decision, office))
    assert len(paths) >= 5
    for path in paths:
        assert not page(client, path, REVOKED_AT - DAY).classed("badge-award-revoked")
    timeline = page(client, f"/{city}/{decision.edition.slug}/", REVOKED_AT - DAY).text
    assert "有奖项被撤销" not in timeline

    revocation = make.revoke(office, [record], at=REVOKED_AT)
    for path in paths:
        (row,) = rows_of(page(client, path, REVOKED_AT), record.name)
        assert "已撤销" in row.text, path
        assert revocation.head["path"] in {a.attrs["href"] for a in row.all("a")}, path
        assert len(page(client, path, REVOKED_AT).classed("badge-award-revoked")) == 1, path
    assert "有奖项被撤销" in page(client, f"/{city}/{decision.edition.slug}/", REVOKED_AT).text

    back = make.reinstate(office, revocation, [record], at=RESTORED_AT)
    for path in paths:
        root = page(client, path, RESTORED_AT)
        (row,) = rows_of(root, record.name)
        assert "曾被撤销，已恢复" in row.text, path
        assert back.head["path"] in {a.attrs["href"] for a in row.all("a")}, path
        assert not root.classed("badge-award-revoked"), path
    assert "有奖项恢复" in page(client, f"/{city}/{decision.edition.slug}/", RESTORED_AT).text


@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_the_announcement_says_what_why_and_how_to_contest_it(city: str, client: Client) -> None:
    make.published_notice(city, DECISION)
    office, (first, second) = make_office(city), records().order_by("entry_no")[:2]
    revocation = make.revoke(office, [first, second], at=REVOKED_AT)
    root = page(client, revocation.head["path"], REVOKED_AT)
    ground = grounds(office.regulation, first.kind)[0].ground
    assert len(root.classed("named-award")) == 2
    (card,) = [card for card in root.classed("named-award") if first.name in card.text]
    assert ground.text in card.text
    assert cite(ground.articles[0]) in [a.text for a in card.all("a")]
    assert "经查，申报材料与事实不符（示例）。" in card.text
    assert {first.path_on_portal, first.seal.head["path"]} <= {a.attrs["href"] for a in card.all("a")}
    (remedies,) = [e for e in root.walk() if e.attrs.get("id") == "remedies"]
    assert "行政复议" in remedies.text
    assert "已恢复" not in root.text

    back = make.reinstate(office, revocation, [first], at=RESTORED_AT)
    root = page(client, revocation.head["path"], RESTORED_AT)
    (banner,) = root.classed("banner-later")
    assert back.head["path"] in {a.attrs["href"] for a in banner.all("a")}
    given_back = [bool(card.classed("badge-award-reinstated")) for card in root.classed("named-award")]
    assert given_back == [True, False]
    notice = page(client, back.head["path"], RESTORED_AT)
    assert [card.all("h3")[0].text for card in notice.classed("named-award")] == [f"1. {first.name}"]
    assert revocation.head["path"] in {a.attrs["href"] for a in notice.all("a")}


def test_a_holder_hidden_by_law_is_not_named_by_the_announcement(client: Client) -> None:
    make.published_notice("datong", DECISION)
    record = records().get(entry_no=1)
    revocation = make.revoke(make_office("datong"), [record], at=REVOKED_AT)
    leaf = next(
        i for i, leaf in enumerate(parse_body(revocation.body).leaves) if leaf.value["t"] == "revoked"
    )
    with clock.at(REVOKED_AT):
        withhold(
            seal=revocation,
            leaf=leaf,
            ground="政府信息公开条例第十五条（示例）",
            by=person("p", "大同市 发布"),
        )
    paths = [revocation.head["path"], record.path_on_portal, "/datong/", "/register/", "/feed.atom"]
    for path in paths:
        html = get(client, path, REVOKED_AT + DAY)
        assert record.name not in html, path
        assert record.uscc not in html, path
    assert (
        "依法隐去" in page(client, revocation.head["path"], REVOKED_AT + DAY).classed("named-award")[0].text
    )


@pytest.mark.parametrize("city", ["taiyuan", "yuncheng"])
def test_feeds_tell_the_award_and_the_decision_is_new_again(city: str, client: Client) -> None:
    decision = make.published_notice(city, DECISION)
    office, record = make_office(city), records().get(entry_no=1)
    for path in ("/feed.atom", f"/{city}/feed.atom", f"/{city}/{decision.edition.slug}/feed.atom"):
        before = entries(client, path, REVOKED_AT - DAY)
        (address,) = [href for href in before if href.endswith(decision.head["path"])]
        assert "撤销" not in before[address][0]
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    after = entries(client, "/feed.atom", REVOKED_AT)
    assert "其中1项已被撤销。" in after[address][0]
    assert after[address][1] > before[address][1]
    (announced,) = [
        summary for href, (summary, _at) in after.items() if href.endswith(revocation.head["path"])
    ]
    assert f"撤销{record.name}的{record.edition_name}{record.tier_name}" in announced
    back = make.reinstate(office, revocation, [record], at=RESTORED_AT)
    restored = entries(client, "/feed.atom", RESTORED_AT)
    assert "其中" not in restored[address][0]
    (announced,) = [summary for href, (summary, _at) in restored.items() if href.endswith(back.head["path"])]
    assert f"恢复{record.name}的" in announced


def test_the_sitemap_lists_the_register_and_every_award_with_its_last_change(client: Client) -> None:
    make.published_notice("datong", DECISION)
    office, record = make_office("datong"), records().get(entry_no=1)
    before = get(client, "/sitemap.xml", REVOKED_AT)
    for public_id in AwardRecord.objects.values_list("public_id", flat=True):
        assert f"/register/awards/{public_id}/</loc>" in before
    for path in ("/register/", "/datong/register/", "/datong/apply-check/"):
        assert f"{path}</loc>" in before
    make.revoke(office, [record], at=REVOKED_AT)
    after = get(client, "/sitemap.xml", REVOKED_AT)
    changed = after.partition(f"/register/awards/{record.public_id}/</loc>")[2].partition("</url>")[0]
    assert REVOKED_AT.astimezone(dt.UTC).date().isoformat() in changed


def test_a_kept_page_is_stale_as_soon_as_an_award_is_revoked(client: Client) -> None:
    decision = make.published_notice("datong", DECISION)
    office, record = make_office("datong"), records().get(entry_no=1)
    paths = [*pages_naming(decision, office), record.path_on_portal]
    build_index()
    with clock.at(REVOKED_AT):
        kept = {path: client.get(path)["ETag"] for path in paths}
        assert {client.get(path, headers={"if-none-match": kept[path]}).status_code for path in paths} == {
            304
        }
    make.revoke(office, [record], at=REVOKED_AT)
    build_index()
    with clock.at(REVOKED_AT):
        assert {client.get(path, headers={"if-none-match": kept[path]}).status_code for path in paths} == {
            200
        }


def test_marks_cost_one_query_whatever_was_revoked(client: Client) -> None:
    decision = make.published_notice("datong", DECISION)
    office = make_office("datong")
    path = decision.head["path"]
    get(client, path, REVOKED_AT)
    with counted() as none:
        get(client, path, REVOKED_AT)
    make.revoke(office, list(records()), at=REVOKED_AT)
    with counted() as all_:
        root = page(client, path, REVOKED_AT)
    assert len(root.classed("badge-award-revoked")) == 3
    assert len(none) == len(all_)


@pytest.mark.parametrize("city", ["datong", "taiyuan"])
def test_an_announcement_is_previewed_with_its_awards(city: str) -> None:
    make.published_notice(city, DECISION)
    office, record = make_office(city), records().get(entry_no=1)
    stage = next(stage for stage in office.regulation.stages if stage.type == "revocation")
    ground = grounds(office.regulation, record.kind)[0]
    named = [{"record": record.public_id, "ground": ground.key, "finding": "查明的示例事实。"}]
    with clock.at(REVOKED_AT):
        notice = make.draft(office, decision_edition(record), stage.key, revocations=named)
        steps.fulfil_revocation(office, decision_edition(record), stage.key, named)
        client = client_of(office.editor)
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk])
        assert client.post(url, edit_data(client, notice)).json()["is_valid"]
        root = parse(client.get(url, {"mode": ""}).content.decode())
    (card,) = root.classed("named-award")
    assert record.name in card.text
    assert ground.ground.text in card.text
    assert "查明的示例事实。" in card.text
    assert "这是草稿预览，尚未发布。" in root.text


def decision_edition(record: AwardRecord) -> EditionPage:
    assert record.edition is not None
    return record.edition
