"""The desk's pages about who holds a case, as their users go through them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from complaints.actions import recusal
from complaints.masters import set_passphrase
from complaints.models import Case, KeyWrap
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.bodies import PASSPHRASE, digits_of, factor_of
from tests.factories.inboxes import LATER
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

DESK = "/admin/complaints/desk/"


@pytest.fixture
def one() -> Any:
    with quick_argon2():
        yield inboxes.filed(person=make.somebody())


def at_work(one: inboxes.Filed, n: int = 0) -> Client:
    """A client of that handler with unlocked keys."""
    hand, client = one.channel.hand("office", n), Client()
    set_passphrase(hand.member, hand.keys, PASSPHRASE)
    hand.member.save()
    hand.member.user.groups.add(Group.objects.get(name="保密渠道成员"))
    client.force_login(hand.member.user)
    digits = digits_of(factor_of(hand.member.user))
    client.post("/admin/complaints/keys/unlock/", {"digits": digits, "passphrase": PASSPHRASE})
    return client


def test_recusing_a_colleague_and_then_oneself(one: inboxes.Filed) -> None:
    client, url = at_work(one), f"{DESK}{one.case.pk}/"
    colleague, own = (one.channel.hand("office", n).member for n in (1, 0))
    assert "回避" in client.get(url).content.decode()
    page = client.get(f"{url}recuse/").content.decode()
    assert "旧的数据库副本" in page
    assert "本案现有可用的份额3份" in page
    typed = {"member": colleague.pk.hex, "reason": "是亲属（示例）。"}
    refused = client.post(f"{url}recuse/", typed).content.decode()
    assert "请先阅读上面的后果" in refused
    assert "是亲属（示例）。" in refused
    told = client.post(f"{url}recuse/", {**typed, "known": "on"}, follow=True).content.decode()
    assert "案件已更换密钥" in told
    assert "办理回避，更换了本案密钥" in told
    assert f"{colleague.user.get_username()} 回避。理由：是亲属（示例）。" in told
    assert at_work(one, 1).get(url).status_code == 404
    told = client.post(
        f"{url}recuse/", {"member": own.pk.hex, "reason": "本人（示例）。", "known": "on"}, follow=True
    ).content.decode()
    assert "案件已移交datong.leading_group" in told
    assert client.get(url).status_code == 404


def test_transferring(one: inboxes.Filed) -> None:
    client, url = at_work(one), f"{DESK}{one.case.pk}/"
    page = client.get(f"{url}transfer/").content.decode()
    assert "datong.leading_group" in page
    typed = {"reason": "属其职责（示例）。", "known": "on"}
    stale = client.post(f"{url}transfer/", {**typed, "to": "datong.office"}).content.decode()
    assert "案件刚刚有了变化" in stale
    client.post(f"{url}transfer/", {**typed, "to": "datong.leading_group"})
    assert Case.objects.get(pk=one.case.pk).body == "datong.leading_group"
    assert client.get(f"{url}transfer/").status_code == 404


def test_seating_who_came_later(one: inboxes.Filed) -> None:
    client, url = at_work(one), f"{DESK}{one.case.pk}/seat/"
    assert "都已持有本案密钥" in client.get(url).content.decode()
    late = one.channel.hand("office", 1).member
    KeyWrap.objects.filter(case=one.case, member=late).delete()
    assert late.user.get_username() in client.get(url).content.decode()
    client.post(url, {"member": late.pk.hex})
    assert KeyWrap.objects.filter(case=one.case, member=late).exists()


def test_seating_who_came_later_to_every_case(one: inboxes.Filed) -> None:
    client, late = at_work(one), one.channel.hand("office", 1).member
    assert "给后来的成员补发密钥" in client.get(DESK).content.decode()
    more = make.file_report(make.report())[1]
    recusal.recuse(case=more, member=late, reason="（示例）", by=one.channel.hand("office"), now=LATER)
    KeyWrap.objects.filter(member=late).delete()
    assert "1件" in client.get(f"{DESK}seats/").content.decode()
    told = client.post(f"{DESK}seats/", follow=True).content.decode()
    assert "已补发1把密钥" in told
    assert "没有需要补发的密钥" in told
    assert [wrap.case_id for wrap in KeyWrap.objects.filter(member=late)] == [one.case.pk]
