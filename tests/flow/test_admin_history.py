"""Awards from before the portal in the office: entered by one person, confirmed by another, declared complete by an act."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms import clock
from cms.actions.completeness import declare_complete, retract_complete
from cms.actions.errors import ActionRefused
from cms.actions.history import COLUMNS
from cms.actions.schemes import configure_scheme
from cms.models import AwardRecord, HistoryBatch, HistoryState, OfficeAccount, SchemePage
from cms.selectors.completeness import declarations, editions_on_record
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office, person
from tests.factories.older import SOURCE, older_awards, older_row, revoked_row, waiting_batch

pytestmark = pytest.mark.django_db

NAMED = (
    "edition_number", "edition_name", "tier", "kind", "name", "uscc", "unit", "post", "district", "industry",
    "certificate_no", "awarded_on", "doc_no", "revoked_on", "revocation_ground", "revocation_doc_no",
)  # fmt: skip
"""Columns of a row that the form asks for under their own names; joint winners come as one field of lines."""


def sent(*rows: dict[str, Any], source: str = SOURCE) -> dict[str, str]:
    data = {"rows-TOTAL_FORMS": str(len(rows) + 2), "rows-INITIAL_FORMS": "0", "source": source}
    for place, row in enumerate(rows):
        data |= {f"rows-{place}-{name}": str(row[name] or "") for name in NAMED}
        data[f"rows-{place}-joint"] = "\n".join(row["joint_names"])
    for blank in (len(rows), len(rows) + 1):
        # A browser sends what the lists of an untouched row show.
        data |= {f"rows-{blank}-tier": "award", f"rows-{blank}-kind": "organization"}
    return data


def entering(office: Office) -> str:
    return reverse("gongshi:enter_history", args=[office.scheme.pk])


def deciding(batch: HistoryBatch) -> str:
    return reverse("gongshi:decide_history", args=[batch.pk])


def looking(batch: HistoryBatch) -> str:
    return reverse("gongshi:history_batch", args=[batch.pk])


def test_one_enters_and_another_confirms() -> None:
    office = make_office("datong")
    editor, approver = client_of(office.editor), client_of(office.approver)
    rows = [
        older_row(office),
        revoked_row(office),
        older_row(
            office, 3, kind="individual", name="示例人丁", uscc="", unit="示例厂（示例）", post="工程师"
        ),
    ]
    with clock.at(DEFAULT_AT):
        answer = editor.post(entering(office), sent(*rows), follow=True)
        assert "已补录3条" in messages_of(answer), text_of(answer)
        batch = HistoryBatch.objects.get()
        assert [{name: getattr(e, name) for name in COLUMNS} for e in batch.entries.all()] == rows
        page = text_of(answer)
        assert "由您补录，须由另一人复核。" in page
        assert office.approver.get_username() in page
        assert "与出处一致，确认" not in page
        assert not AwardRecord.objects.exists()

        own = editor.post(deciding(batch), {"confirm": "1"}, follow=True)
        assert "权限" in messages_of(own)
        page = approver.get(looking(batch))
        words = text_of(page)
        for part in (SOURCE, rows[0]["name"], "届（含）之前不得再次申报", "已撤销，第", "2021-06-01 撤销"):
            assert part in words, part
        done = approver.post(deciding(batch), {"confirm": "1"}, follow=True)
        assert "已确认，3条进入名册" in messages_of(done)
        assert AwardRecord.objects.count() == 3
        again = approver.post(deciding(batch), {"confirm": "1"}, follow=True)
        assert "已经复核" in messages_of(again)
        assert AwardRecord.objects.count() == 3


def test_whoever_entered_does_not_confirm_even_with_every_permission() -> None:
    office = make_office("datong")
    both = person("datong-both", "大同市 编辑", "大同市 发布")
    client = client_of(both)
    with clock.at(DEFAULT_AT):
        client.post(entering(office), sent(older_row(office)))
        batch = HistoryBatch.objects.get()
        for press in ({"confirm": "1"}, {"reason": "与出处不符（示例）"}):
            answer = client.post(deciding(batch), press, follow=True)
            assert "另一人复核" in messages_of(answer)
    batch.refresh_from_db()
    assert batch.state == HistoryState.WAITING


def test_sent_back_with_a_reason_and_entered_anew() -> None:
    office = make_office("datong")
    batch = waiting_batch(office, older_row(office), revoked_row(office))
    editor, approver = client_of(office.editor), client_of(office.approver)
    with clock.at(DEFAULT_AT):
        silent = approver.post(deciding(batch), {"reason": ""})
        assert "请写明理由" in text_of(silent)
        approver.post(deciding(batch), {"reason": "第1条的文号与公报不符（示例）"})
        batch.refresh_from_db()
        assert batch.state == HistoryState.REJECTED
        page = text_of(editor.get(looking(batch)))
        assert "第1条的文号与公报不符（示例）" in page
        assert "改正后重新补录" in page
        form = editor.get(entering(office), {"from": batch.pk})
        assert form.context["source"]["source"].value() == SOURCE
        assert [f["name"].value() for f in form.context["formset"]][:2] == [
            older_row(office)["name"],
            revoked_row(office)["name"],
        ]
        assert form.context["formset"].total_error_count() == 0
        editor.post(
            entering(office), sent(older_row(office, doc_no="示政发〔2019〕8号"), revoked_row(office))
        )
    assert [b.state for b in HistoryBatch.objects.order_by("pk")] == ["rejected", "waiting"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"edition_number": ""}, "请填写第几届"),
        ({"name": ""}, "请填写单位名称或姓名"),
        ({"awarded_on": ""}, "请填写日期"),
        ({"awarded_on": "2099-01-01"}, "获奖日期不能晚于今天"),
        ({"awarded_on": "2019-13-01"}, "日期不存在或写法不对"),
        ({"revoked_on": "2020-01-01"}, "撤销日期和撤销情形要么都填"),
        ({"revoked_on": "2018-01-01", "revocation_ground": "single.fraud"}, "撤销日期不能早于获奖日期"),
        ({"kind": "individual", "uscc": ""}, "请填写获奖时的工作单位"),
        ({"district": "身份证11010519491231002X"}, "疑有身份证件号码"),
        ({"edition_number": "10"}, "在本平台办理"),
    ],
)
def test_what_is_wrong_stands_beside_the_row(columns: dict[str, Any], said: str) -> None:
    office = make_office("datong")
    make_edition(office, number=10)
    with clock.at(DEFAULT_AT):
        answer = client_of(office.editor).post(entering(office), sent(older_row(office) | columns))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "没有保存任何内容" in text_of(answer)
    assert not HistoryBatch.objects.exists()


def test_a_ground_that_does_not_reach_persons_is_refused() -> None:
    office = make_office("taiyuan")
    row = older_row(
        office,
        kind="individual",
        uscc="",
        unit="示例厂（示例）",
        revoked_on=dt.date(2021, 1, 1),
        revocation_ground="later_event.major_accident",
    )
    with clock.at(DEFAULT_AT):
        answer = client_of(office.editor).post(entering(office), sent(row))
    assert "不适用于这个类别" in text_of(answer)


def test_the_source_is_asked_for_and_the_same_form_twice_is_one_batch() -> None:
    office = make_office("datong")
    editor = client_of(office.editor)
    with clock.at(DEFAULT_AT):
        assert "请写明出处" in text_of(editor.post(entering(office), sent(older_row(office), source=" ")))
        editor.post(entering(office), sent(older_row(office)))
        again = editor.post(entering(office), sent(older_row(office)), follow=True)
        assert "没有重复补录" in messages_of(again)
        assert "没有要补录的记录" in text_of(editor.post(entering(office), sent()))
    assert HistoryBatch.objects.count() == 1


def test_no_more_than_thirty_by_hand() -> None:
    office = make_office("datong")
    rows = [older_row(office, n) for n in range(1, 32)]
    with clock.at(DEFAULT_AT):
        answer = client_of(office.editor).post(entering(office), sent(*rows))
    assert answer.status_code == 200
    assert not HistoryBatch.objects.exists()


def test_other_roles_and_other_cities_stay_out() -> None:
    office, other = make_office("datong"), make_office("hohhot")
    batch = waiting_batch(office)
    auditor = person("datong-auditor", "大同市 审计")
    county = person("county-of-tests", "大同市 编辑", "大同市 发布")
    OfficeAccount.objects.create(user=county, scheme=office.scheme, body_name="示例县市场监督管理局（示例）")
    with clock.at(DEFAULT_AT):
        for who in (office.approver, auditor, other.editor, county):
            client = client_of(type(who).objects.get(pk=who.pk))
            assert client.get(entering(office)).status_code == 302
            client.post(entering(office), sent(older_row(office, 7)))
        for who in (office.editor, auditor, other.approver, county):
            client = client_of(type(who).objects.get(pk=who.pk))
            client.post(deciding(batch), {"confirm": "1"})
            client.post(reverse("gongshi:history_complete", args=[office.scheme.pk]), {"reason": "示例理由"})
        page = text_of(client_of(auditor).get(looking(batch)))
        assert SOURCE in page
        assert "您没有复核的权限。" in page
        assert "手工补录" not in text_of(
            client_of(auditor).get(reverse("gongshi:history", args=[office.scheme.pk]))
        )
    assert HistoryBatch.objects.count() == 1
    assert HistoryBatch.objects.get().state == HistoryState.WAITING
    assert not SchemePage.objects.get(pk=office.scheme.pk).history_complete


def test_declaring_and_taking_back_are_acts_with_a_reason() -> None:
    office = make_office("datong")
    older_awards(office, older_row(office, edition=2))
    make_edition(office, number=3)
    url = reverse("gongshi:history_complete", args=[office.scheme.pk])
    approver, publisher = client_of(office.approver), client_of(office.publisher)
    with clock.at(DEFAULT_AT):
        page = text_of(approver.get(url))
        assert "由“无法判断”改答“未发现限制申报情形”" in page
        # Edition 1 has nothing on record: the gap shows.
        assert "第1届 没有记录" in page
        assert "请写明理由" in text_of(approver.post(url, {"declare": "1", "reason": ""}))
        done = approver.post(url, {"declare": "1", "reason": "查阅了办公室全部评选档案（示例）"}, follow=True)
        assert "已声明补录完整" in messages_of(done)
        assert office.approver.get_username() in text_of(done)
        assert SchemePage.objects.get(pk=office.scheme.pk).history_complete
        stale = publisher.post(url, {"declare": "1", "reason": "再声明一次（示例）"}, follow=True)
        assert "已经声明补录完整。" in messages_of(stale)
        publisher.post(url, {"retract": "1", "reason": "发现漏录第1届（示例）"})
        assert not SchemePage.objects.get(pk=office.scheme.pk).history_complete
        twice = publisher.post(url, {"retract": "1", "reason": "发现漏录第1届（示例）"}, follow=True)
        assert "不需要撤回" in messages_of(twice)
    assert [(d.declared, d.by_name, d.reason) for d in declarations(office.scheme)] == [
        (False, office.publisher.get_username(), "发现漏录第1届（示例）"),
        (True, office.approver.get_username(), "查阅了办公室全部评选档案（示例）"),
    ]
    kept = PageLogEntry.objects.filter(page_id=office.scheme.pk, action__startswith="gongshi.history.")
    assert [e.user for e in kept.filter(action="gongshi.history.declare")] == [office.approver]


def test_nothing_is_complete_while_a_batch_waits() -> None:
    office = make_office("datong")
    waiting_batch(office)
    with clock.at(DEFAULT_AT), pytest.raises(ActionRefused, match="待复核"):
        declare_complete(scheme=office.scheme, reason="查阅了档案（示例）", by=office.publisher)
    with pytest.raises(ActionRefused, match="没有补录完整的声明"):
        retract_complete(scheme=office.scheme, reason="查阅了档案（示例）", by=office.publisher)
    with pytest.raises(ActionRefused, match="身份证件号码"):
        declare_complete(scheme=office.scheme, reason="身份证11010519491231002X", by=office.publisher)
    with pytest.raises(ActionRefused, match="权限"):
        declare_complete(scheme=office.scheme, reason="查阅了档案（示例）", by=office.editor)


def test_completeness_is_no_setting() -> None:
    office = make_office("datong")
    with pytest.raises(TypeError, match="history_complete"):
        configure_scheme(
            scheme=office.scheme, values={"history_complete": True}, channels=(), by=office.publisher
        )
    page = client_of(office.publisher).get(reverse("gongshi:scheme", args=[office.scheme.pk]))
    assert "history_complete" not in page.context["form"].fields


def test_editions_before_and_on_the_portal_stand_in_their_order() -> None:
    office = make_office("datong")
    older_awards(office, older_row(office, edition=2))
    make_edition(office, number=3)
    assert [(e.number, e.awards, e.ours) for e in editions_on_record(office.scheme)] == [
        (1, 0, False),
        (2, 1, False),
        (3, 0, True),
    ]
