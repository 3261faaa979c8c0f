"""The desk's list and the page of a case: one's own alone, next deadline first, everything opened, and what may be done."""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cms import clock
from cms.roles import HOLD_KEYS, ROLES, Scope, group_name
from complaints.actions import assignment, handling, private_texts
from complaints.desk import urls
from complaints.models import Case, KeyWrap
from complaints.reading import open_case
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, LEADS, at_desk
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.worked_cases import LATER, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


@pytest.fixture
def office() -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


def case_url(case: Case, *more: str) -> str:
    return f"{DESK}{case.pk}/" + "".join(f"{part}/" for part in more)


def addresses(case: Case, **known: object) -> list[str]:
    """Every address of the desk, about this case where it takes one. :param known: what else it names."""
    values = {"case_id": case.pk, "entry_id": uuid4(), "blob": uuid4().hex, "move": "accept", **known}
    made = []
    for pattern in urls.urlpatterns:
        given = {}
        for name, converter in pattern.pattern.converters.items():
            fallback = uuid4() if type(converter).__name__ == "UUIDConverter" else "1"
            given[name] = values.get(name, fallback)
        made.append(reverse(f"channel_desk:{pattern.name}", kwargs=given))
    return made


def test_a_case_that_is_not_ones_own_is_no_case_anywhere(office: make.ChannelOffice) -> None:
    _token, case, _said = make.file_report(make.report("datong"))
    holder, other = office.handlers[case.body]
    KeyWrap.objects.filter(case=case, member=other.member).delete()
    stranger, owner = at_desk(other), at_desk(holder)
    absent = Case(pk=uuid4())
    for mine, none in zip(addresses(case), addresses(absent), strict=True):
        if str(case.pk) not in mine:
            continue
        for method in ("get", "post"):
            got, nothing = getattr(stranger, method)(mine), getattr(stranger, method)(none)
            assert got.status_code == nothing.status_code == 404 or got.status_code == 405, (method, mine)
            assert case.number not in got.content.decode()
    listed = text_of(stranger.get(DESK))
    assert case.number not in listed
    assert "未办结 0" in " ".join(listed.split())
    assert case.number in text_of(owner.get(DESK))
    assert case.number not in text_of(stranger.post(DESK, {"words": case.number}))


def test_only_members_who_are_unlocked_come_in_and_no_get_changes_a_case(
    office: make.ChannelOffice,
) -> None:
    whole = filed(office)
    for role in ROLES.values():
        name = group_name("大同市", role.key) if role.scope is Scope.SCHEME else role.label
        outsider = Client()
        outsider.force_login(person(f"only-{role.key}", name))
        place = "channel_keys:unlock" if HOLD_KEYS in role.models else "wagtailadmin_home"
        for url in addresses(whole.case):
            if url == reverse("channel_desk:resume"):
                continue  # it is posted to, and is tried with the texts that it carries
            answer = outsider.get(url)
            assert answer.status_code == 405 or answer.headers["Location"] == reverse(place), (role.key, url)
    client, before = at_desk(office.handlers[whole.case.body][0]), whole.opens()
    for url in addresses(whole.case):
        answer = client.get(url)
        assert answer.headers["Cache-Control"] == "no-store", url
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            page = answer.content.decode()
            assert "<script" not in page, url
            assert "style=" not in page, url
    assert whole.opens() == before


def test_the_list_puts_the_next_deadline_first_and_counts_ones_own(office: make.ChannelOffice) -> None:
    hand = office.handlers["datong.office"][0]
    cases = [
        make.file_report(make.report("datong"), at=DEFAULT_AT + dt.timedelta(days=days))[1]
        for days in (40, 0, 20)
    ]
    early, late = cases[1], cases[0]
    client = at_desk(hand)
    assignment.assign(case=late, to=hand.member, by=hand, now=LATER)
    shown = text_of(client.get(DESK))
    assert [shown.index(cases[n].number) for n in (1, 2, 0)] == sorted(shown.index(c.number) for c in cases)
    mine = text_of(client.get(f"{DESK}?show=mine"))
    assert late.number in mine
    assert early.number not in mine
    unassigned = text_of(client.get(f"{DESK}?show=unassigned"))
    assert late.number not in unassigned
    assert early.number in unassigned
    handling.move(case=early, move=Move.REFUSE, expected="filed", text="不属于职责范围。", by=hand, now=LATER)
    assert early.number not in text_of(client.get(DESK))
    assert early.number in text_of(client.get(f"{DESK}?show=all"))


def test_overdue_is_told_by_the_day(office: make.ChannelOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    _token, case, _said = make.file_report(make.report("datong"))
    client = at_desk(office.handlers[case.body][0])
    for days, overdue in ((5, False), (200, True)):
        monkeypatch.setattr(clock, "now", lambda days=days: DEFAULT_AT + dt.timedelta(days=days))
        client = at_desk(office.handlers[case.body][0])
        assert (case.number in text_of(client.get(f"{DESK}?show=overdue"))) is overdue


def test_a_search_opens_everything_and_leaves_nothing_in_the_address(office: make.ChannelOffice) -> None:
    whole = filed(office)
    hand = office.handlers[whole.case.body][0]
    make.file_report(make.report("datong", facts="另一件事（示例）。"))
    private_texts.set_labels(case=whole.case, labels=("ＡＢＣ", "周五前"), by=hand, now=LATER)
    client = at_desk(hand)
    number = whole.case.number
    for words in (
        whole.secrets["facts"],
        whole.secrets["note"][:9],
        whole.secrets["file"],
        "abc 周五",
        number,
    ):
        answer = client.post(DESK, {"words": words})
        assert number in text_of(answer), words
        assert "找到1件" in text_of(answer)
    assert "没有找到" in text_of(client.post(DESK, {"words": whole.secrets["facts"] + " 没有这个词"}))
    assert number in text_of(client.get(f"{DESK}?words=没有这个词"))  # an address searches nothing
    colleague = at_desk(office.handlers[whole.case.body][1])
    assert "没有找到" in text_of(colleague.post(DESK, {"words": "周五前"}))  # labels are their author's alone


def test_the_case_page_shows_everything_and_offers_what_the_table_gives(office: make.ChannelOffice) -> None:
    whole = filed(office)
    client = at_desk(office.handlers[whole.case.body][0])
    shown = text_of(client.get(case_url(whole.case)))
    for name in ("facts", "message", "note", "reason", "file"):
        assert whole.secrets[name] in shown, name
    for name in ("name", "contact"):
        assert whole.secrets[name] not in shown, name
    offered = client.get(case_url(whole.case)).context
    assert [move for move, _label in offered["decisions"]] == ["uphold", "dismiss", "refer"]
    assert {"message", "note", "extend", "track"} <= {link.url_name for link in offered["links"]}
    client.post(case_url(whole.case, "decide", "dismiss"), {"text": "已核实，未查实。", "seen": "accepted"})
    ended = client.get(case_url(whole.case)).context
    assert ended["decisions"] == []
    assert not {"extend", "track"} & {link.url_name for link in ended["links"]}
    refused = client.get(case_url(whole.case, "extend"), follow=True)
    assert "案件现在的状态不能办理这件事" in text_of(refused) or "案件已经办结" in text_of(refused)


def test_no_title_says_what_was_reported_or_which_case_it_is(office: make.ChannelOffice) -> None:
    """The browser keeps titles: in its history, in the list of windows, for the next start."""
    whole = filed(office)
    hand = office.handlers[whole.case.body][0]
    opened = open_case(whole.case, hand.member, hand.keys)
    [(entry, file)] = [(entry, file) for entry in opened.entries for file in entry.files]
    client, titles = at_desk(hand, group=LEADS), {}
    for url in addresses(whole.case, entry_id=entry.id, blob=file.blob):
        answer = client.get(url, follow=True)
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            [title] = re.findall(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
            titles[url] = title
    assert case_url(whole.case, "files", file.blob) in titles
    for told in (*whole.secrets.values(), whole.case.number):
        assert not [url for url, title in titles.items() if told in title]
    shown = client.get(case_url(whole.case, "files", file.blob)).content.decode()
    assert whole.secrets["file"] in shown.split("<h1")[1].split("</h1>")[0]
    assert whole.case.number in client.get(case_url(whole.case)).content.decode().split("<h1")[1]


def test_a_changed_entry_is_said_and_not_shown(office: make.ChannelOffice, channel_folders: Path) -> None:
    whole = filed(office)
    entry: Any = whole.case.entries.get(seq=0)
    entry.body = bytes(entry.body)[:-1] + bytes([bytes(entry.body)[-1] ^ 1])
    entry.save()
    answer = at_desk(office.handlers[whole.case.body][0]).get(case_url(whole.case), follow=True)
    assert "没有通过核验" in text_of(answer)
    assert whole.secrets["note"] not in text_of(answer)
