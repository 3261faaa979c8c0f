"""A member changes their keys: nothing is lost, the old ones open nothing new, and waiting cases are seen and done."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from complaints import vault
from complaints.actions import inbox, rekeying, rotation
from complaints.actions.interests import Organisation, declare, read_declaration
from complaints.actions.private_texts import keep
from complaints.hands import Hand
from complaints.inbox.page import inbox_page
from complaints.key_changes import Standing
from complaints.masters import WrongPassphrase, set_passphrase
from complaints.models import Case, KeyWrap, Member, Place, VaultSession
from complaints.private_texts import texts_of
from complaints.reading import open_case
from complaints.rosters import declared_by, rosters_of
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.bodies import PASSPHRASE, digits_of, factor_of
from tests.factories.inboxes import LATER
from tests.factories.opened import name_of
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

NEW = "lingwai yiju xin kouling"
HOME = "/admin/complaints/keys/"


@pytest.fixture
def one() -> Any:
    with quick_argon2():
        yield inboxes.filed(person=make.somebody())


def with_passphrase(hand: Hand) -> Hand:
    set_passphrase(hand.member, hand.keys, PASSPHRASE)
    hand.member.save()
    return hand


def rotated(hand: Hand) -> Hand:
    """The member with other keys."""
    return rotation.rotate(by=with_passphrase(hand), passphrase=PASSPHRASE, new=NEW, now=LATER).hand


def test_new_keys_open_what_the_old_ones_did(one: inboxes.Filed) -> None:
    old, other = one.channel.hand("office", 0), one.channel.hand("office", 1)
    keep(case=one.case, place=Place.NOTE, text="草稿（示例）", by=old, now=LATER)
    declare(
        member=old.member,
        keys=old.keys,
        organisations=[Organisation("示例单位（示例）")],
        units=[],
        now=LATER,
    )
    new = rotated(old)
    assert new.keys != old.keys
    opened = open_case(one.case, new.member, new.keys)
    with pytest.raises(vault.Refused):
        open_case(one.case, old.member, old.keys)
    assert texts_of(one.case, new) == {Place.NOTE: "草稿（示例）"}
    assert read_declaration(new).organisations == (Organisation("示例单位（示例）"),)
    assert declared_by([new.code])[new.code].organisations
    seats = {seat.member: seat.kem_pk for seat in rosters_of(["datong.office"])["datong.office"].seats}
    assert seats[new.code] == new.keys.kem_public
    # The case itself waits for another key, and gets it from anybody who holds it.
    assert [each.pk for each in rekeying.waiting(other.member)] == [one.case.pk]
    assert rekeying.rekey_waiting(by=other, now=LATER) == rekeying.Batch(1, 0, 0)
    case = Case.objects.get(pk=one.case.pk)
    assert open_case(case, new.member, new.keys).keys.public != opened.keys.public
    assert not KeyWrap.objects.filter(stale=True).exists()
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert page.key is Standing.FOLLOWED
    inbox.answer(inbox=one.enter(), text="补充（示例）。", seen=one.seen, now=LATER)


def test_a_custodian_keeps_their_share(one: inboxes.Filed) -> None:
    new = rotated(one.channel.custodians[0])
    with pytest.raises(StopIteration):
        name_of(one.case, make.ChannelOffice("datong", custodians=one.channel.custodians[1:]))
    one.channel.custodians[0] = new
    assert make.somebody().name in name_of(one.case, one.channel)


def test_unlocked_keys_alone_change_none(one: inboxes.Filed) -> None:
    hand = with_passphrase(one.channel.hand("office", 0))
    with pytest.raises(WrongPassphrase):
        rotation.rotate(by=hand, passphrase="xxxx xxxx xxxx xxxx", new=NEW, now=LATER)
    assert bytes(Member.objects.get(pk=hand.member.pk).kem_public) == hand.keys.kem_public


def test_unlocking_does_a_batch_and_the_page_the_rest(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = with_passphrase(one.channel.hand("office", 0))
    for _more in range(2):
        make.file_report(make.report())
    KeyWrap.objects.filter(member=one.channel.hand("office", 1).member).update(stale=True)
    monkeypatch.setattr(rekeying, "rekey_waiting", partial(rekeying.rekey_waiting, most=1))
    client = Client()
    hand.member.user.groups.add(Group.objects.get(name="保密渠道成员"))
    client.force_login(hand.member.user)
    assert "待更换密钥" not in client.get(HOME).content.decode()  # a password alone says nothing of cases
    answer = client.post(
        f"{HOME}unlock/",
        {"digits": digits_of(factor_of(hand.member.user)), "passphrase": PASSPHRASE},
        follow=True,
    ).content.decode()
    assert "已为1件案件更换密钥。还有2件待更换。" in answer
    assert "有2件案件待更换密钥" in client.get(f"{HOME}waiting/").content.decode()
    monkeypatch.undo()
    done = client.post(f"{HOME}waiting/", follow=True).content.decode()
    assert "已为2件案件更换密钥。" in done
    assert "没有待更换密钥的案件" in done
    page = client.get(f"{HOME}rotate/").content.decode()
    assert "旧的数据库副本" in page
    assert VaultSession.objects.count() == 1


def test_a_tampered_case_stops_no_other(one: inboxes.Filed) -> None:
    hand = one.channel.hand("office", 0)
    make.file_report(make.report())
    KeyWrap.objects.update(stale=True)
    case = Case.objects.order_by("received_on", "number").first()
    assert case is not None
    case.entries.update(case_key=b"x")
    assert rekeying.rekey_waiting(by=hand, now=LATER) == rekeying.Batch(1, 1, 1)
