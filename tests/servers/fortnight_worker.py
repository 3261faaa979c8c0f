"""A real queue in a process group of its own, whose clock stands in a file and which dies where it is told to.

``python -m tests.servers.fortnight_worker``. Below ``VAR_DIR``: ``instant`` holds the time, ``mail`` what the mail server
took, and a file named like a place means that the whole group dies there, by SIGKILL, once.
"""

import datetime as dt
import json
import os
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

INSTANT, MAIL = "instant", "mail"


class Place(StrEnum):
    """Where it dies."""

    TELLING = "telling"
    """A reminder is written, and nobody was told: before the commit."""
    MARKED = "marked"
    """A mail is marked as sent and was not handed over."""
    TAKEN = "taken"
    """The mail server has it, and nothing knows."""


def die_at(place: Place) -> None:
    """Die there, if that is what was asked for."""
    armed = Path(settings.VAR_DIR) / place
    if armed.exists():
        armed.unlink()
        os.killpg(os.getpgrp(), signal.SIGKILL)


class MailFile(BaseEmailBackend):
    """A mail server that writes down what it takes, one line of JSON a mail."""

    def open(self) -> bool:
        """There is nothing to open."""
        return False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take them, and die before or after where asked."""
        die_at(Place.MARKED)
        with (Path(settings.VAR_DIR) / MAIL).open("a", encoding="utf-8") as file:
            for message in email_messages:
                written = message.message()
                line = {"to": message.to[0], "text": str(message.body), "date": str(written["Date"])}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        die_at(Place.TAKEN)
        return len(email_messages)


def standing() -> dt.datetime:
    """The instant in the file."""
    return dt.datetime.fromisoformat((Path(settings.VAR_DIR) / INSTANT).read_text(encoding="ascii"))


def main() -> int:
    """Work until killed."""
    from django.core.management import call_command
    from django.db.models.signals import post_save

    with mock.patch("portal.clock.now", standing):
        django.setup()
        from complaints.models import Reminder

        def told(created: bool, **_signal: Any) -> None:
            if created:
                die_at(Place.TELLING)

        post_save.connect(told, sender=Reminder)
        call_command("qcluster", verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
