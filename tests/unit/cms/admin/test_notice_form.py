"""The edit form has the fields of the notice's type and no others, and a save changes nothing that it does not show."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cms import clock
from cms.actions.notices import draft_notice
from cms.admin.fields import BY_ACT, BY_TYPE, fields_for
from cms.models import EntryList, Notice, NoticeAct, OfficeAccount
from tests.factories.admin import client_of, edit_data, edit_url, text_of
from tests.factories.notices import published_notice
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office, person

pytestmark = pytest.mark.django_db

FILLED: dict[str, Any] = {
    "publisher_reason": "县级机构各自发布（示例）",
    "index_no": "000000000/2026-00001",
    "doc_no": "示政发〔2026〕0号",
    "subject_class": "质量",
    "signed_date": dt.date(2026, 3, 16),
    "lead": "第一段。\n\n第二段。",
    "procedure_text": "经过说明。",
    "objection_text": "异议说明。",
    "remedies_text": "可以依法申请行政复议。",
    "closing": "特此公告。",
    "reason": "示例理由。",
    "third_party_entrusted": True,
    "third_party": "示例机构（示例）",
    "media": "示例日报（示例）",
    "working_days": 7,
    "starts_on": dt.date(2026, 3, 20),
    "policy_reason": "示例",
    "secret_count": 2,
    "bonuses": [{"tier": "award", "kind": "organization", "cny": 5}],
    "attachments": [],
    "changes": [{"op": "struck", "entry_key": "x", "reason": "示例"}],
    "revocations": [{"record": "x", "ground": "single.fraud", "finding": "示例。"}],
    "overrides": [{"rule": "stage.order", "subject": "", "reason": "示例理由", "office": "示例机构"}],
    "clearings": [{"place": "正文", "excerpt": "1**", "field": "lead", "reason": "示例理由"}],
    "scheduled_for": dt.datetime(2026, 3, 30, 1, 0, tzinfo=dt.UTC),
}
COLUMNS = (
    *FILLED,
    "title",
    "slug",
    "act",
    "stage_key",
    "amends_id",
    "publisher_body",
    "publisher_name",
    "issuers",
)


def stored(notice: Notice) -> dict[str, Any]:
    draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    return {name: getattr(draft, name) for name in (*COLUMNS, "entry_list_id")}


def save_unchanged(client: Client, notice: Notice) -> None:
    response = client.post(edit_url(notice), edit_data(client, notice))
    assert response.status_code == 302, response.context["form"].errors


def full_draft(office: Office, edition: Any, **chosen: Any) -> Notice:
    listed = EntryList.objects.create(edition=edition, stage_key="x", parent=None, made_at=clock.now())
    return draft_notice(edition=edition, by=office.editor, entry_list=listed, **chosen, **FILLED)


@pytest.mark.parametrize("code", ["datong", "hohhot", "xinzhou"])
def test_saving_changes_nothing_on_any_stage(code: str) -> None:
    office = make_office(code)
    edition = make_edition(office)
    client = client_of(office.editor)
    types = set()
    with clock.at(DEFAULT_AT):
        for stage in office.regulation.published_stages:
            notice = full_draft(office, edition, stage_key=stage.key)
            before = stored(notice)
            save_unchanged(client, notice)
            assert stored(notice) == before, stage.key
            types.add(stage.type)
    assert types >= {"publicity", "decision", "revocation"}


def test_saving_changes_nothing_on_any_act() -> None:
    seal = published_notice("taiyuan")
    office = make_office("taiyuan")
    client = client_of(office.editor)
    with clock.at(DEFAULT_AT):
        for act in BY_ACT:
            notice = full_draft(office, seal.edition, act=act, amends=seal.notice)
            before = stored(notice)
            save_unchanged(client, notice)
            assert stored(notice) == before, act


def test_every_stage_type_and_act_has_its_fields() -> None:
    for stage_type in BY_TYPE:
        assert "title" in fields_for(NoticeAct.ORIGINAL, stage_type)
        assert "reason" not in fields_for(NoticeAct.ORIGINAL, stage_type)
    for act in set(NoticeAct) - {NoticeAct.ORIGINAL}:
        assert "reason" in fields_for(act, "publicity")
    chosen = {"stage_key", "slug", "act", "entry_list", "overrides", "clearings"}
    for stage_type in BY_TYPE:
        assert chosen.isdisjoint(fields_for(NoticeAct.ORIGINAL, stage_type))


def call_draft() -> tuple[Office, Notice]:
    office = make_office("xinzhou")
    edition = make_edition(office)
    stage = next(s for s in office.regulation.published_stages if s.type == "publicity")
    with clock.at(DEFAULT_AT):
        return office, draft_notice(edition=edition, by=office.editor, stage_key=stage.key)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "title", "请填写标题。"),
        ({"signed_date": "2026-02-30"}, "signed_date", "日期不存在或写法不对。请写成 2026-03-16。"),
        ({"starts_on": "2026-03-13"}, "starts_on", "公示起始日不能早于今天。不填则自发布起算。"),
        ({"working_days": "五"}, "working_days", "请填写整数，例如 5。"),
        ({"secret_count": ""}, "secret_count", "请填写数量，没有的填 0。"),
        (
            {"scheduled_for": "2026-03-16 09:00"},
            "scheduled_for",
            "定时发布的时间已过。请填写将来的北京时间；",
        ),
        ({"third_party": "示例机构"}, "third_party_entrusted", "请同时勾选“委托第三方机构承担”。"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_saved(
    changes: dict[str, str], field: str, sentence: str
) -> None:
    office, notice = call_draft()
    client = client_of(office.editor)
    before = Notice.objects.get(pk=notice.pk).latest_revision_id
    with clock.at(DEFAULT_AT):
        response = client.post(edit_url(notice), edit_data(client, notice, **changes))
    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors[field])
    assert sentence in text_of(response)
    assert Notice.objects.get(pk=notice.pk).latest_revision_id == before


def test_an_account_of_one_body_sees_and_changes_only_its_own_drafts() -> None:
    office, notice = call_draft()
    county = person("xinzhou-county", f"{office.regulation.city} 编辑")
    OfficeAccount.objects.create(user=county, scheme=office.scheme, body_name="示例县市场监督管理局（示例）")
    client = client_of(county)
    refused = client.get(edit_url(notice), follow=True)
    assert refused.redirect_chain

    with clock.at(DEFAULT_AT):
        own = draft_notice(
            edition=notice.edition,
            by=office.editor,
            stage_key=notice.stage_key,
            publisher_name="示例县市场监督管理局（示例）",
        )
        client = client_of(type(county).objects.get(pk=county.pk))
        sent = edit_data(client, own, publisher_name="别的机构（示例）", lead="正文。")
        assert client.post(edit_url(own), sent).status_code == 302
    assert stored(own)["publisher_name"] == "示例县市场监督管理局（示例）"
    assert stored(own)["lead"] == "正文。"


def test_changed_words_drop_what_was_cleared_in_them() -> None:
    office, notice = call_draft()
    client = client_of(office.editor)
    draft = notice.get_latest_revision_as_object()
    draft.clearings = [
        {"place": "正文", "excerpt": "1**", "field": "lead", "reason": "示例理由"},
        {"place": "结尾", "excerpt": "2**", "field": "closing", "reason": "示例理由"},
    ]
    draft.save_revision(user=office.editor, changed=True)
    with clock.at(DEFAULT_AT):
        client.post(edit_url(notice), edit_data(client, notice, lead="改过的正文。"))
    assert [row["field"] for row in stored(notice)["clearings"]] == ["closing"]


def test_bonus_amounts_are_typed_by_tier_and_kind() -> None:
    office = make_office("xinzhou")
    edition = make_edition(office)
    stage = next(s for s in office.regulation.published_stages if s.type == "decision")
    client = client_of(office.editor)
    with clock.at(DEFAULT_AT):
        notice = draft_notice(edition=edition, by=office.editor, stage_key=stage.key)
        page = client.get(edit_url(notice))
        assert "办法规定为200000元。" in text_of(page)
        sent = edit_data(client, notice, bonus_award_organization="200000", bonus_award_individual="30000")
        assert client.post(edit_url(notice), sent).status_code == 302
    assert stored(notice)["bonuses"] == [
        {"tier": "award", "kind": "organization", "cny": 200000},
        {"tier": "award", "kind": "individual", "cny": 30000},
    ]
