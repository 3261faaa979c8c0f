"""A fortnight at the desk: forty cases, three handlers, two custodians, National Day inside, and what must hold of it.

The people are here; the queue is whoever calls. `Fortnight.people` is what they do before a quarter of an hour,
`Fortnight.check` what must hold after the job ran in it. Days are derived here once more, from a list written out by
hand and not from the portal's calendar.
"""

import contextlib
import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from complaints.actions import alerts, assignment, disclosure, handling
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Alert, Case, DisclosureAsk, KeyWrap, Reminder, Track
from complaints.transitions import OPEN_STATES, Move
from portal.calendar.actions import add_holiday_notice
from portal.calendar.notices import NoticeDay, NoticeDayKind
from tests.factories import channel as make
from tests.factories.offices import make_office, person

BEIJING = dt.timezone(dt.timedelta(hours=8))
BEGIN = dt.datetime(2026, 9, 28, tzinfo=BEIJING)
DAYS = 14
QUARTER = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)
CASES = 40

RESTS = {dt.date(2026, 9, 25), *(dt.date(2026, 10, day) for day in range(1, 8))}
WORKED = {dt.date(2026, 9, 20), dt.date(2026, 10, 10)}
"""Mid-Autumn and National Day 2026 as the State Council arranged them, as far as these weeks need it."""

MOVED, REST_ON = BEGIN + 11 * DAY + dt.timedelta(hours=12), dt.date(2026, 10, 9)
"""At noon of the twelfth day the city makes it a rest day: whoever was told that a day is due today has one more."""

RECEIVED = (
    *(-56, -54, -52, -50) * 2,
    *(-12, -11, -10, -8, -6, -5, -4, -3, -2) * 2,
    *(0, 0, 1, 1, 2, 2, 3, 5, 7, 8, 8, 9, 9, 10),
)
"""Days from the beginning on which the cases came in: some almost at their end, some in the middle, some during it."""


@dataclass(frozen=True)
class Mailed:
    """A mail as the mail server took it."""

    to: str
    text: str
    date: dt.datetime


@dataclass
class Fortnight:
    """The people, their cases, and what they were told.

    :ivar mailbox: everything that the mail server has taken so far. :ivar lost: addresses whose mail a kill took: marked and
        never sent.
    """

    mailbox: Callable[[], Sequence[Mailed]]
    chance: random.Random = field(default_factory=lambda: random.Random(20261001))
    lost: set[str] = field(default_factory=set)
    told: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    rests: set[dt.date] = field(default_factory=lambda: set(RESTS))
    _read: dict[str, int] = field(default_factory=dict)
    _known: set[UUID] = field(default_factory=set)
    _owed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Found the channel and take in what came before."""
        self.channel = make.open_channel(make_office("datong"), handlers=3, custodians=2)
        self.handlers = self.channel.handlers["datong.office"]
        self.idle = self.channel.handlers["datong.leading_group"]
        for hand in (*self.handlers, *self.channel.custodians, *self.idle):
            make.reachable(hand)
        self.coming = sorted(BEGIN + day * DAY + dt.timedelta(hours=10) for day in RECEIVED)
        assert len(self.coming) == CASES
        while self.coming[0] < BEGIN:
            self._file(self.coming.pop(0))
        for case in Case.objects.filter(received_on__lt=dt.date(2026, 9, 1)):
            self._move(case, Move.ACCEPT, dt.datetime(2026, 8, 20, 10, tzinfo=BEIJING))
        for hand in (*self.handlers, *self.channel.custodians):
            alerts.looked(member=hand.member)

    @property
    def everybody(self) -> list[Hand]:
        """The three and the two."""
        return [*self.handlers, *self.channel.custodians]

    def people(self, now: dt.datetime) -> None:
        """What people do in the quarter that ends at `now`: reports come in; on a working day at nine and at three they look."""
        while self.coming and self.coming[0] <= now:
            self._file(self.coming.pop(0))
        if now >= MOVED and REST_ON not in self.rests:
            self._rest_day()
        if self._works(now.date()) and (now.hour, now.minute) in {(9, 0), (15, 0)}:
            for hand in self.everybody:
                if self.chance.random() < 0.4:
                    self._look(hand, now)

    def check(self, now: dt.datetime, *, ran: bool) -> None:
        """What holds after the quarter. `ran`: the job ran to its end in it, at the quarter.

        Raises AssertionError for a day that passed unseen, a mail twice, or a word too much.
        """
        self._note_reminders()
        self._check_mail()
        if ran:
            self._check_days(now.date())
            self._check_told(now)

    def unread(self, name: str) -> int:
        """How many mails came to an address since its owner last looked."""
        return self._mails()[name] - self._read.get(name, 0)

    def _file(self, at: dt.datetime) -> None:
        named = self.chance.random() < 0.5
        value = make.report(person=make.somebody()) if named else make.report()
        _token, case, _filed = make.file_report(value, at=at)
        if self.chance.random() < 0.6:
            case.assigned = self.chance.choice(self.handlers).member
            case.save(update_fields=["assigned"])

    def _look(self, hand: Hand, now: dt.datetime) -> None:
        """Unlock, see what there is, and do some of it."""
        name = hand.member.user.email
        alerts.looked(member=hand.member)
        self.looks[name] += 1
        self._read[name] = self._mails()[name]
        self.lost.discard(name)
        self._owed.discard(name)
        if hand in self.channel.custodians:
            for ask in DisclosureAsk.objects.filter(custodian=hand.member, state="open"):
                with contextlib.suppress(NotAllowed, CaseGone):  # its case ended, or its time is over
                    disclosure.consent(ask_id=ask.pk, by=hand, now=now)
            return
        for case in Case.objects.filter(state__in=OPEN_STATES).order_by("received_on", "pk"):
            if self.chance.random() < 0.12:
                self._work_on(case, hand, now)

    def _work_on(self, case: Case, hand: Hand, now: dt.datetime) -> None:
        turn = self.chance.random()
        if turn < 0.2:
            track = self.chance.choice([Track.PETITION, Track.MARKET, Track.DISCIPLINE, Track.OBJECTION])
            assignment.set_track(case=case, track=track, by=hand, now=now)
        elif turn < 0.3:
            asked = case.disclosures.filter(requester=hand.member).exists()
            if not asked:
                disclosure.ask(case=case, reason="核实需要（示例）", by=hand, now=now)
        else:
            self._move(case, Move.ACCEPT if case.state == "filed" else Move.DISMISS, now, hand)

    def _move(self, case: Case, move: Move, now: dt.datetime, hand: Hand | None = None) -> None:
        by = hand or self.handlers[0]
        handling.move(case=case, move=move, expected=case.state, text="答复（示例）", by=by, now=now)

    def _rest_day(self) -> None:
        self.rests.add(REST_ON)
        add_holiday_notice(
            year=2026,
            title="关于休息日安排的通知（示例）",
            issued_on=MOVED.date(),
            days=[NoticeDay(REST_ON, NoticeDayKind.REST, "示例休息日")],
            by=person("calendar-keeper"),
            scope="140200",
            scope_name="大同市",
            is_example=True,
        )

    def _works(self, day: dt.date) -> bool:
        return day in WORKED or (day.weekday() < 5 and day not in self.rests)

    def _after_working(self, day: dt.date, number: int) -> dt.date:
        while number:
            day += DAY
            number -= self._works(day)
        return day

    def _limits(self, case: Case) -> list[tuple[str, dt.date]]:
        """What a case that nobody answered yet, or that is not concluded, must be told of once it is past."""
        limits = [("decide", case.received_on + 60 * DAY)]
        if case.state == "filed":
            limits += [
                ("accept", case.received_on + 15 * DAY),
                ("accept_target", self._after_working(case.received_on, 5)),
            ]
            if case.track == Track.MARKET:
                limits.append(("accept_market", self._after_working(case.received_on, 7)))
        if case.track == Track.DISCIPLINE:
            limits.append(("forward", self._after_working(case.received_on, 5)))
        return limits

    def _check_days(self, today: dt.date) -> None:
        """Every day that is due or past was told of, as that, with the day it has now."""
        rows = set(Reminder.objects.values_list("case_id", "clock", "stage", "due"))
        for case in Case.objects.filter(state__in=OPEN_STATES):
            for key, due in self._limits(case):
                if due <= today:
                    stage = "due" if due == today else "overdue"
                    assert (case.pk, key, stage, due) in rows, f"{key} of {due} passed unseen on {today}"

    def _note_reminders(self) -> None:
        """Whom each new row has to reach."""
        for row in Reminder.objects.exclude(pk__in=self._known).select_related("case"):
            self._known.add(row.pk)
            self.told[row.stage] += 1
            holders = set(KeyWrap.objects.filter(case=row.case).values_list("member_id", flat=True))
            leads = {row.case.assigned_id} & holders
            for pk in holders if row.stage == "overdue" else leads or holders:
                self._owe(pk)

    def _owe(self, member: UUID) -> None:
        (name,) = [hand.member.user.email for hand in self.everybody if hand.member.pk == member]
        self._owed.add(name)

    def _mails(self) -> Counter[str]:
        return Counter(mailed.to for mailed in self.mailbox())

    def _check_mail(self) -> None:
        """One since they last looked, at most; to those five alone; one sentence, on the quarter."""
        box = self.mailbox()
        for name in self._mails():
            assert self.unread(name) <= 1, f"{name} was mailed twice without having looked"
        assert self._mails().keys() <= {hand.member.user.email for hand in self.everybody}
        assert {mailed.text for mailed in box} <= {"有一件事需要您登录处理"}
        assert all(mailed.date.minute % 15 == 0 and not mailed.date.second for mailed in box)

    def _check_told(self, now: dt.datetime) -> None:
        """Whoever had to hear has looked since, or was mailed, or lost the one mail that a kill took and has it waiting."""
        for name in self._owed:
            assert self.unread(name) == 1 or name in self.lost, f"{name} was not told by {now}"
            waiting = Alert.objects.filter(member__user__email=name, pending=True)
            assert waiting.exists(), f"nothing waits for {name}"

    def _moved(self) -> int:
        """How many times a day was told of twice as the same, because it had moved."""
        rows = Reminder.objects.values_list("case_id", "clock", "stage")
        return sum(number > 1 for number in Counter(rows).values())

    def summary(self) -> dict[str, int]:
        """What the fortnight came to."""
        return {
            **{f"told_{stage}": number for stage, number in sorted(self.told.items())},
            "mails": sum(self._mails().values()),
            "looks": sum(self.looks.values()),
            "ended": Case.objects.exclude(state__in=OPEN_STATES).count(),
            "cases": Case.objects.count(),
            "moved": self._moved(),
            "asks": DisclosureAsk.objects.count(),
        }


def quarters(first: dt.datetime = BEGIN, days: int = DAYS, step: dt.timedelta = QUARTER) -> list[dt.datetime]:
    """Every quarter of an hour of so many days."""
    return [first + n * step for n in range(int(days * DAY / step))]


def as_mailed(message: object) -> Mailed:
    """A message of Django's as the mail server took it."""
    from email.message import Message
    from email.utils import parsedate_to_datetime

    from django.core.mail import EmailMessage

    assert isinstance(message, EmailMessage)
    written: Message = message.message()
    return Mailed(message.to[0], str(message.body), parsedate_to_datetime(str(written["Date"])))
