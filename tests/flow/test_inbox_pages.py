"""The pages of somebody who comes back, as a browser meets them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms import clock
from complaints import evidence_files, keystore, vault
from complaints.actions import handling
from complaints.inbox import views
from complaints.intake.problems import WORDS, Reason
from complaints.models import Case, Entry, Evidence, InboxSession
from complaints.reading import open_file
from complaints.transitions import Move
from portal.privacy import cookies, limits
from tests.factories.inboxes import LATER, Filed, filed, unknown_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

TEXT = "第二天又看到一次（示例）"
_CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|<!--\.*-->')


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with clock.at(LATER):
        yield


@pytest.fixture
def made() -> Filed:
    return filed()


@pytest.fixture
def inside(client: Client, made: Filed) -> Client:
    """A browser in its open inbox."""
    response = client.post(reverse("complaints_follow_up"), {"code": vault.format_code(made.code)})
    assert response.status_code == 303
    return client


def page(client: Client) -> str:
    return str(client.get(reverse("complaints_inbox")).content.decode())


def act(client: Client, action: str, **fields: Any) -> Any:
    return client.post(reverse(f"complaints_inbox_{action}"), fields)


def seen_in(response: Any) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_the_code_is_asked_for_in_one_field_for_digits_that_takes_a_paste(client: Client) -> None:
    html = client.get(reverse("complaints_follow_up")).content.decode()
    field = re.search(r'<input [^>]*name="code"[^>]*>', html)
    assert field is not None
    assert 'inputmode="numeric"' in field[0]
    assert 'autocomplete="off"' in field[0]
    assert "maxlength" not in field[0]
    assert "pattern" not in field[0]


def test_right_unknown_and_ill_formed_codes_get_equal_answers(made: Filed) -> None:
    answers, pages = [], []
    for typed in (made.code, unknown_code(), "1234"):
        client = Client()
        response = client.post(reverse("complaints_follow_up"), {"code": typed})
        morsel = response.cookies[cookies.INBOX]
        headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
        shape = {key: value for key, value in morsel.items() if value}
        answers.append((response.status_code, headers, len(response.content), len(morsel.value), shape))
        pages.append(_CHANGING.sub("", page(client)))
    assert answers[0] == answers[1] == answers[2]
    status, headers, _length, _cookie, shape = answers[0]
    assert (status, headers["Location"]) == (303, "/complaints/inbox/")
    assert shape == {"path": "/", "secure": True, "httponly": True, "samesite": "Strict"}
    assert "没有与这个查询码对应的件" not in pages[0]
    assert "没有与这个查询码对应的件" in pages[1]
    assert "大多能查出来，但不是每次都能" in pages[1]
    assert pages[1] == pages[2]
    assert made.code[:8] not in "".join(pages)


def test_an_inbox_shows_what_is_meant_for_the_reporter_and_not_their_own_words(
    inside: Client, made: Filed
) -> None:
    handling.send_message(
        case=made.case, text="请说明时间。\n可以只写大概。", by=made.channel.hand("office"), now=LATER
    )
    html = page(inside)
    assert made.case.number in html
    assert "已收到，待受理" in html
    assert "<p>请说明时间。</p><p>可以只写大概。</p>" in html
    assert "签名已核对" in html
    assert "平台服务承诺" in html
    assert "示例质量指标" not in html
    assert "与事实不符" not in html
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert not re.search(r"举报|投诉|异议", title[1].partition(" - ")[0])


def test_an_answer_is_filed_once_and_told_once(inside: Client, made: Filed) -> None:
    form = act(inside, "answer")
    assert form.status_code == 200
    seen = seen_in(form)
    done = act(inside, "answer", step="send", seen=seen, text=TEXT)
    assert (done.status_code, done["Location"]) == (303, "/complaints/inbox/")
    assert made.read().entries[-1].document["text"] == TEXT
    told, again = page(inside), page(inside)
    assert str(views.TOLD[views.Told.ANSWERED]) in told
    assert str(views.TOLD[views.Told.ANSWERED]) not in again
    assert TEXT not in told + again
    repeated = act(inside, "answer", step="send", seen=seen, text=TEXT)
    assert repeated.status_code == 409
    assert TEXT in repeated.content.decode()
    assert Entry.objects.filter(case=made.case).count() == 2


def test_what_is_wrong_with_a_form_is_said_and_nothing_typed_is_lost(inside: Client, made: Filed) -> None:
    too_long = act(inside, "answer", step="send", seen=str(made.seen), text="字" * 10_001)
    assert too_long.status_code == 422
    assert "最多写10000个字，现在是10001个字" in too_long.content.decode()
    nobody = act(inside, "identity", step="send", seen=str(made.seen), name="", reach="contact", unit=TEXT)
    html = nobody.content.decode()
    assert nobody.status_code == 422
    assert TEXT in html
    assert 'href="#f-name"' in html
    assert 'href="#f-contact"' in html
    unsure = act(inside, "withdraw", step="send", seen=str(made.seen), text=TEXT)
    assert unsure.status_code == 422
    assert Case.objects.get(pk=made.case.pk).state == "filed"
    with clock.at(LATER + dt.timedelta(minutes=16)):
        late = act(inside, "answer", step="send", seen=str(made.seen), text=TEXT)
    assert TEXT in late.content.decode()
    assert 'name="code"' in late.content.decode()
    assert Entry.objects.filter(case=made.case).count() == 1


def test_further_files_arrive_sealed_and_those_of_a_refused_form_are_gone(
    inside: Client, made: Filed
) -> None:
    content = b"plain words (example)\n" * 50

    def files() -> dict[str, Any]:
        return {"files": [SimpleUploadedFile("a.txt", content), SimpleUploadedFile("b.txt", content)]}

    stale = act(inside, "evidence", step="send", seen="filed.9", text=TEXT, **files())
    assert stale.status_code == 409
    assert not list(evidence_files.listed())
    empty = act(inside, "evidence", step="send", seen=str(made.seen), text=TEXT)
    assert empty.status_code == 409
    assert "没有收到文件" in empty.content.decode()
    shown = made.seen
    mixed = act(
        inside,
        "evidence",
        step="send",
        seen=str(shown),
        files=[SimpleUploadedFile("c.bin", b"\x00\x01"), SimpleUploadedFile("d.txt", b"")],
    )
    html = mixed.content.decode()
    assert mixed.status_code == 200
    assert str(views.TOLD[views.Told.ADDED]) in html
    assert str(WORDS[Reason.AS_IT_IS_TYPE]) in html
    assert str(WORDS[Reason.EMPTY]) in html
    reloaded = act(inside, "evidence", step="send", seen=str(shown), files=[SimpleUploadedFile("c", b"1")])
    assert reloaded.status_code == 409
    done = act(inside, "evidence", step="send", seen=str(made.seen), text=TEXT, **files())
    assert done.status_code == 303
    assert Evidence.objects.filter(case=made.case).count() == len(list(evidence_files.listed())) == 3
    assert b"".join(open_file(made.read().entries[-1].files[0])) == content
    html = page(inside)
    assert "其中文件3个" in html
    assert "a.txt" not in html


def test_a_name_is_given_and_taken_back(inside: Client, made: Filed) -> None:
    fields = {"step": "send", "name": "示例甲（示例）", "reach": "code"}
    assert act(inside, "identity", seen=str(made.seen), **fields).status_code == 303
    html = page(inside)
    assert "更换身份信息" in html
    assert "示例甲" not in html
    taken = act(inside, "withhold", step="send", seen=str(made.seen), sure="on")
    assert taken.status_code == 303
    assert "complaints/inbox/withhold" not in page(inside)


def test_after_its_end_a_case_takes_nothing_more_and_says_where_to_go(inside: Client, made: Filed) -> None:
    act(inside, "withdraw", step="send", seen=str(made.seen), sure="on")
    assert "已撤回" in page(inside)
    handling.move(
        case=made.case,
        move=Move.REFUSE,
        expected="withdrawn",
        text="已撤回（示例）",
        by=made.channel.hand("office"),
        now=LATER,
    )
    html = page(inside)
    assert reverse("complaints_new") in html
    assert reverse("complaints_inbox_answer") not in html
    late = act(inside, "answer", step="send", seen=str(made.seen), text=TEXT)
    assert late.status_code == 409
    assert TEXT in late.content.decode()
    assert act(inside, "proof").status_code == 200


def test_the_proof_is_a_file_that_says_nothing_by_its_name(inside: Client, made: Filed) -> None:
    response = act(inside, "proof")
    assert response.content.decode() == made.proof
    assert response["Content-Disposition"] == 'attachment; filename="zhengming.txt"'
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert vault.verify_proof(response.content.decode(), [keystore.installation().public]).filed == (
        made.case.received_on
    )


def test_leaving_ends_the_inbox_and_lets_the_browser_forget(inside: Client) -> None:
    response = act(inside, "close")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert response["Clear-Site-Data"] == '"*"'
    assert response.cookies[cookies.INBOX].value == ""
    assert not InboxSession.objects.exists()
    assert "现在没有打开的查询" in page(inside)


@pytest.mark.parametrize(
    "action", ["answer", "evidence", "identity", "withhold", "withdraw", "proof", "close"]
)
def test_an_address_typed_by_itself_leads_back_and_changes_nothing(client: Client, action: str) -> None:
    response = client.get(reverse(f"complaints_inbox_{action}"))
    assert (response.status_code, response["Location"]) == (303, "/complaints/inbox/")


def test_too_many_at_once_are_asked_to_wait_with_what_they_typed(
    client: Client, made: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "allow", lambda _request, kind: kind != "look_up")
    often = client.post(reverse("complaints_follow_up"), {"code": made.code})
    monkeypatch.undo()
    monkeypatch.setitem(limits.PATIENCE, "argon2", 0.0)
    with limits.slot("argon2"), limits.slot("argon2"), limits.slot("argon2"), limits.slot("argon2"):
        busy = client.post(reverse("complaints_follow_up"), {"code": made.code})
    for response in (often, busy):
        assert (response.status_code, response["Retry-After"]) == (503, "120")
        assert made.code in response.content.decode()
        assert cookies.INBOX not in response.cookies
    assert not InboxSession.objects.exists()


def test_without_keys_the_page_says_that_there_is_nothing_to_look_up(client: Client) -> None:
    response = client.post(reverse("complaints_follow_up"), {"code": unknown_code()})
    assert "还没有开通" in response.content.decode()
    assert cookies.INBOX not in response.cookies
