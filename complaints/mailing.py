"""One mail with one sentence: there is something, log in. At the quarter of an hour, once until the member has looked.

Neither what nor how much nor since when: a mail that is sent when a report comes in would be a clock of reports
(channel.md §6). So a mail waits for the quarter, and its head names the quarter as its date.

It goes to the address that the member signed with their keys, whatever their account says (`complaints.mail_addresses`).

Sent at most once. The note is marked as mailed and committed before the mail server hears of it: killed in between, one
mail is lost, and none goes out twice. A server that does not answer, or says no, is known not to have taken it, and is asked
again a quarter later. Whatever is due stands on the members' own pages all the same.
"""

import datetime as dt
import logging
import smtplib
import uuid
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.utils import DNS_NAME
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.mail_addresses import confirmed
from complaints.models import Alert
from complaints.roots import RootsError
from complaints.separation import refusal_to_hold_keys

logger = logging.getLogger(__name__)

SENTENCE = _("有一件事需要您登录处理")
"""All that a mail says: its subject and its text."""

QUARTER = dt.timedelta(minutes=15)
LATEST = dt.timedelta(minutes=3)
"""So long after a quarter a run still belongs to it; one that comes later waits for the next."""

SILENT = "django.core.mail.backends.dummy.EmailBackend"
"""Where the office has no mail server. Nothing is marked as mailed then."""


def quarter_of(now: dt.datetime) -> dt.datetime:
    """The quarter of an hour that has begun, UTC. Beijing's quarters are the same."""
    return now - dt.timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)


def send_due(*, now: dt.datetime) -> int:
    """Mail every member for whom something is noted and who was not mailed since they looked. Returns how many.

    Nothing between the quarters, nothing without a mail server. Must not run inside a transaction: see above.
    """
    if settings.EMAIL_BACKEND == SILENT or now - quarter_of(now) >= LATEST:
        return 0
    waiting = Alert.objects.filter(pending=True, mailed=False).select_related("member__user").order_by("pk")
    working = [row for row in waiting if not refusal_to_hold_keys(row.member.user)]
    try:
        addresses = confirmed(row.member for row in working) if working else {}
    except RootsError as error:
        logger.error("nobody is mailed, the files of keys cannot be read: %s", type(error).__name__)  # noqa: TRY400
        return 0
    reachable = [row for row in working if row.member_id in addresses]
    if not reachable:
        return 0
    try:
        connection = get_connection()
        connection.open()
    except OSError as error:
        # An SMTP failure is an OSError too. Nobody is marked, so everybody is mailed a quarter later.
        logger.warning("the mail server cannot be reached: %s", type(error).__name__)
        return 0
    try:
        return sum(_send(row, addresses[row.member_id], quarter_of(now), connection) for row in reachable)
    finally:
        connection.close()


def _send(row: Alert, address: str, quarter: dt.datetime, connection: BaseEmailBackend) -> bool:
    """Mark, then send; the mark goes again only where the server is known not to have taken it."""
    with transaction.atomic(durable=True):
        if not Alert.objects.filter(pk=row.pk, pending=True, mailed=False).update(mailed=True):
            return False
    try:
        _message(address, quarter, connection).send()
    except (
        smtplib.SMTPResponseException,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPNotSupportedError,
    ) as no:
        Alert.objects.filter(pk=row.pk).update(mailed=False)
        logger.warning("the mail server refused a mail: %s", type(no).__name__)
        return False
    except OSError as error:
        logger.warning("whether a mail was taken is not known: %s", type(error).__name__)
        return False
    return True


def _message(address: str, quarter: dt.datetime, connection: BaseEmailBackend) -> EmailMessage:
    """The mail. Its date and its number say no more than the quarter."""
    return EmailMessage(
        subject=str(SENTENCE),
        body=str(SENTENCE),
        to=[address],
        connection=connection,
        headers={
            "Date": format_datetime(quarter),
            "Message-ID": f"<{uuid.uuid4().hex}@{DNS_NAME}>",
        },
    )
