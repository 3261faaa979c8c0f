"""Telling the office what to put right: from an upheld case alone, one press, without a word of the case."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

from cms import clock
from cms.actions.errors import ActionRefused
from cms.actions.referrals import refer_award
from cms.models import NoticeAct, Referral, Remedy, Seal
from cms.selectors.history import standing_rows
from complaints.actions import handling
from complaints.actions.remedies import ask_remedy
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Event
from complaints.reading import open_case, open_event
from complaints.reports import Kind, Report
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories import notices
from tests.factories.admin import client_of, text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.older import older_awards, older_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

LATER = DEFAULT_AT + dt.timedelta(days=1)


class Upheld:
    """A case about a row of a list, upheld."""

    def __init__(self, *, upto: str = "upheld") -> None:
        self.seal: Seal = notices.published_notice("datong")
        self.row = standing_rows(self.seal)[0]
        self.channel = make.open_channel(make_office("datong"))
        report = make.report(
            "datong",
            kind=Kind.ENTRY,
            notice=self.seal.public_id,
            entry=str(self.row.key),
            facts="只有举报人知道的事（示例）。",
        )
        _token, self.case, _said = make.file_report(report)
        self.by: Hand = self.channel.handlers[self.case.body][0]
        for move, state in ((Move.ACCEPT, "filed"), (Move.UPHOLD, "accepted")):
            if state != upto:
                handling.move(
                    case=self.case, move=move, expected=state, text="（示例）", by=self.by, now=LATER
                )
                self.case.refresh_from_db()

    @property
    def url(self) -> str:
        return f"{DESK}{self.case.pk}/remedy/"

    def ask(self, *, by: Hand | None = None, **changes: str) -> Referral:
        with clock.at(LATER):
            return ask_remedy(
                case=self.case,
                notice=changes.get("notice", self.seal.public_id),
                entry_key=changes.get("entry_key", str(self.row.key)),
                award=changes.get("award", ""),
                remedy=Remedy(changes.get("remedy", "removal")),
                body_name="领导小组办公室（示例）",
                by=by or self.by,
                now=LATER,
            )


def upheld_report(channel: make.ChannelOffice, report: Report) -> tuple[Case, Hand]:
    """A case about this report, upheld, and who has it."""
    _token, case, _said = make.file_report(report)
    by = channel.handlers[case.body][0]
    for move, state in ((Move.ACCEPT, "filed"), (Move.UPHOLD, "accepted")):
        handling.move(case=case, move=move, expected=state, text="（示例）", by=by, now=LATER)
    return case, by


def test_one_press_asks_for_it_and_nothing_of_the_case_goes_along() -> None:
    upheld = Upheld()
    logged = (PageLogEntry.objects.count(), ModelLogEntry.objects.count())
    client = at_desk(upheld.by)
    with clock.at(LATER):
        page = client.get(upheld.url)
        assert upheld.row.name in text_of(page)
        chosen = {"notice": upheld.seal.public_id, "entry": str(upheld.row.key)}
        for name, value in chosen.items():
            assert f'name="{name}" value="{value}"' in page.content.decode()
        done = client.post(upheld.url, {**chosen, "remedy": "removal"})
        assert done["Location"] == f"{DESK}{upheld.case.pk}/"
        assert "已请发布单位办理：将条目移出名单。" in text_of(client.get(done["Location"]))
    referral = Referral.objects.get()
    told = {str(getattr(referral, field.attname)) for field in Referral._meta.concrete_fields}
    secrets = {str(upheld.case.pk), upheld.case.number, upheld.by.code, "只有举报人知道的事（示例）。"}
    assert not [word for word in told for secret in secrets if secret in word]
    assert referral.made_on == LATER.date()
    assert (PageLogEntry.objects.count(), ModelLogEntry.objects.count()) == logged
    opened = open_case(upheld.case, upheld.by.member, upheld.by.keys)
    assert opened.entries[-1].document["kind"] == "remedy"
    last = Event.objects.filter(case=upheld.case).order_by("seq").last()
    assert last is not None
    assert (last.kind, open_event(last, opened.keys)["entry"]) == ("entry", "remedy")
    with clock.at(LATER):
        office = client_of(make_office("datong").editor)
        seen = text_of(office.get("/admin/"))
    assert "监督转办 1" in seen
    assert upheld.case.number not in seen


def test_only_an_upheld_case_of_ones_own_and_a_notice_of_its_city() -> None:
    upheld = Upheld(upto="accepted")
    with pytest.raises(NotAllowed):
        upheld.ask()
    handling.move(
        case=upheld.case, move=Move.UPHOLD, expected="accepted", text="（示例）", by=upheld.by, now=LATER
    )
    elsewhere = next(
        hand for hand in upheld.channel.handlers["datong.leading_group"] if hand.member != upheld.by.member
    )
    with pytest.raises(CaseGone):
        upheld.ask(by=elsewhere)
    for changes in ({"notice": "taiyuan.2026.call"}, {"remedy": "revocation"}, {"entry_key": ""}):
        with pytest.raises(ActionRefused):
            upheld.ask(**changes)
    assert not Referral.objects.exists()
    assert not Case.objects.filter(pk=upheld.case.pk).exclude(state="upheld").exists()


def test_another_notice_is_chosen_by_a_posted_form_and_a_running_window_is_said() -> None:
    upheld = Upheld()
    client = at_desk(upheld.by)
    with clock.at(LATER):
        page = client.post(upheld.url, {"notice": upheld.seal.public_id, "entry": ""})
        body = page.content.decode()
        assert 'value="correction" class="button"' in body
        assert 'value="removal"' not in body
        assert "这份公告还在公示期内。" in text_of(page)
        assert "没有这份公告或者获奖记录。" in text_of(
            client.post(upheld.url, {"notice": "datong.none", "entry": ""})
        )
        refused = client.post(upheld.url, {"notice": upheld.seal.public_id, "entry": "", "remedy": "removal"})
        assert "不能这样办理" in text_of(refused)
    after = notices.after_window(upheld.seal)
    with clock.at(after):
        assert "这份公告还在公示期内。" not in text_of(at_desk(upheld.by).get(upheld.url))
    assert not Referral.objects.exists()


def test_an_award_from_before_the_portal_is_named_in_the_place_of_a_notice() -> None:
    upheld = Upheld()
    office = make_office("datong")
    award, other = older_awards(office, older_row(office, 1, edition=9), older_row(office, 2, edition=9))
    [elsewhere] = older_awards(make_office("taiyuan"))
    client, chosen = at_desk(upheld.by), {"notice": f"award:{award.public_id}", "entry": ""}
    with clock.at(LATER):
        body = client.post(upheld.url, chosen).content.decode()
        assert re.findall(r'name="remedy" value="(\w+)"', body) == ["revocation"], "no notice to be corrected"
        for wrong in (elsewhere.public_id, "no-such-award"):
            with pytest.raises(ActionRefused):
                upheld.ask(award=wrong, remedy="revocation")
        assert not Referral.objects.exists()
        client.post(upheld.url, {**chosen, "remedy": "revocation"})
        client.post(upheld.url, {**chosen, "remedy": "revocation"})
    referral = Referral.objects.get()
    assert (referral.seal, referral.award, referral.entry_key) == (None, award, "")
    opened = open_case(upheld.case, upheld.by.member, upheld.by.keys)
    assert award.name in opened.entries[-1].document["text"]
    clerk = client_of(office.publisher)
    with clock.at(LATER):
        assert award.name in text_of(clerk.get("/admin/"))
        page = text_of(clerk.get(reverse("gongshi:referral", args=[referral.pk])))
        assert award.name in page
        assert other.name not in page
        begun = clerk.post(reverse("gongshi:referral", args=[referral.pk]), {"begin": "1"})
        assert begun["Location"] == reverse("gongshi:begin_revocation", args=[award.pk])
        assert clerk.get(begun["Location"]).status_code == 200
    notices.revoke(office, [award], at=LATER + dt.timedelta(hours=1), edition=upheld.seal.edition)
    with clock.at(LATER + dt.timedelta(hours=2)):
        assert "监督转办 1" not in text_of(clerk.get("/admin/"))
        assert "这件事已经办理完毕。" in text_of(clerk.get(reverse("gongshi:referral", args=[referral.pk])))
        assert f'value="award:{award.public_id}"' not in client.get(upheld.url).content.decode()


def test_nothing_is_chosen_for_a_report_that_names_nothing_and_no_remedy_offered_until_something_is() -> None:
    office = make_office("datong")
    seal = notices.published_notice("datong")
    case, by = upheld_report(make.open_channel(office), make.report("datong", facts="（示例）"))
    client, url = at_desk(by), f"{DESK}{case.pk}/remedy/"
    none = "本市还没有已经发布的公告"
    with clock.at(LATER):
        page = client.get(url)
        assert 'name="remedy"' not in page.content.decode()
        assert page.context["chosen"] == {"notice": "", "entry": ""}
        assert 'role="alert"' not in page.content.decode()
        assert "显示可以采取的措施" in text_of(page)
        assert none not in text_of(page)
        for wrong in ("", "datong.none"):
            for asked in ({}, {"remedy": "correction"}):
                page = client.post(url, {"notice": wrong, "entry": "", **asked})
                assert 'name="remedy"' not in page.content.decode()
                assert 'role="alert"' in page.content.decode()
                assert none not in text_of(page)
        page = client.post(url, {"notice": seal.public_id, "entry": ""})
        assert 'value="correction" class="button"' in page.content.decode()
        assert (
            f"{seal.head['title']} · 整份公告"
            in page.content.decode().split('id="ask-h"')[1].split("</form>")[0]
        )
    assert not Referral.objects.exists()


def test_where_there_is_neither_notice_nor_award_the_page_says_so() -> None:
    case, by = upheld_report(
        make.open_channel(make_office("datong")), make.report("datong", facts="（示例）")
    )
    with clock.at(LATER):
        page = at_desk(by).get(f"{DESK}{case.pk}/remedy/")
    assert "本市还没有已经发布的公告" in text_of(page)


def test_a_report_about_an_amendment_chooses_the_notice_that_it_amends() -> None:
    upheld = Upheld()
    amendment = notices.amend(
        make_office("datong"), upheld.seal, NoticeAct.EXTENSION, at=LATER, working_days=3
    )
    Case.objects.filter(pk=upheld.case.pk).update(notice=amendment.public_id)
    with clock.at(LATER + dt.timedelta(hours=1)):
        page = at_desk(upheld.by).get(upheld.url)
    assert page.context["chosen"] == {"notice": upheld.seal.public_id, "entry": str(upheld.row.key)}


def test_of_several_awards_of_one_holder_none_is_chosen() -> None:
    office = make_office("datong")
    first, _second = older_awards(office, *(older_row(office, edition=number) for number in (8, 9)))
    report = make.report("datong", kind=Kind.WINNER, facts="（示例）", respondent=first.name)
    case, by = upheld_report(make.open_channel(office), report)
    with clock.at(LATER):
        page = at_desk(by).get(f"{DESK}{case.pk}/remedy/")
    assert page.context["chosen"] == {"notice": "", "entry": ""}


def test_an_older_award_is_chosen_already_where_the_report_names_who_holds_it() -> None:
    office = make_office("datong")
    notices.published_notice("datong")
    [award] = older_awards(office, older_row(office, edition=9))
    channel = make.open_channel(office)
    report = make.report("datong", kind=Kind.WINNER, facts="（示例）", respondent=award.name)
    case, by = upheld_report(channel, report)
    with clock.at(LATER):
        page = at_desk(by).get(f"{DESK}{case.pk}/remedy/").content.decode()
    assert re.findall(r"<option value=\"(.*?)\" selected", page)[:1] == [f"award:{award.public_id}"]


def test_who_closes_a_referral_about_an_older_award_speaks_for_the_scheme() -> None:
    office, other = make_office("taiyuan"), make_office("datong")
    [award] = older_awards(office, older_row(office, edition=9))
    referral = refer_award(public_id=award.public_id, remedy=Remedy.REVOCATION, by_body="（示例）", now=LATER)
    url = reverse("gongshi:referral", args=[referral.pk])
    with clock.at(LATER):
        for user in (office.approvers[0], other.publisher):
            assert client_of(user).post(url, {"note": "不需要办理（示例）"}).status_code == 302
        referral.refresh_from_db()
        assert referral.closed_on is None
        client_of(office.editor).post(url, {"note": "不属于撤销情形（示例）"})
    referral.refresh_from_db()
    assert referral.closed_on == LATER.date()
