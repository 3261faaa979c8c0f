"""Taking somebody out of a body: what the page says before, for each role, and what is left of names afterwards."""

import re

import pytest
from django.urls import reverse

from complaints import custody
from complaints.actions import recusal, roster
from complaints.actions.rekeying import NOT_UNDONE
from complaints.hands import Hand
from complaints.models import KeyWrap
from complaints.rosters import custodian_keys, rosters_of
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.inboxes import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

BODY = "datong.leading_group"
REASON = "有利害关系（示例）。"


@pytest.fixture
def one() -> inboxes.Filed:
    return inboxes.filed(person=make.somebody())


def page_of(subject: Hand) -> str:
    return reverse("channel_keys:remove", args=[BODY, subject.member.pk])


def remove(one: inboxes.Filed, subject: Hand) -> None:
    by = one.channel.hand("leading_group")
    roster.propose(body=BODY, action="remove", by=by, subject=subject.member, now=LATER)


def seats() -> set[str]:
    return {seat.member for seat in rosters_of([BODY])[BODY].seats}


def lost(subject: Hand) -> int:
    return custody.names_lost_without(subject.member, BODY)


def test_the_page_counts_the_names_that_a_custodian_takes_along(one: inboxes.Filed) -> None:
    first, second, third = one.channel.custodians
    assert {lost(each) for each in (first, second, third)} == {0}
    client = at_desk(one.channel.hand("leading_group"))
    assert "不能再打开" not in text_of(client.get(page_of(first)))
    remove(one, first)
    make.file_report(make.report())
    assert lost(second) == 2
    shown = text_of(client.get(page_of(second)))
    assert "有2件来件可用的身份份额将不足两份" in shown
    assert "请先增加保管人员并重新分割" in shown
    assert "需要回来的，要重新设立密钥" not in shown
    # Whoever holds a key to a case opens no name with a share of it, so that one is lost without them already.
    KeyWrap.objects.create(case=one.case, member=third.member, blob=b"x")
    assert lost(second) == 1
    remove(one, second)
    assert lost(third) == 0, "what is lost already is not lost again"
    assert third.member.pk in custodian_keys("datong")


def test_nobody_is_removed_without_the_tick(one: inboxes.Filed) -> None:
    client, keeper = at_desk(one.channel.hand("leading_group")), one.channel.custodians[0]
    refused = text_of(client.post(page_of(keeper)))
    assert "请先阅读上面的后果" in refused
    assert keeper.code in seats()
    client.post(page_of(keeper), {"known": "on"})
    assert keeper.code not in seats()
    again = client.get(page_of(keeper), follow=True)
    assert "已经不在名册上" in text_of(again)


def test_the_page_says_what_a_handler_leaves_behind(one: inboxes.Filed) -> None:
    by, other = one.channel.handlers[BODY]
    shown = text_of(at_desk(by).get(page_of(other)))
    assert str(NOT_UNDONE) in shown
    assert "未发出的草稿随即删除" in shown
    assert "身份份额将不足" not in shown


def test_a_share_of_somebody_off_the_roster_is_not_counted(one: inboxes.Filed) -> None:
    first, second, _third = one.channel.custodians
    remove(one, first)
    by = one.channel.handlers[one.case.body][0]
    shown = text_of(at_desk(by).get(f"{DESK}{one.case.pk}/recuse/"))
    assert re.search(r"本案现有可用的份额2份", shown)
    done = recusal.recuse(case=one.case, member=second.member, reason=REASON, by=by, now=LATER)
    assert (done.shares, done.name_is_lost) == (1, True)
