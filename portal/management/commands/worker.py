"""``manage.py worker``: the job worker of a production machine, under its watchdog."""

from django.core.management.base import BaseCommand

from portal.management.commands.serve import worker_member
from portal.supervisor import Supervisor


class Command(BaseCommand):
    """Run the job worker and start it again when it ends or is stuck."""

    help = "Run the job worker under a watchdog that restarts it when it ends or no longer runs jobs."

    def handle(self, *args: object, **options: object) -> None:
        """Return after a signal has ended the worker."""
        Supervisor([worker_member()]).run()
