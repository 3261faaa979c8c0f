"""The pages on which a handler enters a report: as a browser without scripts walks them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms import clock
from complaints import evidence_files, vault
from complaints.models import Case, Draft, Objection
from complaints.reading import open_case, open_file
from tests.factories import channel as make
from tests.factories import notices
from tests.factories.desk import DESK, at_desk, lock
from tests.factories.html import Element, parse
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.shown_page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

SOURCE, WORDS, FILE = (f"{DESK}enter/", f"{DESK}enter/words/", f"{DESK}enter/file/")
AT = DEFAULT_AT + dt.timedelta(hours=3)
FACTS = "来电人说，名单中某单位的检验报告是借来的（示例）。"
SAID = {"kind": "entry", "facts": FACTS, "naming": "anonymous"}


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.at(AT):
        yield


class Walk:
    """A handler with a browser."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = self._page(client.get(SOURCE))

    def press(self, address: str, *, files: dict[str, bytes] | None = None, **typed: Any) -> Page:
        """Send the form of that address with what is typed over it."""
        values = {name: found for name, found in self.page.form(address).items() if found != [None]}
        values |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
        for name, content in (files or {}).items():
            values["files"] = [SimpleUploadedFile(name, content)]
        self.page = self._page(self.client.post(address, values))
        return self.page

    def begin(self, **typed: Any) -> Page:
        """To the page for the words."""
        return self.press(SOURCE, **{"city": "datong", "way": "phone", "day": str(AT.date()), **typed})

    @property
    def digits(self) -> str:
        """The code on the slip."""
        shown: list[Element] = self.page.root.classed("d-digits")
        return "".join("".join(each.text.split()) for each in shown)

    def _page(self, answer: Any) -> Page:
        html = answer.content.decode()
        return Page(answer.status_code, parse(html.replace("<!doctype html>", "")), html, answer.cookies)


def handler_of(body: str = "office") -> tuple[Walk, Any]:
    """A handler of Datong, walking."""
    channel = make.open_channel(make_office("datong"))
    hand = channel.hand(body)
    return Walk(at_desk(hand)), hand


def test_a_call_with_a_recording_becomes_a_case_and_its_code_is_shown_before_it_is_filed() -> None:
    walk, hand = handler_of()
    assert "要看，须写明理由，经两名身份保管人员同意" in walk.page.root.text
    walk.begin(way="phone")
    shown = walk.press(WORDS, action="add", files={"tape.bin": b"a recording"}, **SAID)
    assert "tape.bin" in shown.root.text
    assert FACTS in shown.form(WORDS)["facts"][0]
    shown = walk.press(WORDS, action="next", **SAID)
    assert FACTS in shown.root.text
    assert not Case.objects.exists()
    code = walk.digits
    assert vault.parse_code(code) == code
    shown = walk.press(FILE, action="file")
    assert "请先交付查询码" in shown.root.text
    assert walk.digits == code
    shown = walk.press(FILE, action="file", slip="given")
    assert shown.heading == "已经录入"
    assert code not in shown.html.replace(" ", "")
    case = Case.objects.get()
    read = walk.client.get(f"{DESK}{case.pk}/").content.decode()
    assert f"电话，{AT.date()} 收到；查询码已交给举报人" in read
    first = open_case(case, hand.member, hand.keys).entries[0]
    assert first.document["heard"] == {"way": "phone", "day": str(AT.date()), "slip": True}
    assert b"".join(open_file(first.files[0])) == b"a recording"
    assert not Draft.objects.exists()


def test_filing_the_same_once_more_says_so_and_calls_nobody_excluded() -> None:
    walk, _hand = handler_of()
    walk.begin()
    walk.press(WORDS, action="next", **SAID)
    values = {name: found for name, found in walk.page.form(FILE).items() if found != [None]}
    for text in ("您是其中之一", "这一件刚才已经录入，没有重复录入"):
        shown = walk.client.post(FILE, {**values, "slip": "given", "action": "file"}).content.decode()
        assert text in shown
        assert "您不是这一件的受理人员" not in shown
    assert Case.objects.count() == 1


def test_a_name_is_taken_in_and_shown_in_no_case() -> None:
    walk, hand = handler_of()
    walk.begin(way="counter")
    name = {"naming": "named", "name": "示例来访人（示例）", "reach": "code"}
    assert "示例来访人（示例）" in walk.press(WORDS, action="next", **{**SAID, **name}).root.text
    walk.press(FILE, action="file", slip="none")
    opened = open_case(Case.objects.get(), hand.member, hand.keys)
    assert "示例来访人" not in str([entry.document for entry in opened.entries])


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost() -> None:
    walk, _hand = handler_of()
    late = str(AT.date() + dt.timedelta(days=1))
    assert "收到的日期不能晚于今天" in walk.begin(day=late).root.text
    assert "请选择是电话、信函还是当面来访" in walk.press(SOURCE, way=[]).root.text
    walk.begin()
    shown = walk.press(WORDS, action="next", facts=FACTS)
    assert "请选择匿名或者实名" in shown.root.text
    assert shown.form(WORDS)["facts"] == ["\n" + FACTS] or FACTS in shown.form(WORDS)["facts"][0]
    shown = walk.press(WORDS, action="next", **SAID)
    shown = walk.press(FILE, action="back")
    assert shown.form(WORDS)["facts"][0].strip() == FACTS


def test_a_file_is_removed_again_and_an_expired_draft_keeps_the_words() -> None:
    walk, _hand = handler_of()
    walk.begin()
    walk.press(WORDS, action="add", files={"a.bin": b"content"}, **SAID)
    (blob,) = [each.blob for each in evidence_files.listed()]
    shown = walk.press(WORDS, remove=blob)
    assert "文件已移除" in shown.root.text
    assert not list(evidence_files.listed())
    Draft.objects.all().delete()
    shown = walk.press(WORDS, action="next")
    assert "之前的查询码作废" in shown.root.text
    assert FACTS in shown.form(WORDS)["facts"][0]
    assert Draft.objects.count() == 1


def test_locked_in_between_the_words_come_along_and_nothing_is_filed() -> None:
    walk, _hand = handler_of()
    walk.begin()
    walk.press(WORDS, action="next", **SAID)
    lock(walk.client)
    values = {name: found for name, found in walk.page.form(FILE).items() if found != [None]}
    answer = walk.client.post(FILE, {**values, "slip": "given", "action": "file"})
    assert FACTS in answer.content.decode()
    assert "密钥已经锁定" in answer.content.decode()
    assert not Case.objects.exists()


def late(walk: Walk, **typed: Any) -> Page:
    """Choose a file on the page for the words and go on, with keys that have locked meanwhile."""
    lock(walk.client)
    return walk.press(WORDS, action="next", files={"tape.bin": b"a recording"}, **SAID, **typed)


def unlocked(walk: Walk, hand: Any, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Unlock on the page that came, and send what stands there once more."""
    opened = "complaints.actions.vault_sessions.masters.open_by_passphrase"
    monkeypatch.setattr(opened, lambda member, typed: hand.keys)
    shown = walk.press(f"{DESK}resume/", passphrase="any")
    assert FACTS in shown.root.text
    assert shown.form(WORDS)["token"][0] not in shown.root.text  # it opens what the receipt code opens
    return walk.press(WORDS)


def test_a_file_sent_to_locked_keys_is_sealed_and_stands_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    walk, hand = handler_of()
    walk.begin()
    shown = late(walk)
    assert "密钥已经锁定" in shown.root.text
    assert "已加密保存1个文件" in shown.root.text
    (stored,) = evidence_files.listed()
    assert b"a recording" not in evidence_files.path_of(stored.blob).read_bytes()
    shown = unlocked(walk, hand, monkeypatch)
    assert shown.heading == "代为录入举报"  # the list was not seen yet: back to it, not on to the code
    assert "tape.bin" in shown.root.text
    walk.press(WORDS, action="next")
    walk.press(FILE, action="file", slip="none")
    first = open_case(Case.objects.get(), hand.member, hand.keys).entries[0]
    assert b"".join(open_file(first.files[0])) == b"a recording"
    assert first.document["report"]["facts"] == FACTS


def test_a_file_that_cannot_be_kept_is_named_before_and_after_unlocking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk, hand = handler_of()
    walk.begin()
    Draft.objects.all().delete()
    sentence = "这些文件没有保存，解锁以后请重新选择：tape.bin"
    assert sentence in late(walk).root.text
    assert not list(evidence_files.listed())
    monkeypatch.setattr(
        "complaints.actions.vault_sessions.masters.open_by_passphrase", lambda member, typed: hand.keys
    )
    assert sentence in walk.press(f"{DESK}resume/", passphrase="any").root.text
    shown = walk.press(WORDS)
    assert "请重新添加文件" in shown.root.text
    assert FACTS in shown.form(WORDS)["facts"][0]


def test_an_objection_received_in_the_window_blocks_the_gate() -> None:
    seal = notices.published_notice("datong", at=DEFAULT_AT)
    walk, _hand = handler_of()
    walk.begin(way="post")
    walk.press(WORDS, action="next", notice=seal.public_id, **SAID)
    walk.press(FILE, action="file", slip="none")
    assert Objection.objects.get().notice == seal.public_id


def test_only_handlers_of_the_route_get_in_and_the_list_shows_the_way() -> None:
    channel = make.open_channel(make_office("datong"))
    for stranger in (channel.custodians[0], make.new_member("seatless")):
        client = at_desk(stranger)
        for address in (SOURCE, WORDS, FILE):
            answer = client.post(address, {"city": "datong", "way": "phone", "day": str(AT.date()), **SAID})
            assert answer.status_code == 302
    assert not Draft.objects.exists()
    shown = at_desk(channel.hand("leading_group")).get(DESK).content.decode()
    assert f'href="{SOURCE}"' in shown
