"""Clocks told to handlers: once for each day, to whom it concerns, right after silence, and moved with the calendar."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from cms import clock
from complaints import mailing, reminding
from complaints.actions import alerts, handling, reminders
from complaints.actions.reminders import remind
from complaints.doctor_mail import SMTP, members_can_be_told
from complaints.hands import Hand
from complaints.models import Alert, Case, KeyWrap, Member, Reminder
from complaints.selectors.clocks import case_clocks
from complaints.transitions import Move
from portal import jobs
from portal.calendar.actions import add_holiday_notice
from portal.calendar.notices import NoticeDay, NoticeDayKind
from tests.factories import channel as make
from tests.factories.offices import make_office, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

BEIJING = dt.timezone(dt.timedelta(hours=8))
MONDAY = dt.datetime(2026, 3, 16, 9, 0, tzinfo=BEIJING)
DAY = dt.timedelta(days=1)


@pytest.fixture
def channel() -> make.ChannelOffice:
    """A channel whose members have confirmed their addresses, and have looked."""
    opened = make.open_channel(make_office("datong"))
    for hands in (*opened.handlers.values(), opened.custodians):
        for hand in hands:
            make.reachable(hand)
    return opened


def _filed(channel: make.ChannelOffice, *, lead: int | None = None) -> Case:
    """A case received on Monday, which its handlers have seen, led by one of them."""
    _token, case, _filed = make.file_report(make.report(), at=MONDAY)
    if lead is not None:
        case.assigned = channel.handlers[case.body][lead].member
        case.save(update_fields=["assigned"])
    for hand in channel.handlers[case.body]:
        alerts.looked(member=hand.member)
    return case


def _waiting() -> set[str]:
    rows = Alert.objects.filter(pending=True).select_related("member__user")
    return {row.member.user.username for row in rows}


def _names(*hands: Hand) -> set[str]:
    return {hand.member.user.username for hand in hands}


def _told() -> list[tuple[str, str, dt.date]]:
    return sorted(Reminder.objects.values_list("clock", "stage", "due"))


def test_whoever_leads_is_told_of_a_day_that_comes_and_everybody_once_it_has_passed(
    channel: make.ChannelOffice,
) -> None:
    """Five working days from Monday end the Monday after."""
    case = _filed(channel, lead=0)
    first, second = channel.handlers[case.body]
    due = dt.date(2026, 3, 23)
    assert remind(now=MONDAY) == 0
    assert remind(now=MONDAY + 4 * DAY) == 1
    assert _waiting() == _names(first)
    assert remind(now=MONDAY + 7 * DAY) == 1
    assert _waiting() == _names(first)
    assert remind(now=MONDAY + 8 * DAY) == 1
    assert _waiting() == _names(first, second)
    assert remind(now=MONDAY + 8 * DAY) == 0
    assert _told() == [("accept_target", stage, due) for stage in ("due", "overdue", "soon")]


def test_where_nobody_leads_all_holders_are_told_and_nobody_else(channel: make.ChannelOffice) -> None:
    """Another body, custodians and whoever lost the key hear nothing."""
    case = _filed(channel)
    first, second = channel.handlers[case.body]
    remind(now=MONDAY + 7 * DAY)
    assert _waiting() == _names(first, second)
    alerts.looked(member=first.member)
    KeyWrap.objects.filter(case=case, member=first.member).delete()
    case.assigned = first.member
    case.save(update_fields=["assigned"])
    remind(now=MONDAY + 8 * DAY)
    assert _waiting() == _names(second)


def test_what_was_done_in_time_or_has_ended_is_not_told(channel: make.ChannelOffice) -> None:
    """Taken up: its first clocks stop. Refused: all do."""
    case, other = _filed(channel), _filed(channel)
    by = channel.handlers[case.body][0]
    handling.move(case=case, move=Move.ACCEPT, expected="filed", text="受理（示例）", by=by, now=MONDAY + DAY)
    handling.move(
        case=other, move=Move.REFUSE, expected="filed", text="不受理（示例）", by=by, now=MONDAY + DAY
    )
    assert remind(now=MONDAY + 30 * DAY) == 0
    assert remind(now=MONDAY + 60 * DAY) == 1
    assert _told() == [("decide", "due", dt.date(2026, 5, 15))]


def test_a_week_without_a_queue_passes_nothing_over(channel: make.ChannelOffice) -> None:
    """The first run afterwards tells of everything as it stands, once and for everybody."""
    case = _filed(channel, lead=0)
    assert remind(now=MONDAY + 14 * DAY) == 2
    assert _told() == [
        ("accept", "soon", dt.date(2026, 3, 31)),
        ("accept_target", "overdue", dt.date(2026, 3, 23)),
    ]
    assert _waiting() == _names(*channel.handlers[case.body])


def test_an_estimate_that_passed_while_the_queue_was_dead_is_told_of(channel: make.ChannelOffice) -> None:
    """In a year without its arrangement no clock is overdue: it is told once, as due, whenever the queue looks again."""
    december = dt.datetime(2031, 12, 29, 9, 0, tzinfo=BEIJING)
    _token, case, _filed = make.file_report(make.report(), at=december)
    (target, *_rest) = case_clocks(case)
    assert target.provisional
    for hand in channel.handlers[case.body]:
        alerts.looked(member=hand.member)
    assert remind(now=december + 9 * DAY) == 1
    assert _told() == [("accept_target", "due", target.expected)]
    assert _waiting() == _names(*channel.handlers[case.body])
    assert remind(now=december + 9 * DAY) == 0


def test_a_row_and_its_note_are_one(channel: make.ChannelOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended between the two, there is neither; the next run writes both."""
    case = _filed(channel)

    def ends(*_args: Any, **_kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "alert_handlers", ends)
        with pytest.raises(SystemExit):
            remind(now=MONDAY + 7 * DAY)
    assert not Reminder.objects.exists()
    assert remind(now=MONDAY + 7 * DAY) == 1
    assert _waiting() == _names(*channel.handlers[case.body])


def test_a_day_that_moves_with_the_calendar_is_told_anew(channel: make.ChannelOffice) -> None:
    """A rest day put into the five makes the next day the last; what was told of the old day stays on record."""
    case = _filed(channel)
    with clock.at(MONDAY + 7 * DAY):
        reminding.look()
        assert _told() == [("accept_target", "due", dt.date(2026, 3, 23))]
        rest = NoticeDay(dt.date(2026, 3, 18), NoticeDayKind.REST, "示例休息日")
        add_holiday_notice(
            year=2026,
            title="关于休息日安排的通知（示例）",
            issued_on=dt.date(2026, 3, 10),
            days=[rest],
            by=person("calendar-keeper"),
            scope="140200",
            scope_name="大同市",
            is_example=True,
        )
        assert case_clocks(case)[0].due == dt.date(2026, 3, 24)
        # Told at once by the queue, without waiting for the quarter: soon due, on the day moved to.
        assert ("accept_target", "soon", dt.date(2026, 3, 24)) in _told()
    remind(now=MONDAY + 8 * DAY)
    assert ("accept_target", "due", dt.date(2026, 3, 24)) in _told()


def test_one_mail_with_one_sentence_until_somebody_has_looked(channel: make.ChannelOffice) -> None:
    """At the quarter, whatever comes after the mail; anew once they looked. Its head names the quarter."""
    case = _filed(channel)
    first, _second = channel.handlers[case.body]
    alerts.alert([first.member.pk])
    assert mailing.send_due(now=MONDAY + dt.timedelta(minutes=7)) == 0
    assert mailing.send_due(now=MONDAY + dt.timedelta(minutes=15, seconds=40)) == 1
    alerts.alert([first.member.pk])
    assert mailing.send_due(now=MONDAY + DAY) == 0
    (sent,) = mail.outbox
    assert (sent.subject, sent.body) == ("有一件事需要您登录处理", "有一件事需要您登录处理")
    assert sent.to == [first.member.user.email]
    written = sent.message()
    assert written["Date"] == "Mon, 16 Mar 2026 09:15:00 +0800"
    assert case.number not in written.as_string()
    alerts.looked(member=first.member)
    assert mailing.send_due(now=MONDAY + DAY) == 0
    alerts.alert([first.member.pk])
    assert mailing.send_due(now=MONDAY + 2 * DAY) == 1


class _Down(EmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class _SaysNo(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPDataError(451, b"later")


class _Vanishes(EmailBackend):
    """A mail server whose answer is lost after it had the mail."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise smtplib.SMTPServerDisconnected


@pytest.mark.parametrize(("server", "again"), [("_Down", 2), ("_SaysNo", 2), ("_Vanishes", 0)])
def test_what_was_surely_not_sent_is_sent_later_and_what_may_have_been_is_not(
    channel: make.ChannelOffice, settings: Any, server: str, again: int
) -> None:
    """At most once: an answer that was lost counts as a mail."""
    case = _filed(channel)
    alerts.alert_handlers(case)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    assert mailing.send_due(now=MONDAY) == 0
    lost = len(mail.outbox)
    settings.EMAIL_BACKEND = working
    assert mailing.send_due(now=MONDAY + mailing.QUARTER) == again
    assert len(mail.outbox) == 2
    assert lost == 2 - again


def test_without_a_mail_server_or_an_address_nothing_counts_as_mailed(
    channel: make.ChannelOffice, settings: Any
) -> None:
    """Whoever can be reached later is told then. A closed account is not."""
    case = _filed(channel)
    alerts.alert_handlers(case)
    settings.EMAIL_BACKEND, working = mailing.SILENT, settings.EMAIL_BACKEND
    assert mailing.send_due(now=MONDAY) == 0
    settings.EMAIL_BACKEND = working
    first, second = channel.handlers[case.body]
    Member.objects.filter(pk=first.member.pk).update(mail_to="", mail_signature=b"")
    second.member.user.is_active = False
    second.member.user.save(update_fields=["is_active"])
    assert mailing.send_due(now=MONDAY) == 0
    assert not Alert.objects.filter(mailed=True).exists()


def test_a_report_and_an_answer_are_noted_for_those_who_can_read_them(channel: make.ChannelOffice) -> None:
    """In the transaction of the filing; nobody of another body, and no time with it."""
    _token, case, _filed = make.file_report(make.report(), at=MONDAY)
    assert _waiting() == _names(*channel.handlers[case.body])
    assert {field.name for field in Alert._meta.get_fields()} == {"member", "pending", "mailed"}


def test_the_job_runs_on_the_quarter(settings: Any) -> None:
    """Whenever the schedule is first written, its runs stand at :00, :15, :30, :45."""
    (job,) = [job for job in jobs.recurring() if job.name == reminding.NAME]
    assert job.dotted_path == "complaints.reminding.run"
    for written, first in ((0, 0), (1, 15), (14, 15), (15, 15), (46, 60)):
        at = dt.datetime(2026, 3, 16, 1, written, 0, tzinfo=dt.UTC)
        assert job.first_run(at) == dt.datetime(2026, 3, 16, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=first)
    odd = dt.datetime(2026, 3, 16, 1, 0, 30, 5, tzinfo=dt.UTC)
    assert job.first_run(odd) == dt.datetime(2026, 3, 16, 1, 15, tzinfo=dt.UTC)


def test_doctor_says_who_cannot_be_told(channel: make.ChannelOffice, settings: Any) -> None:
    """No mail server, or a member without an address; nothing where mail is tried out only."""
    assert not list(members_can_be_told())
    settings.EMAIL_BACKEND = mailing.SILENT
    settings.DEVELOPMENT = False
    (silent,) = members_can_be_told()
    assert "没有设置邮件服务器" in silent.message
    settings.EMAIL_BACKEND = SMTP
    assert not list(members_can_be_told())
    keeper = channel.custodians[0].member
    for address, words in (("root@example.gov.cn", "本人确认的不同"), ("", "本人确认的不同")):
        keeper.user.email = address
        keeper.user.save(update_fields=["email"])
        (other,) = members_can_be_told()
        assert keeper.user.username in other.message
        assert words in other.message
    Member.objects.filter(pk=keeper.pk).update(mail_to="")
    (without,) = members_can_be_told()
    assert "没有电子邮箱" in without.message
    keeper.user.email = "root@example.gov.cn"
    keeper.user.save(update_fields=["email"])
    (unconfirmed,) = members_can_be_told()
    assert "还没有确认" in unconfirmed.message
