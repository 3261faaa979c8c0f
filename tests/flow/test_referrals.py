"""Acts that a supervising body asks for: taken in without a word, shown to those who may act, begun, done, closed."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms import clock
from cms.actions.drafting import change_entry
from cms.actions.errors import ActionRefused
from cms.actions.referrals import begin_draft, close_referral, refer
from cms.admin.matters import Section
from cms.admin.today import today
from cms.models import NoticeAct, Referral, Remedy, Seal, SealAct
from cms.regulation.rules.facts import ChangeKind
from cms.selectors.history import standing_rows
from cms.selectors.referrals import awaits, possible_remedies
from cms.selectors.register import records
from cms.windows import beijing_day
from tests.factories import notices as make
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.follow_ups import told_to_rectify
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db

BODY = "监督机构（示例）"
LATER = DEFAULT_AT + dt.timedelta(days=1)


def first_key(seal: Seal) -> str:
    return str(standing_rows(seal)[0].key)


def asked(seal: Seal, remedy: Remedy, entry_key: str = "") -> Referral:
    with clock.at(LATER):
        return refer(
            notice_public_id=seal.public_id, entry_key=entry_key, remedy=remedy, by_body=BODY, now=LATER
        )


def section(user: Any, at: dt.datetime = LATER) -> Section | None:
    with clock.at(at):
        return next((each for each in today(user, at).sections if each.key == "referrals"), None)


def test_what_a_notice_admits() -> None:
    seal = make.published_notice("taiyuan")
    with clock.at(LATER):
        assert possible_remedies(seal, "") == (Remedy.CORRECTION,)
        assert possible_remedies(seal, first_key(seal)) == (Remedy.CORRECTION, Remedy.REMOVAL)
        assert possible_remedies(seal, "no-such-entry") == (Remedy.CORRECTION,)
    decision = make.published_notice("hohhot", "commendation_decision")
    with clock.at(LATER):
        assert possible_remedies(decision, first_key(decision)) == tuple(Remedy)


def test_what_a_notice_does_not_admit_is_refused() -> None:
    seal = make.published_notice("taiyuan")
    for remedy, key in ((Remedy.REMOVAL, ""), (Remedy.REVOCATION, first_key(seal))):
        with pytest.raises(ActionRefused):
            asked(seal, remedy, key)
    with pytest.raises(ActionRefused):
        refer(
            notice_public_id="no.such.notice", entry_key="", remedy=Remedy.CORRECTION, by_body=BODY, now=LATER
        )
    assert not Referral.objects.exists()


def test_a_referral_holds_a_day_and_nobody() -> None:
    seal = make.published_notice("taiyuan")
    before = PageLogEntry.objects.count()
    made = asked(seal, Remedy.CORRECTION)
    assert (made.made_on, made.closed_by, made.draft) == (beijing_day(LATER), None, None)
    assert PageLogEntry.objects.count() == before, "a log entry would tell when, and by which account"
    assert asked(seal, Remedy.CORRECTION) == made, "what waits already is not asked for twice"


def test_the_removal_is_begun_from_today_struck_published_and_then_done() -> None:
    seal = make.published_notice("taiyuan")
    office, key = make_office("taiyuan"), first_key(seal)
    referral = asked(seal, Remedy.REMOVAL, key)
    found = section(office.editor)
    assert found is not None
    assert [item.detail for item in found.items] == [f"{BODY} 2026-03-17（星期二）转来"]
    client = client_of(office.editor)
    with clock.at(LATER):
        page = text_of(client.get(found.items[0].url))
        assert "将条目移出名单" in page
        answer = client.post(found.items[0].url, {"begin": "1"})
    referral.refresh_from_db()
    draft = referral.draft
    assert draft is not None
    assert answer["Location"] == f"{reverse('gongshi:change', args=[draft.pk])}?op=struck&entry={key}"
    with clock.at(LATER):
        assert begin_draft(referral=referral, by=office.editor) == draft, (
            "a second press begins no second draft"
        )
        assert client.get(answer["Location"]).status_code == 200
        change_entry(
            notice=draft,
            kind=ChangeKind.STRUCK,
            entry_key=key,
            reason="申报材料与事实不符（示例）",
            article="",
            row=None,
            by=office.editor,
        )
        again = client.post(found.items[0].url, {"begin": "1"})
        assert again["Location"] == reverse("gongshi:changes", args=[draft.pk])
        draft.refresh_from_db()
        ready = draft.get_latest_revision_as_object()
        for name, value in make.texts(office, ready.stage, NoticeAct.CORRECTION).items():
            setattr(ready, name, value)
        ready.save_revision(user=office.editor)
        make.review_for_secrecy(office, seal.edition, seal.stage_key)
        make.approve(office, make.submit(office, draft))
        referral.refresh_from_db()
        assert not awaits(referral)
        with pytest.raises(ActionRefused):
            begin_draft(referral=referral, by=office.editor)
    assert SealAct.objects.filter(seal=seal, kind=SealAct.Kind.STRUCK, entry_key=key).exists()
    assert section(office.editor) is None


def test_a_draft_thrown_away_leaves_the_referral_waiting() -> None:
    seal = make.published_notice("taiyuan")
    office = make_office("taiyuan")
    referral = asked(seal, Remedy.CORRECTION)
    with clock.at(LATER):
        draft = begin_draft(referral=referral, by=office.editor)
        assert draft.act == NoticeAct.CORRECTION
        draft.delete()
    referral.refresh_from_db()
    assert referral.draft is None
    assert section(office.editor) is not None


def test_rectification_and_revocation_begin_on_the_award_and_are_read_as_done_there() -> None:
    seal = make.published_notice("hohhot", "commendation_decision")
    office, key = make_office("hohhot"), first_key(seal)
    record = records().get(entry_key=key)
    rectify, revoke = asked(seal, Remedy.RECTIFICATION, key), asked(seal, Remedy.REVOCATION, key)
    client = client_of(office.publisher)
    with clock.at(LATER):
        begun = [
            client.post(reverse("gongshi:referral", args=[each.pk]), {"begin": "1"})["Location"]
            for each in (rectify, revoke)
        ]
        follow_up = f"{reverse('gongshi:follow_up', args=[record.pk])}?kind=rectification"
        assert begun == [follow_up, reverse("gongshi:begin_revocation", args=[record.pk])]
        assert [client.get(url).status_code for url in begun] == [200, 200]
        with pytest.raises(ActionRefused):
            begin_draft(referral=revoke, by=office.publisher)
        told_to_rectify(record, by=office.editor, at=LATER)
        assert (awaits(rectify), awaits(revoke)) == (False, True)
    make.revoke(office, [record], at=LATER + dt.timedelta(hours=1))
    with clock.at(LATER + dt.timedelta(hours=2)):
        assert not awaits(revoke)


def test_closing_needs_a_word_and_ends_the_waiting() -> None:
    seal = make.published_notice("taiyuan")
    office = make_office("taiyuan")
    referral = asked(seal, Remedy.CORRECTION)
    client, url = client_of(office.editor), reverse("gongshi:referral", args=[referral.pk])
    with clock.at(LATER):
        assert "请写明怎样办理的" in text_of(client.post(url, {"note": "无"}))
        client.post(url, {"note": "公告中的数字无误，不需要更正（示例）"})
        referral.refresh_from_db()
        assert (referral.closed_on, referral.closed_by) == (beijing_day(LATER), office.editor)
        with pytest.raises(ActionRefused):
            close_referral(referral=referral, note="再次登记（示例）", by=office.editor)
        assert "这件事已经办理完毕。" in text_of(client.get(url))
    assert section(office.editor) is None


def test_it_is_shown_to_those_who_may_act_and_to_nobody_else() -> None:
    seal = make.published_notice("taiyuan")
    office, other = make_office("taiyuan"), make_office("datong")
    referral = asked(seal, Remedy.CORRECTION)
    url = reverse("gongshi:referral", args=[referral.pk])
    assert section(office.publisher) is not None
    for user in (office.approvers[0], other.editor, other.publisher):
        assert section(user) is None
        client = client_of(user)
        with clock.at(LATER):
            assert client.get(url).status_code == 302
            assert client.post(url, {"begin": "1"}).status_code == 302
        assert messages_of(client.get(reverse("wagtailadmin_home")))
    referral.refresh_from_db()
    assert referral.draft is None


def test_what_waits_long_is_late() -> None:
    seal = make.published_notice("taiyuan")
    office = make_office("taiyuan")
    asked(seal, Remedy.CORRECTION)
    for days, late in ((5, False), (6, True)):
        found = section(office.editor, LATER + dt.timedelta(days=days))
        assert found is not None
        assert [item.late for item in found.items] == [late]
