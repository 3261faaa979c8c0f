"""Taking an award away in the office: from a follow-up or a new notice, over the page of awards and the recorded steps, to
the announcement; and the way back."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cms import clock
from cms.actions.errors import ActionRefused
from cms.actions.revocations import begin_revocation, mark_of, name_awards
from cms.models import AwardRecord, Notice, NoticeAct, OfficeAccount, RecordKey, Seal
from cms.regulation.rules.consequences import grounds
from cms.regulation.schema import Regulation
from cms.selectors.register import records, revocation_in_force
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_data, edit_url, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.older import older_awards, older_row, revoked_row

pytestmark = pytest.mark.django_db

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
DECISION = "commendation_decision"
REVOCATION = "revocation_announcement"
LATER = DEFAULT_AT + dt.timedelta(days=100)
RESTORED = LATER + dt.timedelta(days=60)
FINDING = "经查，申报材料中的检测报告与事实不符（示例）。"


def begun(office: Office, record: AwardRecord, **query: Any) -> str:
    return reverse("gongshi:begin_revocation", args=[record.pk]) + (
        f"?follow_up={query['follow_up']}" if query else ""
    )


def rows_data(*rows: dict[str, str], seen: str, **buttons: str) -> dict[str, str]:
    data = {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0", "seen": seen, "q": ""}
    for place, row in enumerate(rows):
        data |= {f"rows-{place}-{name}": value for name, value in row.items()}
    return data | buttons


def named(record: AwardRecord, ground: str, finding: str = FINDING) -> dict[str, str]:
    return {"record": record.public_id, "ground": ground, "finding": finding}


def first_ground(regulation: Regulation, kind: str = "organization") -> str:
    return grounds(regulation, kind)[0].key


def revocation_draft(office: Office) -> Notice:
    edition = AwardRecord.objects.exclude(edition=None).first().edition
    return make.draft(office, edition, REVOCATION)


def stored(notice: Notice) -> list[dict[str, str]]:
    return list(Notice.objects.get(pk=notice.pk).get_latest_revision_as_object().revocations)


@pytest.mark.parametrize("city", CITIES)
def test_from_the_award_to_the_announcement_and_back(city: str) -> None:
    office = make_office(city)
    make.published_notice(city, DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    editor, approver = client_of(office.editor), client_of(office.approver)
    ground = first_ground(office.regulation)
    with clock.at(LATER):
        answer = editor.post(begun(office, record), {"ground": ground, "finding": FINDING}, follow=True)
        assert "撤销公告的草稿已建立" in messages_of(answer), text_of(answer)
        notice = Notice.objects.latest("pk")
        assert stored(notice) == [named(record, ground)]
        page = editor.get(edit_url(notice))
        assert "行政复议" in edit_data(editor, notice)["remedies_text"]
        assert record.name in text_of(page)
        assert (
            f"{reverse('gongshi:records', args=[record.edition_id])}?stage={REVOCATION}"
            in page.content.decode()
        )

        url = f"{reverse('gongshi:records', args=[record.edition_id])}?stage={REVOCATION}"
        items = [item for item in editor.get(url).context["items"] if not item.optional]
        steps = {item.act_key for item in items if item.subject == record.public_id}
        stage = office.regulation.stage(REVOCATION)
        case = ground.partition(".")[0]
        wanted = {act.key for act in stage.requires if not act.cases or case in act.cases}
        assert steps == wanted | {RecordKey.STATEMENT}
        for item in items:
            sent = {
                "item": item.token,
                "done_on": LATER.date().isoformat(),
                "body_name": "示例评审办公室（示例）",
                "document_no": "示例记录3号",
            }
            assert editor.post(url, sent).status_code == 302
        data = edit_data(
            editor,
            notice,
            lead="根据办法，决定撤销下列奖项（示例）。",
            doc_no="示政发〔2026〕9号",
            signed_date=LATER.date().isoformat(),
            media="示例日报（示例）",
        )
        assert editor.post(edit_url(notice), data).status_code == 302
        page = editor.get(edit_url(notice))
        assert "没有不能发布的问题" in text_of(page), text_of(page)
        editor.post(edit_url(notice), edit_data(editor, notice) | {"action-submit": "1"})
        review = reverse("gongshi:review", args=[notice.pk])
        sent = {"approve": "1", "approve-shown_day": clock.today().isoformat()}
        assert "已批准并发布" in messages_of(approver.post(review, sent, follow=True))
        revocation = revocation_in_force(records().get(pk=record.pk), clock.today())
        assert revocation is not None
        assert revocation.seal == Seal.objects.get(notice=notice)

    with clock.at(RESTORED):
        page = editor.get(reverse("gongshi:award", args=[record.pk]))
        assert "起草恢复公告" in text_of(page)
        assert "起草撤销公告" not in text_of(page)
        answer = editor.post(reverse("gongshi:begin_reinstatement", args=[record.pk]), follow=True)
        assert "恢复公告的草稿已建立" in messages_of(answer)
        back = Notice.objects.latest("pk")
        assert (back.act, stored(back)) == (NoticeAct.REINSTATEMENT, [named(record, "", "")])
        page = text_of(editor.get(edit_url(back)))
        assert "没有登记撤销" in page
        assert "去登记" in page
        items = editor.get(url).context["items"]
        assert [i.act_key for i in items if i.subject == record.public_id] == [RecordKey.ANNULMENT]
        # The review of the announcement itself says nothing of the way back.
        assert [i.done_on for i in items if i.act_key == RecordKey.SECRECY_REVIEW] == [None]


@pytest.mark.parametrize("city", CITIES)
def test_the_preview_shows_what_follows_before_anything_is_saved(city: str) -> None:
    office = make_office(city)
    make.published_notice(city, DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    before = Notice.objects.count()
    with clock.at(LATER):
        for found in grounds(office.regulation, "organization"):
            page = client_of(office.editor).post(
                begun(office, record), {"ground": found.key, "finding": FINDING, "preview": "1"}
            )
            words = text_of(page).partition("撤销后的后果")[2].partition("办法规定的撤销情形和后果")[0]
            assert ("、".join(found.case.recover) or "未规定") in words
            ban = found.case.ban
            if ban is None:
                assert "之前不得申报" not in words
            elif ban.unit == "years":
                assert f"{LATER.year + ban.value}-06-23（含）之前不得申报" in words
            else:
                assert "届（含）之前不得申报" in words
                assert "仅供参考" in words
                assert ("没有写明自何时起算" in words) is (ban.counted_from is None)
    assert Notice.objects.count() == before


def test_a_ground_for_organisations_only_is_not_offered_for_a_person() -> None:
    office = make_office("taiyuan")
    make.published_notice("taiyuan", DECISION, rows=make.rows_for(office.regulation, 5))
    record = AwardRecord.objects.filter(kind="individual").first()
    later = [g for g in grounds(office.regulation) if g.case.key == "later_event"]
    with clock.at(LATER):
        editor = client_of(office.editor)
        page = editor.get(begun(office, record))
        offered = [value for value, _label in page.context["form"].fields["ground"].choices]
        assert offered == ["fraud.fraud"]
        for found in later:
            answer = editor.post(begun(office, record), {"ground": found.key, "finding": FINDING})
            assert "不适用于这类获奖者" in text_of(answer)
        notice = make.draft(office, record.edition, REVOCATION)
        with pytest.raises(ActionRefused, match="不适用于"):
            name_awards(notice=notice, rows=[named(record, later[0].key)], by=office.editor)
        with pytest.raises(ActionRefused, match="不适用于"):
            begin_revocation(record=record, ground=later[0].key, finding=FINDING, by=office.editor)
    assert stored(notice) == []


def test_the_page_of_awards_searches_adds_previews_and_saves() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    older_awards(office, older_row(office, edition=9), revoked_row(office, edition=9), at=LATER)
    first = AwardRecord.objects.get(edition_number=1, entry_no=1)
    older = AwardRecord.objects.get(edition_number=9, entry_no=1)
    gone = AwardRecord.objects.get(edition_number=9, entry_no=2)
    editor = client_of(office.editor)
    with clock.at(LATER):
        notice = revocation_draft(office)
        url = reverse("gongshi:named_awards", args=[notice.pk])
        page = editor.get(url)
        seen = page.context["seen"]
        listed = [each["record"].public_id for each in page.context["found"]]
        assert {first.public_id, older.public_id} <= set(listed)
        assert gone.public_id not in listed
        revisions = notice.revisions.count()

        found = editor.post(url, rows_data(seen=seen, search="1") | {"q": older.name})
        assert [each["record"].public_id for each in found.context["found"]] == [older.public_id]
        row = named(first, "", "")
        added = editor.post(url, rows_data(row, seen=seen, add=older.public_id))
        assert [form["record"].value() for form, _r, _l in added.context["rows"]] == [
            first.public_id,
            older.public_id,
        ]
        assert "请选择办法规定的撤销情形" not in text_of(added)
        assert notice.revisions.count() == revisions

        rows = [named(first, "single.fraud"), named(older, "")]
        wrong = editor.post(url, rows_data(*rows, seen=seen, save="1"))
        assert "请选择办法规定的撤销情形" in text_of(wrong)
        assert stored(notice) == []

        rows[1]["ground"] = "single.major_accident"
        saved = editor.post(url, rows_data(*rows, seen=seen, save="1"), follow=True)
        assert "所涉奖项已保存，共2个" in messages_of(saved)
        assert stored(notice) == rows
        assert notice.revisions.count() == revisions + 1
        # The same form once more is no further revision, even though its mark is old by now.
        again = editor.post(url, rows_data(*rows, seen=seen, save="1"), follow=True)
        assert "所涉奖项已保存，共2个" in messages_of(again)
        assert notice.revisions.count() == revisions + 1

        stale = editor.post(url, rows_data(rows[0], seen=seen, save="1"))
        assert "又有改动" in text_of(stale)
        assert older.name in text_of(stale)
        assert stored(notice) == rows
        meant = editor.post(url, rows_data(rows[0], seen=stale.context["seen"], save="1"))
        assert meant.status_code == 302
        assert stored(notice) == [rows[0]]

        taken = rows_data(rows[0], seen=mark_of([rows[0]]), save="1") | {"rows-0-DELETE": "on"}
        assert editor.post(url, taken).status_code == 302
        assert stored(notice) == []


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("gone", "single.fraud", FINDING)], "不能列入本公告"),
        ([("nothing-like-it", "single.fraud", FINDING)], "不能列入本公告"),
        ([("first", "single.fraud", FINDING)] * 2, "重复列入"),
        ([("first", "no.such", FINDING)], "选择办法规定的撤销情形"),
        ([("first", "single.fraud", " ")], "什么事实"),
        ([("first", "single.fraud", "身份证号11010519491231002X")], "身份证件号码"),
    ],
)
def test_rows_that_will_not_do(rows: list[tuple[str, str, str]], said: str) -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    older_awards(office, revoked_row(office, edition=9), at=LATER)
    ids = {
        "first": AwardRecord.objects.get(edition_number=1, entry_no=1).public_id,
        "gone": AwardRecord.objects.get(edition_number=9).public_id,
    }
    with clock.at(LATER):
        notice = revocation_draft(office)
        made = [
            {"record": ids.get(record, record), "ground": ground, "finding": finding}
            for record, ground, finding in rows
        ]
        with pytest.raises(ActionRefused, match=said):
            name_awards(notice=notice, rows=made, by=office.editor)
    assert stored(notice) == []


def test_an_account_of_one_body_names_no_awards() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    county = person("county-of-tests", "大同市 编辑")
    OfficeAccount.objects.create(user=county, scheme=office.scheme, body_name="示例县市场监督管理局（示例）")
    county = type(county).objects.get(pk=county.pk)
    with clock.at(LATER):
        notice = revocation_draft(office)
        with pytest.raises(ActionRefused, match="限于"):
            name_awards(notice=notice, rows=[named(record, "single.fraud")], by=county)
        client = client_of(county)
        assert "起草撤销公告" not in text_of(client.get(reverse("gongshi:award", args=[record.pk])))
        assert "限于" in messages_of(client.get(begun(office, record), follow=True))
        page = client.get(reverse("gongshi:new_notice", args=[record.edition_id]))
        choices = {c.value: c for group in page.context["groups"].values() for c in group}
        assert "主办单位办理" in choices[f"stage:{REVOCATION}"].reasons[0]


def test_a_draft_in_review_is_not_changed_from_another_tab() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    with clock.at(LATER):
        notice = revocation_draft(office)
        row = named(record, "single.fraud")
        name_awards(notice=notice, rows=[row], by=office.editor)
        make.submit(office, notice)
        url = reverse("gongshi:named_awards", args=[notice.pk])
        data = rows_data(seen=mark_of([row]), save="1")
        answer = client_of(office.editor).post(url, data, follow=True)
        assert "正在审核" in messages_of(answer)
        assert "保存所涉奖项" not in text_of(client_of(office.editor).get(url))
    assert stored(notice) == [row]
