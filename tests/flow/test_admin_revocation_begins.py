"""Where drafts that take awards away or give them back begin: a follow-up, an older award, a new notice, an announcement."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cms import clock
from cms.actions.revocations import name_awards
from cms.models import AwardRecord, FollowUp, Notice, RecordKey, Seal
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_url, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office
from tests.factories.older import older_awards, older_row, revoked_row

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
REVOCATION = "revocation_announcement"
LATER = DEFAULT_AT + dt.timedelta(days=100)
RESTORED = LATER + dt.timedelta(days=60)
FINDING = "经查，申报材料中的检测报告与事实不符（示例）。"


def begun(office: Office, record: AwardRecord, **query: Any) -> str:
    return reverse("gongshi:begin_revocation", args=[record.pk]) + (
        f"?follow_up={query['follow_up']}" if query else ""
    )


def named(record: AwardRecord, ground: str, finding: str = FINDING) -> dict[str, str]:
    return {"record": record.public_id, "ground": ground, "finding": finding}


def revocation_draft(office: Office) -> Notice:
    edition = AwardRecord.objects.exclude(edition=None).first().edition
    return make.draft(office, edition, REVOCATION)


def stored(notice: Notice) -> list[dict[str, str]]:
    return list(Notice.objects.get(pk=notice.pk).get_latest_revision_as_object().revocations)


def test_a_follow_up_gives_its_words_and_nothing_else_to_the_draft() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    record, other = AwardRecord.objects.order_by("entry_no")[:2]
    editor = client_of(office.editor)
    with clock.at(LATER):
        editor.post(
            f"{reverse('gongshi:follow_up', args=[record.pk])}?kind=inspection",
            {
                "done_on": LATER.date().isoformat(),
                "body_name": "内部单位（示例）",
                "findings": "内部所见甲（示例）",
                "document_no": "内部编号（示例）",
                "outcome": "revoke",
            },
        )
        kept = FollowUp.objects.get()
        page = editor.get(begun(office, record, follow_up=kept.pk))
        assert page.context["form"]["finding"].value() == "内部所见甲（示例）"
        assert "随公告向社会公开" in text_of(page)
        assert editor.get(begun(office, other, follow_up=kept.pk)).status_code == 404
        editor.post(begun(office, record, follow_up=kept.pk), {"ground": "single.fraud", "finding": FINDING})
        notice = Notice.objects.latest("pk")
        assert stored(notice) == [named(record, "single.fraud")]
        assert "内部" not in str(notice.get_latest_revision().content)
        # A second press, or another tab: the award is named in a draft already.
        answer = editor.post(begun(office, record), {"ground": "single.fraud", "finding": FINDING})
        assert "请接着办理那一份" in text_of(answer)
        page = text_of(editor.get(reverse("gongshi:award", args=[record.pk])))
        assert "列有这一奖项的公告正在办理" in page
        assert "起草撤销公告" not in page
    assert Notice.objects.filter(stage_key=REVOCATION).count() == 1


def test_an_older_award_is_taken_away_under_the_newest_edition() -> None:
    office = make_office("datong")
    older_awards(office, older_row(office, edition=9))
    record = AwardRecord.objects.get()
    editor = client_of(office.editor)
    data = {"ground": "single.fraud", "finding": FINDING}
    with clock.at(LATER):
        answer = editor.post(begun(office, record), data, follow=True)
        assert "请先开设届次" in messages_of(answer)
    make_edition(office, number=10, at=LATER)
    edition = make_edition(office, number=11, at=LATER)
    with clock.at(LATER):
        assert editor.post(begun(office, record), data).status_code == 302
    assert Notice.objects.get(stage_key=REVOCATION).edition == edition


def test_a_revocation_is_offered_where_there_is_something_to_take_away() -> None:
    office = make_office("datong")
    edition = make_edition(office, number=10)

    def choice() -> Any:
        page = client_of(office.editor).get(reverse("gongshi:new_notice", args=[edition.pk]))
        return {c.value: c for group in page.context["groups"].values() for c in group}[f"stage:{REVOCATION}"]

    with clock.at(LATER):
        assert "没有可以撤销的获奖记录" in choice().reasons[0]
        assert not choice().overridable
    older_awards(office, revoked_row(office, edition=9), at=LATER)
    with clock.at(LATER):
        assert not choice().open
    older_awards(office, older_row(office, edition=9), at=LATER)
    with clock.at(LATER):
        assert choice().open


def test_the_way_back_is_offered_while_something_is_taken_away() -> None:
    office = make_office("datong")
    make.published_notice("datong", DECISION)
    first, second = AwardRecord.objects.order_by("entry_no")[:2]
    revocation = make.revoke(office, [first, second], at=LATER)
    editor = client_of(office.editor)
    url = reverse("gongshi:amend", args=[revocation.pk])

    def choices() -> dict[str, Any]:
        page = editor.get(url)
        return {c.value: c for group in page.context["groups"].values() for c in group}

    with clock.at(RESTORED):
        assert choices()["act:reinstatement"].open
        editor.post(url, {"choice": "act:reinstatement"})
        # Of two awards somebody has to say which.
        assert stored(Notice.objects.latest("pk")) == []
        Notice.objects.latest("pk").delete()
    make.reinstate(office, revocation, [first], at=RESTORED)
    with clock.at(RESTORED):
        editor.post(url, {"choice": "act:reinstatement"})
        assert stored(Notice.objects.latest("pk")) == [named(second, "", "")]
    make.reinstate(office, revocation, [second], at=RESTORED + dt.timedelta(days=1))
    with clock.at(RESTORED + dt.timedelta(days=2)):
        assert "没有可以恢复的" in choices()["act:reinstatement"].reasons[0]
        first_list = Seal.objects.filter(edition=revocation.edition).exclude(stage_key=REVOCATION).first()
        page = editor.get(reverse("gongshi:amend", args=[first_list.pk]))
        values = {c.value for group in page.context["groups"].values() for c in group}
        assert "act:reinstatement" not in values


def test_nobody_records_the_steps_before_awards_are_named() -> None:
    office = make_office("hohhot")
    make.published_notice("hohhot", DECISION)
    record = AwardRecord.objects.get(entry_no=1)
    url = f"{reverse('gongshi:records', args=[record.edition_id])}?stage={REVOCATION}"
    editor = client_of(office.editor)
    with clock.at(LATER):
        page = editor.get(url)
        assert "要逐个奖项登记" in text_of(page)
        assert [item.act_key for item in page.context["items"]] == [RecordKey.SECRECY_REVIEW]
        notice = revocation_draft(office)
        for ground, steps in (
            ("fraud.fraud", ["party_statement", "government_decision"]),
            (
                "later_event.major_accident",
                ["verified", "committee_study", "party_statement", "government_decision"],
            ),
        ):
            name_awards(notice=notice, rows=[named(record, ground)], by=office.editor)
            items = editor.get(url).context["items"]
            assert [item.act_key for item in items if item.subject] == steps
            assert record.name in text_of(editor.get(edit_url(notice)))
