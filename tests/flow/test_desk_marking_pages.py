"""The pages that hide, print and take out: by the words of the entry, without a script, for who may."""

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from complaints import keystore, vault
from complaints.actions import assignment, handling, recusal, transferring
from complaints.bundles import SealedBundle
from complaints.hands import Hand
from complaints.models import Case, Event, Track
from complaints.reading import open_case
from complaints.roots import read_roots
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, LEADS, at_desk
from tests.factories.html import parse
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db

FACTS = "王牌车间把不合格的批次混进去了。\n王牌车间的台账是后补的。"
REASONS = "经审查，属于本机构职责范围。"


class Worked:
    """A case that was taken up."""

    def __init__(self) -> None:
        self.channel = make.open_channel(make_office("datong"))
        _token, self.case, _done = make.file_report(make.report("datong", facts=FACTS))
        self.decide(Move.ACCEPT, "filed", REASONS)

    def hand(self, n: int = 0) -> Hand:
        return self.channel.handlers[self.case.body][n]

    def decide(self, move: Move, expected: str, text: str) -> None:
        at = DEFAULT_AT + dt.timedelta(days=1)
        handling.move(case=self.case, move=move, expected=expected, text=text, by=self.hand(), now=at)
        self.case.refresh_from_db()

    def url(self, end: str) -> str:
        return f"{DESK}{self.case.pk}/{end}"

    def entry(self, kind: str) -> str:
        opened = open_case(Case.objects.get(pk=self.case.pk), self.hand().member, self.hand().keys)
        return str(next(each.id for each in opened.entries if each.document["kind"] == kind))

    def mask(self, client: Client, kind: str = "report", **typed: object) -> str:
        """Send the form as the page shows it, with this typed into it; returns the page that follows."""
        url = self.url(f"entries/{self.entry(kind)}/mask/")
        page = client.get(url).content.decode()
        given = {"reason": "第三人", "seen": value_of(page, "seen"), **typed}
        return client.post(url, given, follow=True).content.decode()


def value_of(page: str, name: str) -> str:
    tag = re.search(rf'<input type="hidden" name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag[0]) if tag else None
    return found[1] if found else ""


@pytest.fixture
def worked(channel_folders: Path) -> Worked:
    return Worked()


def test_words_are_hidden_by_writing_them_down_and_shown_again_by_a_tick(worked: Worked) -> None:
    client = at_desk(worked.hand())
    page = worked.mask(client, words="王牌车间\n后补")
    assert page.count('<mark class="d-masked">') == 3
    keep = re.findall(r'name="keep" value="([^"]+)"', page)
    assert len(keep) == 3
    page = worked.mask(client, keep=keep[:1])
    assert page.count('<mark class="d-masked">') == 1
    page = worked.mask(client, whole=["report.facts"])
    assert [len(each) for each in re.findall(r"<mark[^>]*><span[^>]*>[^<]*</span>([^<]*)", page)] == [
        len(FACTS)
    ]


def test_the_thread_says_of_an_entry_that_it_is_masked_until_it_no_longer_is(worked: Worked) -> None:
    client, says = at_desk(worked.hand()), "这一条有遮盖"
    assert says not in text_of(client.get(worked.url("")))
    worked.mask(client, words="王牌车间")
    assert text_of(client.get(worked.url(""))).count(says) == 1
    worked.mask(client, keep=[])
    assert says not in text_of(client.get(worked.url("")))


def test_what_does_not_stand_there_is_named_and_nothing_is_written(worked: Worked) -> None:
    client, events = at_desk(worked.hand()), Event.objects.count()
    page = worked.mask(client, words="别的车间")
    assert "没有找到：别的车间" in page
    assert "没有变化" in worked.mask(client)
    assert Event.objects.count() == events


def test_a_lead_who_did_not_mask_takes_out_and_others_are_told_why_not(worked: Worked) -> None:
    handler, lead = at_desk(worked.hand()), at_desk(worked.hand(1), group=LEADS)
    url = worked.url(f"entries/{worked.entry('report')}/redact/")
    assert "redact/" not in worked.mask(handler, words="王牌车间")
    assert "没有办理这件事的权限" in text_of(handler.get(url, follow=True))
    page = lead.get(url).content.decode()
    assert "不能恢复" in page
    assert page.count("旧的数据备份") == 2, (
        "data backups never expire by themselves, and the case's key opens them"
    )
    assert "任何人都不能" not in page
    assert "到期" not in page
    given = {"reason": "核对过", "seen": value_of(page, "seen")}
    assert "请勾选" in lead.post(url, given).content.decode()
    assert "已永久涂去" in text_of(lead.post(url, {**given, "sure": "on"}, follow=True))
    read = handler.get(worked.url("")).content.decode()
    assert "王牌车间" not in read
    assert "████把不合格的批次" in read


def test_the_notice_prints_the_decision_the_day_and_the_article_and_no_masked_word(worked: Worked) -> None:
    client = at_desk(worked.hand())
    Case.objects.filter(pk=worked.case.pk).update(track=Track.PETITION)
    listed = client.get(worked.url("notices/")).content.decode()
    address = re.search(rf"{worked.url('notices/')}[0-9a-f-]+/", listed)
    assert address
    sheet = text_of(client.get(address[0]))
    assert "受理告知书" in sheet
    assert "不予受理" not in sheet
    assert REASONS in sheet
    assert worked.case.number in sheet
    assert "法定期限" in sheet
    assert "第三十四条" in sheet
    worked.mask(client, "decision", words="职责范围")
    assert "属于本机构████" in text_of(client.get(address[0]))


def test_a_notice_printed_again_tells_the_day_that_was_told(worked: Worked) -> None:
    """The case was accepted as a petition; led on another track since, the sheet goes on naming the article."""
    client, hand = at_desk(worked.hand()), worked.hand()
    _token, case, _done = make.file_report(make.report("datong"))
    assignment.set_track(case=case, track=Track.PETITION, by=hand, now=DEFAULT_AT)
    worked.case = Case.objects.get(pk=case.pk)
    worked.decide(Move.ACCEPT, "filed", "属于本机构职责范围。")
    address = re.search(
        rf"{worked.url('notices/')}[0-9a-f-]+/", client.get(worked.url("notices/")).content.decode()
    )
    assert address
    before = text_of(client.get(address[0]))
    assert "第三十四条" in before
    assignment.set_track(case=worked.case, track=Track.OBJECTION, by=hand, now=DEFAULT_AT)
    assert text_of(client.get(address[0])) == before


@pytest.mark.parametrize("way", ["transfer", "recusal"])
def test_a_notice_names_the_body_that_decided_whoever_has_the_case_now(worked: Worked, way: str) -> None:
    first, last = worked.hand(), worked.hand(1)
    at = DEFAULT_AT + dt.timedelta(days=1)
    # A handler who keeps out and leaves the case where it is moves nothing.
    recusal.recuse(case=worked.case, member=last.member, reason="回避（示例）", by=first, now=at)
    if way == "transfer":
        transferring.transfer(
            case=worked.case, reason="移交（示例）", to="datong.leading_group", by=first, now=at
        )
    else:
        recusal.recuse(case=worked.case, member=first.member, reason="回避（示例）", by=first, now=at)
    worked.case.refresh_from_db()
    client = at_desk(worked.hand())
    listed = client.get(worked.url("notices/")).content.decode()
    address = re.search(rf"{worked.url('notices/')}[0-9a-f-]+/", listed)
    assert address
    sheet = parse(client.get(address[0]).content.decode().replace("<!doctype html>", ""))
    names = read_roots(keystore.keys_folder())
    assert names.name_of("datong.office") in sheet.text
    assert names.name_of("datong.leading_group") not in sheet.text


def test_a_refusal_prints_as_one_and_before_a_decision_nothing_does(worked: Worked) -> None:
    client = at_desk(worked.hand())
    _token, case, _done = make.file_report(make.report("datong"))
    empty = f"{DESK}{case.pk}/notices/"
    assert "没有可以打印的告知书" in text_of(client.get(empty))
    worked.case = case
    worked.decide(Move.REFUSE, "filed", "不属于评选事项。")
    address = re.search(rf"{empty}[0-9a-f-]+/", client.get(empty).content.decode())
    assert address
    sheet = text_of(client.get(address[0]))
    assert "不予受理告知书" in sheet
    assert "办结期限" not in sheet
    assert client.get(worked.url(f"notices/{worked.entry('report')}/")).status_code == 404


def test_the_digits_are_shown_once_and_open_what_follows(worked: Worked) -> None:
    client, url = at_desk(worked.hand()), worked.url("export/")
    events = Event.objects.count()
    page = client.post(url, {"to": "digits"}).content.decode()
    code = value_of(page, "code")
    assert all(f"<b>{group}</b>" in page for group in vault.format_recovery(code).split())
    assert Event.objects.count() == events
    again = client.post(url, {"code": code, "internal": "False"}).content.decode()
    assert value_of(again, "code") == code
    answer = client.post(url, {"code": code, "internal": "False", "copied": "on"})
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="anjuan.bundle"'
    assert answer["Content-Length"] == str(len(data))
    sealed = SealedBundle.read(BytesIO(data))
    bundle = sealed.open(sealed.key_by_digits(code))
    (text,) = [b"".join(pieces).decode() for _part, pieces in bundle.files()]
    assert FACTS in text
    assert Event.objects.count() == events + 1
    assert "导出案卷" in text_of(client.get(worked.url("")))


def test_for_a_member_the_file_comes_at_once_and_for_a_stranger_not_at_all(worked: Worked) -> None:
    client, other = at_desk(worked.hand()), worked.hand(1)
    answer = client.post(worked.url("export/"), {"to": other.member.pk.hex})
    sealed = SealedBundle.read(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert sealed.key_by_seed(other.keys.kem_seed)
    stranger = worked.channel.custodians[0].member.pk.hex
    refused = client.post(worked.url("export/"), {"to": stranger})
    assert "streaming_content" not in vars(refused)
    assert refused.status_code == 200
    assert at_desk(worked.channel.custodians[0]).get(worked.url("export/")).status_code == 404
