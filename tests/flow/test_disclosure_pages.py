"""To see who reported, page by page: the handler asks, two custodians answer, the name is shown once it was recorded."""

from pathlib import Path

import pytest
from django.test import Client

from complaints.actions import disclosure
from complaints.disclosing import ASK_FOR
from complaints.errors import CaseGone
from complaints.models import Case, CaseState, Disclosure, DisclosureAsk, DisclosureState, Event, KeyWrap
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, MEMBERS, at_desk, lock
from tests.factories.inboxes import Filed, filed
from tests.factories.offices import person

pytestmark = pytest.mark.django_db

KEYS = "/admin/complaints/keys/"
REASON = "需要当面核实经过（示例）。"


@pytest.fixture
def case(channel_folders: Path) -> Filed:
    return filed(make.somebody())


def identity(case: Filed, *more: str) -> str:
    return f"{DESK}{case.case.pk}/identity/" + "".join(f"{part}/" for part in more)


def asked(case: Filed) -> tuple[Client, Disclosure]:
    """A handler's client, and the request it made."""
    client = at_desk(case.channel.handlers[case.case.body][0])
    answer = client.post(identity(case, "ask"), {"text": REASON, "do": "send"})
    assert answer.status_code == 302, text_of(answer)
    return client, Disclosure.objects.get()


def keeper(case: Filed, n: int, request: Disclosure) -> tuple[Client, str]:
    """A custodian's client, and the address of their part in the request."""
    hand = case.channel.custodians[n]
    part = DisclosureAsk.objects.get(disclosure=request, custodian=hand.member)
    return at_desk(hand), f"{KEYS}requests/{part.pk}/"


def test_from_the_reason_to_the_name(case: Filed) -> None:
    client, request = asked(case)
    name, number = make.somebody().name, case.case.number
    for n in (0, 1):
        custodian, address = keeper(case, n, request)
        assert "有1项申请等待您答复" in text_of(custodian.get(KEYS))
        assert "看理由并答复" in text_of(custodian.get(f"{KEYS}requests/"))
        shown = text_of(custodian.get(address))
        assert REASON in shown
        assert "大同市" in shown
        assert number not in shown
        assert name not in shown
        assert "打开查看" not in text_of(client.get(identity(case)))
        assert custodian.post(address, {"answer": "consent"}).headers["Location"] == f"{KEYS}requests/"
        assert custodian.get(address).status_code == 404
        assert "没有等待您答复的申请" in text_of(custodian.get(KEYS))
    assert "打开查看" in text_of(client.get(identity(case)))
    look = identity(case, str(request.pk), "look")
    assert client.get(look).status_code == 405
    assert Event.objects.last() is not None
    opened = client.post(look)
    assert name in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    assert "script" not in opened.content.decode().lower()
    page = text_of(client.get(f"{DESK}{case.case.pk}/"))
    for words in ("申请查看身份", "同意查看身份", "查看了身份", "告知举报人：身份信息已被查看", REASON):
        assert words in page
    colleague = at_desk(case.channel.handlers[case.case.body][1])
    refused = colleague.post(look, follow=True)
    assert "这项申请已经结束" in text_of(refused)
    assert name not in text_of(refused)


def test_a_refusal_needs_grounds_and_two_end_it(case: Filed) -> None:
    client, request = asked(case)
    custodian, address = keeper(case, 2, request)
    assert "请写明不同意的理由" in text_of(custodian.post(address, {"answer": "refuse"}))
    assert "同意：" in text_of(custodian.post(address, {"grounds": "理由"}))
    custodian.post(address, {"answer": "refuse", "grounds": "没有必要（示例）"})
    other, second = keeper(case, 1, request)
    other.post(second, {"answer": "refuse", "grounds": "没有必要（示例）"})
    assert Disclosure.objects.get().state == DisclosureState.REFUSED
    assert "未获同意" in text_of(client.get(identity(case)))
    assert "没有必要（示例）" in text_of(client.get(f"{DESK}{case.case.pk}/"))
    assert "未获同意" in text_of(other.get(f"{KEYS}requests/"))


def test_one_may_give_a_request_up_and_ask_again(case: Filed) -> None:
    client, request = asked(case)
    again = client.post(identity(case, "ask"), {"text": REASON, "do": "send"})
    assert "还没有结束" in text_of(again)
    _custodian, address = keeper(case, 0, request)
    drop = identity(case, str(request.pk), "drop")
    assert "申请已撤回" in text_of(client.post(drop, follow=True))
    assert "这项申请已经结束" in text_of(client.post(drop, follow=True))
    assert at_desk(case.channel.custodians[0]).get(address).status_code == 404
    assert client.post(identity(case, "ask"), {"text": REASON, "do": "send"}).status_code == 302


def test_a_request_can_still_be_given_up_when_the_case_is_in_no_state_for_it(case: Filed) -> None:
    client, request = asked(case)
    for n in (0, 1):
        custodian, address = keeper(case, n, request)
        custodian.post(address, {"answer": "consent"})
    Case.objects.update(state=CaseState.NOT_UPHELD)
    assert identity(case) in client.get(f"{DESK}{case.case.pk}/").content.decode()
    shown = text_of(client.get(identity(case)))
    assert "不需要查看身份" in shown
    assert "撤回申请" in shown
    for words in ("打开查看", "可以查看到", "申请查看"):
        assert words not in shown
    looked = client.post(identity(case, str(request.pk), "look"), follow=True)
    assert "案件现在的状态不能办理这件事" in text_of(looked)
    assert make.somebody().name not in text_of(looked)
    assert "申请已撤回" in text_of(client.post(identity(case, str(request.pk), "drop"), follow=True))
    assert Disclosure.objects.get().state == DisclosureState.DROPPED
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_a_custodian_with_a_key_to_the_case_is_told_that_this_is_why(case: Filed) -> None:
    _client, request = asked(case)
    custodian, address = keeper(case, 0, request)
    KeyWrap.objects.create(case=case.case, member=case.channel.custodians[0].member, blob=b"")
    answers = (
        custodian.get(address),
        custodian.post(address, {"answer": "consent"}),
        custodian.get(f"{address}aside/"),
    )
    for shown in map(text_of, answers):
        assert "您持有这个案件的密钥" in shown
        assert "没有通过核验" not in shown
        assert REASON not in shown
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_a_custodian_is_shown_no_form_for_a_request_that_does_not_verify(case: Filed) -> None:
    _client, request = asked(case)
    custodian, address = keeper(case, 0, request)
    Case.objects.update(public=case.channel.custodians[1].keys.kem_public)
    shown = text_of(custodian.get(address))
    assert "没有通过核验" in shown
    assert REASON not in shown
    assert "没有通过核验" in text_of(custodian.post(address, {"answer": "consent"}))
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_locked_keys_lose_no_reason_and_show_no_name(case: Filed) -> None:
    client, request = asked(case)
    for n in (0, 1):
        hand = case.channel.custodians[n]
        part = DisclosureAsk.objects.get(disclosure=request, custodian=hand.member)
        disclosure.consent(ask_id=part.pk, by=hand, now=request.until - ASK_FOR)
    custodian, _address = keeper(case, 2, request)
    lock(client)
    shown = text_of(client.post(identity(case, str(request.pk), "look")))
    assert "解锁并继续" in shown
    assert make.somebody().name not in shown
    lock(custodian)
    assert custodian.get(f"{KEYS}requests/").headers["Location"] == f"{KEYS}unlock/"
    handler = case.channel.handlers[case.case.body][1]
    with pytest.raises(CaseGone):
        disclosure.look(disclosure_id=request.pk, case=case.case, by=handler, now=request.until)


def test_a_password_alone_shows_no_count_of_anything(case: Filed) -> None:
    """Whoever resets a member's password is logged in as them, without their phone: nothing says that there is a case."""
    asked(case)
    keeper_of, holder = case.channel.custodians[0].member.user, case.channel.handlers[case.case.body][1]
    person(keeper_of.get_username(), MEMBERS)
    client = Client()
    client.force_login(keeper_of)
    before = text_of(client.get(KEYS))
    assert "身份查看申请" not in before
    KeyWrap.objects.update(stale=True)
    other = Client()
    other.force_login(person(holder.member.user.get_username(), MEMBERS))
    assert "待更换密钥" not in text_of(other.get(KEYS))
    assert "待更换密钥" in text_of(at_desk(holder).get(KEYS))
    Case.objects.all().delete()
    assert text_of(client.get(KEYS)) == before
