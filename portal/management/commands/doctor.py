"""``manage.py doctor``: what is missing or unsafe in this installation."""

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import doctor

WORDS = {doctor.Level.ERROR: gettext_lazy("错误"), doctor.Level.WARNING: gettext_lazy("提醒")}


class Command(BaseCommand):
    """One line for each finding; exit status 1 if there is any."""

    help = "Say what is missing or unsafe in this installation, one line each; exit 1 if anything is."
    requires_system_checks = []

    def handle(self, *args: object, **options: object) -> None:
        """Print every finding with its check's name and its remedy."""
        found = False
        for name, finding in doctor.examine():
            found = True
            self.stdout.write(
                _("%(level)s [%(name)s] %(message)s。处理：%(remedy)s。")
                % {
                    "level": WORDS[finding.level],
                    "name": name,
                    "message": finding.message,
                    "remedy": finding.remedy,
                }
            )
        if found:
            sys.exit(1)
        self.stdout.write(
            _("未发现问题（已检查 %(count)d 项）。") % {"count": len(doctor.names())},
        )
