"""A fortnight in short: the queue looks four times a day, dies twice, and stays dead over the holiday.

`tests/drill/drill_fortnight.py` is the long one, quarter by quarter with a real queue.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db.models.signals import post_save

from cms import clock
from complaints import reminding
from complaints.models import Reminder
from tests.factories.fortnight import BEGIN, CASES, DAY, Fortnight, as_mailed, quarters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

HOUR = dt.timedelta(hours=1)


class _Killed(BaseException):
    """The process ends here: nothing catches it, and what was not committed is undone."""


@pytest.fixture
def deaths() -> Iterator[dict[str, bool]]:
    """Where the process dies next: in the middle of telling, or as soon as the server has the mail."""
    armed = {"telling": False, "mailed": False}

    def telling(created: bool, **_signal: Any) -> None:
        if created and armed["telling"]:
            armed["telling"] = False
            raise _Killed

    post_save.connect(telling, sender=Reminder)
    yield armed
    post_save.disconnect(telling, sender=Reminder)


def test_no_deadline_passes_unseen_and_no_mail_goes_out_twice(
    deaths: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it tells, and killed when the mail server has just taken a mail; dead from the third to the sixth day."""
    send = EmailMessage.send

    def dies(message: EmailMessage, *args: Any, **kwargs: Any) -> int:
        sent = send(message, *args, **kwargs)
        if deaths["mailed"]:
            deaths["mailed"] = False
            raise _Killed
        return sent

    monkeypatch.setattr(EmailMessage, "send", dies)
    fortnight = Fortnight(lambda: [as_mailed(message) for message in mail.outbox])
    killed, ticks = 0, quarters(BEGIN + 3 * HOUR, step=6 * HOUR)
    for now in ticks:
        deaths["telling"] |= now == BEGIN + 2 * DAY + 3 * HOUR
        deaths["mailed"] |= now == BEGIN + 9 * DAY + 3 * HOUR
        dead = BEGIN + 2 * DAY + 3 * HOUR < now < BEGIN + 6 * DAY
        with clock.at(now):
            fortnight.people(now)
            ran = not dead
            if not dead:
                try:
                    reminding.run()
                except _Killed:
                    killed, ran = killed + 1, False
        fortnight.check(now, ran=ran)
    assert killed == 2
    came = fortnight.summary()
    assert came["cases"] == CASES
    assert min(came[f"told_{stage}"] for stage in ("soon", "due", "overdue")) > 0
    assert min(came["asks"], came["moved"]) > 0
    assert came["mails"] > 10
