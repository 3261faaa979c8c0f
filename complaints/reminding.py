"""The job that looks at every clock each quarter of an hour and mails what has to be told."""

from cms import clock
from complaints import mailing
from complaints.actions.reminders import remind
from portal import jobs

EVERY = 15  # minutes
NAME, PATH, LOOK = "remind_handlers", "complaints.reminding.run", "complaints.reminding.look"


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(EVERY, name=NAME, dotted_path=PATH, on_the_clock=True)


def run() -> None:
    """What the queue runs: idempotent, and right whatever was missed. It returns nothing: the queue keeps results."""
    look()
    mailing.send_due(now=clock.now())


def look() -> None:
    """Look at every clock, and mail nobody: also at once when the calendar changes, with which days move."""
    remind(now=clock.now())
