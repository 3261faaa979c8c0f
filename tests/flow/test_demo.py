"""The demonstration: every state is there on any day, every page a reader can reach answers in Chinese, nothing is real."""

import base64
import datetime as dt
import re
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms import clock, gates
from cms.models import (
    Entry,
    ExternalAward,
    FollowUp,
    HistoryBatch,
    HistoryEntry,
    HistoryState,
    ImportRun,
    Notice,
    Referral,
    Seal,
)
from cms.pages.award import STATUS_WORDS
from cms.reading import read_notice
from cms.seals import parse_body, verify_body
from cms.selectors.referrals import awaits, scheme_code
from cms.selectors.register import records, standing_of
from cms.windows import Phase
from complaints import masters, vault
from complaints.actions import inbox_sessions
from complaints.clocks import ClockState
from complaints.figures import given_away
from complaints.models import AskState, Case, CaseState, Disclosure, Evidence, Member, Objection, Track
from complaints.models import Entry as CaseEntry
from complaints.selectors.channel import all_terms
from complaints.selectors.clocks import clocks_by_case
from complaints.selectors.figures import published_figures
from complaints.separation import refusal_to_hold_keys
from complaints.suppression import SMALL
from portal.calendar.models import HolidayNotice
from portal.calendar.selectors import current_calendar
from portal.demo import members, people
from portal.demo.desk import Desk
from portal.demo_accounts import demo_accounts
from portal.doctor import examine
from portal.installation_checks import no_demo_accounts
from tests.factories.demo import Demo, demo
from tests.factories.demo_register_states import REGISTER_STATES
from tests.factories.demo_states import STATES, phases
from tests.factories.html import parse
from tests.factories.latin import latin_left

__all__ = ["demo"]

pytestmark = pytest.mark.django_db


PROMISED = STATES | REGISTER_STATES


@pytest.mark.parametrize("state", PROMISED)
def test_every_state_is_there(demo: Demo, state: str) -> None:
    assert PROMISED[state](demo)


def test_a_list_is_on_its_last_day_when_today_is_a_working_day(demo: Demo) -> None:
    assert [w.last_day for w in phases(demo.now)[Phase.LAST_DAY]] == [demo.today]


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    html: str = ""


def read(client: Client, path: str) -> Answer:
    response = client.get(path, headers={"accept-language": "zh-hans"})
    media_type = response["Content-Type"].partition(";")[0]
    # To the end: only then does the client close the file without closing the database's connection.
    content = b"".join(response) if response.streaming else response.content
    html = content.decode() if media_type == "text/html" else ""
    return Answer(response.status_code, media_type, html)


def links(html: str, base: str) -> set[str]:
    """Paths on this site that a page links to, without fragments; the admin is not public."""
    found = set()
    for element in parse(html).all("a", "link", "form"):
        target = element.attrs.get("href", "")
        # These narrow a search or turn its pages over: there is no end of them.
        if target.startswith("/register/") and "nofollow" in element.attrs.get("rel", ""):
            continue
        parts = urlsplit(urljoin(f"http://testserver{base}", target))
        own = parts.hostname in ("testserver", "gongshi.example.cn") and parts.scheme.startswith("http")
        if target and own and not parts.path.startswith(("/admin/", "/static/")):
            found.add(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


@pytest.fixture(scope="module")
def pages(demo: Demo) -> dict[str, Answer]:
    """Every answer reached from the front page, by path."""
    client, answers, pending = Client(), {}, ["/"]
    with demo.at_that_time():
        while pending:
            path = pending.pop()
            answers[path] = answer = read(client, path)
            if answer.status == 200 and answer.html:
                pending += links(answer.html, path) - set(answers) - set(pending)
    return answers


def texts(pages: dict[str, Answer]) -> dict[str, str]:
    """What a reader reads on each HTML page; commands to type are no words."""
    return {path: " ".join(_strings(answer.html)) for path, answer in pages.items() if answer.html}


def _strings(html: str) -> list[str]:
    body = parse(html).all("body")[0]
    return [
        child
        for element in body.walk()
        for child in element.children
        if isinstance(child, str) and element.tag not in ("pre", "code")
    ]


def test_everything_the_public_can_reach_answers(pages: dict[str, Answer]) -> None:
    assert {path: answer.status for path, answer in pages.items() if answer.status != 200} == {
        "/complaints/leave/": 303
    }
    for seal in Seal.objects.all():
        assert seal.head["path"] in pages


def test_every_award_has_its_page_and_says_what_it_is(demo: Demo, pages: dict[str, Answer]) -> None:
    shown = texts(pages)
    for record in records():
        text = shown[record.path_on_portal]
        assert record.name in text
        assert str(STATUS_WORDS[standing_of(record, demo.today).status]) in text
        assert record.certificate_no in text


@pytest.mark.parametrize("city", ["datong", "taiyuan", "xinzhou", "hohhot", "yuncheng"])
def test_every_city_has_its_register_and_the_question_who_may_apply(
    pages: dict[str, Answer], city: str
) -> None:
    assert {f"/{city}/register/", f"/{city}/apply-check/"} <= set(pages)


def test_what_is_internal_is_on_no_public_page(demo: Demo, pages: dict[str, Answer]) -> None:
    shown = " ".join(texts(pages).values())
    waiting = HistoryBatch.objects.exclude(state=HistoryState.CONFIRMED)
    internal = {
        *FollowUp.objects.values_list("findings", flat=True),
        *FollowUp.objects.exclude(document_no="").values_list("document_no", flat=True),
        *waiting.values_list("source", flat=True),
        *waiting.values_list("entries__certificate_no", flat=True),
        *ImportRun.objects.values_list("file_name", flat=True),
    }
    assert len(internal) > 10
    assert {text for text in internal if text in shown} == set()


def test_a_chinese_page_has_no_latin_left_over(pages: dict[str, Answer]) -> None:
    left = {path: latin_left(path, text) for path, text in texts(pages).items()}
    assert {path: words for path, words in left.items() if words} == {}


OF_THE_TEST = {
    "folders",
    "withholding-journal",
    "swap",
    "core",
    "channel_door",
    "channel_proxy",
    "channel-folders",
}
"""What the doctor says of the computer a test runs on, and of a transaction that never ends: the journal is written after it."""

PHONE = re.compile(r"(?<!\d)0\d{2,3}[-—–]?(\d{7,8})(?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def test_no_telephone_number_could_be_somebodys(pages: dict[str, Answer]) -> None:
    shown = " ".join(texts(pages).values())
    assert {number for number in PHONE.findall(shown) if not number.startswith("000000")} == set()
    assert PHONE.search(shown)
    assert MOBILE.findall(shown) == []


def test_every_holder_is_marked_as_invented(demo: Demo) -> None:
    entries = list(Entry.objects.filter(withheld=False))
    assert {e.name for e in entries if e.kind == "organization" and not e.name.endswith("（示例）")} == set()
    persons = [e for e in entries if e.kind == "individual"]
    assert {n for e in persons for n in (e.joint_names or [e.name]) if not n.startswith("示例人员")} == set()
    assert {e.unit for e in persons if not e.unit.endswith("（示例）")} == set()
    assert {e.uscc[2:8] for e in entries if e.uscc} == {"000000"}
    older = list(HistoryEntry.objects.all())
    assert {e.name for e in older if e.kind == "organization" and not e.name.endswith("（示例）")} == set()
    assert {e.name for e in older if e.kind == "individual" and not e.name.startswith("示例人员")} == set()
    apart = ExternalAward.objects.values_list("name", "award_name")
    assert {text for row in apart for text in row if not text.endswith("（示例）")} == set()
    by_code: dict[str, set[str]] = {}
    for entry in (*entries, *older):
        if entry.uscc:
            by_code.setdefault(entry.uscc, set()).add(entry.name)
    assert {code: names for code, names in by_code.items() if len(names) > 1} == {}


def test_every_notice_says_that_it_is_an_example(demo: Demo) -> None:
    for seal in Seal.objects.all():
        notice = read_notice(parse_body(seal.body))
        assert notice.title.endswith("（示例）")
        assert "虚构" in str(notice.texts)
        assert notice.publisher.endswith("（示例）")


def test_every_seal_verifies_and_its_acts_are_in_order_of_time(demo: Demo) -> None:
    for seal in Seal.objects.all():
        verify_body(seal.body, seal.digest)
        instants = [seal.published_at, *(act.at for act in seal.acts.order_by("seq"))]
        assert instants == sorted(instants)
        assert instants[-1] <= demo.now


def test_the_example_years_are_marked_and_nothing_known_is_replaced(demo: Demo) -> None:
    notices = HolidayNotice.objects.all()
    assert {notice.is_example for notice in notices} == {True}
    calendar = current_calendar()
    example = max(notices.filter(scope="").values_list("year", flat=True))
    assert calendar.knows(example)
    assert not calendar.knows(example + 1)


def test_the_accounts_are_printed_kept_private_and_found_by_the_doctor(demo: Demo) -> None:
    names = {account.username for account in (*people.ROLES, people.COUNTY_EDITOR, *members.seats())}
    assert {user.username for user in demo_accounts()} == names
    written = people.accounts_file()
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.read_text(encoding="utf-8").strip() in demo.printed
    password = re.findall(r"密码都是 (\S+)）", demo.printed)[0]
    for name in names:
        assert name in demo.printed
        assert Client().login(username=name, password=password)
    assert len(list(no_demo_accounts())) == len(names)


def test_the_doctor_finds_nothing_but_what_a_demonstration_is(demo: Demo) -> None:
    with demo.at_that_time():
        found = {name: finding.message for name, finding in examine() if name not in OF_THE_TEST}
    assert set(found) == {"accounts", "calendar_examples", "channel-demo"}


def test_a_second_run_changes_nothing_and_says_so(demo: Demo) -> None:
    before = Seal.objects.count(), get_user_model().objects.count(), Notice.objects.count()
    printed = StringIO()
    call_command("demo", stdout=printed)
    assert "已经写入" in printed.getvalue()
    assert "密码都是" in printed.getvalue()
    assert before == (Seal.objects.count(), get_user_model().objects.count(), Notice.objects.count())


CODE = re.compile(r"^  ((?:\d{4} ){5}\d{4})  ", re.MULTILINE)


def secrets_of(demo: Demo) -> members.Secrets:
    secrets = members.Secrets.read(demo.printed)
    assert secrets is not None
    return secrets


def opened(demo: Demo, code: str) -> Case:
    cookie = inbox_sessions.open_inbox(typed=code, now=demo.now)
    inbox = inbox_sessions.inbox_of(cookie=cookie, now=demo.now)
    assert inbox is not None
    return Case.objects.get(pk=inbox.case)


def test_every_city_takes_reports_with_a_name_and_without(demo: Demo) -> None:
    terms = all_terms(demo.now)
    assert len(terms) == 5
    assert {each.city: each.shut for each in terms if each.shut} == {}
    assert all(each.named_allowed for each in terms)


def test_the_desk_has_every_track_an_overdue_case_and_a_name_asked_for(demo: Demo) -> None:
    cases = list(Case.objects.all())
    assert {case.track for case in cases} == set(Track.values)
    clocks = [clock for each in clocks_by_case(cases).values() for clock in each]
    assert ClockState.OVERDUE in {clock.state(demo.today) for clock in clocks}
    assert ClockState.RUNNING in {clock.state(demo.today) for clock in clocks}
    asked = Disclosure.objects.get()
    assert (asked.state, asked.asks.filter(state=AskState.CONSENTED).count()) == ("asked", 1)
    leads = get_user_model().objects.filter(groups__name=members.LEADS)
    assert {user.get_username() for user in leads} == {
        each.username for each in members.seats() if each.leads
    }


def test_every_state_of_a_case_is_there_and_each_printed_code_opens_one(demo: Demo) -> None:
    cases = [opened(demo, code) for code in CODE.findall(demo.printed)]
    assert {case.state for case in cases} == set(CaseState.values)
    assert len({case.pk for case in cases}) == len(cases) == Case.objects.count()
    assert {case.city for case in cases} == {"datong", "taiyuan", "xinzhou", "hohhot", "yuncheng"}
    assert Evidence.objects.count() >= 1
    assert CaseEntry.objects.filter(by_reporter=False, reporter_key__isnull=False).exists()
    assert {case.body for case in cases} >= {"datong.leading_group", "xinzhou.market_regulator"}


def test_an_objection_holds_its_list_and_tells_nobody_before_the_window_ends(demo: Demo) -> None:
    notice = Objection.objects.get(case__city="xinzhou").notice
    seal = Seal.objects.get(public_id=notice)
    with demo.at_that_time():
        assert gates.blockers(seal) == ()
    last = max(window.last_day for window in seal.windows.all())
    with clock.at(Desk.instant(last + dt.timedelta(days=1))):
        assert len(gates.blockers(seal)) == 1


def test_members_have_accounts_that_publish_nothing_and_what_is_printed_opens_their_keys(demo: Demo) -> None:
    secrets = secrets_of(demo)
    accounts = get_user_model().objects.filter(channel_member__isnull=False)
    assert {user.get_username() for user in accounts} == {seat.username for seat in members.seats()}
    assert {
        user.get_username(): refusal_to_hold_keys(user) for user in accounts if refusal_to_hold_keys(user)
    } == {}
    keys = {base64.b32encode(device.bin_key).decode() for device in TOTPDevice.objects.filter(confirmed=True)}
    assert keys == {secrets.totp}
    assert TOTPDevice.objects.count() == accounts.count()
    for name in ("datong-office-1", "operator-1", "custodian-3"):
        assert masters.open_by_passphrase(Member.objects.get(user__username=name), secrets.passphrase)
        assert name in demo.printed


def test_handlers_and_custodians_are_different_people() -> None:
    roles = {seat.username: seat.role for seat in members.seats()}
    assert {name for name, role in roles.items() if role == vault.Role.CUSTODIAN} == set(members.CUSTODIANS)
    assert len(members.bodies()) == 12


def test_outside_development_the_doctor_names_every_member(demo: Demo, settings: Any) -> None:
    with demo.at_that_time():
        named = [finding for name, finding in examine() if name == "channel-demo"]
        settings.DEVELOPMENT = True
        assert "channel-demo" not in {name for name, _finding in examine()}
    assert len(named) == len(members.seats())


def test_a_run_cut_off_before_the_cases_is_finished_by_the_next(demo: Demo) -> None:
    before = CODE.findall(demo.printed)
    Case.objects.all().delete()
    printed = StringIO()
    with demo.at_that_time():
        call_command("demo", stdout=printed)
    codes = CODE.findall(printed.getvalue())
    assert len(codes) == len(before)
    assert not set(codes) & set(before)
    assert [opened(demo, code).number for code in codes]
    assert people.accounts_file().read_text(encoding="utf-8") == printed.getvalue().split("\n", 1)[1]


def test_two_years_figures_are_out_with_some_left_out_and_an_office_is_asked_to_act(demo: Demo) -> None:
    out = published_figures()
    assert [row.year for row, _figures in out] == [demo.today.year - 1, demo.today.year - 2]
    for row, figures in out:
        assert given_away(figures) == ()
        cells = [count for line in figures.lines for count in line.counts]
        assert None in cells
        assert max(count for count in cells if count is not None) > SMALL
        assert row.day.year == row.year + 1
    [asked] = Referral.objects.all()
    assert (scheme_code(asked), awaits(asked)) == ("hohhot", True)
    assert asked.seal is not None
    assert Case.objects.get(state="upheld").notice == asked.seal.public_id
