"""The register of a scheme: found by what a reader types, counted, downloaded, in constant queries."""

import csv
import datetime as dt
import io
import uuid
from urllib.parse import quote

import pytest
from django.test import Client

from cms import clock
from cms.actions.withholding import withhold
from cms.models import AwardRecord, NoticeAct, RecordEvent, Seal
from cms.pages.register import RegisterQuery
from cms.register import BonusState, Origin, Status
from cms.seals import parse_body
from cms.selectors.register import records, standing_of
from cms.selectors.register_list import PER_PAGE, matching
from tests.factories import notices as make
from tests.factories.html import Element, parse
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import individual, organization
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
LATER = DEFAULT_AT + dt.timedelta(days=200)
QUERIES = 30


def page(client: Client, path: str, at: dt.datetime = LATER + dt.timedelta(days=1)) -> Element:
    with clock.at(at):
        response = client.get(path)
    assert response.status_code == 200
    return parse(response.content.decode())


def named(root: Element) -> list[str]:
    """The holders a list shows, in its order."""
    return [cell.all("a")[0].text for cell in root.classed("c-name") if cell.tag == "th" and cell.all("a")]


def counts(root: Element) -> str:
    (line,) = root.classed("register-counts")
    return line.text


ROWS = [
    organization(1, certificate_no="示质-001"),
    organization(2, name="ＡＢＣ精密（示例）有限公司"),
    individual(3, joint_names=["示例甲", "示例乙"], name="示例甲", group_entry=True),
]


@pytest.fixture
def decision() -> Seal:
    return make.published_notice("taiyuan", DECISION, rows=ROWS)


def test_a_scheme_lists_its_awards_by_edition_newest_first(client: Client) -> None:
    make.published_notice("hohhot", DECISION, rows=[organization(1)], at=DEFAULT_AT - dt.timedelta(days=364))
    make.published_notice("hohhot", DECISION, rows=[organization(2)], number=2)
    root = page(client, "/hohhot/register/")
    assert [caption.text for caption in root.all("caption")] == ["第2届", "第1届"]
    assert named(root) == [organization(2)["name"], organization(1)["name"]]
    assert counts(root).startswith("共2条。 有效 2。")
    assert "名册收录：第2届、第1届。历届获奖情况尚未补录完整。" in root.text
    assert "没有查到，不等于没有获奖。" in root.text


ASKED = [
    ("q=示例制造1号", [0]),
    ("q=abc精密(示例)", [1]),
    (f"q={ROWS[1]['uscc'].lower()}", [1]),
    ("q=示质-001", [0]),
    ("q=示例乙", [2]),
    ("q=　abc 精密", [1]),
    ("q=%", []),
    ("kind=individual", [2]),
    ("kind=organization&q=示例", [0, 1]),
    ("tier=nominee", []),
    ("status=valid", [0, 1, 2]),
    ("status=revoked", []),
    ("edition=1", [0, 1, 2]),
]
"""What is asked, and the places in ROWS of what is found."""


def test_an_award_is_found_by_what_a_reader_types(client: Client, decision: Seal) -> None:
    names = ["、".join(row.get("joint_names", ())) or row["name"] for row in ROWS]
    for asked, found in ASKED:
        root = page(client, f"/taiyuan/register/?{quote(asked, safe='=&')}")
        assert named(root) == [names[n] for n in found], asked
        assert "没有查到，不等于没有获奖。" in root.text


def test_what_cannot_be_asked_is_said_beside_its_field(client: Client, decision: Seal) -> None:
    root = page(client, "/taiyuan/register/?edition=99&q=" + "x" * 101)
    assert not named(root)
    assert [e.tag for e in root.all("p") if e.attrs.get("role") == "alert"] == ["p"]
    assert len([e for e in root.all() if e.attrs.get("aria-invalid") == "true"]) == 2
    assert [e.text for e in root.classed("register-error") if "id" in e.attrs] == [
        "最多写100个字，请写短一些再查。",
        "没有这一项，请从列出的各项中选择。",
    ]
    assert client.get("/taiyuan/register/awards.csv?edition=99").status_code == 404
    assert client.get("/nowhere/register/").status_code == 404


def test_the_database_and_the_rules_agree_on_every_status() -> None:
    """One award in each status; what a list is filtered by is what `standing` says, on days before and after."""
    decision = make.published_notice("hohhot", DECISION, rows=[organization(n) for n in (1, 2, 3)])
    office = make_office("hohhot")
    first, second, third = records().order_by("entry_no")
    revocation = make.revoke(office, [first, second], at=LATER)
    make.reinstate(office, revocation, [second], at=LATER + dt.timedelta(days=30))
    change = {"op": "struck", "entry_key": str(third.entry_key), "reason": "印发有误（示例）。"}
    make.amend(office, decision, NoticeAct.CORRECTION, at=LATER, changes=[change], doc_no="示政发〔2026〕2号")
    for day in (LATER.date() + dt.timedelta(days=40), dt.date(2035, 1, 1)):
        wanted = {record.pk: standing_of(record, day).status.value for record in records()}
        assert len(set(wanted.values())) == 3
        assert dict(matching(RegisterQuery(), day, office.scheme).values_list("pk", "state")) == wanted
        for status in Status:
            asked = matching(RegisterQuery(status=status.value), day, office.scheme)
            assert {r.pk for r in asked} == {pk for pk, state in wanted.items() if state == status.value}


@pytest.mark.parametrize("city", ["datong", "yuncheng"])
def test_a_corrected_holder_is_found_and_shown_by_both_names(city: str, client: Client) -> None:
    decision = make.published_notice(city, DECISION, rows=[organization(1)])
    office = make_office(city)
    record = records().get()
    corrected = organization(1, name="更名后示例有限公司（示例）", key=str(record.entry_key))
    change = {
        "op": "corrected",
        "entry_key": str(record.entry_key),
        "reason": "单位更名（示例）。",
        "fields": ["name"],
    }
    make.amend(
        office, decision, NoticeAct.CORRECTION, at=LATER, rows=[corrected], changes=[change],
        doc_no="示政发〔2026〕2号",
    )  # fmt: skip
    for words in ("更名后", "示例制造1号"):
        assert named(page(client, f"/{city}/register/?q={quote(words)}")) == ["更名后示例有限公司（示例）"]


def test_a_holder_hidden_by_law_is_found_by_nobody(client: Client, decision: Seal) -> None:
    record = records().get(entry_no=1)
    place = next(
        i
        for i, leaf in enumerate(parse_body(decision.body).leaves)
        if leaf.value and leaf.value.get("key") == str(record.entry_key)
    )
    with clock.at(LATER):
        withhold(
            seal=decision,
            leaf=place,
            ground="政府信息公开条例第十五条（示例）",
            by=person("p", "太原市 发布"),
        )
    root = page(client, "/taiyuan/register/")
    assert named(root)[0] == "依法隐去"
    assert record.name not in root.text
    for words in (record.name, record.uscc, record.certificate_no):
        assert named(page(client, f"/taiyuan/register/?q={quote(words)}")) == []
    with clock.at(LATER + dt.timedelta(days=1)):
        table = client.get("/taiyuan/register/awards.csv").content.decode()
    assert record.name not in table
    assert record.uscc not in table
    assert "（依法隐去）" in table


def test_the_table_holds_every_award_asked_for_and_no_formula(client: Client) -> None:
    office = make_office("taiyuan")
    make.published_notice(
        "taiyuan",
        DECISION,
        rows=[organization(1, name="=HYPERLINK(1)（示例）"), organization(2, certificate_no="-1")],
    )
    make.revoke(office, [records().get(entry_no=2)], at=LATER)
    path = "/taiyuan/register/awards.csv"
    with clock.at(LATER + dt.timedelta(days=1)):
        response = client.get(path, {"lang": "en"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="' in response["Content-Disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["单位名称或姓名"] for row in table] == ["'=HYPERLINK(1)（示例）", organization(2)["name"]]
    assert [row["证书编号"] for row in table] == ["", "'-1"]
    assert [row["状态"] for row in table] == ["有效", "已撤销"]
    assert table[1]["状态说明日期"] == "2026-10-02"
    assert table[0]["名册网址"].endswith(records().get(entry_no=1).path_on_portal)
    with clock.at(LATER + dt.timedelta(days=1)):
        narrowed = client.get(path, {"status": "revoked"}).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(narrowed)))) == 2


def more_awards(scheme_id: int, count: int) -> None:
    """That many more awards, each with an event: written to the table directly, since only their number matters here."""
    pattern = AwardRecord.objects.first()
    assert pattern is not None
    made = [
        AwardRecord(
            public_id=f"taiyuan-2026-{n:012x}",
            scheme_id=scheme_id,
            edition=pattern.edition,
            edition_number=pattern.edition_number,
            edition_name=pattern.edition_name,
            origin=Origin.DECISION,
            seal=pattern.seal,
            entry_key=uuid.uuid4(),
            entry_no=1_000 + n,
            tier=pattern.tier,
            tier_name=pattern.tier_name,
            kind=pattern.kind,
            name=f"第{n}号示例企业（示例）",
            awarded_on=pattern.awarded_on,
            title_year=pattern.title_year,
            bonus_state=BonusState.SILENT,
            made_at=pattern.made_at,
        )
        for n in range(count)
    ]
    AwardRecord.objects.bulk_create(made)
    RecordEvent.objects.bulk_create(
        RecordEvent(record=record, kind="revoked", seal=pattern.seal, decided_on=LATER.date(), at=LATER)
        for record in made
    )


@pytest.mark.parametrize(
    "path",
    [
        "/taiyuan/register/",
        "/taiyuan/register/?q=%E7%A4%BA%E4%BE%8B",
        "/taiyuan/register/awards.csv",
    ],
)
def test_a_list_costs_the_same_at_3_and_300_awards(path: str, client: Client, decision: Seal) -> None:
    with clock.at(LATER):
        client.get(path)
        with counted() as few:
            client.get(path)
        more_awards(make_office("taiyuan").scheme.pk, 300)
        with counted() as many:
            response = client.get(path)
    assert response.content.decode().count("号示例企业（示例）") in {PER_PAGE - 3, 300}
    assert len(few) == len(many) <= QUERIES, many
    assert not [sql for sql in many if '"cms_seal"."body"' in sql]


def test_pages_follow_each_other_and_keep_the_question(client: Client, decision: Seal) -> None:
    more_awards(make_office("taiyuan").scheme.pk, 120)
    root = page(client, "/taiyuan/register/?kind=organization&page=2")
    (pages,) = root.classed("register-pages")
    assert "第2页，共3页" in pages.text
    assert {a.attrs["rel"]: a.attrs["href"] for a in pages.all("a")} == {
        "prev": "/taiyuan/register/?kind=organization",
        "next": "/taiyuan/register/?kind=organization&page=3",
    }
    assert "第3页，共3页" in page(client, "/taiyuan/register/?page=99").text


def test_a_list_is_not_kept_past_the_end_of_a_validity(client: Client) -> None:
    make.published_notice("hohhot", DECISION, rows=[organization(1)])
    last = records().get().valid_through
    assert last is not None
    evening = dt.datetime.combine(last, dt.time(23, 59, 40), tzinfo=DEFAULT_AT.tzinfo)
    with clock.at(evening):
        kept = client.get("/hohhot/register/")
    assert kept["Cache-Control"] == "public, max-age=20"
    with clock.at(evening + dt.timedelta(minutes=1)):
        later = client.get("/hohhot/register/", headers={"if-none-match": kept["ETag"]})
    assert later.status_code == 200
