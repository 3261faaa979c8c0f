"""A member's mail goes where they themselves said, with their keys unlocked: whoever manages accounts learns nothing from it."""

import pytest
from django.core import mail

from complaints import mailing, vault
from complaints.actions import alerts, rotation
from complaints.hands import Hand
from complaints.mail_addresses import address_message, confirmed, standing
from complaints.masters import set_passphrase
from complaints.models import Alert, Member
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.bodies import PASSPHRASE, digits_of, factor_of
from tests.factories.desk import at_desk
from tests.factories.inboxes import LATER, Filed, filed
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

HOME, CONFIRM = "/admin/complaints/keys/", "/admin/complaints/keys/mail/"
ROOT = "root@example.gov.cn"
QUARTER = mailing.quarter_of(LATER)


@pytest.fixture
def case() -> Filed:
    return filed()


def of_account(hand: Hand, address: str) -> None:
    """Whoever manages accounts gives this one another address."""
    hand.member.user.email = address
    hand.member.user.save(update_fields=["email"])


def mailed(hand: Hand) -> list[str]:
    """Where the next quarter's mail for this member goes."""
    mail.outbox = []
    Alert.objects.all().delete()
    alerts.alert([hand.member.pk])
    mailing.send_due(now=QUARTER)
    return [address for letter in mail.outbox for address in letter.to]


def test_another_address_in_the_account_or_in_the_tables_gets_no_mail(case: Filed) -> None:
    hand, other = case.channel.handlers[case.case.body]
    of_account(hand, ROOT)
    assert mailed(hand) == []  # nobody has confirmed anything
    own = make.reachable(hand)
    of_account(hand, ROOT)
    assert mailed(hand) == [own]
    rows = Member.objects.filter(pk=hand.member.pk)
    rows.update(mail_to=ROOT)
    assert mailed(hand) == []
    # Signed by a colleague, by keys that stand on no roster though the table names them: still nobody's.
    forger = vault.MemberKeys(vault.new_secret())
    for keys in (other.keys, forger):
        signature = keys.sign(address_message(hand.member.pk, ROOT))
        rows.update(mail_signature=signature, sign_public=keys.sign_public)
        assert mailed(hand) == []


def test_the_member_is_told_and_confirms_what_they_saw(case: Filed) -> None:
    hand = case.channel.handlers[case.case.body][0]
    client = at_desk(hand)
    of_account(hand, "first@example.gov.cn")
    assert "还没有确认提醒邮箱" in text_of(client.get(HOME))
    client.post(CONFIRM, {"address": "first@example.gov.cn"})
    assert mailed(hand) == ["first@example.gov.cn"]
    assert "提醒发到 first@example.gov.cn" in text_of(client.get(HOME))
    of_account(hand, ROOT)
    told = text_of(client.get(HOME))
    assert f"现在是 {ROOT}" in told
    assert "不要确认" in told
    # What changed between the page and the press is not signed.
    client.post(CONFIRM, {"address": "first@example.gov.cn"})
    client.post(CONFIRM, {"address": ""})
    assert standing(hand).confirmed == "first@example.gov.cn"
    with quick_argon2():
        set_passphrase(hand.member, hand.keys, PASSPHRASE)
        Member.objects.filter(pk=hand.member.pk).update(
            passphrase_salt=hand.member.passphrase_salt, passphrase_blob=hand.member.passphrase_blob
        )
        answer = client.post(
            f"{HOME}unlock/",
            {"digits": digits_of(factor_of(hand.member.user)), "passphrase": PASSPHRASE},
            follow=True,
        )
    assert "与您确认的提醒邮箱不一致" in text_of(answer)


def test_the_address_goes_on_with_new_keys_and_a_forged_one_does_not(case: Filed) -> None:
    for hand, forged in zip(case.channel.handlers[case.case.body], (False, True), strict=True):
        own = make.reachable(hand)
        if forged:
            Member.objects.filter(pk=hand.member.pk).update(mail_to=ROOT)
        hand.member.refresh_from_db()
        with quick_argon2():
            set_passphrase(hand.member, hand.keys, PASSPHRASE)
            hand.member.save()
            rotation.rotate(by=hand, passphrase=PASSPHRASE, new="lingwai yiju xin kouling", now=LATER)
        member = Member.objects.get(pk=hand.member.pk)
        assert confirmed([member]) == ({} if forged else {member.pk: own})
