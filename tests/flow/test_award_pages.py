"""An award on its own page, in every state it can be in, and what the page never shows."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from cms import clock
from cms.actions.follow_up import record_follow_up
from cms.actions.history import confirm_history, enter_history
from cms.actions.withholding import confirm, withhold
from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome, NoticeAct
from cms.regulation.citation import cite
from cms.regulation.document import load_builtin
from cms.regulation.rules.consequences import grounds
from cms.roles import group_name
from cms.seals import parse_body
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories.html import Element, facts, parse
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.rows import individual, organization
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
DECISION = "commendation_decision"
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)
RESTORED_AT = REVOKED_AT + dt.timedelta(days=90)
QUERIES = 25
"""An upper bound for one award's page, the masthead's cities included."""


def page(client: Client, record: AwardRecord, at: dt.datetime = REVOKED_AT + dt.timedelta(days=1)) -> Element:
    """The page of an award at an instant, as a tree."""
    with clock.at(at):
        response = client.get(record.path_on_portal)
    assert response.status_code == 200
    return parse(response.content.decode())


def steps(root: Element) -> list[str]:
    """The names of the steps of the award's history."""
    return [step.all("h3")[0].text for step in root.classed("stage")]


def permissions(*names: str) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=names))


def fresh(user: Any) -> Any:
    """The account read anew: permissions are cached on it."""
    return get_user_model().objects.get(pk=user.pk)


def decided(city: str) -> tuple[Office, AwardRecord]:
    make.published_notice(city, DECISION)
    return make_office(city), records().get(entry_no=1)


@pytest.mark.parametrize("city", CITIES)
def test_an_award_that_stands(city: str, client: Client) -> None:
    office, record = decided(city)
    root = page(client, record, DEFAULT_AT + dt.timedelta(days=1))
    assert root.all("h1")[0].text == record.name
    known = facts(root)
    assert known["状态"] == "有效"
    assert known["获奖日期"] == "2026年3月16日"
    assert known["表彰文号"] == record.doc_no
    assert record.seal is not None
    assert known["表彰决定"] == record.seal.head["title"]
    use = office.regulation.title_use
    assert use is not None
    assert known["使用称号时注明"] == f"{use.must_state}：2026年"
    assert record.seal.digest in root.text.replace(" ", "")
    assert f"名册编号{record.public_id}" in root.classed("citation")[0].text
    for duty in office.regulation.duties:
        assert duty.text in root.text
    assert not root.classed("panel-alert")
    (link,) = [e for e in root.all("link") if e.attrs.get("rel") == "canonical"]
    assert link.attrs["href"].endswith(record.path_on_portal)


@pytest.mark.parametrize(
    ("city", "kind", "bonus"),
    [
        ("datong", "organization", "有奖金，金额未规定 依据：第二十三条"),
        ("xinzhou", "organization", "200,000元 依据：第十九条"),
        ("hohhot", "organization", "1,000,000元 依据：第二十条"),
        ("hohhot", "individual", "100,000元 依据：第二十条"),
        ("yuncheng", "individual", "无奖金 依据：第二十二条"),
    ],
)
def test_the_bonus_is_what_the_measure_says(city: str, kind: str, bonus: str, client: Client) -> None:
    maker = {"organization": organization, "individual": individual}[kind]
    make.published_notice(city, DECISION, rows=[maker(1)])
    root = page(client, records().get())
    assert facts(root)["奖金"] == bonus
    used = load_builtin(city).regulation.award.bonus
    assert used is not None
    if used.use_limited is not None:
        assert (used.use_limited.text in root.text) is (kind == "organization")


@pytest.mark.parametrize(
    ("city", "recovered", "barred"),
    [
        ("datong", "证书、奖牌或奖章、奖金", "第4届（含）之前不接受申报。"),
        ("taiyuan", "奖牌、证书、奖励金", "第4届（含）之前不接受申报。"),
        ("hohhot", "奖牌(奖杯)、证书、奖金", "未规定"),
    ],
)
def test_a_revoked_award_says_why_what_and_until_when(
    city: str, recovered: str, barred: str, client: Client
) -> None:
    office, record = decided(city)
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    root = page(client, record)
    known = facts(root)
    assert known["状态"] == "已撤销"
    ground = grounds(office.regulation, record.kind)[0].ground
    assert known["撤销情形"].startswith(ground.text)
    assert cite(ground.articles[0]) in known["撤销情形"]
    assert known["收回、追缴"].startswith(recovered)
    assert known["限制申报"].startswith(barred)
    (panel,) = root.classed("panel-alert")
    assert [a.attrs["href"] for a in panel.all("a") if a.attrs["href"].endswith("#remedies")] == [
        f"{revocation.head['path']}#remedies"
    ]
    assert [step.partition(" ")[0] for step in steps(root)][1] == "撤销奖项"
    assert revocation.digest in root.text.replace(" ", "")
    assert "本奖项现在的状态是：已撤销" in root.text


def test_editions_decide_and_years_only_indicate(client: Client) -> None:
    office, record = decided("datong")
    make.revoke(office, [record], at=REVOKED_AT)
    said = facts(page(client, record))["限制申报"]
    assert "按办法所定的评选周期约15年，以届次为准。" in said
    assert "“三个评选周期内不接受该组织或个人申报大同市质量奖”，“自撤销奖项本年算起”" in said
    assert "没有写明" not in said


def test_a_ban_by_years_without_a_stated_beginning_says_so(client: Client) -> None:
    office, record = decided("hohhot")
    make.revoke(office, [record], ground="later_event.major_accident", at=REVOKED_AT)
    known = facts(page(client, record))
    assert known["限制申报"].startswith("2031年10月1日（含）之前不接受申报。")
    assert "办法没有写明从何时起算，本站自撤销决定之日起算。" in known["限制申报"]
    assert known["收回、追缴"] == "未规定"


@pytest.mark.parametrize("city", ["datong", "hohhot"])
def test_what_was_given_back_stands_and_tells_both(city: str, client: Client) -> None:
    office, record = decided(city)
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    back = make.reinstate(office, revocation, [record], at=RESTORED_AT)
    root = page(client, record, RESTORED_AT + dt.timedelta(days=1))
    assert facts(root)["状态"] == "有效"
    assert not root.classed("panel-alert")
    assert "曾被撤销，已恢复" in root.text
    assert [step.partition(" ")[0] for step in steps(root)][1:] == ["撤销奖项", "恢复奖项"]
    assert {revocation.head["path"], back.head["path"]} <= {a.attrs["href"] for a in root.all("a")}


def test_validity_ends_by_itself_and_the_page_is_not_kept_past_it(client: Client) -> None:
    _office, record = decided("hohhot")
    assert record.valid_through is not None
    last = dt.datetime.combine(record.valid_through, dt.time(23, 59, 40), tzinfo=DEFAULT_AT.tzinfo)
    assert facts(page(client, record, last))["状态"] == "有效"
    with clock.at(last):
        kept = client.get(record.path_on_portal)
    assert kept["Cache-Control"] == "public, max-age=20"
    root = page(client, record, last + dt.timedelta(minutes=1))
    assert facts(root)["状态"] == "有效期满"
    assert facts(root)["有效期"].startswith("至2029年3月15日，已满")
    assert steps(root)[-1] == "有效期届满 2029年3月15日"
    with clock.at(last + dt.timedelta(minutes=1)):
        later = client.get(record.path_on_portal, headers={"if-none-match": kept["ETag"]})
    assert later.status_code == 200


@pytest.mark.parametrize("city", ["datong", "taiyuan"])
def test_a_struck_award_is_no_award(city: str, client: Client) -> None:
    office, record = decided(city)
    assert record.seal is not None
    change = {"op": "struck", "entry_key": str(record.entry_key), "reason": "决定印发有误（示例）。"}
    make.amend(
        office, record.seal, NoticeAct.CORRECTION, at=REVOKED_AT, changes=[change], doc_no="示政发〔2026〕2号"
    )
    root = page(client, record)
    assert facts(root)["状态"] == "已移出决定"
    assert steps(root)[-1].startswith("移出决定")
    assert "决定印发有误（示例）。" in root.text


@pytest.mark.parametrize("city", ["xinzhou", "yuncheng"])
def test_a_record_from_before_the_portal_says_where_it_comes_from(city: str, client: Client) -> None:
    office = make_office(city)
    row = {
        "edition_number": 1, "edition_name": "第一届", "tier": "award", "kind": "organization",
        "name": "示例旧厂（示例）", "uscc": "", "unit": "", "post": "", "joint_names": [], "district": "",
        "industry": "", "certificate_no": "示-001", "awarded_on": dt.date(2019, 5, 6), "doc_no": "示政发〔2019〕3号",
        "revoked_on": dt.date(2021, 3, 1), "revocation_ground": grounds(office.regulation, "organization")[0].key,
        "revocation_doc_no": "示政发〔2021〕9号",
    }  # fmt: skip
    with clock.at(DEFAULT_AT):
        clerk = person("history-clerk", group_name(office.regulation.city, "editor"))
        second = person("history-second", group_name(office.regulation.city, "publisher"))
        clerk.user_permissions.add(*permissions("enter_history"))
        second.user_permissions.add(*permissions("confirm_history"))
        batch = enter_history(
            scheme=office.scheme, rows=[row], source="示例档案第3卷（示例）", by=fresh(clerk)
        )
        (record,) = confirm_history(batch=batch, by=fresh(second))
    root = page(client, record)
    known = facts(root)
    assert known["出处"] == "示例档案第3卷（示例）"
    assert known["补录"] == known["复核"] == "2026年3月16日"
    assert known["状态"] == "已撤销"
    assert known["奖金"] == "补录的出处未载"
    assert "没有本站的公示期和封存件" in root.text
    assert "撤销在本平台上线前作出" in root.text
    assert not root.classed("digest")
    assert "history-clerk" not in root.text


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_withheld_holder_is_nowhere_on_the_page(confirmed: bool, client: Client) -> None:
    _office, record = decided("datong")
    assert record.seal is not None
    leaf = next(
        i
        for i, leaf in enumerate(parse_body(record.seal.body).leaves)
        if leaf.value and leaf.value.get("key") == str(record.entry_key)
    )
    first, second = (person(f"publisher-{n}", "大同市 发布") for n in "ab")
    with clock.at(REVOKED_AT):
        hiding = withhold(seal=record.seal, leaf=leaf, ground="政府信息公开条例第十五条（示例）", by=first)
        if confirmed:
            confirm(withholding=hiding, by=second)
    root = page(client, record)
    assert root.all("h1")[0].text == "依法隐去"
    assert "政府信息公开条例第十五条（示例）" in root.text
    html = client.get(record.path_on_portal).content.decode()
    for word in (record.name, record.uscc):
        assert word
        assert word not in html


def test_nothing_of_the_follow_ups_is_public(client: Client) -> None:
    _office, record = decided("datong")
    before = page(client, record).text
    clerk = person("follow-up-clerk", "大同市 编辑")
    clerk.user_permissions.add(*permissions("record_follow_up"))
    with clock.at(REVOKED_AT):
        record_follow_up(
            record=record,
            kind=FollowUpKind.VISIT,
            outcome=FollowUpOutcome.NOTED,
            body_name="不得公开的办理单位",
            done_on=clock.today(),
            findings="不得公开的巡访情况",
            by=fresh(clerk),
        )
    assert FollowUp.objects.count() == 1
    after = page(client, record).text
    assert "不得公开" not in after
    assert after == before


def test_an_unknown_award_is_not_found(client: Client) -> None:
    make_office("datong")
    assert client.get(f"/register/awards/datong-2026-{uuid.uuid4().hex[:12]}/").status_code == 404


def test_a_page_costs_the_same_whatever_happened(client: Client) -> None:
    office, record = decided("datong")
    page(client, record)
    with counted() as plain:
        page(client, record)
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    make.reinstate(office, revocation, [record], at=RESTORED_AT)
    with counted() as rich:
        page(client, record, RESTORED_AT + dt.timedelta(days=1))
    assert len(plain) == len(rich) <= QUERIES, rich
    assert not [sql for sql in rich if '"cms_seal"."body"' in sql]
